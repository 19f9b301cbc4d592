#include "accounts/tokens.hpp"

#include "accounts/account_log.hpp"
#include "accounts/grants.hpp"
#include "accounts/secrets.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>

namespace beihui::accounts
{
namespace
{

namespace ip = boost::asio::ip;

constexpr std::string_view prefix = "bh_pat_";
constexpr std::size_t id_size = 12;
constexpr std::size_t secret_size = 43;  // 32 bytes in base64url
constexpr std::size_t most_addresses = 20;
constexpr std::size_t most_name = 80;

// Whether `address` lies in `range`, "10.1.0.0/16" or a single address.
bool lies_in(const ip::address& address, std::string_view range)
{
    boost::system::error_code bad;
    const std::string text(range);
    if (text.find('/') == std::string::npos) {
        const auto single = ip::make_address(text, bad);
        return !bad && single == address;
    }
    if (address.is_v4()) {
        const auto network = ip::make_network_v4(text, bad);
        if (bad)
            return false;
        const ip::network_v4 own(address.to_v4(), network.prefix_length());
        return own.canonical() == network.canonical();
    }
    const auto network = ip::make_network_v6(text, bad);
    if (bad)
        return false;
    const ip::network_v6 own(address.to_v6(), network.prefix_length());
    return own.canonical() == network.canonical();
}

bool is_range(const std::string& text)
{
    boost::system::error_code bad_address;
    boost::system::error_code bad_v4;
    boost::system::error_code bad_v6;
    ip::make_address(text, bad_address);
    ip::make_network_v4(text, bad_v4);
    ip::make_network_v6(text, bad_v6);
    return !bad_address || !bad_v4 || !bad_v6;
}

// An address as sockets name it, with the IPv4 inside an IPv6 taken out.
std::optional<ip::address> read_address(std::string_view text)
{
    boost::system::error_code bad;
    const auto read = ip::make_address(std::string(text), bad);
    if (bad)
        return std::nullopt;
    if (read.is_v6() && read.to_v6().is_v4_mapped())
        return ip::address(ip::make_address_v4(ip::v4_mapped, read.to_v6()));
    return read;
}

Fault fault(std::string_view member, std::string code, std::string zh, std::string en)
{
    Fault found;
    found.where = "#/" + std::string(member);
    found.code = std::move(code);
    found.detail = {std::move(zh), std::move(en)};
    return found;
}

std::vector<Fault> faults_of(const TokenAsked& asked, bool knows_organisation, Instant now)
{
    std::vector<Fault> faults;
    const std::size_t length = length_in_characters(asked.name);
    if (trim(asked.name).empty() || length > most_name)
        faults.push_back(fault(
            "name", "bad_name", "请写明用途，1 至 80 个字符",
            "say what it is for: 1 to 80 characters"
        ));
    if (asked.scope != "read" && asked.scope != "write")
        faults.push_back(
            fault("scope", "bad_scope", "范围应为 read 或 write", "the scope is read or write")
        );
    if (!knows_organisation)
        faults.push_back(fault(
            "organisation", "organisation_not_found", "没有这个单位，或它不在您的范围内",
            "there is no such organisation, or it is outside your scope"
        ));
    if (asked.expires_at <= now || asked.expires_at.ms() - now.ms() > token_most_ms)
        faults.push_back(fault(
            "expires_at", "bad_expiry", "到期时间应在今后 365 天以内",
            "a token expires within 365 days"
        ));
    if (asked.addresses.size() > most_addresses || !std::ranges::all_of(asked.addresses, is_range))
        faults.push_back(fault(
            "addresses", "bad_addresses", "地址写作 10.1.2.3 或 10.1.0.0/16，最多 20 个",
            "write addresses as 10.1.2.3 or 10.1.0.0/16, at most 20"
        ));
    return faults;
}

// What is left of what somebody holds when a token is for the organisation at `path` only: roles
// that reach it count there and below; those for a place below it stay as they are.
std::vector<Grant> narrowed(
    const std::vector<Grant>& grants,
    const std::string& organisation,
    const std::string& path
)
{
    std::vector<Grant> left;
    for (const Grant& grant : grants) {
        const RolePolicy* const role = Policy::built_in().role(grant.role);
        const bool is_below = role && role->below && path.starts_with(grant.org_path);
        if (is_below)
            left.push_back({grant.role, organisation, path, grant.substitute_for});
        else if (grant.org_path.starts_with(path))
            left.push_back(grant);
    }
    return left;
}

// Whether somebody has to do with the organisation at `path`: it is theirs, or they hold a role
// there.
bool concerns(const Actor& actor, const std::string& organisation, const std::string& path)
{
    return actor.organisation == organisation ||
           !narrowed(actor.grants, organisation, path).empty();
}

}  // namespace

bool is_among(std::string_view address, const std::vector<std::string>& addresses)
{
    if (addresses.empty())
        return true;
    const auto read = read_address(address);
    return read && std::ranges::any_of(addresses, [&](const std::string& range) {
               return lies_in(*read, range);
           });
}

Result<TokenMade> make_token(
    storage::Database& database,
    const Actor& owner,
    const TokenAsked& asked,
    std::string_view address,
    Instant now
)
{
    TokenMade made;
    made.kept.id = hex(random_bytes(id_size / 2));
    const std::string secret = fresh_secret();
    made.token = std::string(prefix) + made.kept.id + "_" + secret;
    made.kept.account = owner.account;
    made.kept.name = trim(asked.name);
    made.kept.secret_hash = hex(sha256(secret));
    made.kept.scope = asked.scope;
    made.kept.organisation = asked.organisation.empty()
                                 ? default_organisation(owner, Action::read_cases)
                                 : asked.organisation;
    made.kept.addresses = asked.addresses;
    made.kept.made_at = now;
    made.kept.expires_at = asked.expires_at;
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const std::string& unit = made.kept.organisation;
        const bool knows =
            unit == owner.organisation || (storage::find_registered(txn, "organisation", unit) &&
                                           concerns(owner, unit, path_of_organisation(txn, unit)));
        if (auto faults = faults_of(asked, knows, now); !faults.empty())
            return refuse(
                Refusal::invalid_input, "form_faults", "令牌填写有误", "the token has faults",
                std::move(faults)
            );
        storage::put_api_token(txn, made.kept);
        note(
            txn,
            {.what = "make_token",
             .account = owner.account,
             .actor = owner.key,
             .address = std::string(address)},
            now
        );
        return {};
    });
    if (!kept)
        return kept.error();
    return made;
}

std::optional<Visit> visit_of_token(
    storage::Database& database,
    std::string_view token,
    std::string_view address,
    Instant now
)
{
    if (!token.starts_with(prefix) || token.size() != prefix.size() + id_size + 1 + secret_size ||
        token[prefix.size() + id_size] != '_')
        return std::nullopt;
    const std::string id(token.substr(prefix.size(), id_size));
    const std::string hash = hex(sha256(token.substr(prefix.size() + id_size + 1)));
    std::optional<storage::ApiToken> kept;
    std::optional<Visit> visit;
    database.read([&](storage::ReadTxn& txn) {
        kept = storage::find_api_token(txn, id);
        if (!kept || !equal_secrets(kept->secret_hash, hash) || kept->revoked_at ||
            kept->expires_at <= now || !is_among(address, kept->addresses))
            return;
        const auto account = storage::find_account(txn, kept->account);
        if (!account || account->locked)
            return;
        // The organisation may have moved away from what its owner holds since the token was made.
        Actor actor = actor_for(txn, *account, now.date());
        const std::string path = path_of_organisation(txn, kept->organisation);
        if (!concerns(actor, kept->organisation, path))
            return;
        actor.grants = narrowed(actor.grants, kept->organisation, path);
        actor.organisation = kept->organisation;
        actor.org_path = path;
        visit.emplace();
        visit->actor = std::move(actor);
        visit->token = kept->id;
        visit->may_write = kept->scope == "write";
        visit->opened_at = kept->made_at;
    });
    if (visit && (!kept->used_at || now.ms() - kept->used_at->ms() > minute_ms))
        database.write_later(
            [id, now, from = std::string(address)](storage::WriteTxn& txn) -> Result<void> {
                storage::touch_api_token(txn, id, now, from);
                return {};
            },
            [](const Result<void>&) {}
        );
    return visit;
}

}  // namespace beihui::accounts
