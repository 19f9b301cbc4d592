#include "cli/load_options.hpp"

#include <CLI/CLI.hpp>
#include <arpa/inet.h>

#include <array>
#include <chrono>
#include <string>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_of_anything = 100'000;
constexpr int most_wait_ms = 60'000;

void add_number(
    CLI::App& command,
    const std::string& name,
    const std::string& variable,
    const std::string& help,
    std::size_t& number
)
{
    command.add_option(name, number, help)
        ->check(CLI::Range(std::size_t{1}, most_of_anything))
        ->capture_default_str()
        ->envname(variable);
}

// "" or what is wrong: the connections of a proxy are compared with this text.
std::string check_address(const std::string& text)
{
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
        inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1)
        return {};
    return "应为数字形式的地址，如 10.0.0.5 / write an address, such as 10.0.0.5: " + text;
}

}  // namespace

void add_load_options(CLI::App& command, ServeAsked& asked)
{
    http::LoadLimits& load = asked.load;
    add_number(
        command, "--reads-at-once", "BEIHUI_READS_AT_ONCE",
        "同时读取的请求数 requests that read, worked on at once", load.reading.at_once
    );
    add_number(
        command, "--writes-at-once", "BEIHUI_WRITES_AT_ONCE",
        "同时办理的写入请求数 requests that write, worked on at once", load.writing.at_once
    );
    const auto waiting = [&load](std::size_t number) {
        load.reading.waiting = number;
        load.writing.waiting = number;
    };
    command
        .add_option_function<std::size_t>(
            "--waiting", waiting,
            "读取和写入各排多少个请求，再多的答 503 requests that may wait to read, and to write; "
            "more"
            " are answered 503"
        )
        ->check(CLI::Range(std::size_t{1}, most_of_anything))
        ->default_str(
            std::to_string(load.reading.waiting) + " / " + std::to_string(load.writing.waiting)
        )
        ->envname("BEIHUI_WAITING");
    const auto wait = [&load](int ms) {
        load.reading.longest_wait = std::chrono::milliseconds(ms);
        load.writing.longest_wait = std::chrono::milliseconds(ms);
    };
    command
        .add_option_function<int>(
            "--longest-wait", wait, "请求最多排队多少毫秒 milliseconds that a request waits at most"
        )
        ->check(CLI::Range(1, most_wait_ms))
        ->default_str(
            std::to_string(load.reading.longest_wait.count()) + " / " +
            std::to_string(load.writing.longest_wait.count())
        )
        ->envname("BEIHUI_LONGEST_WAIT");
    add_number(
        command, "--connections", "BEIHUI_CONNECTIONS", "同时打开的连接数 open connections",
        asked.limits.connections
    );
    add_number(
        command, "--connections-per-address", "BEIHUI_CONNECTIONS_PER_ADDRESS",
        "每个地址同时打开的连接数 open connections of one address",
        asked.limits.connections_per_address
    );
    command
        .add_option(
            "--proxy", asked.proxies,
            "前端代理的地址，可写多个：采信其 X-Forwarded-For，不计其连接数 address of a proxy in"
            " front, whose X-Forwarded-For is believed and whose connections are not counted"
        )
        ->check(check_address)
        ->envname("BEIHUI_PROXY");
}

}  // namespace beihui::cli
