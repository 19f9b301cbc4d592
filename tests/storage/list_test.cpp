#include "storage/case_heads.hpp"
#include "store_fixture.hpp"
#include "support/scopes.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace beihui::storage
{
namespace
{

class List : public Store
{
protected:
    static CaseQuery whole(std::string sort = "number")
    {
        CaseQuery query;
        query.within = "/ministry/";
        query.sort = std::move(sort);
        return query;
    }
    std::vector<std::string> numbers(
        const CaseQuery& query,
        const Scope& scope = ScopeForTests::below("/")
    )
    {
        const Result<CasePage> page =
            find([&](ReadTxn& txn) { return list_cases(txn, scope, query); });
        std::vector<std::string> all;
        for (const Case& item : page.value().items)
            all.push_back(item.number);
        EXPECT_EQ(
            find([&](ReadTxn& txn) { return count_cases(txn, scope, query); }), std::ssize(all)
        );
        return all;
    }
    std::string refusal_of(const CaseQuery& query)
    {
        const Result<CasePage> page =
            find([&](ReadTxn& txn) { return list_cases(txn, ScopeForTests::below("/"), query); });
        return page ? std::string() : page.error().code;
    }
};
using Numbers = std::vector<std::string>;
INSTANTIATE_TEST_SUITE_P(On, List, both, testing::PrintToStringParamName());

TEST_P(List, ShowsNothingTwiceAndLosesNothingWhileCasesAreOpened)
{
    for (const std::string sort :
         {"changed", "-changed", "number", "-number", "title", "-title", "starts", "-starts"}) {
        const std::string path = "/ministry/" + sort + "/";
        int opened_cases = 0;
        const auto open_one = [&](int place) {
            Case made = new_case(sort + std::to_string(place) + "-" + std::to_string(opened_cases));
            made.org_path = path;
            made.title = "活动" + std::to_string(place % 3);  // many of the same
            if (place % 4 != 0)
                made.starts_on = day(place % 2 == 0 ? "2026-05-20" : "2026-05-21");
            ++opened_cases;
            return open_case(made).id;
        };
        std::set<std::string> at_first;
        for (int i = 0; i < 40; ++i)
            at_first.insert(open_one(i));

        CaseQuery query = whole(sort);
        query.within = path;
        query.limit = 7;
        std::multiset<std::string> seen;
        for (int page_number = 0; page_number < 40; ++page_number) {
            const CasePage page = find([&](ReadTxn& txn) {
                                      return list_cases(txn, ScopeForTests::below("/"), query);
                                  }).value();
            EXPECT_LE(page.items.size(), 7u);
            for (const Case& item : page.items)
                seen.insert(item.id);
            query.cursor = page.next_cursor;
            if (query.cursor.empty())
                break;
            if (page_number < 6)
                open_one(page_number * 7);
        }
        EXPECT_TRUE(query.cursor.empty()) << sort;
        for (const std::string& id : at_first)
            EXPECT_EQ(seen.count(id), 1u) << sort;
        EXPECT_EQ(seen.size(), std::set<std::string>(seen.begin(), seen.end()).size()) << sort;
    }
}

TEST_P(List, SortsByWhatItIsAskedFor)
{
    const std::vector<std::pair<std::string, std::string>> days = {
        {"A-1", "2026-05-21"}, {"A-2", "2026-05-20"}, {"A-3", "2026-05-22"}
    };
    for (const auto& [number, start] : days) {
        Case made = new_case(number);
        made.starts_on = day(start);
        open_case(made);
    }
    EXPECT_EQ(numbers(whole("number")), (Numbers{"A-1", "A-2", "A-3"}));
    EXPECT_EQ(numbers(whole("-changed")), (Numbers{"A-3", "A-2", "A-1"}));
    EXPECT_EQ(numbers(whole("starts")), (Numbers{"A-2", "A-1", "A-3"}));
    EXPECT_EQ(numbers(whole("-starts")), (Numbers{"A-3", "A-1", "A-2"}));
}

// SQLite walks an index in order where a scope holds much, and sorts what a small one holds.
TEST_P(List, ShowsTheSameLinesHoweverTheyAreFound)
{
    const auto title = [](std::string_view place, int i) {
        return "活动" + std::string(place) + std::to_string(10 + i);
    };
    for (const auto& [place, count] : {std::pair("a", 60), std::pair("b", 2)})
        for (int i = count - 1; i >= 0; --i) {
            Case made = new_case(std::string(place) + "-" + std::to_string(10 + i));
            made.org_path = "/ministry/" + std::string(place) + "/";
            made.title = title(place, i);
            made.starts_on = day("2026-05-20");
            made.open_items = i;
            open_case(made);
        }
    CaseQuery query;
    query.sort = "title";
    query.limit = 3;
    const auto line = [](const Case& one) {
        return std::tuple(
            one.number, one.organisation, one.org_path, one.workflow, one.workflow_revision,
            one.workflow_hash, one.stage, one.version, one.content_version, one.starts_on,
            one.ends_on, one.open_items, one.reopened, one.closed, one.opened_at.ms(),
            one.changed_at.ms(), one.opened_by, one.seen_levels
        );
    };
    const auto heads = [&](std::string_view path) {
        const Scope scope = ScopeForTests::below(std::string(path));
        std::vector<std::string> titles;
        for (const Case& head :
             find([&](ReadTxn& txn) { return list_case_heads(txn, scope, query); }).value().items) {
            titles.push_back(head.title);
            const Case whole = find([&](ReadTxn& txn) { return find_case(txn, head.id); }).value();
            EXPECT_EQ(line(head), line(whole));
        }
        return titles;
    };
    EXPECT_EQ(heads("/"), (Numbers{title("a", 0), title("a", 1), title("a", 2)}));
    EXPECT_EQ(heads("/ministry/a/"), heads("/"));
    EXPECT_EQ(heads("/ministry/b/"), (Numbers{title("b", 0), title("b", 1)}));
    EXPECT_EQ(heads("/ministry/c/"), Numbers{});
}

TEST_P(List, KeepsToTheSubtree)
{
    for (const std::string path :
         {"/ministry/p/s1/", "/ministry/p/s10/", "/ministry/p/s1/c/", "/ministry/p/",
          "/ministry/q/s1/"}) {
        Case made = new_case("in " + path);
        made.org_path = path;
        open_case(made);
    }
    CaseQuery query = whole();
    query.within = "/ministry/p/s1/";
    EXPECT_EQ(numbers(query), (Numbers{"in /ministry/p/s1/", "in /ministry/p/s1/c/"}));
    query.within = "/ministry/p/";
    EXPECT_EQ(numbers(query).size(), 4u);
    for (const char* bare : {"/ministry/p/s1", "ministry/"}) {
        query.within = bare;
        EXPECT_THROW((void)numbers(query), std::logic_error) << bare;
    }
}

// Deny by default: who holds nothing sees nothing, and each part of a scope has its own kinds.
TEST_P(List, ShowsOnlyWhatIsWithinTheScope)
{
    for (const auto& [path, workflow] : std::vector<std::pair<std::string, std::string>>{
             {"/p/s1/", "visit"}, {"/p/s1/", "assistance"}, {"/p/s1/c/", "visit"}, {"/q/", "visit"}
         }) {
        Case made = new_case(path + " " + workflow, workflow);
        made.org_path = path;
        open_case(made);
    }
    const auto seen = [&](std::vector<Scope::Part> parts) {
        CaseQuery query = whole();
        query.within.clear();
        return numbers(query, ScopeForTests::of(std::move(parts)));
    };
    EXPECT_EQ(seen({}), Numbers{});
    EXPECT_EQ(seen({{"/p/"}}), (Numbers{"/p/s1/ assistance", "/p/s1/ visit", "/p/s1/c/ visit"}));
    EXPECT_EQ(seen({{"/p/s1/", false}}), (Numbers{"/p/s1/ assistance", "/p/s1/ visit"}));
    EXPECT_EQ(seen({{"/p/", true, {"assistance"}}}), Numbers{"/p/s1/ assistance"});
    EXPECT_EQ(
        seen({{"/p/", true, {}, {"assistance"}}}), (Numbers{"/p/s1/ visit", "/p/s1/c/ visit"})
    );
    EXPECT_EQ(
        seen({{"/q/"}, {"/p/s1/", true, {"assistance"}}}),
        (Numbers{"/p/s1/ assistance", "/q/ visit"})
    );
    CaseQuery query = whole();
    query.within = "/q/";
    EXPECT_EQ(numbers(query, ScopeForTests::below("/p/")), Numbers{}) << "asking for more";
}

// What is approved level by level shows where it has come up to, and to whoever opened it.
TEST_P(List, ShowsAboveOnlyWhatHasComeUp)
{
    for (const auto& [number, levels] : std::vector<std::pair<std::string, std::int64_t>>{
             {"all", -1}, {"draft", 0}, {"first", 1}, {"second", 2}
         }) {
        Case made = new_case(number, "filing");
        made.org_path = "/m/p/s1/";
        made.seen_levels = levels;
        made.opened_by = "author";
        open_case(made);
    }
    const auto seen = [&](std::string path, bool all_levels = false, std::string viewer = "") {
        CaseQuery query = whole();
        query.within.clear();
        Scope::Part part{std::move(path)};
        part.all_levels = all_levels;
        return numbers(query, ScopeForTests::of({part}, std::move(viewer)));
    };
    EXPECT_EQ(seen("/m/p/s1/"), (Numbers{"all", "draft", "first", "second"}));
    EXPECT_EQ(seen("/m/p/"), (Numbers{"all", "first", "second"}));
    EXPECT_EQ(seen("/m/"), (Numbers{"all", "second"}));
    EXPECT_EQ(seen("/m/", true), (Numbers{"all", "draft", "first", "second"}));
    EXPECT_EQ(seen("/m/", false, "author"), (Numbers{"all", "draft", "first", "second"}));
    EXPECT_EQ(seen("/m/p/s10/", true, "author"), Numbers{}) << "outside the scope";
}

TEST_P(List, FiltersByEverythingItOffers)
{
    Case event = new_case("A-1");
    event.title = "春季双选会 Ｓpring 100%";
    event.starts_on = day("2026-05-20");
    open_case(event);
    Case visit = new_case("A-2", "visit");
    visit.stage = "visited";
    visit.closed = true;
    open_case(visit);
    Case employer = new_case("A-3", "employer");
    Entry kept = next_entry(employer, "open", moment());
    kept.effects.registers = {{"employer", employer.id, "school", "C", "甲公司", "pending", {}}};
    ASSERT_TRUE(append(kept));

    EXPECT_EQ(numbers(whole()), (Numbers{"A-1", "A-2"}));  // without registers
    const auto with = [](auto change) {
        CaseQuery query = whole();
        change(query);
        return query;
    };
    EXPECT_EQ(
        numbers(with([](CaseQuery& q) { q.workflows = {"employer", "visit"}; })),
        (Numbers{"A-2", "A-3"})
    );
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.stages = {"visited"}; })), Numbers{"A-2"});
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.only_open = true; })), Numbers{"A-1"});
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.text = " spring "; })), Numbers{"A-1"});
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.text = "a-2"; })), Numbers{"A-2"});
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.text = "%"; })), Numbers{"A-1"});
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.text = "'"; })), Numbers{});
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.from = day("2026-05-20"); })), Numbers{"A-1"});
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.from = day("2026-05-21"); })), Numbers{});
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.to = day("2026-05-20"); })), Numbers{"A-1"});
    EXPECT_EQ(numbers(with([](CaseQuery& q) { q.to = day("2026-05-19"); })), Numbers{});
}

// A secretary writes down the visit; the leader who made it finds it among their own.
TEST_P(List, FindsWhatSomebodyOpenedOrIsNamedIn)
{
    const std::string leader = random_id();
    Case opened = new_case("B-1", "visit");
    opened.opened_by = leader;
    open_case(opened);
    Case led = new_case("B-2", "visit");
    led.data = {{"visit", {{"lead", leader}}}};
    open_case(led);
    Entry accompanied = next_entry(new_case("B-3", "visit"), "open", moment());
    accompanied.effects.rows = {{"leaders", leader, {{"person", leader}}, 1, "somebody"}};
    ASSERT_TRUE(append(accompanied));
    open_case(new_case("B-4", "visit"));

    CaseQuery query = whole();
    query.opened_by = leader;
    EXPECT_EQ(numbers(query), Numbers{"B-1"});
    query.naming = leader;
    EXPECT_EQ(numbers(query), (Numbers{"B-1", "B-2", "B-3"}));
    query.naming = "%";
    EXPECT_EQ(numbers(query), Numbers{"B-1"});
}

TEST_P(List, RefusesACursorOrASortItDoesNotKnow)
{
    for (int i = 0; i < 3; ++i)
        open_case(new_case("A-" + std::to_string(i)));
    CaseQuery query = whole();
    query.limit = 1;
    const std::string cursor =
        find([&](ReadTxn& txn) { return list_cases(txn, ScopeForTests::below("/"), query); })
            .value()
            .next_cursor;
    ASSERT_FALSE(cursor.empty());
    query.sort = "-number";
    query.cursor = cursor;
    EXPECT_EQ(refusal_of(query), "bad_cursor");
    for (const std::string& wrong :
         {std::string("x"), std::string("AAAA"), cursor + "A", base64("[]"),
          base64("[\"number\",1,\"x\"]"), base64("[\"number\",\"a\"]"), base64("{}"),
          base64("null")}) {
        query = whole();
        query.cursor = wrong;
        EXPECT_EQ(refusal_of(query), "bad_cursor") << wrong;
    }
    EXPECT_EQ(refusal_of(whole("id; DROP TABLE cases")), "bad_sort");
    EXPECT_EQ(refusal_of(whole("")), "bad_sort");
}

// Invariant 8: a duty without a due time is never overdue; it stands behind those that have one.
TEST_P(List, ShowsDutiesInTheOrderOfTheirDueTimes)
{
    Entry entry = next_entry(new_case("A-1"), "open", moment());
    const auto duty = [](std::string key, std::optional<Instant> due, std::string state) {
        Duty made;
        made.key = std::move(key);
        made.title = {"报送", "File"};
        made.due = due;
        made.state = std::move(state);
        return made;
    };
    entry.effects.duties = {
        duty("a", std::nullopt, "open"), duty("b", instant("2026-06-30T24:00:00+08:00"), "open"),
        duty("c", Instant::from_ms(1767225600123), "open"), duty("d", first_moment, "done")
    };
    ASSERT_TRUE(append(entry));
    const Scope all = ScopeForTests::below("/ministry/");
    const Scope other = ScopeForTests::below("/other/");
    const auto lines = find([&](ReadTxn& txn) { return list_duties(txn, all, {"open", 10}); });
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0].duty.key, "c");
    EXPECT_EQ(lines[0].duty.due->ms(), 1767225600123);
    EXPECT_EQ(lines[0].case_number, "A-1");
    EXPECT_EQ(lines[1].duty.key, "b");
    EXPECT_FALSE(lines[2].duty.due);
    EXPECT_EQ(find([&](ReadTxn& txn) { return list_duties(txn, all, {"open", 1}); }).size(), 1u);
    EXPECT_TRUE(find([&](ReadTxn& txn) { return list_duties(txn, other, {"open", 9}); }).empty());
}

}  // namespace
}  // namespace beihui::storage
