// Organisations that come in and go out as files (docs/organisations.md).
#include "system/country.hpp"

namespace beihui::test
{
namespace
{

using OrganisationFiles = Organisations;
INSTANTIATE_TEST_SUITE_P(
    On,
    OrganisationFiles,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

Reply send(
    Person& who,
    const std::string& file,
    const std::string& query,
    const std::string& key = {}
)
{
    Fields fields{{"Content-Type", "text/csv"}, {"X-Beihui", "1"}};
    fields.emplace_back("Idempotency-Key", key.empty() ? fresh_key() : key);
    return who.ask("POST", "/api/v1/organisations/import?" + query, file, std::move(fields));
}

const std::string reason = "reason=" + encoded("名册");

TEST_P(OrganisationFiles, ComeInAsAFileAllOrNone)
{
    Country country(server());
    Person& chief = country.administrator();
    const std::string heading = "单位代码,单位名称,类别,上级单位代码,报送单位代码,变更自\r\n";
    // The child stands before its parent.
    const std::string file = heading + "X-01,化学学院,院系,X,,\r\nX,新海学院,高校,A,3302,\r\n";
    const Reply preview = send(chief, file, reason + "&preview=true");
    ASSERT_EQ(preview.status, 200) << preview.body;
    EXPECT_EQ(preview.integer("created"), 2);
    const auto has = [&](const char* code) {
        return chief.get("/api/v1/organisations").find("items", "code", code).is_object();
    };
    EXPECT_FALSE(has("X"));
    const std::string key = fresh_key();
    ASSERT_EQ(send(chief, file, reason, key).integer("created"), 2);
    EXPECT_TRUE(has("X-01"));
    const Reply again = send(chief, file, reason, key);
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
    EXPECT_EQ(again.integer("created"), 2);
    EXPECT_EQ(send(chief, heading, reason, key).status, 422);
    const Reply same = send(chief, file, reason);
    EXPECT_EQ(same.integer("unchanged"), 2) << same.body;
    EXPECT_EQ(same.integer("acts"), 0);

    // Each fault with its row and column, and nothing written.
    const Reply wrong = send(
        chief,
        heading +
            "Y,好学校,高校,A,,\r\nZ,坏学校,大学,A,,\r\nX,新海大学,,,,\r\n,无代码,高校,A,,\r\n",
        reason
    );
    ASSERT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.text("code"), "import_faults");
    EXPECT_EQ(wrong.codes(), "bad_cell code_missing");
    EXPECT_EQ(wrong.text("errors.0.pointer"), "#/rows/3/kind") << wrong.body;
    const Reply deeper = send(
        chief,
        heading +
            "Y,好学校,高校,A,,\r\nZ,坏学校,高校,没有,,\r\nX,新海大学,,,,\r\nW,,高校,A,77,\r\n",
        reason
    );
    EXPECT_EQ(deeper.text("errors.0.pointer"), "#/rows/3/parent_code") << deeper.body;
    EXPECT_EQ(deeper.text("errors.1.pointer"), "#/rows/4/name");
    EXPECT_EQ(deeper.text("errors.1.code"), "from_missing");
    EXPECT_FALSE(has("Y"));

    // With its day the other name is a new name, and the other parent a move.
    const Reply changed = send(chief, heading + "X,新海大学,,B,,2024-07-01\r\n", reason);
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.integer("changed"), 1);
    EXPECT_EQ(changed.integer("acts"), 2);
    const auto on = [&](const char* day, const char* field) {
        const Reply tree = chief.get("/api/v1/organisations?on=" + std::string(day));
        return std::string(text_of(tree.find("items", "code", "X"), field));
    };
    EXPECT_EQ(on("2024-06-30", "name"), "新海学院");
    EXPECT_EQ(on("2024-07-01", "name"), "新海大学");
    EXPECT_EQ(on("2024-06-30", "parent"), country.first);
    EXPECT_EQ(on("2024-07-01", "parent"), country.second);

    EXPECT_EQ(send(country.officer(), file, reason).status, 403);
    EXPECT_EQ(send(chief, file, "").text("code"), "reason_required");
    EXPECT_EQ(send(chief, std::string("\0\1", 2), reason).status, 415);
}

TEST_P(OrganisationFiles, GoOutAsAFileThatChangesNothingWhenItComesBack)
{
    Country country(server());
    Person& chief = country.administrator();
    ASSERT_EQ(
        country
            .change(
                country.school, "rename",
                rows({json::object{{"from", "2022-05-01"}, {"name", "=1+1大学, \"东海\""}}})
            )
            .status,
        200
    );
    for (const char* format : {"csv", "xlsx"}) {
        const Reply file = chief.get("/api/v1/organisations/export?format=" + std::string(format));
        ASSERT_EQ(file.status, 200);
        const Reply back = send(chief, file.body, reason);
        ASSERT_EQ(back.status, 200) << back.body;
        EXPECT_EQ(back.integer("rows"), 6) << format;
        EXPECT_EQ(back.integer("unchanged"), 6) << format << back.body;
    }
    const Reply csv = chief.get("/api/v1/organisations/export?format=csv");
    EXPECT_NE(csv.body.find("\"'=1+1大学, \"\"东海\"\"\""), std::string::npos) << csv.body;
    // Every file that goes out stands in the access log.
    Person& auditor = country.campus().person("watch", country.ministry, {"auditor"});
    const Reply noted = auditor.get("/api/v1/access?action=export&subject=organisations&limit=1");
    EXPECT_EQ(noted.text("items.0.detail.format"), "csv") << noted.body;
    EXPECT_EQ(noted.text("items.0.detail.hash"), hex(sha256(csv.body)));
    // A province takes out what is its own.
    const Reply own = country.of_second().get("/api/v1/organisations/export?format=csv");
    EXPECT_EQ(own.body.find("东海"), std::string::npos);
    EXPECT_NE(own.body.find("西山大学"), std::string::npos);
    const Reply units = chief.get("/api/v1/reporting-units?on=2026-04-30");
    const json::array& list = units.at("items")->as_array();
    EXPECT_EQ(
        std::ranges::count_if(
            list, [](const json::value& unit) { return bool_of(unit, "reports"); }
        ),
        37
    );
}

}  // namespace
}  // namespace beihui::test
