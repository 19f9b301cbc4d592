#include "accounts/sign_in.hpp"
#include "acts/program.hpp"
#include "cli/commands.hpp"
#include "cli/demo_campaigns.hpp"
#include "cli/demo_fill.hpp"
#include "cli/demo_other_cases.hpp"
#include "cli/demo_scenario.hpp"
#include "cli/demo_visits.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>

namespace beihui::cli
{
namespace
{

// Acts end a little before now, so that none lies in the future.
constexpr std::int64_t margin_ms = 15LL * 60 * 1000;

// Who can sign in, and the unit that is printed beside the name.
struct SignIn
{
    const demo::Staff* staff;
    const demo::Unit* unit;
};

std::vector<SignIn> sign_ins(const demo::Cast& cast)
{
    const demo::School& school = cast.schools.front();
    const demo::School& scenario = cast.schools.back();
    const demo::College& college = school.colleges.front();
    return {
        {&cast.administrator, &cast.province},
        {&cast.security_administrator, &cast.province},
        {&cast.audit_administrator, &cast.province},
        {&school.officer, &school},
        {&school.director, &school},
        {&school.security, &school},
        {&school.president, &school},
        {&school.clerk, &school},
        {&college.officer, &college},
        {&college.head, &college},
        {&cast.education_officer, &cast.education},
        {&cast.sme_officer, &cast.sme},
        {&cast.hrss_officer, &cast.hrss},
        {&cast.platform_officer, &cast.platform},
        {&cast.auditor, &cast.province},
        {&cast.policy_officer, &cast.education},
        {&scenario.director, &scenario},
    };
}

// One password for all, made at random and shown once.
Result<std::string> make_accounts(const acts::Context& context, const std::vector<SignIn>& all)
{
    std::string password;
    for (const SignIn& each : all) {
        const accounts::Actor& actor = each.staff->actor;
        const auto made = accounts::put_account(
            context.database, each.staff->login, password, actor.person, actor.organisation,
            actor.roles(), true
        );
        if (!made)
            return made.error();
        password = *made;
    }
    return password;
}

void print_accounts(const DemoMade& made, std::ostream& out)
{
    out << "可用账号 accounts（密码相同，只显示这一次 one password, shown once）: " << made.password
        << '\n';
    for (const DemoAccount& each : made.accounts) {
        std::string login = each.login;
        login.resize(12, ' ');
        out << "  " << login << ' ' << each.name << "  " << each.unit << "  " << each.role.zh
            << '\n';
    }
}

// The first acts lie on 2026-03-02, and no act may lie in the future.
Result<void> check_clock(const acts::Context& context)
{
    if (context.clock.now().date() > demo::day("2026-03-02"))
        return {};
    return refuse(
        Refusal::unavailable, "clock_too_early",
        "演示数据从 2026-03-02 开始，而现在是 " + context.clock.now().text() + "；请校正系统时间",
        "the demonstration begins on 2026-03-02 and it is " + context.clock.now().text() +
            ": set the clock of this machine"
    );
}

Result<void> check_empty(const acts::Context& context)
{
    bool empty = false;
    context.database.read([&](storage::ReadTxn& txn) {
        const Scope everything =
            accounts::scope_of(acts::the_program(), accounts::Action::read_cases);
        empty =
            storage::all_accounts(txn).empty() && storage::count_cases(txn, everything, {}) == 0;
    });
    if (empty)
        return {};
    return refuse(
        Refusal::conflict, "not_empty", "数据库里已有内容，演示数据只能装入空库；请换一个数据目录",
        "the database is not empty; the demonstration goes into an empty one: use another data "
        "folder"
    );
}

demo::Cast play(
    demo::Desk& desk,
    std::uint64_t seed,
    Instant until,
    const std::function<void(Instant)>& reached
)
{
    demo::Cast cast = demo::register_cast(desk);
    demo::Timeline timeline;
    std::vector<demo::Firm> firms;
    demo::Events events;
    demo::plan_firms(timeline, desk, cast, seed, firms);
    demo::plan_campaigns(timeline, desk, cast, firms);
    demo::plan_events(timeline, desk, cast, firms, seed + 1000, events);
    demo::plan_scenario(timeline, desk, cast.schools.back(), firms, events);
    demo::plan_visits(timeline, desk, cast, firms, events, seed + 2000);
    demo::plan_other_cases(timeline, desk, cast, firms);
    timeline.run(desk, until, reached);
    return cast;
}

}  // namespace

Result<DemoMade> play_demo(
    const acts::Context& context,
    std::uint64_t seed,
    const std::function<bool(double)>& reached
)
{
    if (auto in_time = check_clock(context); !in_time)
        return in_time.error();
    if (auto empty = check_empty(context); !empty)
        return empty.error();
    const Instant from = start_of(demo::day("2026-03-02"));
    const Instant until = context.clock.now().plus_ms(-margin_ms);
    const auto span = static_cast<double>(std::max<std::int64_t>(1, until.ms() - from.ms()));
    const auto at = [&](Instant now) {
        const double done = static_cast<double>(now.ms() - from.ms()) / span;
        if (!reached(std::clamp(done, 0.0, 1.0)))
            throw demo::Refused(refuse(
                Refusal::unavailable, "demonstration_stopped", "演示数据没有装完",
                "the demonstration was not filled to the end"
            ));
    };
    demo::Desk desk(context);
    DemoMade made;
    try {
        const demo::Cast cast = play(desk, seed, until, at);
        const std::vector<SignIn> all = sign_ins(cast);
        const auto password = make_accounts(context, all);
        if (!password)
            return password.error();
        made.password = *password;
        for (const SignIn& each : all)
            made.accounts.push_back(
                {each.staff->login, each.staff->name(), each.unit->name,
                 accounts::role_name(each.staff->actor.roles().front())}
            );
    } catch (const demo::Refused& stopped) {
        return stopped.error();
    }
    made.acts = desk.acts_done();
    return made;
}

Result<void> fill_demo(Installation& installation, std::uint64_t seed, std::ostream& out)
{
    out << "正在装入演示数据（虚构单位，2026-03-02 起）… filling the demonstration" << std::flush;
    const auto began = std::chrono::steady_clock::now();
    const auto made = play_demo(installation.context(), seed, [](double) { return true; });
    if (!made) {
        out << '\n';
        return made.error();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    out << ' ' << made->acts << " 项办理 acts, " << static_cast<int>(took.count() + 0.5) << " s\n";
    print_accounts(*made, out);
    return {};
}

int make_demo(const Places& places, std::uint64_t seed, std::ostream& out, std::ostream& err)
{
    const SystemClock clock;
    const auto installation = Installation::open(places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    if (const auto filled = fill_demo(**installation, seed, out); !filled) {
        print_error(filled.error(), err);
        return refused;
    }
    return good;
}

}  // namespace beihui::cli
