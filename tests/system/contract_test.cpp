// docs/openapi.yaml is the contract: every answer of every test is held against it, and every
// operation must have been answered once.
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "system/campus.hpp"
#include "system/contract.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

constexpr std::string_view small_contract = R"(
openapi: 3.1.0
paths:
  /things/{id}:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Thing' }
        '204': { description: none }
        default: { $ref: '#/components/responses/Problem' }
components:
  responses:
    Problem:
      content:
        application/problem+json:
          schema: { type: object, required: [code] }
  schemas:
    Thing:
      type: object
      additionalProperties: false
      required: [id, size, when, on]
      properties:
        id: { type: string, pattern: '^[0-9]{2}$' }
        size: { type: [integer, 'null'] }
        on: { type: [string, 'null'], format: date-time }
        when:
          oneOf: [ { $ref: '#/components/schemas/Day' }, { type: 'null' } ]
    Day: { type: string, enum: [Monday, Tuesday] }
)";

std::vector<std::string> check(Contract& contract, int status, std::string body)
{
    const std::string type = status < 400 ? "application/json" : "application/problem+json";
    return contract.check({"GET", "/things/7?x=1", status, type, std::move(body)});
}

TEST(ContractCheck, TakesAnAnswerAsDocumented)
{
    Contract contract(small_contract);
    EXPECT_TRUE(check(contract, 200, R"({"id":"07","size":3,"when":"Monday","on":null})").empty());
    EXPECT_TRUE(check(
                    contract, 200,
                    R"({"id":"07","size":null,"when":null,"on":"2026-05-10T09:00:00+08:00"})"
    )
                    .empty());
    EXPECT_TRUE(check(contract, 404, R"({"code":"thing_not_found"})").empty());
    EXPECT_EQ(contract.problem_codes(), std::set<std::string>{"thing_not_found"});
}

TEST(ContractCheck, FindsWhatDiffersFromTheContract)
{
    Contract contract(small_contract);
    for (const char* body :
         {R"({"id":"7","size":3,"when":"Monday","on":null})",            // pattern
          R"({"id":"07","size":"3","when":"Monday","on":null})",         // type
          R"({"id":"07","when":"Monday","on":null})",                    // missing
          R"({"id":"07","size":3,"when":"Monday","on":null,"more":1})",  // undocumented
          R"({"id":"07","size":3,"when":"Sunday","on":null})",           // not one of
          R"({"id":"07","size":3,"when":"Monday","on":"tomorrow"})",     // format
          R"([])", "", "<html>"})
        EXPECT_FALSE(check(contract, 200, body).empty()) << body;
    EXPECT_FALSE(check(contract, 404, R"({"title":"?"})").empty());
    EXPECT_FALSE(contract.check({"GET", "/things/7", 201, "application/json", "{}"}).empty());
    EXPECT_FALSE(contract.check({"GET", "/things/7", 200, "text/html", "<html>"}).empty());
    EXPECT_FALSE(contract.check({"GET", "/other", 200, "application/json", "{}"}).empty());
}

TEST(ContractCheck, NamesTheAnswersThatNobodyGot)
{
    Contract contract(small_contract);
    EXPECT_EQ(contract.not_answered_yet().size(), 2U);
    check(contract, 200, R"({"id":"07","size":3,"when":null,"on":null})");
    EXPECT_EQ(contract.not_answered_yet(), std::vector<std::string>{"GET /things/{id} 204"});
}

TEST(Reading, AnswersEveryQuestionThatNeedsNoCase)
{
    TestServer& server = shared_server(Store::sqlite);
    server.today("2026-05-10");
    Campus campus(server);
    Person& officer = campus.officer();
    EXPECT_GE(officer.get("/api/v1/workflows").count("items"), 6U);
    EXPECT_EQ(officer.get("/api/v1/workflows/visit").text("id"), "visit");
    EXPECT_EQ(officer.get("/api/v1/workflows/no").status, 404);
    EXPECT_EQ(officer.get("/api/v1/organisations").count("items"), 1U);
    EXPECT_EQ(
        campus.education().get("/api/v1/organisations").text("items.1.parent"), campus.province
    );
    EXPECT_EQ(officer.get("/api/v1/people?q=" + encoded("姓名")).text("items.0.id"), officer.id());
    EXPECT_GE(officer.get("/api/v1/packs").count("items"), 1U);
    EXPECT_GT(officer.get("/api/v1/packs/2026-youqi").count("clauses"), 20U);
    EXPECT_EQ(officer.get("/api/v1/packs/no").status, 404);
    EXPECT_EQ(officer.get("/api/v1/packs/no/files").status, 404);
    const Reply files = officer.get("/api/v1/packs/2026-youqi/files");
    EXPECT_EQ(
        from_base64(text_of(*files.at("files"), "pack.yaml")),
        read_file(
            std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules/2026-youqi/pack.yaml", 1U << 16U
        )
            .value()
    );
    // 2026-05-09 is a Saturday on which people work (notice on the holidays of 2026).
    const Reply days = officer.get("/api/v1/calendar?from=2026-05-09&to=2026-05-10");
    EXPECT_EQ(days.text("days.0.kind"), "班");
    EXPECT_FALSE(days.at("days.1.working")->as_bool());
    EXPECT_EQ(days.count("notices"), 1U);
    EXPECT_EQ(days.integer("notices.0.year"), 2026);
    EXPECT_TRUE(officer.get("/api/v1/calendar?from=2031-01-01&to=2031-01-01")
                    .at("days.0.working")
                    ->is_null());
    EXPECT_GE(officer.get("/api/v1/tables").count("items"), 2U);
    for (const char* target : {"/healthz", "/readyz", "/metrics", "/api/openapi.yaml"}) {
        Person nobody(server, "", "");
        EXPECT_EQ(nobody.once("GET", target).status, 200) << target;
    }
    EXPECT_EQ(officer.get("/api/v1/tables/2026.annex1/file?format=csv").status, 200);
    EXPECT_EQ(officer.get("/api/v1/tables/2026.annex1/file?format=xlsx").status, 200);
}

TEST(Reading, ShowsWhatAnOpeningWouldBringWithoutOpening)
{
    TestServer& server = shared_server(Store::sqlite);
    server.today("2026-05-10");
    Campus campus(server);
    const Reply preview = campus.officer().post(
        "/api/v1/cases?preview=true",
        json::object{
            {"workflow", "recruitment-event"},
            {"organisation", campus.school},
            {"data", plan_for("预览", "2026-06-20", 1000)}
        }
    );
    EXPECT_EQ(preview.status, 200) << preview.body;
    EXPECT_FALSE(preview.find("requirements", "key", "B04").is_null());
    EXPECT_EQ(campus.officer().get("/api/v1/cases").count("items"), 0U);
}

// After all tests: what no test asked for is not known to be as documented.
class Coverage : public testing::Environment
{
public:
    void TearDown() override
    {
        // A part of the tests says nothing about the whole.
        if (testing::GTEST_FLAG(filter) != "*" || testing::UnitTest::GetInstance()->Failed())
            return;
        TestServer& server = shared_server(Store::sqlite);
        Person nobody(server, "", "");
        for (const std::string& code : project_contract().problem_codes())
            EXPECT_EQ(nobody.once("GET", "/problems/" + code).status, 200)
                << "no page says what " << code << " means";
        for (const std::string& line : project_contract().not_answered_yet())
            ADD_FAILURE() << "docs/openapi.yaml documents " << line << ", which no test got";
    }
};

const testing::Environment* const coverage = testing::AddGlobalTestEnvironment(new Coverage);

}  // namespace
}  // namespace beihui::test
