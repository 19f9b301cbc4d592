// Every stream of tests/hostile/http, sent raw, cut in several ways.
#include "base/json.hpp"
#include "http/front.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace beihui::http::test
{
namespace
{

std::string read_file(const std::string& name)
{
    std::ifstream in(BEIHUI_SOURCE_DIR "/tests/hostile/http/" + name, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

struct Stream
{
    std::string id;
    std::string what;
    std::string expected;
    std::string bytes;

    bool must_close() const { return expected.find("close") != std::string::npos; }

    // Whether the first answer is one of those that the manifest allows: "400 or 501, close".
    bool allows(int status) const
    {
        if (expected.starts_with("treated as POST"))
            return status == 200;
        const std::string choices = expected.substr(0, expected.find_first_of(",;"));
        const std::string first = choices.substr(0, choices.find(" then "));
        const bool any_success = first.find("2xx") != std::string::npos && status / 100 == 2;
        return any_success || first.find(std::to_string(status)) != std::string::npos;
    }
};

std::vector<Stream> corpus()
{
    const auto manifest = read_json(read_file("manifest.json")).value();
    std::vector<Stream> streams;
    for (const auto& row : manifest.as_array()) {
        const auto text = [&](std::size_t at) { return std::string(row.at(at).as_string()); };
        streams.push_back({text(0), text(1), text(2), read_file(text(0) + ".bin")});
        EXPECT_EQ(streams.back().bytes.size(), static_cast<std::size_t>(row.at(4).as_int64()));
    }
    return streams;
}

class HostileHttp : public testing::Test
{
protected:
    void SetUp() override { port = front.start(); }

    void expect_alive(const Stream& stream)
    {
        Client next(port);
        const auto answer = next.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        ASSERT_TRUE(answer) << "the server is gone after " << stream.id;
        EXPECT_EQ(answer->status, 200);
    }

    // Sends the stream in pieces of that size; judges the first answer and the end.
    void judge(const Stream& stream, std::size_t piece)
    {
        SCOPED_TRACE(stream.id + " " + stream.what + ", in pieces of " + std::to_string(piece));
        Client client(port);
        client.send_in_pieces(stream.bytes, piece);
        const auto answer = client.read();
        ASSERT_TRUE(answer) << "no answer";
        EXPECT_TRUE(stream.allows(answer->status))
            << "answered " << answer->status << ", expected " << stream.expected;
        if (stream.id == "M07") {
            const auto second = client.read();
            ASSERT_TRUE(second);
            EXPECT_EQ(second->status, 400);
        }
        if (stream.must_close()) {
            EXPECT_TRUE(client.is_closed()) << "the connection stays open, or answers again";
        }
        expect_alive(stream);
    }

    static Limits short_limits()
    {
        Limits limits;
        limits.linger_time = 300ms;
        limits.body_grace = 500ms;
        return limits;
    }

    TestFront front{short_limits()};
    std::uint16_t port = 0;
};

TEST_F(HostileHttp, AnswersEveryStreamAsTheManifestSaysHoweverItIsCut)
{
    const auto streams = corpus();
    ASSERT_EQ(streams.size(), 94U);
    for (const Stream& stream : streams) {
        judge(stream, stream.bytes.size());
        judge(stream, stream.bytes.size() / 2 + 1);
        judge(stream, stream.bytes.size() <= 2048 ? 1 : 1000);
    }
    EXPECT_EQ(front.admin_calls, 0) << "a smuggled request was routed";
}

TEST_F(HostileHttp, KeepsAnOverriddenMethodAndASpoofedAddressOutOfDecisions)
{
    Client overriding(port);
    const auto posted = overriding.ask(read_file("H31.bin"));
    ASSERT_TRUE(posted);
    EXPECT_EQ(posted->body, "POST {}");

    Client spoofing(port);
    const auto peer =
        spoofing.ask("GET /api/v1/peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.1.1.1\r\n\r\n");
    ASSERT_TRUE(peer);
    EXPECT_EQ(peer->body, "127.0.0.1");
}

}  // namespace
}  // namespace beihui::http::test
