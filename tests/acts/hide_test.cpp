// Personal values are taken out of what is hashed (provable-history: personal data).
#include "acts/hide.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace beihui::acts
{
namespace
{

const std::string master_key(32, 'k');

workflows::Field field(std::string id, workflows::FieldType type, bool personal)
{
    workflows::Field made;
    made.id = std::move(id);
    made.type = type;
    made.personal = personal;
    return made;
}

workflows::Form check_in_form()
{
    workflows::Form form;
    form.id = "check_ins";
    form.fields = {
        field("graduate", workflows::FieldType::graduate, true),
        field("note", workflows::FieldType::text, true),
        field("cohort", workflows::FieldType::integer, false),
    };
    return form;
}

TEST(PersonKey, IsTheSameForOnePersonAtOneSchoolAndForNobodyElse)
{
    const std::string key = person_key(master_key, "school-a", "2022010001");
    EXPECT_EQ(key, person_key(master_key, "school-a", "2022010001"));
    EXPECT_NE(key, person_key(master_key, "school-b", "2022010001"));
    EXPECT_NE(key, person_key(master_key, "school-a", "2022010002"));
    // Without the master key nobody can try numbers against it.
    EXPECT_NE(key, person_key(std::string(32, 'x'), "school-a", "2022010001"));
    // The border between the parts cannot be moved.
    EXPECT_NE(person_key(master_key, "ab", "c"), person_key(master_key, "a", "bc"));
}

TEST(Hider, LeavesACommitmentInPlaceOfEachPersonalValue)
{
    Hider hider("tenant", "uid1", master_key, "school-a");
    json::object values{{"graduate", "2022010001"}, {"note", "迟到"}, {"cohort", 2026}};
    hider.hide(check_in_form(), "check_ins.k", values);
    const std::string text = json::serialize(values);
    EXPECT_EQ(text.find("2022010001"), std::string::npos);
    EXPECT_EQ(text.find("迟到"), std::string::npos);
    EXPECT_EQ(values["cohort"], 2026);
    EXPECT_TRUE(is_reference(values["graduate"]));
    EXPECT_EQ(person_of(values["graduate"]), person_key(master_key, "school-a", "2022010001"));
    ASSERT_EQ(hider.hidden().size(), 2U);
    // A graduate is erased by the person, a free text alone.
    EXPECT_EQ(hider.hidden()[0].subject, person_of(values["graduate"]));
    EXPECT_NE(hider.hidden()[1].subject, hider.hidden()[0].subject);
}

TEST(Hider, KeepsACategoryOfHardshipWithTheGraduateItIsAbout)
{
    workflows::Form form = check_in_form();
    form.fields.push_back(field("categories", workflows::FieldType::choices, true));
    Hider hider("tenant", "uid1", master_key, "school-a");
    json::object values{{"graduate", "2022010001"}, {"categories", json::array{"低保家庭"}}};
    hider.hide(form, "file", values);
    EXPECT_EQ(json::serialize(values).find("低保"), std::string::npos);
    EXPECT_EQ(hider.hidden().at(1).subject, person_of(values["graduate"]));

    // Later too, when the graduate stands there as a reference already.
    Hider later("tenant", "uid2", master_key, "school-a");
    values["categories"] = json::array{"残疾"};
    later.hide(form, "file", values);
    ASSERT_EQ(later.hidden().size(), 1U);
    EXPECT_EQ(later.hidden()[0].subject, person_of(values["graduate"]));
}

TEST(Hider, SaltsEqualValuesDifferently)
{
    const auto commitment = [](std::string uid) {
        Hider hider("tenant", std::move(uid), master_key, "school-a");
        json::object values{{"note", "同一句话"}};
        hider.hide(check_in_form(), "check_ins.k", values);
        return std::string(text_of(values["note"], "commitment"));
    };
    EXPECT_EQ(commitment("uid1").size(), 64U);
    EXPECT_NE(commitment("uid1"), commitment("uid1"));
}

TEST(Hider, LeavesWhatWasHiddenBeforeAsItIs)
{
    Hider hider("tenant", "uid2", master_key, "school-a");
    const json::object reference{{"hidden", "uid1/check_ins.k.note"}, {"commitment", "ab"}};
    json::object values{{"note", reference}, {"cohort", 2026}};
    hider.hide(check_in_form(), "check_ins.k", values);
    EXPECT_EQ(values["note"], json::value(reference));
    EXPECT_TRUE(hider.hidden().empty());
}

}  // namespace
}  // namespace beihui::acts
