#include "accounts/sessions.hpp"

#include "accounts/account_log.hpp"
#include "accounts/grants.hpp"
#include "accounts/second_factor.hpp"
#include "base/bytes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace beihui::accounts
{
namespace
{

constexpr std::size_t most_devices = 20;
constexpr std::int64_t device_ms = 180 * day_ms;

std::int64_t idle_limit(const SignInSettings& settings, const std::vector<std::string>& roles)
{
    return is_administrator(roles) ? settings.administrator_idle_ms : settings.idle_ms;
}

std::int64_t absolute_limit(const SignInSettings& settings, const std::vector<std::string>& roles)
{
    return is_administrator(roles) ? settings.administrator_absolute_ms : settings.absolute_ms;
}

// `roles`: those that whoever signed in holds today.
bool has_ended(
    const SignInSettings& settings,
    const std::vector<std::string>& roles,
    const storage::Session& session,
    Instant now
)
{
    return now.ms() - session.opened_at.ms() > absolute_limit(settings, roles) ||
           now.ms() - session.seen_at.ms() > idle_limit(settings, roles);
}

Visit visit_for(
    storage::ReadTxn& txn,
    const SignInSettings& settings,
    const storage::Account& account,
    const storage::Session& session,
    Instant now
)
{
    Visit visit;
    visit.actor = actor_for(txn, account, now.date());
    visit.session = session.id;
    visit.has_second_factor = has_second_factor(txn, account.id);
    visit.must_enrol = settings.administrators_need_second_factor && !visit.has_second_factor &&
                       !account.demonstration && is_administrator(visit.actor.roles());
    visit.confirmed_at = session.confirmed_at;
    visit.opened_at = session.opened_at;
    return visit;
}

struct FoundVisit
{
    std::optional<storage::Session> session;
    std::optional<Visit> visit;  // none: it has ended, or is no use at this host
};

FoundVisit find_visit(
    storage::Database& database,
    const SignInSettings& settings,
    const std::string& hash,
    std::string_view host,
    Instant now
)
{
    FoundVisit found;
    database.read([&](storage::ReadTxn& txn) {
        found = {};
        found.session = storage::find_session(txn, hash);
        const auto account =
            found.session ? storage::find_account(txn, found.session->account) : std::nullopt;
        if (!account || account->locked || found.session->host != host)
            return;
        found.visit = visit_for(txn, settings, *account, *found.session, now);
        if (has_ended(settings, found.visit->actor.roles(), *found.session, now))
            found.visit.reset();
    });
    return found;
}

using Names = std::array<std::pair<std::string_view, std::string_view>, 9>;

// Those that name others come first: Edge says Chrome, Chrome says Safari.
constexpr Names browsers{{
    {"MicroMessenger", "微信"},
    {"DingTalk", "钉钉"},
    {"Edg", "Edge"},
    {"Firefox", "Firefox"},
    {"QQBrowser", "QQ 浏览器"},
    {"Chrome", "Chrome"},
    {"Safari", "Safari"},
    {"curl", "curl"},
    {"python", "Python"},
}};
constexpr Names systems{{
    {"HarmonyOS", "鸿蒙"},
    {"Android", "Android"},
    {"iPhone", "iPhone"},
    {"iPad", "iPad"},
    {"Windows", "Windows"},
    {"Macintosh", "macOS"},
    {"CrOS", "ChromeOS"},
    {"Linux", "Linux"},
    {"X11", "Unix"},
}};

std::string_view named_in(std::string_view agent, const Names& names)
{
    for (const auto& [word, name] : names)
        if (agent.find(word) != std::string_view::npos)
            return name;
    return {};
}

}  // namespace

std::int64_t longest_session_ms(const SignInSettings& settings)
{
    return std::max(settings.absolute_ms, settings.administrator_absolute_ms);
}

std::string device_words(std::string_view agent)
{
    const std::string browser(named_in(agent, browsers));
    const std::string system(named_in(agent, systems));
    if (browser.empty() || system.empty())
        return browser + system;
    return browser + " · " + system;
}

Actor actor_for(storage::ReadTxn& txn, const storage::Account& account, Date today)
{
    Actor actor;
    actor.account = account.id;
    actor.person = account.person;
    actor.key = account.person.empty() ? account.id : account.person;
    actor.name = account.login;
    actor.organisation = account.organisation;
    actor.org_path = path_of_organisation(txn, account.organisation);
    actor.grants = grants_of(txn, account, today);
    return actor;
}

Result<SignedIn> open_session(
    storage::Database& database,
    const SignInSettings& settings,
    const storage::Account& account,
    const Knock& knock,
    Instant now
)
{
    SignedIn result;
    result.token = hex(random_bytes(32));
    storage::Session session;
    session.token_hash = hex(sha256(result.token));
    session.account = account.id;
    session.opened_at = now;
    session.seen_at = now;
    session.id = random_id();
    session.host = knock.host;
    session.device = device_words(knock.agent);
    session.address = knock.address;
    session.confirmed_at = now;
    const std::string fresh_device = hex(random_bytes(32));
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (!knock.earlier.empty())
            storage::drop_session(txn, hex(sha256(knock.earlier)));
        storage::drop_sessions_before(txn, now.plus_ms(-longest_session_ms(settings)));
        storage::put_session(txn, session);
        const bool known = !knock.device.empty() &&
                           storage::find_device(txn, hex(sha256(knock.device))) == account.id;
        result.device = known ? knock.device : fresh_device;
        storage::put_device(txn, hex(sha256(result.device)), account.id, now);
        storage::drop_devices(txn, account.id, most_devices, now.plus_ms(-device_ms));
        result.visit = visit_for(txn, settings, account, session, now);
        note(
            txn,
            {.what = "sign_in",
             .account = account.id,
             .actor = result.visit.actor.key,
             .address = knock.address},
            now
        );
        return {};
    });
    if (!kept)
        return kept.error();
    return result;
}

std::optional<Visit> look_at_session(
    storage::Database& database,
    const SignInSettings& settings,
    std::string_view token,
    std::string_view host,
    Instant now
)
{
    return find_visit(database, settings, hex(sha256(token)), host, now).visit;
}

std::optional<Visit> visit_of_session(
    storage::Database& database,
    const SignInSettings& settings,
    std::string_view token,
    std::string_view host,
    Instant now
)
{
    const std::string hash = hex(sha256(token));
    const auto [session, visit] = find_visit(database, settings, hash, host, now);
    // Written at most once a minute: a session that is in use need not cost a commit per request.
    if (visit && now.ms() - session->seen_at.ms() > minute_ms) {
        database.write_later(
            [hash, now](storage::WriteTxn& txn) -> Result<void> {
                storage::touch_session(txn, hash, now);
                return {};
            },
            [](const Result<void>&) {}
        );
    }
    return visit;
}

std::optional<std::string> renew_token(
    storage::Database& database,
    std::string_view token,
    Instant now
)
{
    const std::string fresh = hex(random_bytes(32));
    bool renewed = false;
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        renewed = storage::renew_session(txn, hex(sha256(token)), hex(sha256(fresh)), now);
        return {};
    });
    return kept && renewed ? std::optional(fresh) : std::nullopt;
}

void sign_out(storage::Database& database, std::string_view token)
{
    const std::string hash = hex(sha256(token));
    (void)database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::drop_session(txn, hash);
        return {};
    });
}

std::vector<storage::Session> live_sessions(
    storage::ReadTxn& txn,
    const SignInSettings& settings,
    const storage::Account& account,
    Instant now
)
{
    if (account.locked)
        return {};
    const std::vector<std::string> roles = actor_for(txn, account, now.date()).roles();
    auto sessions =
        storage::sessions_of(txn, account.id, now.plus_ms(-longest_session_ms(settings)));
    std::erase_if(sessions, [&](const storage::Session& session) {
        return has_ended(settings, roles, session, now);
    });
    return sessions;
}

}  // namespace beihui::accounts
