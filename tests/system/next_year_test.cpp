// Next year's circular: drafted from this year's pack, mended until its tests pass, and published
// by policy staff while schools open, read and judge their cases. docs/next-year.md tells it.
#include "rules/tools/copy_pack.hpp"
#include "system/publication.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

namespace beihui::test
{
namespace
{

constexpr std::string_view old_year = "2026-youqi";
constexpr std::string_view new_year = "2027-youqi";
constexpr std::string_view event_day = "2026-12-18";

// What somebody wrote when the tests had failed: the new phase, and the new threshold below, at and
// above it.
constexpr std::string_view mended_tests = R"(- name: 十二月的活动计入第一阶段
  clause: 2027/二
  today: 2026-12-19
  workflow: recruitment-event
  case:
    stage: held
    plan: { expected: 90, mode: 线下, starts_at: "2026-12-18T09:00:00+08:00", ends_at: "2026-12-18T16:30:00+08:00" }
  org: { kind: school }
  expect: { findings: [ { level: info, contains: 活动结束日 2026-12-18 在第一阶段内 } ] }

- name: 119 人只办简版
  clause: 2027/四(三)e
  today: 2026-11-21
  workflow: recruitment-event
  case:
    stage: filing
    plan: { expected: 119, mode: 线下, starts_at: "2026-12-18T09:00:00+08:00", ends_at: "2026-12-18T16:30:00+08:00" }
  org: { kind: school }
  expect: { requirements: { B20: { applicable: false, way_out: 简版 } } }

- name: 正好 120 人仍办简版
  clause: 2027/四(三)e
  today: 2026-11-21
  workflow: recruitment-event
  case:
    stage: filing
    plan: { expected: 120, mode: 线下, starts_at: "2026-12-18T09:00:00+08:00", ends_at: "2026-12-18T16:30:00+08:00" }
  org: { kind: school }
  expect: { requirements: { B20: { applicable: false, way_out: 简版 } } }

- name: 121 人要办齐
  clause: 2027/四(三)e
  today: 2026-11-21
  workflow: recruitment-event
  case:
    stage: filing
    plan: { expected: 121, mode: 线下, starts_at: "2026-12-18T09:00:00+08:00", ends_at: "2026-12-18T16:30:00+08:00" }
  org: { kind: school }
  expect: { requirements: { B20: { applicable: true, met: false } } }
)";

void replace(std::string& text, std::string_view from, std::string_view to)
{
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
}

// The copy of this year's pack with new phases and a lower threshold from the day it is known.
rules::PackFiles changed_copy()
{
    const rules::Pack* const old = project_world()->find(old_year);
    rules::PackFiles files = rules::copy_pack(*old, new_year).value().files;
    for (auto& [path, text] : files) {
        if (path == "pack.yaml") {
            replace(text, "known_from: 2026-04-01", "known_from: 2026-11-20");
            replace(text, "from: 2026-04-01, to: 2026-06-30", "from: 2026-12-01, to: 2027-06-30");
            replace(text, "from: 2026-10-01, to: 2026-12-31", "from: 2027-10-01, to: 2027-12-31");
            replace(text, "reviewers: []", "reviewers: [复核人]");
        }
        if (path == "params.yaml") {
            replace(
                text,
                R"({ from: "2026-04-01", to: "2026-06-30" }, { from: "2026-10-01", to: "2026-12-31" })",
                R"({ from: "2026-12-01", to: "2027-06-30" }, { from: "2027-10-01", to: "2027-12-31" })"
            );
            replace(
                text, "{ value: 300, interpretation: i-018 }",
                "{ value: 300, interpretation: i-018 }\n"
                "    2026-11-20: { value: 120, interpretation: i-018 }"
            );
        }
    }
    return files;
}

// The same when what was about the phases of this year has been written anew.
rules::PackFiles mended_copy()
{
    rules::PackFiles files = changed_copy();
    const std::array<std::string_view, 4> about_phases{
        "tests/counting.yaml", "tests/employers.yaml", "tests/stories.yaml", "tests/tables.yaml"
    };
    std::erase_if(files, [&](const auto& file) {
        return std::ranges::find(about_phases, file.first) != about_phases.end();
    });
    files.emplace_back("tests/phases.yaml", std::string(mended_tests));
    std::ranges::sort(files);
    return files;
}

// "2026-youqi 149664…" of each pack that a list names.
using Packs = std::vector<std::string>;

Packs packs_in(const Reply& page, std::string_view path)
{
    Packs packs;
    if (const json::value* const list = page.at(path); list && list->is_array())
        for (const json::value& one : list->as_array())
            packs.push_back(
                std::string(text_of(one, "pack")) + " " + std::string(text_of(one, "hash"))
            );
    return packs;
}

// What the clients saw while the draft was published.
struct Seen
{
    std::atomic<int> requests = 0;
    std::atomic<int> failed = 0;
    std::vector<std::vector<Packs>> opened;  // packs of each case, in order; one client each
};

class NextYear : public testing::TestWithParam<Store>
{
protected:
    NextYear() : server_(fresh_address()), campus_(server_)
    {
        write_file(server_.key_folder() / "policy.pub", key_.public_pem).value();
        server_.today("2026-11-21");
    }

    static std::string fresh_address()
    {
        const Backend backend = GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql;
        return fresh_database(backend).address;
    }
    Person& policy() { return campus_.person("policy", campus_.province, {"policy_officer"}); }
    Reply publish(const rules::PackFiles& pack)
    {
        json::object files;
        for (const auto& [path, bytes] : pack)
            files[path] = base64(bytes);
        return policy().post(
            "/api/v1/packs",
            json::object{
                {"pack", new_year},
                {"files", std::move(files)},
                {"signature", rules::sign_pack(pack, key_.private_pem).value().text()}
            }
        );
    }
    Reply open(Person& person, std::string_view day = event_day)
    {
        return person.open("recruitment-event", campus_.school, plan_for("供需对接会", day, 200));
    }

    // Opens a case, reads it, asks what an act would say, reads and judges a case of before: until
    // `done`, and once more after it.
    void work(Person& person, const std::string& old, const std::atomic<bool>& done, Seen& seen)
    {
        std::vector<Packs> opened;
        const auto sees = [&](const Reply& reply, int status) {
            ++seen.requests;
            if (reply.status != status)
                ++seen.failed;
            EXPECT_EQ(reply.status, status) << reply.body;
            return reply.status == status;
        };
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        for (bool last = false; !last && std::chrono::steady_clock::now() < until;) {
            last = done;
            const Reply fresh = open(person);
            if (!sees(fresh, 201))
                return;
            const auto packs = packs_in(fresh, "packs");
            EXPECT_EQ(packs_in(fresh, "decision.packs"), packs) << "judged by what it is pinned to";
            EXPECT_EQ(fresh.count("decision.incidents"), 0U) << fresh.body;
            for (const std::string& number : {fresh.text("number"), old}) {
                const Reply page = person.get("/api/v1/cases/" + number);
                sees(page, 200);
                EXPECT_EQ(packs_in(page, "decision.packs"), packs_in(page, "packs"));
                EXPECT_EQ(packs_in(page, "packs"), number == old ? before_ : packs);
                sees(person.preview(number, "submit_filing"), 200);
            }
            opened.push_back(packs);
        }
        const std::scoped_lock lock(mutex_);
        seen.opened.push_back(std::move(opened));
    }

    const SigningKey key_ = make_signing_key();
    TestServer server_;
    Campus campus_;
    Packs before_;  // the packs of cases opened before the publication
    std::mutex mutex_;
};

INSTANTIATE_TEST_SUITE_P(
    On,
    NextYear,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(NextYear, IsPublishedWhilePeopleWorkAndOpenCasesKeepTheirYear)
{
    const Reply early = open(campus_.officer());
    ASSERT_EQ(early.status, 201) << early.body;
    const std::string old = early.text("number");
    before_ = packs_in(early, "packs");
    ASSERT_EQ(before_.size(), 1U);
    EXPECT_TRUE(before_.front().starts_with(old_year));

    // The dates were changed and nothing else: its own tests hold the draft back.
    const Reply unmended = publish(changed_copy());
    EXPECT_EQ(unmended.status, 422) << unmended.body;
    EXPECT_NE(unmended.codes().find("RP3013"), std::string::npos) << unmended.body;
    EXPECT_EQ(packs_in(open(campus_.officer()), "packs"), before_) << "nothing changed";

    constexpr int clients = 3;
    std::array<Person*, clients> people{};
    for (std::size_t i = 0; i < clients; ++i)
        people[i] =
            &campus_.person("worker" + std::to_string(i), campus_.school, {"employment_officer"});
    std::atomic<bool> done = false;
    Seen seen;
    std::vector<std::thread> threads;
    for (Person* const person : people)
        threads.emplace_back([&, person] { work(*person, old, done, seen); });
    while (seen.requests < 10 && seen.failed == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const int at_start = seen.requests;
    const Reply published = publish(mended_copy());
    const int at_end = seen.requests;
    done = true;
    for (std::thread& thread : threads)
        thread.join();

    ASSERT_EQ(published.status, 200) << published.body;
    EXPECT_GT(at_end, at_start) << "people worked while it was published";
    EXPECT_EQ(seen.failed, 0);
    const std::string next = std::string(new_year) + " " + published.text("hash");
    Packs both = before_;
    both.push_back(next);
    ASSERT_EQ(seen.opened.size(), clients);
    for (const auto& opened : seen.opened) {
        ASSERT_FALSE(opened.empty());
        // First this year's alone, then, from one case to the next, both: its second phase runs on.
        const auto turn = std::ranges::find(opened, both);
        EXPECT_EQ(std::ranges::count(opened.begin(), turn, before_), turn - opened.begin());
        EXPECT_EQ(std::ranges::count(turn, opened.end(), both), opened.end() - turn);
        EXPECT_EQ(opened.back(), both) << "opened after the answer";
    }
    EXPECT_EQ(packs_in(campus_.officer().get("/api/v1/cases/" + old), "packs"), before_);
    const Reply of_next_year = open(campus_.officer(), "2027-04-20");
    EXPECT_EQ(packs_in(of_next_year, "packs"), Packs{next}) << of_next_year.body;
}

// The year is over and its tables are filed: policy staff retire its pack.
TEST_P(NextYear, IsAloneOnceTheOldYearIsRetired)
{
    const Reply early = open(campus_.officer());
    ASSERT_EQ(publish(mended_copy()).status, 200);
    const std::string target = "/api/v1/packs/" + std::string(old_year) + "/retire";
    ASSERT_EQ(policy().post(target, {{"reason", "报送完毕"}}).status, 200);

    const Reply fresh = open(campus_.officer());
    ASSERT_EQ(packs_in(fresh, "packs").size(), 1U) << fresh.body;
    EXPECT_EQ(text_of(fresh.at("packs")->as_array().front(), "pack"), new_year);
    const auto meeting = [&](const Reply& page) {
        return page.find("decision.requirements", "key", "B20").at("applicable").as_bool();
    };
    EXPECT_TRUE(meeting(fresh)) << "200 people are more than 120";
    const Reply kept = campus_.officer().get("/api/v1/cases/" + early.text("number"));
    EXPECT_EQ(packs_in(kept, "packs"), packs_in(early, "packs"));
    EXPECT_FALSE(meeting(kept)) << "and not more than 300, as this year has it";
}

}  // namespace
}  // namespace beihui::test
