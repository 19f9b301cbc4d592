#include "base/bytes.hpp"
#include "domain/organisation.hpp"
#include "workflows/samples.hpp"

#include <thread>

namespace beihui::workflows
{
namespace
{

// A folder of workflows for one test, gone at its end.
class Folder
{
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("workflows-" + random_id()))
    {
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }

    Folder& put(const std::string& name, const std::string& text)
    {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return *this;
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

Result<std::shared_ptr<const Library>> with_steps(const std::string& steps)
{
    Folder folder;
    folder.put("small.yaml", small_workflow);
    return Library::load(folder.path(), {{"2026-p", "steps.yaml", steps}});
}

// Pins on the live revision of packs.
std::vector<PackPin> pins(const std::vector<std::string>& packs)
{
    std::vector<PackPin> made;
    for (const std::string& pack : packs)
        made.push_back({pack, 0, ""});
    return made;
}

// The steps of every pack of the project.
std::vector<Steps> real_steps()
{
    std::vector<Steps> steps;
    for (const auto& entry : std::filesystem::directory_iterator(source_folder / "rules")) {
        const auto file = entry.path() / "steps.yaml";
        const std::string pack = entry.path().filename().string();
        if (std::filesystem::exists(file))
            steps.push_back({pack, "rules/" + pack + "/steps.yaml", text_of_file(file)});
    }
    return steps;
}

TEST(Library, ReadsTheWorkflowsOfTheProjectAndThePacksSteps)
{
    const auto library = Library::load(source_folder / "workflows", real_steps());
    ASSERT_TRUE(library) << faults_of(library.error());
    std::vector<std::string> ids;
    for (const Workflow& workflow : (*library)->all())
        ids.push_back(workflow.id);
    EXPECT_EQ(
        ids,
        (std::vector<std::string>{
            "assistance", "base", "campaign", "complaint", "contest-project", "cooperation-project",
            "employer", "filing", "group-visit", "organisation", "person", "plan-document",
            "posting", "recruitment-event", "rule-pack", "survey", "visit"
        })
    );
}

// The table of docs/workflows.md says which kinds of case there are and what stages they have.
TEST(Library, IsToldWholeInTheTableOfTheManual)
{
    const auto library = Library::load(source_folder / "workflows", {});
    ASSERT_TRUE(library);
    const std::string manual = text_of_file(source_folder / "docs" / "workflows.md");
    for (const Workflow& workflow : (*library)->all()) {
        std::string line;
        std::string aside;
        for (const Stage& stage : workflow.stages) {
            std::string& of = stage.side ? aside : line;
            of += (of.empty() ? "" : stage.side ? "、" : " → ") + stage.label.zh;
        }
        const std::string row = "| `" + workflow.id + "` " + workflow.title.zh + " " +
                                workflow.title.en + " | " + line + " | " +
                                (aside.empty() ? "—" : aside) + " |";
        EXPECT_NE(manual.find(row), std::string::npos) << row;
    }
}

// One list of levels and kinds: rules and files read the one of the program, people pick from this.
TEST(Library, OffersTheLevelsAndKindsOfOrganisationsThatTheProgramKnows)
{
    const auto library = Library::load(source_folder / "workflows", {});
    ASSERT_TRUE(library);
    const Form* const profile = (*library)->find("organisation")->form("profile");
    const auto expect = [&](const char* name, const auto& known) {
        const Field* const field = profile->find(name);
        ASSERT_NE(field, nullptr);
        ASSERT_EQ(field->of.size(), known.size()) << name;
        for (std::size_t i = 0; i < known.size(); ++i) {
            EXPECT_EQ(field->of[i], known[i].id);
            EXPECT_EQ(field->of_zh.at(field->of[i]), known[i].zh);
            EXPECT_EQ(field->of_en.at(field->of[i]), known[i].en);
        }
    };
    expect("level", organisation_levels());
    expect("kind", organisation_kinds());
}

TEST(Library, KnowsEachFileByItsHash)
{
    const auto library = Library::load(source_folder / "workflows", {});
    ASSERT_TRUE(library);
    const std::string text = text_of_file(source_folder / "workflows" / "visit.yaml");
    EXPECT_EQ((*library)->find("visit")->hash, hex(sha256(text)));
    EXPECT_EQ((*library)->text_of("visit"), text);
    EXPECT_EQ((*library)->text_of("nothing"), "");
    EXPECT_EQ((*library)->find("nothing"), nullptr);
    EXPECT_EQ((*library)->with_packs("nothing", {}), nullptr);
}

TEST(Library, ListsTheFieldsWhoseChangeReopensTheFiling)
{
    const auto library = Library::load(source_folder / "workflows", {});
    ASSERT_TRUE(library);
    std::vector<std::string> reopening;
    for (const Field& field : (*library)->find("recruitment-event")->form("plan")->fields)
        if (field.reopens == "filing")
            reopening.push_back(field.id);
    EXPECT_EQ(
        reopening, (std::vector<std::string>{
                       "mode", "campus", "starts_at", "ends_at", "venue", "expected", "sessions",
                       "public_admitted"
                   })
    );
}

TEST(Library, AddsWhatAPackAsksForToItsOwnCasesOnly)
{
    const auto library = with_steps(R"(small:
  forms:
    plan:
      fields:
        chain: { type: text, label: { zh: 产业链, en: Chain }, clause: 2026/四(一)c }
        expected: { required: true, max: 50 }
    lists:
      label: { zh: 清单, en: Lists }
      fields: { handed: { type: boolean, label: { zh: 已发放, en: Handed } } }
  acts:
    hand_out: { from: plan, to: same, form: lists, by: [employment_officer], label: { zh: 发放, en: Hand out }, clause: 2026/四(三)b }
    finish: { reason: required }
)");
    ASSERT_TRUE(library) << faults_of(library.error());
    const auto plain = (*library)->with_packs("small", pins({"2025-other"}));
    EXPECT_EQ(plain->form("plan")->find("chain"), nullptr);
    EXPECT_FALSE(plain->form("plan")->find("expected")->required);
    EXPECT_EQ(plain->act("hand_out"), nullptr);

    const auto bound = (*library)->with_packs("small", pins({"2026-p"}));
    const Field* const chain = bound->form("plan")->find("chain");
    ASSERT_NE(chain, nullptr);
    EXPECT_EQ(chain->pack, "2026-p");
    EXPECT_EQ(chain->clause, "2026/四(一)c");
    EXPECT_EQ(&bound->form("plan")->fields.back(), chain) << "added fields stand last";
    EXPECT_TRUE(bound->form("plan")->find("expected")->required);
    EXPECT_EQ(bound->form("plan")->find("expected")->max, 50);
    EXPECT_EQ(bound->act("hand_out")->pack, "2026-p");
    EXPECT_EQ(bound->act("hand_out")->clause, "2026/四(三)b");
    EXPECT_TRUE(bound->act("finish")->reason_required);
    EXPECT_EQ(bound->hash, plain->hash) << "the hash is that of the workflow's file";
    EXPECT_EQ((*library)->with_packs("small", pins({"x", "2026-p", "2026-p"})), bound)
        << "made once";
}

struct Loosening
{
    const char* steps;
    const char* where;
    const char* code;
};

TEST(Library, RefusesAPackThatLoosensOrThatDoesNotFit)
{
    const Loosening samples[] = {
        {"smal:\n  forms: {}\n", "steps.yaml:1:1", "RP1224"},
        {"small:\n  stages: {}\n", "steps.yaml:2:3", "RP1003"},
        {"small:\n  forms: { plan: { fields: { title: { required: false } } } }\n",
         "steps.yaml:2:49", "RP1223"},
        {"small:\n  forms: { plan: { fields: { expected: { max: 101 } } } }\n", "steps.yaml:2:47",
         "RP1223"},
        {"small:\n  forms: { plan: { fields: { expected: { min: 0 } } } }\n", "steps.yaml:2:47",
         "RP1223"},
        {"small:\n  forms: { plan: { fields: { expected: { label: { zh: 人, en: P } } } } }\n",
         "steps.yaml:2:42", "RP1003"},
        {"small:\n  acts: { finish: { by: [employment_director, auditor] } }\n", "steps.yaml:2:25",
         "RP1223"},
        {"small:\n  acts: { finish: { needs: publication } }\n", "steps.yaml:2:28", "RP1223"},
        {"small:\n  acts: { jump: { from: plan, to: done, by: [employment_officer], label: { zh: "
         "跳, en: Jump } } }\n",
         "steps.yaml:2:11", "RP1223"},
        {"small:\n  acts: { more: { from: plan, to: same, form: visitors, by: [auditor], label: { "
         "zh: 多, en: More } } }\n",
         "steps.yaml:2:11", "RP1223"},
        {"small:\n  acts: { more: { from: plan, to: same, form: nothing, by: [auditor], label: { "
         "zh: 多, en: More } } }\n",
         "steps.yaml:2:47", "RP1210"},
        {"small:\n  forms: { spare: { label: { zh: 备用, en: Spare }, fields: { a: { type: "
         "boolean, label: { zh: 甲, en: A } } } } }\n",
         "steps.yaml:2:12", "RP1219"},
    };
    for (const Loosening& sample : samples) {
        const auto library = with_steps(sample.steps);
        ASSERT_FALSE(library) << sample.steps;
        EXPECT_TRUE(has_fault(library.error(), sample.where, sample.code))
            << sample.steps << faults_of(library.error());
    }
}

TEST(Library, TellsWhenTwoPacksAddDifferentThingsUnderOneName)
{
    const auto adding = [](const std::string& type) {
        return "small:\n  forms: { plan: { fields: { extra: { type: " + type +
               ", label: { zh: 附加, en: Extra } } } } }\n";
    };
    Folder folder;
    folder.put("small.yaml", small_workflow);
    const auto same = Library::load(
        folder.path(), {{"b", "b.yaml", adding("date")}, {"a", "a.yaml", adding("date")}}
    );
    ASSERT_TRUE(same) << faults_of(same.error());
    EXPECT_EQ(
        (*same)->with_packs("small", pins({"b", "a"}))->form("plan")->find("extra")->pack, "a"
    );
    const auto other = Library::load(
        folder.path(), {{"b", "b.yaml", adding("date")}, {"a", "a.yaml", adding("boolean")}}
    );
    ASSERT_FALSE(other);
    EXPECT_TRUE(has_fault(other.error(), "b.yaml:2:30", "RP1227")) << faults_of(other.error());
}

TEST(Library, RefusesAFormThatNoActTakesUnlessAPackDoes)
{
    const std::string unused = replaced(
        small_workflow, "  enter: { from: plan, to: same, form: visitors",
        "  enter: { from: plan, to: same"
    );
    Folder folder;
    folder.put("small.yaml", unused);
    const auto alone = Library::load(folder.path(), {});
    ASSERT_FALSE(alone);
    EXPECT_TRUE(
        has_fault(alone.error(), folder.path().filename().string() + "/small.yaml:15:3", "RP1219")
    ) << faults_of(alone.error());
    const auto together = Library::load(folder.path(), {{"p", "p.yaml", R"(small:
  acts: { invite: { from: plan, to: same, form: visitors, by: [employment_officer], label: { zh: 邀请, en: Invite } } }
)"}});
    EXPECT_TRUE(together) << faults_of(together.error());
}

TEST(Library, ChecksLookedUpAttributesAgainstTheRegister)
{
    Folder folder;
    const auto load = [&](const std::string& source) {
        folder.put(
            "small.yaml", replaced(small_workflow, "held: reached.done", "size: employer." + source)
        );
        folder.put("employer.yaml", text_of_file(source_folder / "workflows" / "employer.yaml"));
        return Library::load(folder.path(), {});
    };
    const std::string where = folder.path().filename().string() + "/small.yaml:27:45";
    EXPECT_TRUE(load("size"));
    const auto misspelt = load("siz");
    ASSERT_FALSE(misspelt);
    EXPECT_TRUE(has_fault(misspelt.error(), where, "RP1211")) << faults_of(misspelt.error());
    const auto flag = load("srdi");
    ASSERT_FALSE(flag);
    EXPECT_TRUE(has_fault(flag.error(), where, "RP1214")) << faults_of(flag.error());
}

TEST(Library, RefusesAnActOnAnotherCaseThatNoWorkflowHas)
{
    const std::string text = replaced(
        replaced(
            small_workflow, "      day: {",
            "      other: { type: case_ref, label: { zh: 另一案卷, en: Other } }\n      day: {"
        ),
        "not_by: open", "also: { in: plan.other, act: enter, row: { employer: none } }"
    );
    Folder good;
    EXPECT_TRUE(Library::load(good.put("small.yaml", text).path(), {}));
    for (const auto& [what, with] :
         {std::pair("act: enter", "act: entre"), std::pair("act: enter", "act: put_aside"),
          std::pair("{ employer: none }", "{ emploier: none }")}) {
        Folder bad;
        const std::string broken = replaced(text, what, with);
        const auto library = Library::load(bad.put("small.yaml", broken).path(), {});
        ASSERT_FALSE(library) << with;
        EXPECT_TRUE(has_fault(
            library.error(),
            bad.path().filename().string() + "/small.yaml:" + place_of(broken, "{ in: plan.other"),
            "RP1216"
        )) << faults_of(library.error());
    }
}

TEST(Library, LetsAPackLeaveOutDepartmentsToo)
{
    const std::string text =
        replaced(small_workflow, "not_by: open", "by_own: [province_sme, province_education]");
    Folder folder;
    const auto library = Library::load(
        folder.put("small.yaml", text).path(),
        {{"2026-p", "steps.yaml", "small:\n  acts:\n    finish: { by: [province_sme] }\n"}}
    );
    ASSERT_TRUE(library) << faults_of(library.error());
    const auto bound = (*library)->with_packs("small", pins({"2026-p"}));
    EXPECT_EQ(bound->act("finish")->by, std::vector<std::string>());
    EXPECT_EQ(bound->act("finish")->by_own, std::vector<std::string>{"province_sme"});
}

TEST(Library, RefusesAFileThatIsNotNamedAfterItsWorkflow)
{
    Folder folder;
    folder.put("other.yaml", small_workflow);
    const auto library = Library::load(folder.path(), {});
    ASSERT_FALSE(library);
    EXPECT_EQ(library.error().faults.at(0).code, "RP1225");
    EXPECT_FALSE(Library::load(folder.path() / "nowhere", {}));
}

TEST(Library, MakesOneWorkflowForManyThreads)
{
    const auto library = Library::load(source_folder / "workflows", real_steps());
    ASSERT_TRUE(library);
    std::vector<std::shared_ptr<const Workflow>> made(8);
    std::vector<std::thread> threads;
    for (auto& one : made)
        threads.emplace_back([&] { one = (*library)->with_packs("visit", pins({"2026-youqi"})); });
    for (std::thread& thread : threads)
        thread.join();
    for (const auto& one : made)
        EXPECT_EQ(one, made[0]);
    ASSERT_NE(made[0], nullptr);
}

TEST(Library, GivesACaseTheAdditionsOfTheRevisionItIsPinnedTo)
{
    const auto adding = [](const std::string& field) {
        return "small:\n  forms: { plan: { fields: { " + field +
               ": { type: date, label: { zh: 附加, en: Extra } } } } }\n";
    };
    Folder folder;
    folder.put("small.yaml", small_workflow);
    const auto library = Library::load(
        folder.path(),
        {{"p", "p/steps.yaml", adding("later"), "hash-2", true},
         {"p", "p/steps.yaml", adding("earlier"), "hash-1", false},
         {"p", "p/steps.yaml", "gone:\n  forms: {}\nsmall:\n  forms: {}\n", "hash-0", false}}
    );
    ASSERT_TRUE(library) << faults_of(library.error());
    const auto with = [&](const std::string& hash) {
        return (*library)->with_packs("small", {PackPin{"p", 1, hash}});
    };
    EXPECT_TRUE(with("hash-1")->form("plan")->find("earlier"));
    EXPECT_FALSE(with("hash-1")->form("plan")->find("later"));
    EXPECT_TRUE(with("hash-2")->form("plan")->find("later"));
    EXPECT_EQ(with("hash-2"), (*library)->with_packs("small", pins({"p"}))) << "the live one";
    EXPECT_EQ(with("hash-0"), nullptr)
        << "a published revision that no longer fits stops nobody else";
    EXPECT_FALSE(with("unknown")->form("plan")->find("later"));

    const auto again = (*library)->with_steps({{"p", "p/steps.yaml", adding("third"), "hash-3"}});
    ASSERT_TRUE(again) << faults_of(again.error());
    EXPECT_TRUE((*again)->with_packs("small", pins({"p"}))->form("plan")->find("third"));
    EXPECT_FALSE((*again)->with_packs("small", pins({"p"}))->form("plan")->find("later"));
    EXPECT_FALSE((*library)->with_steps({{"p", "p/steps.yaml", "gone:\n  forms: {}\n"}}));
}

}  // namespace
}  // namespace beihui::workflows
