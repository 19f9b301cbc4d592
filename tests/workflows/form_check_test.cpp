#include "workflows/samples.hpp"

namespace beihui::workflows
{
namespace
{

// The forms of the project's own recruitment event.
class FormCheck : public testing::Test
{
protected:
    static const Library& library()
    {
        static const auto loaded = Library::load(source_folder / "workflows", {});
        return **loaded;
    }
    static const Form& form(std::string_view id, std::string_view workflow = "recruitment-event")
    {
        return *library().find(workflow)->form(id);
    }

    static json::object plan()
    {
        return {
            {"title", "春季双选会"},
            {"form", "大型双选会"},
            {"starts_at", "2026-05-20T09:00:00+08:00"},
            {"ends_at", "2026-05-20T16:00:00+08:00"},
        };
    }

    static std::string key_of(const Field& field, const json::value& value)
    {
        const std::string text(value.as_string());
        return field.type == FieldType::graduate ? "person-of-" + text : text;
    }

    // What one changed member of a plan gives: its stored value, or the code of its fault.
    static std::string plan_with(std::string_view name, const json::value& value)
    {
        json::object sent = plan();
        sent[name] = value;
        const auto merged = check_object(form("plan"), sent, {}, "#/data");
        if (merged)
            return json::serialize(merged->at(name));
        EXPECT_EQ(merged.error().faults.size(), 1U) << faults_of(merged.error());
        EXPECT_EQ(merged.error().faults[0].where, "#/data/" + std::string(name));
        return merged.error().faults[0].code;
    }
};

TEST_F(FormCheck, KeepsWhatIsNotSentReplacesWhatIsAndClearsWhatIsNull)
{
    json::object stored = plan();
    stored["venue"] = "体育馆";
    stored["expected"] = 800;
    const auto merged =
        check_object(form("plan"), {{"expected", 900}, {"venue", nullptr}}, stored, "#/data");
    ASSERT_TRUE(merged) << faults_of(merged.error());
    EXPECT_EQ(merged->at("title"), "春季双选会");
    EXPECT_EQ(merged->at("expected"), 900);
    EXPECT_TRUE(merged->at("venue").is_null()) << "so that the caller sees that it was cleared";
    EXPECT_FALSE(merged->contains("campus"))
        << "a fallback fills the first time only, unless required";
}

TEST_F(FormCheck, FillsFallbacksAtTheFirstTimeAndRequiredOnesAlways)
{
    const auto merged = check_object(form("plan"), plan(), {}, "#/data");
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->at("mode"), "线下");
    EXPECT_EQ(merged->at("campus"), true);
}

TEST_F(FormCheck, AsksForWhatIsRequiredOnceMerged)
{
    json::object sent = plan();
    sent.erase("ends_at");
    sent["title"] = "   ";
    const auto refused = check_object(form("plan"), sent, {}, "#/data");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "form_faults");
    EXPECT_TRUE(has_fault(refused.error(), "#/data/ends_at", "field_required"));
    EXPECT_TRUE(has_fault(refused.error(), "#/data/title", "field_required"));
    EXPECT_EQ(refused.error().faults.size(), 2U);
    const auto cleared = check_object(form("plan"), {{"title", nullptr}}, plan(), "#/data");
    ASSERT_FALSE(cleared);
    EXPECT_TRUE(has_fault(cleared.error(), "#/data/title", "field_required"));
}

TEST_F(FormCheck, NamesTheRightFieldForAMisspeltOne)
{
    json::object sent = plan();
    sent["expectd"] = 5;
    const auto refused = check_object(form("plan"), sent, {}, "#/data");
    ASSERT_FALSE(refused);
    ASSERT_TRUE(has_fault(refused.error(), "#/data/expectd", "field_unknown"));
    EXPECT_NE(refused.error().faults[0].way_out.zh.find("expected"), std::string::npos);
}

TEST_F(FormCheck, TakesEachTypeInItsOwnFormOnly)
{
    EXPECT_EQ(plan_with("title", "  e\u0301cole　"), "\"\u00e9cole\"") << "composed and trimmed";
    EXPECT_EQ(plan_with("title", "两\n行"), "field_characters");
    EXPECT_EQ(plan_with("title", json::string("空\0字", 7)), "field_characters");
    EXPECT_EQ(plan_with("title", "a\u202Eb"), "field_characters");
    EXPECT_EQ(plan_with("title", json::string(121, 'x')), "field_too_long");
    EXPECT_EQ(plan_with("title", 5), "field_type");
    EXPECT_EQ(plan_with("expected", 200000), "200000");
    EXPECT_EQ(plan_with("expected", 200001), "field_range");
    EXPECT_EQ(plan_with("expected", 0), "field_range");
    EXPECT_EQ(plan_with("expected", 800.0), "field_type");
    EXPECT_EQ(plan_with("expected", "800"), "field_type");
    EXPECT_EQ(plan_with("expected", UINT64_MAX), "field_type");
    EXPECT_EQ(plan_with("mode", "线丄"), "field_choice");
    EXPECT_EQ(plan_with("campus", "true"), "field_type");
    EXPECT_EQ(plan_with("starts_at", "2026-05-20T01:00:00Z"), "\"2026-05-20T09:00:00+08:00\"");
    EXPECT_EQ(plan_with("starts_at", "2026-05-20T09:00:00"), "field_type");
    EXPECT_EQ(plan_with("organisers", json::array{"学校", "院系"}), R"(["学校","院系"])");
    EXPECT_EQ(plan_with("organisers", json::array{"学校", "学校"}), "field_duplicate");
    EXPECT_EQ(plan_with("organisers", json::array{"学枝"}), "field_choice");
    EXPECT_EQ(plan_with("organisers", "学校"), "field_type");
    EXPECT_EQ(plan_with("responsible", "../../etc"), "field_type");
}

TEST_F(FormCheck, KeepsTheLinesOfANoteAndNothingElseThatIsInvisible)
{
    const Form& report = form("report");
    const auto kept = check_object(report, {{"activity_info", "一\r\n二\n"}}, {}, "#/data");
    ASSERT_TRUE(kept) << faults_of(kept.error());
    EXPECT_EQ(kept->at("activity_info"), "一\n二");
    EXPECT_FALSE(check_object(report, {{"activity_info", "一\u0007"}}, {}, "#/data"));
}

TEST_F(FormCheck, NeverTakesAReferenceToAPersonalValueFromOutside)
{
    const json::value forged{{"hidden", "another/plan.contact_name"}, {"commitment", "00"}};
    EXPECT_EQ(plan_with("contact_name", forged), "field_type");
    EXPECT_EQ(plan_with("responsible", forged), "field_type");
    const json::object stored{{"name", forged}};
    const auto kept = check_object(form("profile", "person"), {{"post", "科员"}}, stored, "#/data");
    ASSERT_TRUE(kept) << "one that is stored counts as present: " << faults_of(kept.error());
    EXPECT_EQ(kept->at("name"), forged);
}

// GB 32100-2015: a code with a wrong check digit is refused in words; the pilot years' codes that
// only a person can confirm are taken.
TEST_F(FormCheck, NormalisesACreditCodeAndSaysWhatIsWrongWithOne)
{
    const Form& profile = form("profile", "employer");
    const auto check = [&](const char* code) {
        return check_object(
            profile, {{"name", "单位"}, {"size", "小型"}, {"uscc", code}}, {}, "#/data"
        );
    };
    const auto right = check(" ９1350100m000100y43 ");
    ASSERT_TRUE(right) << faults_of(right.error());
    EXPECT_EQ(right->at("uscc"), "91350100M000100Y43");
    const auto pilot = check("91000000m0000a120k");
    ASSERT_TRUE(pilot) << "held for a person to confirm: " << faults_of(pilot.error());
    EXPECT_EQ(pilot->at("uscc"), "91000000M0000A120K");
    const auto typing_error = check("91000000MA00000158");
    ASSERT_FALSE(typing_error);
    EXPECT_NE(typing_error.error().faults.at(0).detail.zh.find("应为 7"), std::string::npos);
    const auto odd = check("12345");
    ASSERT_FALSE(odd);
    EXPECT_EQ(odd.error().faults.at(0).code, "uscc_rejected");
    EXPECT_FALSE(odd.error().faults.at(0).detail.zh.empty());
}

TEST_F(FormCheck, MergesARowOverTheStoredOneOfItsKey)
{
    const std::vector<CaseRow> stored{
        {"participants", "e1", {{"employer", "e1"}, {"booths", 2}}, 3, "someone"}
    };
    const json::value sent{
        {"rows", {{{"employer", "e1"}, {"attended", true}}, {{"employer", "e2"}}}}
    };
    const auto checked = check_rows(form("participants"), sent, stored, "#/data", key_of);
    ASSERT_TRUE(checked) << faults_of(checked.error());
    ASSERT_EQ(checked->written.size(), 2U);
    EXPECT_EQ(checked->written[0].first, "e1");
    EXPECT_EQ(
        checked->written[0].second,
        (json::object{{"employer", "e1"}, {"booths", 2}, {"attended", true}})
    );
    EXPECT_EQ(checked->written[1].second, (json::object{{"employer", "e2"}}));
}

TEST_F(FormCheck, KeepsTheStoredReferenceOfAGraduateWhoseNumberIsSentAgain)
{
    const json::value reference{{"hidden", "u/check_ins"}, {"commitment", "ab"}, {"person", "p"}};
    const std::vector<CaseRow> stored{
        {"check_ins", "person-of-S2022", {{"graduate", reference}, {"identity", "毕业生"}}, 3, ""}
    };
    const json::value sent{{"rows", {{{"graduate", " ｓ2022 "}, {"cohort", 2026}}}}};
    const auto checked = check_rows(form("check_ins"), sent, stored, "#/data", key_of);
    ASSERT_TRUE(checked) << faults_of(checked.error());
    EXPECT_EQ(checked->written[0].first, "person-of-S2022") << "one number, however typed";
    EXPECT_EQ(checked->written[0].second.at("graduate"), reference);
    EXPECT_EQ(checked->written[0].second.at("cohort"), 2026);
    const json::value by_key{{"rows", {{{"key", "person-of-S2022"}, {"cohort", 2025}}}}};
    const auto named = check_rows(form("check_ins"), by_key, stored, "#/data", key_of);
    ASSERT_TRUE(named) << faults_of(named.error());
    EXPECT_EQ(named->written[0].second.at("graduate"), reference);
}

TEST_F(FormCheck, NumbersTheRowsOfAFormWithoutKey)
{
    const Form& roles = form("roles", "person");
    const json::value row{{"role", "auditor"}, {"from", "2026-01-01"}};
    const std::vector<CaseRow> stored{{"roles", "7", row.as_object(), 1, ""}};
    const json::value sent{{"rows", {row, {{"key", "7"}, {"to", "2026-02-01"}}, row}}};
    const auto checked = check_rows(roles, sent, stored, "#/data", key_of);
    ASSERT_TRUE(checked) << faults_of(checked.error());
    EXPECT_EQ(checked->written[0].first, "8");
    EXPECT_EQ(checked->written[1].first, "7");
    EXPECT_EQ(checked->written[1].second.at("role"), "auditor");
    EXPECT_EQ(checked->written[2].first, "9");
}

TEST_F(FormCheck, SaysWhichRowIsWrong)
{
    const std::vector<CaseRow> stored{{"participants", "e1", {{"employer", "e1"}}, 3, ""}};
    const auto refused = [&](const json::value& sent, std::string_view where,
                             std::string_view code) {
        const auto checked = check_rows(form("participants"), sent, stored, "#/data", key_of);
        ASSERT_FALSE(checked) << json::serialize(sent);
        EXPECT_TRUE(has_fault(checked.error(), where, code))
            << json::serialize(sent) << faults_of(checked.error());
    };
    const json::value e2{{"employer", "e2"}};
    refused(
        {{"rows", {e2, {{"employer", "e3"}, {"booths", -1}}}}}, "#/data/rows/1/booths",
        "field_range"
    );
    refused({{"rows", {e2, e2}}}, "#/data/rows/1", "row_duplicate");
    refused({{"rows", {{{"booths", 1}}}}}, "#/data/rows/0/employer", "field_required");
    refused({{"rows", {{{"key", "e9"}, {"booths", 1}}}}}, "#/data/rows/0/key", "row_unknown");
    refused({{"rows", {{{"key", "e1"}, {"employer", "e2"}}}}}, "#/data/rows/0/employer", "row_key");
    refused({{"remove", {"e9"}}}, "#/data/remove/0", "row_unknown");
    refused({{"remove", {"e1", "e1"}}}, "#/data/remove/1", "row_duplicate");
    refused(
        {{"rows", {{{"employer", "e1"}}}}, {"remove", {"e1"}}}, "#/data/remove/0", "row_duplicate"
    );
    refused({{"rows", 5}}, "#/data/rows", "field_type");
    refused({{"row", json::array{}}}, "#/data/row", "field_unknown");
    refused(json::object{}, "#/data/rows", "rows_missing");
    refused("rows", "#/data", "field_type");
    refused({{"rows", json::array(5001, e2)}}, "#/data/rows", "rows_too_many");
}

TEST_F(FormCheck, TakesFiveThousandRowsAtOnce)
{
    json::array rows;
    for (int i = 0; i < 5000; ++i)
        rows.push_back(json::object{{"employer", "e" + std::to_string(i)}, {"booths", 1}});
    const auto checked = check_rows(form("participants"), {{"rows", rows}}, {}, "#/data", key_of);
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->written.size(), 5000U);
}

}  // namespace
}  // namespace beihui::workflows
