#include "storage/hidden_store.hpp"

#include "base/bytes.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <deque>
#include <stdexcept>

namespace beihui::storage
{
namespace
{

constexpr std::size_t key_size = 32;
constexpr std::size_t salt_size = 16;

struct SubjectKey
{
    std::string id;
    std::string key;
};

std::string place_of(std::string_view uid, std::string_view name)
{
    return std::string(uid) + '/' + std::string(name);
}

std::string unwrapped(
    const std::string& master_key,
    std::string_view subject,
    std::string_view wrapped
)
{
    const std::optional<std::string> sealed = from_base64(wrapped);
    const std::optional<std::string> key =
        sealed ? open_sealed(master_key, *sealed, subject) : std::nullopt;
    if (!key)
        throw std::runtime_error("the master key does not open the key of a person: wrong key?");
    return *key;
}

std::optional<SubjectKey> find_key(ReadTxn& txn, std::string_view subject)
{
    Query row(txn, "SELECT id, wrapped FROM subject_key WHERE subject = :subject", "tt", {subject});
    if (!row.next())
        return std::nullopt;
    std::string id = row.text();
    return SubjectKey{std::move(id), unwrapped(txn.master_key(), subject, row.text())};
}

SubjectKey key_of(WriteTxn& txn, std::string_view subject)
{
    if (std::optional<SubjectKey> found = find_key(txn, subject))
        return *std::move(found);
    const std::string wrapped = base64(seal(txn.master_key(), random_bytes(key_size), subject));
    send(
        txn,
        "INSERT INTO subject_key (id, subject, wrapped) VALUES (:id, :subject, :wrapped)"
        " ON CONFLICT (subject) DO NOTHING",
        {random_id(), subject, wrapped}
    );
    return find_key(txn, subject).value();  // ours, or that of a writer who was quicker
}

}  // namespace

void keep_hidden(WriteTxn& txn, const Entry& entry, const std::vector<HiddenValue>& hidden)
{
    std::map<std::string, SubjectKey, std::less<>> keys;
    for (const HiddenValue& value : hidden) {
        if (value.salt.size() != salt_size)
            throw std::logic_error("a salt has 16 bytes");
        auto key = keys.find(value.subject);
        if (key == keys.end())
            key = keys.emplace(value.subject, key_of(txn, value.subject)).first;
        const std::string sealed =
            base64(seal(key->second.key, value.salt + value.value, place_of(entry.uid, value.name))
            );
        send(
            txn,
            "INSERT INTO field (uid, name, tenant, subject, key_id, sealed)"
            " VALUES (:uid, :name, :tenant, :subject, :key_id, :sealed)",
            {entry.uid, value.name, entry.tenant, value.subject, key->second.id, sealed}
        );
    }
}

namespace
{

constexpr std::string_view hidden_sql =
    "SELECT f.subject, f.sealed, k.wrapped FROM field f JOIN subject_key k ON k.id = f.key_id"
    " WHERE f.uid = :uid AND f.name = :name";
constexpr std::string_view hidden_columns = "ttt";
constexpr std::size_t most_asked_together = 8;

std::optional<HiddenValue> read_hidden(
    ReadTxn& txn,
    Query& row,
    std::string_view uid,
    std::string_view name
)
{
    if (!row.next())
        return std::nullopt;
    HiddenValue value;
    value.name = name;
    value.subject = row.text();
    const std::optional<std::string> sealed = from_base64(row.text());
    const std::string key = unwrapped(txn.master_key(), value.subject, row.text());
    const std::optional<std::string> opened =
        sealed ? open_sealed(key, *sealed, place_of(uid, name)) : std::nullopt;
    if (!opened || opened->size() < salt_size)
        throw std::runtime_error(
            "a hidden value was changed in the database: " + place_of(uid, name)
        );
    value.salt = opened->substr(0, salt_size);
    value.value = opened->substr(salt_size);
    return value;
}

// A value that stands for a hidden one, and where that is kept.
struct Veil
{
    json::value* value = nullptr;
    std::string uid;
    std::string name;
};

void find_veils(json::value& value, std::vector<Veil>& found)
{
    if (json::array* const array = value.if_array()) {
        for (json::value& item : *array)
            find_veils(item, found);
        return;
    }
    json::object* const object = value.if_object();
    if (!object)
        return;
    const json::value* const hidden = object->if_contains("hidden");
    if (!hidden || !hidden->is_string() || !object->contains("commitment")) {
        for (auto& member : *object)
            find_veils(member.value(), found);
        return;
    }
    const std::string place(hidden->get_string());
    const std::size_t slash = place.find('/');
    if (slash != std::string::npos)
        found.push_back({&value, place.substr(0, slash), place.substr(slash + 1)});
}

}  // namespace

std::optional<HiddenValue> find_hidden(ReadTxn& txn, std::string_view uid, std::string_view name)
{
    Query row(txn, hidden_sql, hidden_columns, {uid, name});
    return read_hidden(txn, row, uid, name);
}

void reveal(ReadTxn& txn, const Database&, json::value& value, bool masked)
{
    std::vector<Veil> veils;
    find_veils(value, veils);
    for (std::size_t done = 0; done < veils.size();) {
        // A few are asked for together; each of them is a statement that stays prepared.
        std::deque<Query> asked;
        for (std::size_t i = done; i < veils.size() && asked.size() < most_asked_together; ++i)
            asked.emplace_back(
                txn, hidden_sql, hidden_columns, Parameters{veils[i].uid, veils[i].name}
            );
        for (Query& row : asked) {
            const Veil& veil = veils[done++];
            const std::optional<HiddenValue> found = read_hidden(txn, row, veil.uid, veil.name);
            if (!found)
                *veil.value = json::object{{"erased", true}};
            else if (masked)
                *veil.value = json::object{{"masked", true}};
            else
                *veil.value = read_json(found->value).value();
        }
    }
}

std::size_t erase_hidden(WriteTxn& txn, std::string_view uid, const std::vector<std::string>& names)
{
    std::int64_t erased = 0;
    for (const std::string& name : names)
        erased += run(txn, "DELETE FROM field WHERE uid = :uid AND name = :name", {uid, name});
    return static_cast<std::size_t>(erased);
}

bool destroy_subject_key(WriteTxn& txn, std::string_view subject)
{
    return run(txn, "DELETE FROM subject_key WHERE subject = :subject", {subject}) > 0;
}

std::vector<std::pair<std::string, std::string>> hidden_of_subject(
    ReadTxn& txn,
    std::string_view subject
)
{
    std::vector<std::pair<std::string, std::string>> places;
    Query rows(
        txn, "SELECT uid, name FROM field WHERE subject = :subject ORDER BY uid, name", "tt",
        {subject}
    );
    while (rows.next()) {
        std::string uid = rows.text();
        places.emplace_back(std::move(uid), rows.text());
    }
    return places;
}

}  // namespace beihui::storage
