#include "store_fixture.hpp"

#include <atomic>
#include <thread>

namespace beihui::storage
{
namespace
{

class Register : public Store
{
protected:
    static Case employer(std::string number) { return new_case(std::move(number), "employer"); }
    static RegisterChange record(const Case& of, std::string code, std::string called)
    {
        return {"employer",        of.id,     "school",          std::move(code),
                std::move(called), "pending", {{"size", "小型"}}};
    }
    Entry entry_for(const Case& now, RegisterChange change)
    {
        Entry entry = next_entry(now, "open", moment());
        entry.effects.registers = {std::move(change)};
        return entry;
    }
    std::vector<std::string> names(std::string_view text, std::size_t page = 100)
    {
        std::vector<std::string> all;
        std::string after;
        for (bool more = true; more;) {
            const auto records = find([&](ReadTxn& txn) {
                return list_registered(txn, "employer", text, after, page);
            });
            for (const RegisterChange& found_record : records)
                all.push_back(found_record.name);
            more = records.size() == page;
            if (more)
                after = records.back().id;
        }
        std::ranges::sort(all);
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(On, Register, both, testing::PrintToStringParamName());

TEST_P(Register, FindsARecordByIdAndByCode)
{
    const Case one = employer("E-1");
    const Case two = employer("E-2");
    ASSERT_TRUE(append(entry_for(one, record(one, "91330000A", "甲公司"))));
    ASSERT_TRUE(append(entry_for(two, record(two, "", "未取得代码的公司"))));
    const auto by_id = find([&](ReadTxn& txn) { return find_registered(txn, "employer", one.id); });
    ASSERT_TRUE(by_id);
    EXPECT_EQ(by_id->to_json(), record(one, "91330000A", "甲公司").to_json());
    const auto by_code = [&](std::string_view kind, std::string_view code) {
        return find([&](ReadTxn& txn) { return find_registered_by_code(txn, kind, code); });
    };
    ASSERT_TRUE(by_code("employer", "91330000A"));
    EXPECT_EQ(by_code("employer", "91330000A")->id, one.id);
    EXPECT_FALSE(by_code("person", "91330000A"));
    EXPECT_FALSE(by_code("employer", ""));
}

TEST_P(Register, KeepsACodeForOneRecordOfItsKind)
{
    const Case one = employer("E-1");
    const Case two = employer("E-2");
    ASSERT_TRUE(append(entry_for(one, record(one, "CODE", "甲公司"))));
    const auto taken = append(entry_for(two, record(two, "CODE", "乙公司")));
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, "code_taken");
    EXPECT_NE(taken.error().detail.zh.find("甲公司"), std::string::npos);
    EXPECT_FALSE(find([&](ReadTxn& txn) { return find_case(txn, two.id); }));

    RegisterChange person = record(two, "CODE", "某人");
    person.kind = "person";
    EXPECT_TRUE(append(entry_for(two, person)));
}

TEST_P(Register, GivesACodeToOneOfTwoThatAskAtOnce)
{
    for (int round = 0; round < 8; ++round) {
        const std::string code = "CODE" + std::to_string(round);
        std::atomic<int> won = 0;
        std::atomic<int> taken = 0;
        std::vector<std::thread> clerks;
        const Instant at = moment();
        for (int i = 0; i < 4; ++i)
            clerks.emplace_back([&, i] {
                const Case mine = employer(code + "-" + std::to_string(i));
                Entry entry = next_entry(mine, "open", at);
                entry.effects.registers = {record(mine, code, "公司")};
                const auto done = append(std::move(entry));
                if (done)
                    ++won;
                else if (done.error().code == "code_taken")
                    ++taken;
            });
        for (std::thread& clerk : clerks)
            clerk.join();
        EXPECT_EQ(won, 1);
        EXPECT_EQ(taken, 3);
    }
}

TEST_P(Register, ShowsARecordAsItStoodAtAMoment)
{
    const Case one = employer("E-1");
    Entry first = entry_for(one, record(one, "CODE", "旧名公司"));
    ASSERT_TRUE(append(first));
    Entry silent = next_entry(first.effects.after, "note", moment());
    ASSERT_TRUE(append(silent));
    Entry renamed = entry_for(silent.effects.after, record(one, "CODE", "新名公司"));
    ASSERT_TRUE(append(renamed));
    const auto name_at = [&](Instant at) {
        const auto then =
            find([&](ReadTxn& txn) { return find_registered_as_of(txn, "employer", one.id, at); });
        return then ? then->name : "none";
    };
    EXPECT_EQ(name_at(first.at.plus_ms(-1)), "none");
    EXPECT_EQ(name_at(first.at), "旧名公司");
    EXPECT_EQ(name_at(silent.at), "旧名公司");
    EXPECT_EQ(name_at(renamed.at.plus_ms(-1)), "旧名公司");
    EXPECT_EQ(name_at(renamed.at), "新名公司");
}

TEST_P(Register, SearchesNamesAndCodesAsPeopleTypeThem)
{
    const std::vector<std::pair<std::string, std::string>> firms = {
        {"91330000AB", "测试Ａ科技"},
        {"91330000CD", "测试100%纯净水"},
        {"91330000EF", "cafe\u0301店"},
        {"91330000GH", "下_划线"}
    };
    for (const auto& [code, called] : firms) {
        const Case one = employer("E-" + code);
        ASSERT_TRUE(append(entry_for(one, record(one, code, called))));
    }
    using Names = std::vector<std::string>;
    EXPECT_EQ(names("").size(), 4u);
    EXPECT_EQ(names("", 2).size(), 4u);
    EXPECT_EQ(names("测试a"), Names{"测试Ａ科技"});
    EXPECT_EQ(names("３３００００ａｂ"), Names{"测试Ａ科技"});
    EXPECT_EQ(names("%"), Names{"测试100%纯净水"});
    EXPECT_EQ(names("_"), Names{"下_划线"});
    EXPECT_EQ(names("!"), Names{});
    EXPECT_EQ(names("CAF\u00e9"), Names{"caf\u00e9店"});
    EXPECT_EQ(names("' OR 1=1 --"), Names{});
}

}  // namespace
}  // namespace beihui::storage
