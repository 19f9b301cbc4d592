// A draft over the demonstration's year: not running the rules that cannot answer anything else gives
// the report that running every rule gives.
#include "acts/what_if.hpp"
#include "cli/case_desk.hpp"
#include "cli/commands.hpp"

namespace beihui::cli
{
namespace
{

constexpr std::uint64_t seed_of_firms = 158;

// A change to one file of the project's circular.
struct Edit
{
    const char* file;
    const char* from;
    const char* to;
};

class Shortcut : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        desk_ = std::make_unique<CaseDesk>(BEIHUI_SOURCE_DIR, "2026-11-15T09:00:00+08:00");
        std::ostringstream printed;
        ASSERT_TRUE(fill_demo(desk_->installation(), seed_of_firms, printed));
    }
    static void TearDownTestSuite() { desk_.reset(); }

    std::filesystem::path draft(const Edit& edit)
    {
        copy_pack(
            std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules" / "2026-youqi",
            drafts_.path() / "2026-youqi", edit.file, edit.from, edit.to
        );
        return drafts_.path() / "2026-youqi";
    }

    // Asks the draft both ways over every organisation; returns how many cases change. Adds up the
    // rules that were run and those that were not.
    std::int64_t changed_by(const std::filesystem::path& folder)
    {
        const auto rules =
            acts::rules_with_draft(desk_->context(), rules::read_pack(folder).value(), "").value();
        std::int64_t changed = 0;
        for (const std::string& root : roots()) {
            acts::WhatIfAsked asked;
            asked.organisation = root;
            asked.from = Date::parse("2026-01-01").value();
            asked.to = Date::parse("2026-12-31").value();
            acts::WhatIfWork work;
            const json::object brief = acts::what_if(desk_->context(), rules, asked, &work).value();
            run += work.run;
            taken += work.taken;
            asked.runs_everything = true;
            const json::object whole = acts::what_if(desk_->context(), rules, asked, &work).value();
            EXPECT_EQ(work.taken, 0U);
            EXPECT_EQ(brief, whole) << text_of(brief, "text") << text_of(whole, "text");
            changed += integer_of(brief, "changed");
        }
        return changed;
    }

    std::size_t run = 0;
    std::size_t taken = 0;

private:
    // The organisations that are below no other.
    static std::vector<std::string> roots()
    {
        std::vector<std::string> ids;
        desk_->context().database.read([&](storage::ReadTxn& txn) {
            for (const auto& record : storage::list_registered(txn, "organisation", "", "", 500))
                if (std::ranges::count(storage::find_case(txn, record.id)->org_path, '/') <= 2)
                    ids.push_back(record.id);
        });
        return ids;
    }

    static inline std::unique_ptr<CaseDesk> desk_;
    OwnFolder drafts_;
};

TEST_F(Shortcut, OfTheSamePackRunsNothing)
{
    const auto live = std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules" / "2026-youqi";
    EXPECT_EQ(changed_by(live), 0);
    EXPECT_EQ(run, 0U);
    EXPECT_GT(taken, 1000U);
}

TEST_F(Shortcut, OfAChangedParameterTellsTheSame)
{
    EXPECT_GT(
        changed_by(draft(
            {"params.yaml", "value: 1000, interpretation: i-019",
             "value: 300, interpretation: i-019"}
        )),
        0
    );
    EXPECT_GT(run, 0U);
    EXPECT_GT(taken, 5 * run);
}

TEST_F(Shortcut, OfChangedLuaTellsTheSame)
{
    EXPECT_GT(changed_by(draft({"rules/reporting.lua", "and not online", "and online"})), 0);
    EXPECT_GT(run, 0U);
    EXPECT_GT(taken, 5 * run);
}

// What many rules call is part of each of them.
TEST_F(Shortcut, OfAChangedHelperTellsTheSame)
{
    changed_by(draft({"rules/lib.lua", "未登记的单位", "没有登记的单位"}));
    EXPECT_GT(run, 0U);
}

// Rules see the fields of a case, also those that a pack adds: with another step they see another
// case, and every rule is run.
TEST_F(Shortcut, OfAChangedStepTellsTheSame)
{
    EXPECT_EQ(changed_by(draft({"steps.yaml", "policy_kinds:", "kinds_of_policies:"})), 0);
    EXPECT_GT(run, 0U);
}

TEST_F(Shortcut, OfAChangedClauseTellsTheSame)
{
    // The plain words of a clause are in no answer.
    EXPECT_EQ(
        changed_by(draft({"clauses.yaml", "gloss: { zh: \"专项行动由", "gloss: { zh: \"这项行动由"})
        ),
        0
    );
    EXPECT_EQ(run, 0U);
}

TEST_F(Shortcut, OfAChangedForceTellsTheSame)
{
    changed_by(
        draft({"clauses.yaml", "  kind: mandatory\n", "  kind: mandatory\n  force: in_principle\n"})
    );
    EXPECT_GT(taken, 0U);
}

TEST_F(Shortcut, OfARuleThatIsGoneTellsTheSame)
{
    const auto folder = draft({"pack.yaml", "revision: ", "revision: 9"});
    std::filesystem::remove(folder / "rules" / "owners.lua");
    EXPECT_GT(changed_by(folder), 0);
    EXPECT_EQ(run, 0U);
    EXPECT_GT(taken, 0U);
}

TEST_F(Shortcut, OfAConfirmedReadingTellsTheSame)
{
    changed_by(draft(
        {"interpretations.yaml", "decided_by: null\n  decided_on: null",
         "decided_by: 教育厅\n  decided_on: 2026-04-02"}
    ));
    EXPECT_GT(taken, 0U);
}

}  // namespace
}  // namespace beihui::cli
