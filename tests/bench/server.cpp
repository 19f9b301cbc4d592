#include "bench/server.hpp"

#include "bench/load.hpp"

#include <cstdlib>
#include <string_view>

namespace beihui::bench
{
namespace
{

using namespace std::chrono_literals;

std::vector<std::string> words_of(const ServerAsked& asked)
{
    std::vector<std::string> words = {beside("beihui").string(), "serve",    "--data",
                                      asked.data.string(),       "--listen", "127.0.0.1:0"};
    if (!asked.database.empty())
        words.insert(words.end(), {"--database", asked.database});
    return words;
}

}  // namespace

RealServer::RealServer(const ServerAsked& asked) : process_(words_of(asked), asked.environment)
{
    constexpr std::string_view said = "http://127.0.0.1:";
    while (port_ == 0) {
        const auto line = process_.line(60s);
        if (!line)
            fail("the server did not start on " + asked.data.string());
        if (const auto at = line->find(said); at != std::string::npos)
            port_ = static_cast<std::uint16_t>(std::atoi(line->c_str() + at + said.size()));
    }
}

void RealServer::stop()
{
    if (const int code = process_.end(); code != 0)
        fail("the server ended with " + std::to_string(code));
}

double start_to_first_answer(const ServerAsked& asked, const std::string& request)
{
    const auto begin = std::chrono::steady_clock::now();
    RealServer server(asked);
    const Told told = ask(server.port(), request);
    const double took =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (told.status != 200)
        fail("the first answer was " + std::to_string(told.status) + " " + told.body);
    server.stop();
    return took;
}

}  // namespace beihui::bench
