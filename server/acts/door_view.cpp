#include "acts/case_page.hpp"
#include "acts/door_gate.hpp"
#include "acts/plan_act.hpp"
#include "acts/visible.hpp"
#include "base/bytes.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace beihui::acts
{
namespace
{

// Codes are given for the next minutes at once, so that a device that loses the network still shows one.
constexpr std::int64_t codes_ahead = 40;

json::array firms_of(const CaseState& state, LookUp& look_up)
{
    json::array firms;
    for (const CaseRow& row : state.rows) {
        if (row.form != "participants")
            continue;
        const std::string employer(text_of(row.data, "employer"));
        const RegisterChange* const record = look_up.find("employer", employer);
        const json::value* const attended = row.data.if_contains("attended");
        firms.emplace_back(json::object{
            {"employer", employer},
            {"name", record ? record->name : std::string()},
            {"booth", text_of(row.data, "booth")},
            {"attended", attended ? *attended : json::value()},
        });
    }
    return firms;
}

json::array walk_ins_of(const CaseState& state)
{
    json::array firms;
    for (const CaseRow& row : state.rows)
        if (row.form == "walk_ins")
            firms.emplace_back(json::object{
                {"number", text_of(row.data, "number")},
                {"name", text_of(row.data, "name")},
                {"booth", text_of(row.data, "booth")},
                {"state", text_of(row.data, "state")},
            });
    return firms;
}

struct Students
{
    std::int64_t graduates = 0;
    std::int64_t others = 0;

    void add(std::string_view identity, std::int64_t count)
    {
        (identity == "毕业生" ? graduates : others) += count;
    }
    json::object to_json() const { return {{"graduates", graduates}, {"others", others}}; }
};

json::object counts_of(
    storage::ReadTxn& txn,
    const CaseState& state,
    const storage::Door& own,
    Instant now
)
{
    Students all;
    Students here;
    std::int64_t expected = 0;
    std::int64_t arrived = 0;
    for (const CaseRow& row : state.rows) {
        const std::string_view identity = text_of(row.data, "identity");
        if (row.form == "participants") {
            ++expected;
            arrived += bool_of(row.data, "attended");
        } else if (row.form == "check_ins") {
            all.add(identity, 1);
        } else if (row.form == "gate_counts") {
            const std::int64_t counted = integer_of(row.data, "counted");
            all.add(identity, counted);
            if (row.key == gate_of(own, identity, false))
                here.add(identity, counted);
        }
    }
    for (const storage::Door& door : storage::doors_of_case(txn, state.subject.id))
        for (const storage::WaitingPasses& some : storage::waiting_passes(txn, door.id, now))
            all.add(some.identity, some.count);
    return {
        {"firms", expected},
        {"firms_here", arrived},
        {"students", all.to_json()},
        {"by_this_device", here.to_json()},
    };
}

json::array codes_of(const Context& context, const storage::Door& door, Instant now)
{
    json::array codes;
    const std::int64_t first = now.ms() / accounts::pass_step_ms;
    for (std::int64_t step = first; step < first + codes_ahead; ++step)
        codes.emplace_back(json::object{
            {"from", Instant::from_ms(step * accounts::pass_step_ms).text()},
            {"code", accounts::pass_code(context.database, door.id, step)},
        });
    return codes;
}

std::string_view plan_text(const Case& subject, std::string_view field)
{
    const json::value* const plan = subject.data.if_contains("plan");
    return plan ? text_of(*plan, field) : std::string_view();
}

}  // namespace

Result<json::object> door_view(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::DoorHolder& holder,
    std::string_view list_tag
)
{
    const auto subject = visible_case(txn, holder.actor, holder.door.case_id);
    if (!subject)
        return subject.error();
    const Instant now = context.clock.now();
    const auto workflow = workflow_of(context, *subject);
    const CaseState state = read_state(txn, *subject);
    LookUp look_up(txn);
    json::object list{{"firms", firms_of(state, look_up)}, {"walk_ins", walk_ins_of(state)}};
    const std::string tag = hex(sha256(json::serialize(list))).substr(0, 16);
    const std::string_view allowed = door_state(workflow.get(), *subject, now.date());
    return json::object{
        {"at", now.text()},
        {"door",
         {{"id", holder.door.id},
          {"label", holder.door.label},
          {"expires_at", holder.door.expires_at.text()}}},
        {"event",
         {{"number", subject->number},
          {"title", subject->title},
          {"venue", plan_text(*subject, "venue")},
          {"starts_at", plan_text(*subject, "starts_at")},
          {"ends_at", plan_text(*subject, "ends_at")}}},
        {"state", allowed},
        {"list_tag", tag},
        {"list", tag == list_tag ? json::value() : json::value(std::move(list))},
        {"counts", counts_of(txn, state, holder.door, now)},
        {"codes", allowed == "open" ? codes_of(context, holder.door, now) : json::array()},
    };
}

}  // namespace beihui::acts
