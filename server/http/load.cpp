#include "http/load.hpp"

#include "storage/write_queue.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>

namespace beihui::http
{
namespace
{

using namespace std::chrono_literals;

void add_gauge(
    std::string& text,
    std::string_view name,
    std::string_view help,
    std::string_view kind = "gauge"
)
{
    text.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    text.append(name).append(" ").append(kind).append("\n");
}

void add_value(std::string& text, std::string_view name, std::uint64_t value)
{
    text.append(name).append(" ").append(std::to_string(value)).append("\n");
}

}  // namespace

LoadLimits::LoadLimits()
{
    const std::size_t cores = std::max(2U, std::thread::hardware_concurrency());
    // Reading keeps a processor busy: more at once only wait for the workers, where nobody has a turn.
    reading = {.at_once = 16 * cores, .waiting = 256, .longest_wait = 500ms};
    // Acts that wait together are committed together, up to 64 at a time: two such batches, and one
    // more that waits. A longer line would only make everybody slower; pages send again by themselves.
    writing = {.at_once = 128, .waiting = 64, .longest_wait = 40ms};
    // Half of the workers: the other half is left to what takes a millisecond.
    slow = {.at_once = cores / 2, .waiting = 32, .longest_wait = 10'000ms};
    sign_in = {.at_once = cores, .waiting = 64, .longest_wait = 5000ms};
    // It holds no processor while it waits; a whole lecture hall comes from one address at once.
    federated = {.at_once = 32, .waiting = 512, .longest_wait = 10'000ms};
    reserved = {.at_once = 32, .waiting = 256, .longest_wait = 5000ms};
}

Load::Load(const LoadLimits& limits)
    : reading_(limits.reading),
      writing_(limits.writing),
      slow_(limits.slow),
      sign_in_(limits.sign_in),
      federated_(limits.federated),
      reserved_(limits.reserved),
      most_body_bytes_(limits.body_bytes)
{}

WaitingLine* Load::line(Lane lane, bool reads)
{
    switch (lane) {
    case Lane::ordinary:  return reads ? &reading_ : &writing_;
    case Lane::slow:      return &slow_;
    case Lane::sign_in:   return &sign_in_;
    case Lane::federated: return &federated_;
    case Lane::reserved:  return &reserved_;
    case Lane::free:      break;
    }
    return nullptr;
}

std::optional<Load::Hold> Load::hold_body(std::size_t bytes)
{
    if (body_bytes_.fetch_add(bytes) + bytes <= most_body_bytes_)
        return Hold(*this, bytes);
    body_bytes_ -= bytes;
    ++bodies_turned_away_;
    return std::nullopt;
}

void Load::count_connection(bool opened)
{
    if (opened)
        ++connections_;
    else
        --connections_;
}

std::string Load::metrics() const
{
    struct Metric
    {
        std::string_view name;
        std::string_view help;
        std::string_view kind;
        std::uint64_t (*value)(const WaitingLine::Length&);
    };
    using Length = WaitingLine::Length;
    static constexpr std::array metrics{
        Metric{
            "beihui_requests_at_work", "Requests that are worked on.", "gauge",
            [](const Length& line) -> std::uint64_t { return line.at_work; }
        },
        Metric{
            "beihui_requests_waiting", "Requests that wait for their turn.", "gauge",
            [](const Length& line) -> std::uint64_t { return line.waiting; }
        },
        Metric{
            "beihui_requests_turned_away_total", "Requests answered 503, overloaded.", "counter",
            [](const Length& line) -> std::uint64_t { return line.turned_away; }
        },
    };
    const std::array<std::pair<std::string_view, const WaitingLine*>, 6> lines{{
        {"reading", &reading_},
        {"writing", &writing_},
        {"slow", &slow_},
        {"sign_in", &sign_in_},
        {"federated", &federated_},
        {"reserved", &reserved_},
    }};
    std::string text;
    for (const Metric& metric : metrics) {
        add_gauge(text, metric.name, metric.help, metric.kind);
        for (const auto& [name, line] : lines)
            add_value(
                text, std::string(metric.name) + "{lane=\"" + std::string(name) + "\"}",
                metric.value(line->length())
            );
    }
    add_gauge(text, "beihui_body_bytes", "Bytes kept for the bodies of requests.");
    add_value(text, "beihui_body_bytes", body_bytes_);
    add_gauge(text, "beihui_bodies_turned_away_total", "Bodies there was no room for.", "counter");
    add_value(text, "beihui_bodies_turned_away_total", bodies_turned_away_);
    add_gauge(text, "beihui_connections", "Open connections.");
    add_value(text, "beihui_connections", connections_);
    add_gauge(text, "beihui_writes_waiting", "Units of work that wait for the database to write.");
    add_value(text, "beihui_writes_waiting", storage::writes_waiting());
    return text;
}

}  // namespace beihui::http
