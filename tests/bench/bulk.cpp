#include "bench/bulk.hpp"

#include "accounts/sessions.hpp"
#include "acts/submit_act.hpp"
#include "storage/sign_in_stores.hpp"

namespace beihui::bench
{
namespace
{

constexpr std::size_t cases_of_a_commit = 256;

json::value plan_of(std::size_t number)
{
    return json::object{
        {"title", "测速活动 " + std::to_string(number)},
        {"form", "专场招聘会"},
        {"mode", "线下"},
        {"starts_at", "2026-12-16T09:00:00+08:00"},
        {"ends_at", "2026-12-16T16:00:00+08:00"},
        {"expected", 300},
        {"venue", "一号厅"},
    };
}

Result<Target> open_one(
    storage::WriteTxn& txn,
    const acts::Context& context,
    const accounts::Actor& actor,
    const std::string& organisation,
    std::size_t number
)
{
    acts::CaseWanted wanted;
    wanted.workflow = "recruitment-event";
    wanted.organisation = organisation;
    acts::ActWanted first;
    first.data = plan_of(number);
    auto plan = acts::plan_opening(context, txn, actor, wanted, first);
    if (!plan)
        return plan.error();
    const auto done = acts::write_plan(txn, std::move(*plan), true);
    if (!done)
        return done.error();
    return Target{done->number, done->version};
}

}  // namespace

std::vector<Target> open_many(
    const acts::Context& live,
    const std::string& login,
    const std::string& organisation,
    std::size_t count
)
{
    const acts::Context context = live.holding_rules();
    accounts::Actor actor;
    context.database.read([&](storage::ReadTxn& txn) {
        const auto account = storage::find_account_by_login(txn, login);
        if (!account)
            fail("there is no account " + login);
        actor = accounts::actor_for(txn, *account, context.clock.now().date());
    });
    std::vector<Target> opened;
    while (opened.size() < count) {
        std::vector<Target> batch;
        const auto written = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            batch.clear();  // it may be run again
            const std::size_t end = std::min(count - opened.size(), cases_of_a_commit);
            for (std::size_t i = 0; i < end; ++i) {
                auto one = open_one(txn, context, actor, organisation, opened.size() + i);
                if (!one)
                    return one.error();
                batch.push_back(std::move(*one));
            }
            return {};
        });
        if (!written)
            fail("cannot open cases: " + written.error().detail.en);
        opened.insert(opened.end(), batch.begin(), batch.end());
    }
    return opened;
}

}  // namespace beihui::bench
