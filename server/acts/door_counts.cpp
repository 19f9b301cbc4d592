#include "acts/door_gate.hpp"
#include "acts/plan_act.hpp"
#include "acts/visible.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::int64_t passes_wait_ms = 15'000;  // before they are put into the case
constexpr std::int64_t passes_at_once = 20;
// By one code, which is good for two minutes: no door lets more people through.
constexpr std::int64_t passes_of_a_code = 240;

Error pass_not_valid()
{
    return refuse(
        Refusal::not_found, "pass_not_valid", "这个签到码已过期或不对，请重新扫描现场的二维码",
        "this code is over or wrong; scan the one at the door again"
    );
}

Result<json::value> marks_for(const CaseState& state, const std::vector<DoorSent::Mark>& marks)
{
    json::array rows;
    for (const DoorSent::Mark& mark : marks) {
        const CaseRow* const row = state.row("participants", mark.employer);
        if (!row)
            return refuse(
                Refusal::not_found, "unknown_participant", "参会名单里没有这家单位",
                "that employer is not on the list of participants"
            );
        const json::value* const stands = row->data.if_contains("attended");
        const bool is_here = stands && stands->is_bool() && stands->as_bool();
        if (is_here == mark.attended)
            continue;
        const json::value attended = mark.attended ? json::value(true) : json::value();
        rows.emplace_back(json::object{{"employer", mark.employer}, {"attended", attended}});
    }
    if (rows.empty())
        return json::value();
    return json::value(json::object{{"rows", std::move(rows)}});
}

Result<json::value> firms_for(const CaseState& state, const std::vector<DoorSent::Firm>& firms)
{
    json::array rows;
    for (const DoorSent::Firm& firm : firms)
        if (!state.row("walk_ins", firm.number))
            rows.emplace_back(
                json::object{{"number", firm.number}, {"name", firm.name}, {"booth", firm.booth}}
            );
    if (rows.empty())
        return json::value();
    return json::value(json::object{{"rows", std::move(rows)}});
}

// The holder of the device whose code it is, and its case.
struct PassFound
{
    accounts::DoorHolder holder;
    Case subject;
    accounts::PassRead read;
};

Result<PassFound> find_pass(const Context& context, std::string_view code)
{
    const Instant now = context.clock.now();
    const auto read = accounts::read_pass_code(context.database, code, now);
    if (!read)
        return pass_not_valid();
    auto holder = accounts::holder_of_door_id(context.database, read->door, now);
    if (!holder)
        return pass_not_valid();
    Result<Case> subject = Error{};
    context.database.read([&](storage::ReadTxn& txn) {
        subject = visible_case(txn, holder->actor, holder->door.case_id);
    });
    if (!subject)
        return pass_not_valid();
    return PassFound{std::move(*holder), std::move(*subject), *read};
}

}  // namespace

std::string gate_of(const storage::Door& door, std::string_view identity, bool by_code)
{
    const bool is_graduate = identity == "毕业生";
    if (by_code)
        return door.label + (is_graduate ? "（扫码）" : "（扫码·其他）");
    return door.label + (is_graduate ? "" : "（其他）");
}

json::object counted_rows(
    const CaseState& state,
    const storage::Door& door,
    const std::vector<Counted>& added,
    bool by_code
)
{
    json::array rows;
    for (const Counted& one : added) {
        const std::string gate = gate_of(door, one.identity, by_code);
        const CaseRow* const row = state.row("gate_counts", gate);
        const std::int64_t before = row ? integer_of(row->data, "counted") : 0;
        rows.emplace_back(json::object{
            {"gate", gate},
            {"counted", std::max<std::int64_t>(0, before + one.count)},
            {"identity", one.identity},
            {"note", by_code ? "学生手机扫现场二维码，每个浏览器每场只计一次（估算）"
                             : "签到设备逐人点数（估算）"},
        });
    }
    return {{"rows", std::move(rows)}};
}

Result<DoorDone> do_at_door(
    const Context& context,
    const accounts::DoorHolder& holder,
    const DoorSent& sent
)
{
    DoorAct wanted;
    wanted.key = sent.key;
    wanted.request_hash = sent.request_hash;
    if (!sent.marks.empty()) {
        wanted.act = attendance_act;
        wanted.data_of = [&](storage::ReadTxn&, const CaseState& state) {
            return marks_for(state, sent.marks);
        };
    } else if (!sent.firms.empty()) {
        wanted.act = walk_in_act;
        wanted.data_of = [&](storage::ReadTxn&, const CaseState& state) {
            return firms_for(state, sent.firms);
        };
    } else {
        wanted.act = gate_act;
        wanted.data_of = [&](storage::ReadTxn&, const CaseState& state) -> Result<json::value> {
            std::vector<Counted> added;
            for (const DoorSent::Count& one : sent.counts)
                added.push_back({one.identity, one.count});
            return json::value(counted_rows(state, holder.door, added, false));
        };
    }
    return carry_out_at_door(context, holder, wanted);
}

Result<void> book_waiting(const Context& context, const accounts::DoorHolder& holder, bool all)
{
    const Instant until = context.clock.now();
    std::vector<Counted> added;
    DoorAct wanted;
    wanted.act = gate_act;
    wanted.data_of = [&](storage::ReadTxn& txn, const CaseState& state) -> Result<json::value> {
        added.clear();
        bool due = all;
        for (const auto& some : storage::waiting_passes(txn, holder.door.id, until)) {
            added.push_back({some.identity, some.count});
            due = due || some.count >= passes_at_once ||
                  until.ms() - some.oldest.ms() >= passes_wait_ms;
        }
        if (added.empty() || !due)
            return json::value();
        return json::value(counted_rows(state, holder.door, added, true));
    };
    // Another request may have put the same passes in: then it is decided again without them.
    wanted.also = [&](storage::WriteTxn& txn) -> Result<void> {
        for (const Counted& one : added)
            if (storage::book_passes(txn, holder.door.id, one.identity, until) != one.count)
                return refuse(
                    Refusal::stale, "case_moved_on", "扫码计数已有变化", "the passes have changed"
                );
        return {};
    };
    const auto done = carry_out_at_door(context, holder, wanted);
    if (!done)
        return done.error();
    return {};
}

Result<json::object> look_at_pass(const Context& context, std::string_view code)
{
    const auto found = find_pass(context, code);
    if (!found)
        return found.error();
    const json::value* const plan = found->subject.data.if_contains("plan");
    return json::object{
        {"title", found->subject.title},
        {"venue", plan ? text_of(*plan, "venue") : std::string_view()},
    };
}

Result<json::object> count_pass(const Context& context, const PassSent& sent)
{
    const auto found = find_pass(context, sent.code);
    if (!found)
        return found.error();
    const Instant now = context.clock.now();
    const auto workflow = workflow_of(context, found->subject);
    if (door_state(workflow.get(), found->subject, now.date()) != "open")
        return refuse(
            Refusal::conflict, "door_shut", "这场活动现在不计签到", "this event counts nobody now"
        );
    storage::DoorPass pass;
    pass.marker = accounts::pass_marker(context.database, found->subject.id, sent.number);
    pass.door = found->holder.door.id;
    pass.step = found->read.step;
    pass.identity = sent.identity;
    pass.at = now;
    bool is_new = false;
    const auto kept = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (storage::passes_of_step(txn, pass.door, pass.step) >= passes_of_a_code)
            return refuse(
                Refusal::unavailable, "too_many_passes", "扫码过于频繁，请稍后扫描新的二维码",
                "too many passes by this code; scan a new one in a moment"
            );
        is_new = storage::put_door_pass(txn, pass);
        return {};
    });
    if (!kept)
        return kept.error();
    // What cannot be put into the case now waits for the next one; this one is counted.
    (void)book_waiting(context, found->holder, false);
    return json::object{{"counted", is_new}, {"title", found->subject.title}};
}

}  // namespace beihui::acts
