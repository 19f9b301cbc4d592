#include "cli/demo_desk.hpp"

#include "base/bytes.hpp"

namespace beihui::cli::demo
{
namespace
{

constexpr std::int64_t second_ms = 1000;

[[noreturn]] void refused(
    const accounts::Actor& actor,
    std::string_view subject,
    std::string_view act,
    Instant at,
    Error error
)
{
    const std::string where = std::string(subject) + " / " + std::string(act);
    error.detail.zh = "演示数据有一步被拒绝：" + actor.name + " 于 " + at.text() + " 办理 " +
                      where + "：" + error.detail.zh;
    error.detail.en = "an act of the demonstration was refused: " + actor.name + " at " +
                      at.text() + ", " + where + ": " + error.detail.en;
    throw Refused(std::move(error));
}

}  // namespace

std::size_t Dice::below(std::size_t count)
{
    // SplitMix64 (Steele, Lea, Flood 2014): the library's distributions differ between machines.
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return (z ^ (z >> 31)) % count;
}

int Dice::between(int least, int most)
{
    return least + static_cast<int>(below(static_cast<std::size_t>(most - least + 1)));
}

Desk::Desk(const acts::Context& installed)
    : clock_(Instant()), context_{installed.database, clock_, installed.rulebook, installed.workers}
{}

void Desk::move_to(Instant at)
{
    if (at > clock_.now())
        clock_.set(at);
}

void Desk::tick()
{
    clock_.set(clock_.now().plus_ms(second_ms));
    ++acts_done_;
}

acts::ActDone Desk::open(
    const accounts::Actor& actor,
    std::string_view workflow,
    std::string_view organisation,
    json::value data,
    std::string_view act
)
{
    tick();
    acts::OpenCase opening;
    opening.wanted.workflow = workflow;
    opening.wanted.organisation = organisation;
    opening.first.act = act;
    opening.first.data = std::move(data);
    const auto done = acts::open_case(context_, actor, opening);
    if (!done)
        refused(actor, workflow, act.empty() ? "open" : act, clock_.now(), done.error());
    return *done;
}

acts::ActDone Desk::act(
    const accounts::Actor& actor,
    std::string_view number,
    std::string_view act,
    json::value data,
    std::string_view reason
)
{
    tick();
    acts::SubmitAct request;
    request.number = number;
    request.wanted.act = act;
    request.wanted.data = std::move(data);
    request.wanted.reason = reason;
    const auto done = acts::submit_act(context_, actor, request);
    if (!done)
        refused(actor, number, act, clock_.now(), done.error());
    return *done;
}

std::string Desk::upload(
    const accounts::Actor& actor,
    std::string_view number,
    std::string_view kind,
    std::string_view name,
    std::string_view text
)
{
    tick();
    acts::SubmitAct request;
    request.number = number;
    request.wanted.act = "upload_document";
    request.wanted.upload = acts::Upload{
        std::string(name), "text/plain", std::string(kind), hex(sha256(text)),
        static_cast<std::int64_t>(text.size())
    };
    request.bytes = std::make_shared<const std::string>(text);
    const auto done = acts::submit_act(context_, actor, request);
    if (!done)
        refused(actor, number, "upload_document", clock_.now(), done.error());
    return done->document;
}

void Timeline::run(Desk& desk, Instant until, const std::function<void(Instant)>& reached)
{
    while (!steps_.empty() && steps_.begin()->first <= until) {
        const auto first = steps_.extract(steps_.begin());
        reached(first.key());
        desk.move_to(first.key());
        first.mapped()();
    }
}

Date day(std::string_view text)
{
    return Date::parse(text).value();
}

Instant moment(Date day, int hour, int minute)
{
    return start_of(day).plus_ms((hour * 60LL + minute) * 60 * second_ms);
}

Date working_day(Date day)
{
    return day + (day.weekday() == 6 ? 2 : day.weekday() == 7 ? 1 : 0);
}

std::string two_digits(std::size_t number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

json::value rows(json::array all)
{
    return json::object{{"rows", std::move(all)}};
}

}  // namespace beihui::cli::demo
