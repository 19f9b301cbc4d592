#include "base/files.hpp"
#include "store_fixture.hpp"

#include <filesystem>

namespace beihui::storage
{
namespace
{

constexpr std::string_view phone = "13800013800";
constexpr std::string_view full_name = "欧阳测试";

class HiddenValues : public Store
{
protected:
    // An entry of a new case with a hidden value of each subject, all of them the telephone number.
    Entry hide(const std::vector<std::string>& subjects, std::string_view value = phone)
    {
        Entry entry = next_entry(new_case("A-" + std::to_string(++cases_)), "open", moment());
        std::vector<HiddenValue> hidden;
        json::array references;
        for (const std::string& subject : subjects) {
            auto made = history::hide(
                entry.uid, entry.tenant, "data." + std::to_string(hidden.size()), subject,
                json::value(value)
            );
            references.push_back(std::move(made.reference));
            hidden.push_back(std::move(made.value));
        }
        entry.data = {{"contacts", references}, {"venue", "体育馆"}};
        entry.effects.after.data = {{"plan", entry.data}};
        append(entry, hidden).value();
        return entry;
    }
    std::string shown(const Entry& entry, bool masked = false)
    {
        return find([&](ReadTxn& txn) {
            json::value data = entry.data;
            reveal(txn, *database_, data, masked);
            return history::canonical(data);
        });
    }
    std::optional<HiddenValue> hidden(const Entry& entry, std::string_view place)
    {
        return find([&](ReadTxn& txn) { return find_hidden(txn, entry.uid, place); });
    }
    template <class Work>
    auto write(Work work)
    {
        std::optional<decltype(work(std::declval<WriteTxn&>()))> answer;
        (void)database_->write([&](WriteTxn& txn) -> Result<void> {
            answer = work(txn);
            return {};
        });
        return *answer;
    }

    int cases_ = 0;
};
INSTANTIATE_TEST_SUITE_P(On, HiddenValues, both, testing::PrintToStringParamName());

TEST_P(HiddenValues, ShowsThemInClearOrOnlyThatTheyAreThere)
{
    const Entry entry = hide({"person1", "person2"});
    EXPECT_EQ(shown(entry), R"({"contacts":["13800013800","13800013800"],"venue":"体育馆"})");
    EXPECT_EQ(
        shown(entry, true), R"({"contacts":[{"masked":true},{"masked":true}],"venue":"体育馆"})"
    );
}

TEST_P(HiddenValues, OpensTheCommitmentThatStandsInTheEntry)
{
    const Entry entry = hide({"person1"});
    const auto opened = hidden(entry, "data.0");
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->subject, "person1");
    EXPECT_EQ(
        entry.data.at("contacts").at(0).at("commitment"),
        json::value(
            hex(history::commitment("school", entry.uid, "data.0", opened->salt, opened->value))
        )
    );
}

TEST_P(HiddenValues, ErasesOneAndLeavesTheEntryAndItsProofAlone)
{
    const Entry entry = hide({"person1", "person2"});
    const auto before = find([&](ReadTxn& txn) { return find_entry(txn, entry.uid); });
    EXPECT_EQ(write([&](WriteTxn& txn) { return erase_hidden(txn, entry.uid, {"data.0"}); }), 1u);
    EXPECT_EQ(write([&](WriteTxn& txn) { return erase_hidden(txn, entry.uid, {"data.0"}); }), 0u);
    EXPECT_EQ(shown(entry), R"({"contacts":[{"erased":true},"13800013800"],"venue":"体育馆"})");
    EXPECT_FALSE(hidden(entry, "data.0"));
    const auto after = find([&](ReadTxn& txn) { return find_entry(txn, entry.uid); });
    EXPECT_EQ(after->body, before->body);
    EXPECT_EQ(hex(history::leaf_of(after->body)), before->leaf);
    EXPECT_TRUE(database_->write(rebuild_projections));
}

TEST_P(HiddenValues, AreErasedEverywhereWithTheKeyOfThePerson)
{
    const Entry first = hide({"person1", "person2"});
    const Entry second = hide({"person1"});
    EXPECT_EQ(find([](ReadTxn& txn) { return hidden_of_subject(txn, "person1"); }).size(), 2u);
    EXPECT_TRUE(write([](WriteTxn& txn) { return destroy_subject_key(txn, "person1"); }));
    EXPECT_FALSE(write([](WriteTxn& txn) { return destroy_subject_key(txn, "person1"); }));
    EXPECT_FALSE(hidden(first, "data.0"));
    EXPECT_TRUE(hidden(first, "data.1"));
    EXPECT_FALSE(hidden(second, "data.0"));

    // The person comes back: what is hidden from now on has another key.
    const Entry third = hide({"person1"});
    EXPECT_TRUE(hidden(third, "data.0"));
    EXPECT_FALSE(hidden(second, "data.0"));
}

TEST_P(HiddenValues, AreNotOpenedWhenChangedOrMovedOrWithAnotherMasterKey)
{
    const Entry one = hide({"person1"});
    const Entry two = hide({"person1"}, full_name);
    ASSERT_EQ(
        by_hand(
            *database_, "UPDATE field SET sealed = (SELECT sealed FROM field WHERE uid = '" +
                            two.uid + "') WHERE uid = '" + one.uid + "'"
        ),
        1
    );
    EXPECT_THROW((void)hidden(one, "data.0"), std::runtime_error);
    EXPECT_TRUE(hidden(two, "data.0"));

    // Whatever the first letter was, it is another now.
    by_hand(
        *database_,
        "UPDATE field SET sealed = CASE WHEN substr(sealed, 1, 1) = 'A' THEN 'B' ELSE 'A' END"
        " || substr(sealed, 2)"
    );
    EXPECT_THROW((void)hidden(two, "data.0"), std::runtime_error);

    database_.reset();
    DatabaseSettings other = settings_;
    other.master_key = std::string(32, 'x');
    database_ = opened(other);
    EXPECT_THROW((void)hidden(two, "data.0"), std::runtime_error);
}

// 《个人信息保护法》第四十七条: a copy of the database must not show what is hidden in it.
TEST_P(HiddenValues, NeverStandInTheDatabaseInClear)
{
    const Entry entry = hide({"person1", "person2"});
    hide({"person3"}, full_name);
    if (database_->is_postgresql()) {
        for (const char* table : {"entry", "field", "subject_key", "cases", "trace"}) {
            const std::string rows =
                std::string("SELECT COUNT(*) FROM ") + table + " t WHERE CAST(to_jsonb(t) AS text)";
            EXPECT_EQ(number_of(*database_, rows + " LIKE '%13800013800%'"), 0) << table;
            EXPECT_EQ(number_of(*database_, rows + " LIKE '%欧阳测试%'"), 0) << table;
        }
        EXPECT_EQ(number_of(*database_, "SELECT COUNT(*) FROM field"), 3);
        return;
    }
    const std::filesystem::path path = settings_.address.substr(7);
    const auto bytes = [&] {
        std::string all;
        for (const char* ending : {"", "-wal"})
            if (std::filesystem::exists(path.string() + ending))
                all += read_file(path.string() + ending, std::size_t{1} << 26).value();
        return all;
    };
    const std::string with_all = bytes();
    EXPECT_NE(with_all.find("体育馆"), std::string::npos);
    EXPECT_EQ(with_all.find(phone), std::string::npos);
    EXPECT_EQ(with_all.find(full_name), std::string::npos);
    EXPECT_EQ(with_all.find(base64(phone)), std::string::npos);

    // What is erased does not linger in free pages either (secure_delete).
    const std::string sealed = find([&](ReadTxn& txn) {
        Query row(
            txn, "SELECT sealed FROM field WHERE uid = :uid AND name = 'data.0'", "t", {entry.uid}
        );
        return row.next() ? row.text() : std::string();
    });
    ASSERT_NE(with_all.find(sealed), std::string::npos);
    EXPECT_EQ(write([&](WriteTxn& txn) { return erase_hidden(txn, entry.uid, {"data.0"}); }), 1u);
    database_.reset();
    EXPECT_EQ(bytes().find(sealed), std::string::npos);
}

}  // namespace
}  // namespace beihui::storage
