// common.yaml: acts that every workflow has; and the keys of an approval level by level.
#include "base/bytes.hpp"
#include "workflows/samples.hpp"

#include <gtest/gtest.h>

namespace beihui::workflows
{
namespace
{

// A folder with the small workflow and a common.yaml.
class CommonFile : public testing::Test
{
protected:
    CommonFile()
        : folder_(std::filesystem::temp_directory_path() / ("beihui-common-" + random_id()))
    {
        std::filesystem::create_directories(folder_ / "workflows");
        write("small.yaml", small_workflow);
    }
    ~CommonFile() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, const std::string& text)
    {
        std::ofstream(folder_ / "workflows" / name, std::ios::binary) << text;
    }
    auto load(const std::vector<Steps>& steps = {})
    {
        return Library::load(folder_ / "workflows", steps);
    }
    Error refused(const std::vector<Steps>& steps = {})
    {
        const auto library = load(steps);
        EXPECT_FALSE(library);
        return library ? Error{} : library.error();
    }

    std::filesystem::path folder_;
};

const std::string claim = R"(forms:
  handing:
    label: { zh: 转交, en: Handing over }
    fields:
      to: { type: person, label: { zh: 转交给, en: To }, required: true }
acts:
  claim: { does: claim, by: [employment_officer], label: { zh: 认领, en: Claim } }
  hand_over: { does: hand_over, form: handing, by: [employment_officer], label: { zh: 转交, en: Hand over } }
)";

TEST_F(CommonFile, GivesEveryWorkflowItsActsApartFromItsOwn)
{
    write("common.yaml", claim);
    const auto library = load();
    ASSERT_TRUE(library) << faults_of(library.error());
    EXPECT_EQ((*library)->all().size(), 1U) << "common.yaml is no workflow";
    const auto small = (*library)->with_packs("small", {});
    const Act* const act = small->act("claim");
    ASSERT_NE(act, nullptr);
    EXPECT_EQ(act->does, Does::claim);
    EXPECT_EQ(act->from, (std::vector<std::string>{"plan", "aside"})) << "not where it is over";
    EXPECT_TRUE(std::ranges::find(small->acts, "claim", &Act::id) == small->acts.end());
    EXPECT_NE(small->form("handing"), nullptr);
    EXPECT_TRUE(std::ranges::find(small->forms, "handing", &Form::id) == small->forms.end());
    EXPECT_NE((*library)->common_act("hand_over"), nullptr);
    EXPECT_EQ((*library)->common_act("finish"), nullptr);
}

TEST_F(CommonFile, IsCheckedAsAWorkflowIs)
{
    const auto broken = [&](std::string_view was, std::string_view is) {
        std::string text = claim;
        text.replace(text.find(was), was.size(), is);
        write("common.yaml", text);
        return refused();
    };
    EXPECT_TRUE(has_fault(
        broken("by: [employment_officer], label: { zh: 认领", "by: [officer], label: { zh: 认领"),
        "workflows/common.yaml:7:29", "RP1205"
    ));
    EXPECT_TRUE(
        has_fault(broken("does: claim", "does: grab"), "workflows/common.yaml:7:18", "RP1217")
    );
    EXPECT_TRUE(
        has_fault(broken("does: claim, ", "to: same, "), "workflows/common.yaml:7:3", "RP1217")
    ) << "it says what it does";
    EXPECT_TRUE(has_fault(broken("form: handing, ", ""), "workflows/common.yaml:8:3", "RP1217"))
        << "to whom it is handed";
    EXPECT_TRUE(has_fault(
        broken("does: claim, ", "does: claim, needs: readiness, "), "workflows/common.yaml:7:3",
        "RP1217"
    )) << "it changes nothing a gate could hang on";
}

TEST_F(CommonFile, KeepsItsNamesToItself)
{
    write("common.yaml", claim);
    const std::string text = R"(small:
  acts:
    claim: { from: plan, to: same, by: [employment_officer], label: { zh: 领, en: Take } }
)";
    EXPECT_TRUE(has_fault(refused({{"2026-p", "steps.yaml", text}}), "steps.yaml:3:5", "RP1221"));
    std::string own = small_workflow;
    own +=
        "  give: { from: plan, to: same, does: give_back, by: [employment_officer], label: { zh: "
        "放回, en: Give back } }\n";
    write("small.yaml", own);
    const Error error = refused();
    EXPECT_TRUE(std::ranges::any_of(error.faults, [](const Fault& fault) {
        return fault.code == "RP1217" && fault.where.starts_with("workflows/small.yaml");
    })) << faults_of(error);
}

TEST(Levels, LeadWhereTheEngineTakesTheCase)
{
    const std::string file = text_of_file(source_folder / "workflows" / "filing.yaml");
    const auto with = [&](std::string_view was, std::string_view is) {
        std::string text = file;
        const auto at = text.find(was);
        EXPECT_NE(at, std::string::npos) << was;
        text.replace(at, was.size(), is);
        return read_workflow("filing.yaml", text);
    };
    ASSERT_TRUE(read_workflow("filing.yaml", file));
    const auto codes = [](const Result<Workflow>& read) {
        std::string all;
        if (!read) {
            const Error error = read.error();
            for (const Fault& fault : error.faults)
                all += (all.empty() ? "" : " ") + fault.code;
        }
        return all;
    };
    EXPECT_EQ(
        codes(with("    to: submitted\n    level: undo", "    to: pending\n    level: undo")),
        "RP1217"
    );
    EXPECT_EQ(
        codes(with("    to: accepted\n    level: accept", "    to: same\n    level: accept"))
            .substr(0, 6),
        "RP1217"
    );
    EXPECT_EQ(
        codes(with("levels: { from: submitted, ledger: filing.ledger, duty: filing.duty }\n", "")),
        "RP1217 RP1217 RP1217"
    );
    EXPECT_EQ(
        codes(with("levels: { from: submitted", "levels: { from: sent")).substr(0, 6), "RP1207"
    );
    EXPECT_EQ(codes(with("ledger: filing.ledger", "ledger: filing.title")), "RP1212");
    EXPECT_EQ(codes(with("    level: undo\n", "")), "RP1217") << "each step has its act";
}

}  // namespace
}  // namespace beihui::workflows
