// Drafts that would take all there is, are not whole, or attack: each run ends within its limits with
// its own code, and the server goes on answering.
#include "rules/bad_packs.hpp"
#include "rules/hostile_scripts.hpp"
#include "system/draft_tools.hpp"

#include <atomic>
#include <thread>

namespace beihui::test
{
namespace
{

using rules::lua::Attack;

class HostileDrafts : public DraftTools
{};

// Rules that use up what one call may, over more scenarios than there is time for.
SmallPack endless()
{
    SmallPack pack;
    pack.more_rules = "N.rule { id = \"spin\", clause = \"2026/二\", title = \"试\", on = "
                      "\"recruitment-event\",\n  emits = \"finding\", eval = function(ctx, p, out) "
                      "while true do end end }\n";
    std::string one(scenarios);
    std::string all;
    for (int i = 0; i < 4000; ++i) {
        std::string next = one;
        next.replace(
            next.find("两千人须办许可"), std::string("两千人须办许可").size(), std::to_string(i)
        );
        all += next;
    }
    pack.tests = all;
    return pack;
}

TEST_F(HostileDrafts, StopADraftThatTakesTooLong)
{
    const json::object body = body_of(endless().files());
    server.tools().time = std::chrono::milliseconds(1500);
    const auto began = std::chrono::steady_clock::now();
    const Reply late = ask("test", body);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(15));
    EXPECT_EQ(late.status, 422);
    EXPECT_EQ(late.text("code"), "RP3090") << late.body.substr(0, 500);
    server.tools().time = std::chrono::seconds(60);
    server.tools().most.cpu_seconds = 1;
    const Reply busy = ask("test", body);
    EXPECT_EQ(busy.text("code"), "RP3090") << busy.body.substr(0, 500);
}

TEST_F(HostileDrafts, StopADraftThatNeedsTooMuch)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which need terabytes
    server.tools().most.memory_bytes = 1 << 20;
    EXPECT_EQ(ask("lint").text("code"), "RP3091");
    server.tools().most = {};
#endif
    server.tools().most_output = 100;
    EXPECT_EQ(ask("stubs").text("code"), "RP3092");
    server.tools().most_output = 1 << 20;
    const Reply enough = ask("stubs");
    EXPECT_EQ(enough.status, 200) << enough.body;
}

TEST_F(HostileDrafts, RunNoMoreAtOnceThanTheyMay)
{
    server.tools().at_once = 1;
    policy();
    Person& second = campus.person("second", campus.province, {"policy_officer"});
    // Less than half of what the endless draft would take before each of its scenarios was cut off.
    server.tools().time = std::chrono::seconds(2);
    std::thread first([this, body = body_of(endless().files())] {
        EXPECT_EQ(ask("test", body).text("code"), "RP3090");
    });
    const json::object body = body_of(SmallPack().files());
    for (int i = 0; i < 500 && list_folder(temporary.path()).value().empty(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const Reply refused = second.post("/api/v1/packs/lint", body);
    EXPECT_EQ(refused.text("code"), "RP3093") << refused.body;
    EXPECT_EQ(refused.field("Retry-After"), "2");
    first.join();
    EXPECT_EQ(second.post("/api/v1/packs/lint", body).status, 200);
}

TEST_F(HostileDrafts, TellWhenTheToolItselfBreaksOff)
{
    server.tools().program = "/bin/false";
    // By hand, since every 500 that a Person gets fails its test.
    const std::string body = json::serialize(body_of(SmallPack().files()));
    policy().sign_in();
    http::test::Client client(server.port());
    client.send(
        "POST /api/v1/packs/lint HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Beihui: 1\r\nCookie: " +
        policy().cookie() + "\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body
    );
    const auto broken = client.read();
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->status, 500);
    EXPECT_NE(broken->body.find("\"code\":\"RP3094\""), std::string::npos) << broken->body;
}

// Every pack of tests/rules/bad_packs.hpp: the fault that would refuse its publication.
TEST_F(HostileDrafts, NameTheFaultOfABadPack)
{
    for (const rules::BadPack& bad : rules::bad_packs()) {
        rules::PackFiles files = SmallPack().files();
        auto found =
            std::ranges::find(files, bad.file, [](const auto& file) { return file.first; });
        if (found == files.end())
            found = files.emplace(files.end(), bad.file, "");
        bad.spoil(found->second);
        const Reply told = ask("lint", body_of(files));
        EXPECT_TRUE(told.status == 200 || told.text("code") == "RP3082") << bad.name << told.body;
        EXPECT_NE(told.codes().find(bad.code), std::string::npos) << bad.name << ": " << told.body;
        EXPECT_NE(told.body.find(bad.words), std::string::npos) << bad.name << ": " << told.body;
    }
}

// Asks again and again for what costs nothing while somebody else is at work, and remembers how long
// the slowest answer took.
class Meanwhile
{
public:
    explicit Meanwhile(Person& person) : asking_([this, &person] { run(person); }) {}
    ~Meanwhile()
    {
        stop_ = true;
        asking_.join();
        EXPECT_GT(answered_, 0);
        EXPECT_LT(slowest_, std::chrono::seconds(2)) << "the server goes on answering";
    }
    Meanwhile(const Meanwhile&) = delete;
    Meanwhile& operator=(const Meanwhile&) = delete;

private:
    void run(Person& person)
    {
        while (!stop_) {
            const auto began = std::chrono::steady_clock::now();
            EXPECT_EQ(person.get("/api/v1/packs").status, 200);
            slowest_ = std::max(slowest_, std::chrono::steady_clock::now() - began);
            ++answered_;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

    std::atomic<bool> stop_ = false;
    int answered_ = 0;
    std::chrono::steady_clock::duration slowest_{};
    std::thread asking_;
};

// The first code of the sandbox in an answer: of a file that was refused, or of a rule that failed.
std::string lua_code_in(const Reply& told)
{
    for (std::size_t at = told.body.find("RP"); at != std::string::npos;
         at = told.body.find("RP", at + 1)) {
        const std::string code = told.body.substr(at, 6);
        if (code.starts_with("RP2") || code == "RP3015" || code == "RP3002")
            return code;
    }
    return {};
}

TEST_F(HostileDrafts, EndEveryHostileScriptAsItMustWhileTheServerAnswers)
{
    policy();
    const Meanwhile meanwhile(campus.officer());
    for (const std::filesystem::path& script : rules::lua::all_scripts()) {
        const Attack attack(script);
        const json::object body = body_of(with("rules/attack.lua", attack.as_rule()));
        for (const char* const tool : {"lint", "test"}) {
            const auto began = std::chrono::steady_clock::now();
            const Reply told = ask(tool, body);
            EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
            EXPECT_TRUE(told.status == 200 || told.text("code") == "RP3082")
                << attack.first_line << "\n"
                << told.body.substr(0, 1000);
            const std::string code = lua_code_in(told);
            const bool loads_only = std::string_view(tool) == "lint";
            EXPECT_TRUE(attack.may_end_with(code) || (loads_only && code.empty()))
                << attack.first_line << "\n"
                << tool << " gave " << code << "\n"
                << told.body.substr(0, 1000);
            const bool must_be_refused =
                loads_only && attack.expects("E_LOAD") && !attack.expects("OK");
            EXPECT_FALSE(must_be_refused && code.empty()) << attack.first_line << "\n" << told.body;
        }
    }
}

}  // namespace
}  // namespace beihui::test
