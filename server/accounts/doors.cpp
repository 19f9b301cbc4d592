#include "accounts/doors.hpp"

#include "accounts/account_log.hpp"
#include "accounts/secrets.hpp"
#include "base/bytes.hpp"

#include <algorithm>
#include <charconv>

namespace beihui::accounts
{
namespace
{

constexpr std::string_view door_prefix = "bh_door_";
constexpr std::int64_t passes_kept_ms = 31 * day_ms;

std::string door_key(const storage::Database& database, std::string_view purpose)
{
    return std::string(bytes_of(hmac_sha256(database.master_key(), purpose)));
}

AccountDeed deed_about(
    std::string what,
    const Actor& officer,
    const storage::Door& door,
    std::string_view number,
    std::string_view address
)
{
    AccountDeed deed;
    deed.what = std::move(what);
    deed.account = officer.account;
    deed.actor = officer.key;
    deed.address = address;
    deed.detail = {{"door", door.label}};
    if (!number.empty())
        deed.detail["case"] = number;
    return deed;
}

std::optional<DoorHolder> holder_of(
    storage::Database& database,
    Instant now,
    const std::function<std::optional<storage::Door>(storage::ReadTxn&)>& find
)
{
    std::optional<DoorHolder> holder;
    database.read([&](storage::ReadTxn& txn) {
        auto door = find(txn);
        const auto account = door ? storage::find_account(txn, door->account) : std::nullopt;
        if (!account)
            return;
        Actor actor = actor_for(txn, *account, now.date());
        if (may(actor, Action::work_on_cases))
            holder.emplace(DoorHolder{std::move(actor), std::move(*door)});
    });
    return holder;
}

// The first 32 digits are the door, the next 12 the step of time.
std::string pass_body(std::string_view door, std::int64_t step)
{
    char digits[16];
    std::snprintf(digits, sizeof digits, "%012llx", static_cast<unsigned long long>(step));
    return from_hex(std::string(door) + digits).value_or("");
}

constexpr std::size_t pass_body_size = 22;
constexpr std::size_t pass_seal_size = 14;

std::string pass_seal(const storage::Database& database, std::string_view body)
{
    const std::string key = door_key(database, "door codes 1");
    return std::string(bytes_of(hmac_sha256(key, body))).substr(0, pass_seal_size);
}

}  // namespace

Result<DoorMade> make_door(
    storage::Database& database,
    const Actor& officer,
    const DoorAsked& asked,
    std::string_view address,
    Instant now
)
{
    DoorMade made;
    made.token = std::string(door_prefix) + fresh_secret();
    made.kept.id = random_id();
    made.kept.case_id = asked.case_id;
    made.kept.account = officer.account;
    made.kept.actor = officer.key;
    made.kept.label = asked.label;
    made.kept.token_hash = hex(sha256(made.token));
    made.kept.made_at = now;
    made.kept.expires_at = asked.expires_at;
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::drop_passes_before(txn, now.plus_ms(-passes_kept_ms));
        std::size_t live = 0;
        for (const storage::Door& other : storage::doors_of_case(txn, asked.case_id)) {
            if (!other.is_live(now))
                continue;
            ++live;
            if (other.label == asked.label)
                return refuse(
                    Refusal::conflict, "door_label_taken",
                    "“" + asked.label + "”已有一台签到设备在用，请换一个名称，或先停用那一台",
                    "a device called \"" + asked.label + "\" goes on; take another name or end it"
                );
        }
        if (live >= most_doors)
            return refuse(
                Refusal::conflict, "too_many_doors",
                "一场活动最多同时有 " + std::to_string(most_doors) + " 台签到设备",
                "an event has at most " + std::to_string(most_doors) + " devices at a time"
            );
        storage::put_door(txn, made.kept);
        note(txn, deed_about("open_door", officer, made.kept, asked.number, address), now);
        return {};
    });
    if (!kept)
        return kept.error();
    return made;
}

Result<void> end_door(
    storage::Database& database,
    const Actor& officer,
    const storage::Door& door,
    std::string_view address,
    Instant now
)
{
    return database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (!storage::end_door(txn, door.id, door.case_id, now))
            return refuse(
                Refusal::not_found, "door_not_found", "没有这台签到设备，或它已经停用",
                "there is no such device, or it was ended already"
            );
        note(txn, deed_about("end_door", officer, door, {}, address), now);
        return {};
    });
}

std::optional<DoorHolder> holder_of_door(
    storage::Database& database,
    std::string_view token,
    Instant now
)
{
    const std::string hash = hex(sha256(token));
    auto holder = holder_of(database, now, [&](storage::ReadTxn& txn) {
        return storage::find_live_door(txn, hash, now);
    });
    if (holder && (!holder->door.used_at || now.ms() - holder->door.used_at->ms() > minute_ms))
        database.write_later(
            [id = holder->door.id, now](storage::WriteTxn& txn) -> Result<void> {
                storage::touch_door(txn, id, now);
                return {};
            },
            [](const Result<void>&) {}
        );
    return holder;
}

std::optional<DoorHolder> holder_of_door_id(
    storage::Database& database,
    std::string_view id,
    Instant now
)
{
    return holder_of(database, now, [&](storage::ReadTxn& txn) {
        return storage::find_live_door_by_id(txn, id, now);
    });
}

std::string pass_code(const storage::Database& database, std::string_view door, std::int64_t step)
{
    const std::string body = pass_body(door, step);
    return base64url(body + pass_seal(database, body));
}

std::optional<PassRead> read_pass_code(
    const storage::Database& database,
    std::string_view code,
    Instant now
)
{
    const std::string bytes = from_base64url(code).value_or("");
    if (bytes.size() != pass_body_size + pass_seal_size)
        return std::nullopt;
    const std::string body = bytes.substr(0, pass_body_size);
    if (!equal_secrets(bytes.substr(pass_body_size), pass_seal(database, body)))
        return std::nullopt;
    const std::string digits = hex(body);
    PassRead read;
    read.door = digits.substr(0, 32);
    std::from_chars(digits.data() + 32, digits.data() + digits.size(), read.step, 16);
    const std::int64_t age = now.ms() - read.step * pass_step_ms;
    if (age < 0 || age >= pass_good_ms)
        return std::nullopt;
    return read;
}

std::string pass_marker(
    const storage::Database& database,
    std::string_view case_id,
    std::string_view number
)
{
    const std::string key = door_key(database, "door passes 1");
    return hex(hmac_sha256(key, std::string(case_id) + "\x1f" + std::string(number)));
}

}  // namespace beihui::accounts
