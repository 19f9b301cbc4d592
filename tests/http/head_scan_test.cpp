#include "http/head_scan.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace beihui::http
{
namespace
{

// 0 when more bytes are needed, 200 for a head, else the status of the refusal.
int status_of(const HeadVerdict& verdict)
{
    if (const auto* refusal = std::get_if<HeadRefusal>(&verdict))
        return refusal->status;
    return std::holds_alternative<Head>(verdict) ? 200 : 0;
}

int scanned(std::string_view bytes)
{
    return status_of(scan_head(bytes));
}

std::string with_fields(const std::string& fields)
{
    return "POST /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

TEST(HeadScan, ReadsWhatAHeadSays)
{
    const std::string bytes = "POST /api/v1/x?a=1 HTTP/1.1\r\nHost: example.org:8080\r\n"
                              "Content-Length: 0012\r\nX-Note: \t two words \r\n\r\nbody";
    const auto verdict = scan_head(bytes);
    const auto* head = std::get_if<Head>(&verdict);
    ASSERT_NE(head, nullptr);
    EXPECT_EQ(head->method, "POST");
    EXPECT_EQ(head->target, "/api/v1/x?a=1");
    EXPECT_EQ(head->host, "example.org:8080");
    EXPECT_EQ(head->content_length, 12U);
    EXPECT_FALSE(head->chunked);
    EXPECT_EQ(head->field("x-note"), "two words");
    EXPECT_EQ(head->size, bytes.size() - 4);
}

TEST(HeadScan, AcceptsTheAbsoluteFormOnlyForTheSameHost)
{
    const auto verdict = scan_head("GET http://a/x HTTP/1.1\r\nHost: A\r\n\r\n");
    ASSERT_TRUE(std::holds_alternative<Head>(verdict));
    EXPECT_EQ(std::get<Head>(verdict).target, "/x");
    EXPECT_EQ(scanned("GET http://evil/x HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(scanned("GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(scanned("GET ftp://a/x HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

TEST(HeadScan, RefusesEveryAmbiguousLength)
{
    for (const char* fields :
         {"Content-Length: 2\r\ncontent-length: 2\r\n", "Content-Length: 2, 2\r\n",
          "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "Content-Length:\r\n",
          "Content-Length: 2 \r\n 3\r\n", "Content-Length : 2\r\n", "Content_Length: 2\r\n",
          "Content-Length: 12345678901234567890\r\n"})
        EXPECT_EQ(scanned(with_fields(fields)), 400) << fields;
    for (const char* coding : {"identity", "chunked, chunked", "xchunked", "\"chunked\"", ""})
        EXPECT_EQ(scanned(with_fields(std::string("Transfer-Encoding: ") + coding + "\r\n")), 501)
            << coding;
    EXPECT_EQ(scanned("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"), 400)
        << "HTTP/1.0 has no chunks";
}

TEST(HeadScan, RefusesFieldsThatMayAppearOnceAndHostsThatAreNone)
{
    for (const char* name : {"Content-Type", "Authorization", "Cookie", "HOST"})
        EXPECT_EQ(scanned(with_fields(std::string(name) + ": a\r\n" + name + ": b\r\n")), 400)
            << name;
    for (const char* host : {"a b", "a/b", "a@b", ":80", "a:", "a:123456", "[::1", "[]", "a,b"})
        EXPECT_EQ(scanned(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), 400)
            << host;
    for (const char* host : {"a", "a:8080", "10.0.0.1", "[::1]:80", "xn--fiqs8s.example"})
        EXPECT_EQ(scanned(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), 200)
            << host;
}

TEST(HeadScan, ToleratesRepeatedCookiesOfOtherSitesButNotOfOurs)
{
    EXPECT_EQ(scanned(with_fields("Cookie: a=1; a=2; __Host-sid=x\r\n")), 200);
    EXPECT_EQ(scanned(with_fields("Cookie: __Host-sid=x; b=1;__Host-sid=y\r\n")), 400);
}

TEST(HeadScan, HoldsItsLimitsToTheByte)
{
    const auto request_line = [](std::size_t size) {
        return "GET /" + std::string(size - 14, 'x') + " HTTP/1.1";
    };
    EXPECT_EQ(scanned(request_line(8000) + "\r\nHost: a\r\n\r\n"), 200);
    EXPECT_EQ(scanned(request_line(8001) + "\r\nHost: a\r\n\r\n"), 414);

    EXPECT_EQ(scanned(with_fields("X: " + std::string(8189, 'v') + "\r\n")), 200);
    EXPECT_EQ(scanned(with_fields("X: " + std::string(8190, 'v') + "\r\n")), 431);

    std::string fields;
    for (int i = 0; i < 99; ++i)
        fields += "X: v\r\n";
    EXPECT_EQ(scanned(with_fields(fields)), 200);
    EXPECT_EQ(scanned(with_fields(fields + "X: v\r\n")), 431);

    const std::string two_long =
        "X: " + std::string(8000, 'v') + "\r\nY: " + std::string(8000, 'v');
    const std::size_t rest = 16384 - with_fields(two_long + "\r\nZ: \r\n").size();
    EXPECT_EQ(scanned(with_fields(two_long + "\r\nZ: " + std::string(rest, 'v') + "\r\n")), 200);
    EXPECT_EQ(
        scanned(with_fields(two_long + "\r\nZ: " + std::string(rest + 1, 'v') + "\r\n")), 431
    );
}

TEST(HeadScan, RefusesAStreamOfLettersBeforeItsLineEnds)
{
    EXPECT_EQ(scanned(std::string(32, 'A')), 0);
    EXPECT_EQ(scanned(std::string(33, 'A')), 400);
    EXPECT_EQ(scanned(std::string(9000, '/').insert(0, "GET ")), 414);
    EXPECT_EQ(scanned("GET / HTTP/1.1\r\nHost: a\n"), 400);
    EXPECT_EQ(scanned("GET / HTTP/1.1\r\nHost: a\r"), 0);
    EXPECT_EQ(scanned("\x16\x03\x01"), 400) << "a TLS greeting on the plain port";
}

// However the network cuts the bytes, the verdict is the same: each beginning of the bytes needs
// more or is judged as the whole is.
TEST(HeadScan, JudgesTheSameForEverySplitOfTheHostileCorpus)
{
    const std::string folder = BEIHUI_SOURCE_DIR "/tests/hostile/http/";
    const std::vector<std::string> names{"R01", "R02", "R03", "R05", "R18", "R37", "H11", "H12",
                                         "H13", "H22", "H23", "H28", "S02", "S18", "S31", "M03"};
    for (const std::string& name : names) {
        std::ifstream in(folder + name + ".bin", std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        const std::string bytes = text.str();
        ASSERT_FALSE(bytes.empty()) << name;
        const int whole = scanned(bytes);
        int last = 0;
        for (std::size_t size = 0; size <= bytes.size(); ++size) {
            const int now = scanned(std::string_view(bytes).substr(0, size));
            ASSERT_TRUE(now == whole || (now == 0 && last == 0)) << name << " at " << size;
            last = now;
        }
    }
}

}  // namespace
}  // namespace beihui::http
