#include "acts/door.hpp"

#include "acts/case_page.hpp"
#include "acts/door_gate.hpp"
#include "acts/plan_act.hpp"
#include "acts/plan_parts.hpp"
#include "acts/submit_act.hpp"
#include "acts/visible.hpp"
#include "acts/who_can.hpp"
#include "base/bytes.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

// How often an act is decided again when another device was quicker: more than there are devices.
constexpr int door_attempts = 24;

Error no_door_here()
{
    return refuse(
        Refusal::conflict, "no_door_here",
        "这份案卷现在不能开启现场签到：招聘活动发布以后、报送以前才可以",
        "no device can be opened here: an event has them once it is published, until it is reported"
    );
}

// Until when devices of an event go on.
std::optional<Instant> door_end(const Case& subject)
{
    const json::value* const plan = subject.data.if_contains("plan");
    const auto ends_at =
        plan ? Instant::parse(text_of(*plan, "ends_at")) : Result<Instant>(Error{});
    if (!ends_at)
        return std::nullopt;
    return ends_at->plus_ms(accounts::door_after_ms);
}

json::object door_json(const storage::Door& door, Instant now)
{
    return {
        {"id", door.id},
        {"label", door.label},
        {"live", door.is_live(now)},
        {"made_at", door.made_at.text()},
        {"expires_at", door.expires_at.text()},
        {"ended_at", instant_json(door.ended_at)},
        {"used_at", instant_json(door.used_at)},
    };
}

std::int64_t waiting_of(storage::ReadTxn& txn, std::string_view door, Instant now)
{
    std::int64_t count = 0;
    for (const storage::WaitingPasses& some : storage::waiting_passes(txn, door, now))
        count += some.count;
    return count;
}

// Whether the actor may open and end devices of the case: who may do by hand what they do.
Result<void> check_may_open(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Case& subject
)
{
    const auto workflow = workflow_of(context, subject);
    const workflows::Act* const act = workflow ? workflow->act(gate_act) : nullptr;
    if (!act)
        return no_door_here();
    LookUp look_up(txn);
    const auto roles = roles_for(*act, look_up, subject.organisation);
    if (auto allowed = accounts::may(actor, roles, subject.org_path); !allowed)
        return WhoCan(context, txn).name_in(allowed.error(), roles, subject.org_path);
    return {};
}

struct TriedAct
{
    std::optional<DoorDone> done;
    std::optional<ActPlan> plan;
};

Result<TriedAct> try_at_door(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::DoorHolder& holder,
    const DoorAct& wanted
)
{
    if (const auto kept = wanted.key.empty()
                              ? std::nullopt
                              : storage::find_door_batch(txn, holder.door.id, wanted.key)) {
        if (kept->request_hash != wanted.request_hash)
            return refuse(
                Refusal::invalid_input, "idempotency_key_reused",
                "此 Idempotency-Key 已用于另一请求，请换一个",
                "this Idempotency-Key was used for another request"
            );
        return TriedAct{DoorDone{kept->version, true}, {}};
    }
    const auto subject = visible_case(txn, holder.actor, holder.door.case_id);
    if (!subject)
        return subject.error();
    const auto data = wanted.data_of(txn, read_state(txn, *subject));
    if (!data)
        return data.error();
    if (data->is_null())
        return TriedAct{DoorDone{subject->version, false}, {}};
    ActWanted act;
    act.act = wanted.act;
    act.data = *data;
    auto plan = plan_act(context, txn, holder.actor, *subject, act);
    if (!plan)
        return plan.error();
    plan->entry.data["door"] = json::object{{"id", holder.door.id}, {"label", holder.door.label}};
    return TriedAct{{}, std::move(*plan)};
}

}  // namespace

std::string_view door_state(const workflows::Workflow* workflow, const Case& subject, Date today)
{
    const workflows::Act* const act = workflow ? workflow->act(gate_act) : nullptr;
    if (!act || std::ranges::find(act->from, subject.stage) == act->from.end())
        return "closed";
    return check_started(*act, subject, today) ? "open" : "too_early";
}

Result<DoorDone> carry_out_at_door(
    const Context& live,
    const accounts::DoorHolder& holder,
    const DoorAct& wanted
)
{
    for (int attempt = 0;; ++attempt) {
        const Context context = live.holding_rules();
        Result<TriedAct> tried = TriedAct{};
        context.database.read([&](storage::ReadTxn& txn) {
            tried = try_at_door(context, txn, holder, wanted);
        });
        if (!tried)
            return tried.error();
        if (tried->done)
            return *tried->done;
        DoorDone done;
        const auto written = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            const auto act = write_plan(txn, *tried->plan, false);
            if (!act)
                return act.error();
            done.version = act->version;
            if (!wanted.key.empty() &&
                !storage::keep_door_batch(
                    txn, {holder.door.id, wanted.key, wanted.request_hash, act->version, act->at}
                ))
                return refuse(
                    Refusal::stale, "case_moved_on", "同一批已在写入", "the batch is being written"
                );
            return wanted.also ? wanted.also(txn) : Result<void>();
        });
        if (written)
            return done;
        if (written.error().kind != Refusal::stale || attempt + 1 >= door_attempts)
            return written.error();
    }
}

Result<accounts::DoorMade> open_door(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number,
    std::string_view label,
    std::string_view address
)
{
    const Instant now = context.clock.now();
    accounts::DoorAsked asked;
    asked.label = label;
    Result<void> checked;
    context.database.read([&](storage::ReadTxn& txn) {
        const auto subject = visible_case(txn, actor, number);
        if (!subject) {
            checked = subject.error();
            return;
        }
        checked = check_may_open(context, txn, actor, *subject);
        const auto end = door_end(*subject);
        const auto workflow = workflow_of(context, *subject);
        if (!checked)
            return;
        if (!end || door_state(workflow.get(), *subject, now.date()) == "closed") {
            checked = no_door_here();
        } else if (*end <= now) {
            checked = refuse(
                Refusal::conflict, "event_over",
                "活动结束已超过 12 小时，现场签到不再开启；请直接登记到会情况和计数",
                "the event ended more than 12 hours ago; enter attendance and counts by hand"
            );
        } else {
            asked.case_id = subject->id;
            asked.number = subject->number;
            asked.expires_at = *end;
        }
    });
    if (!checked)
        return checked.error();
    return accounts::make_door(context.database, actor, asked, address, now);
}

Result<json::object> door_list(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number
)
{
    const auto subject = visible_case(txn, actor, number);
    if (!subject)
        return subject.error();
    const Instant now = context.clock.now();
    const auto workflow = workflow_of(context, *subject);
    const auto end = door_end(*subject);
    const bool is_over = !end || *end <= now;
    const bool may_open = check_may_open(context, txn, actor, *subject).has_value();
    Names names(context, txn);
    json::array items;
    for (const storage::Door& door : storage::doors_of_case(txn, subject->id)) {
        json::object line = door_json(door, now);
        line["opened_by"] = names.person(door.actor);
        line["waiting"] = waiting_of(txn, door.id, now);
        items.emplace_back(std::move(line));
    }
    return json::object{
        {"items", std::move(items)},
        {"may_open",
         may_open && !is_over && door_state(workflow.get(), *subject, now.date()) != "closed"},
        {"may_end", may_open},
    };
}

Result<void> close_door(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number,
    std::string_view id,
    std::string_view address
)
{
    std::optional<storage::Door> door;
    Result<void> checked;
    context.database.read([&](storage::ReadTxn& txn) {
        const auto subject = visible_case(txn, actor, number);
        if (!subject) {
            checked = subject.error();
            return;
        }
        checked = check_may_open(context, txn, actor, *subject);
        for (storage::Door& one : storage::doors_of_case(txn, subject->id))
            if (one.id == id)
                door = std::move(one);
    });
    if (!checked)
        return checked.error();
    storage::Door ending = door.value_or(storage::Door{});
    if (door)
        // In the name of who ends it; a case that takes no counts any more keeps nobody from ending it.
        (void)book_waiting(context, {actor, ending}, true);
    return accounts::end_door(context.database, actor, ending, address, context.clock.now());
}

}  // namespace beihui::acts
