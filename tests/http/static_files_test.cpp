#include "http/front.hpp"
#include "http/static_files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace beihui::http::test
{
namespace
{

class StaticFilesTest : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string name = testing::TempDir() + "beihui-pages-XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
        std::filesystem::create_directories(folder / "assets");
        put("index.html", "<!doctype html>page");
        put("assets/app-1a2b.js", "plain script");
        put("assets/app-1a2b.js.br", "brotli bytes");
        put("assets/app-1a2b.js.gz", "gzip bytes");
        put(".secret", "hidden");
        std::filesystem::create_symlink("/etc/passwd", folder / "assets/passwd");
    }

    void TearDown() override { std::filesystem::remove_all(folder); }

    void put(const std::string& name, const std::string& text) const
    {
        std::ofstream(folder / name, std::ios::binary) << text;
    }

    void serve()
    {
        pages = StaticFiles::load(folder).value();
        front.router.set_pages([this](const Request& request) -> boost::asio::awaitable<Response> {
            co_return pages->answer(request);
        });
        port = front.start();
    }

    Answer get(const std::string& path, const std::string& fields = "") const
    {
        Client client(port);
        return client.ask("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").value();
    }

    std::filesystem::path folder;
    std::optional<StaticFiles> pages;
    TestFront front;
    std::uint16_t port = 0;
};

TEST_F(StaticFilesTest, SendsTheCodingThatIsAcceptedUnderATagOfItsOwn)
{
    serve();
    const auto plain = get("/assets/app-1a2b.js");
    EXPECT_EQ(plain.body, "plain script");
    EXPECT_EQ(plain.field("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(plain.field("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(plain.field("Vary"), "Accept-Encoding");

    const auto brotli = get("/assets/app-1a2b.js", "Accept-Encoding: gzip, deflate, br\r\n");
    EXPECT_EQ(brotli.body, "brotli bytes");
    EXPECT_EQ(brotli.field("Content-Encoding"), "br");
    EXPECT_EQ(get("/assets/app-1a2b.js", "Accept-Encoding: gzip, br;q=0\r\n").body, "gzip bytes");
    EXPECT_NE(plain.field("ETag"), brotli.field("ETag"));
    EXPECT_EQ(plain.field("ETag").front(), '"') << "strong";
}

TEST_F(StaticFilesTest, AnswersNotModifiedToWhoeverHasTheFile)
{
    serve();
    const std::string tag = get("/assets/app-1a2b.js").field("ETag");
    const auto again = get("/assets/app-1a2b.js", "If-None-Match: " + tag + "\r\n");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.field("ETag"), tag);
    EXPECT_EQ(get("/assets/app-1a2b.js", "If-None-Match: \"other\"\r\n").status, 200);
}

TEST_F(StaticFilesTest, AnswersUnknownPagesWithTheAppAndUnknownFilesWithAProblem)
{
    serve();
    const auto page = get("/cases/2026-7", "Accept: text/html,*/*;q=0.8\r\n");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.body, "<!doctype html>page");
    EXPECT_EQ(page.field("Cache-Control"), "no-store");
    EXPECT_EQ(get("/cases/2026-7").status, 404);
    EXPECT_EQ(get("/assets/gone.js", "Accept: text/html\r\n").status, 404);
    EXPECT_EQ(get("/api/none", "Accept: text/html\r\n").status, 404);
    EXPECT_EQ(
        get("/api/none", "Accept: text/html\r\n").field("Content-Type"), "application/problem+json"
    );
}

TEST_F(StaticFilesTest, ServesNothingButTheFilesOfItsFolder)
{
    serve();
    for (const char* path :
         {"/assets/passwd", "/.secret", "/assets/../index.html", "/assets/%2e%2e/index.html",
          "/assets/..%2findex.html", "/assets/..\\index.html", "/assets//app-1a2b.js", "/assets/",
          "/assets/app-1a2b.js.br"})
        EXPECT_EQ(get(path).status, 404) << path;
}

// Where a newer build has taken the place of the pages: what this program has listed is sent as it was
// or not at all, and never another file under the same name.
TEST_F(StaticFilesTest, KeepsThePagesOfItsStartWhenTheFolderIsBuiltAnew)
{
    put("assets/other-3c4d.js", "other script");
    serve();
    EXPECT_EQ(get("/assets/app-1a2b.js").body, "plain script");
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder / "assets");
    put("index.html", "<!doctype html>newer page");
    put("assets/app-9e9f.js", "newer script");

    EXPECT_EQ(get("/x", "Accept: text/html\r\n").body, "<!doctype html>page");
    EXPECT_EQ(get("/assets/app-1a2b.js").body, "plain script") << "it was asked for before";
    EXPECT_EQ(get("/assets/other-3c4d.js").status, 404);
    EXPECT_EQ(get("/assets/app-9e9f.js").status, 404);
}

TEST_F(StaticFilesTest, RefusesAFolderWithoutPages)
{
    std::filesystem::remove(folder / "index.html");
    const auto loaded = StaticFiles::load(folder);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, "pages_missing");
    EXPECT_FALSE(StaticFiles::load(folder / "none"));
}

}  // namespace
}  // namespace beihui::http::test
