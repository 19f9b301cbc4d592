#include "storage/entry_check.hpp"

#include "base/bytes.hpp"
#include "history/commitment.hpp"
#include "history/sealing.hpp"
#include "storage/columns.hpp"
#include "storage/statement.hpp"

#include <boost/json/serialize.hpp>

#include <exception>
#include <map>
#include <set>
#include <stdexcept>

namespace beihui::storage
{
namespace
{

// A row of the table `entry`, with the columns that nothing but a search reads.
struct Row
{
    StoredEntry stored;
    std::optional<Instant> valid_at;
    std::string pack_hashes;
    std::string calendar_hash;
};

std::vector<Row> rows_after(ReadTxn& txn, std::string_view case_id, std::int64_t after)
{
    constexpr std::size_t page = 200;
    std::vector<Row> list;
    Query row(
        txn,
        "SELECT tenant, uid, case_id, case_seq, at_ms, valid_at_ms, actor, act, body, leaf,"
        " trace_hash, pack_hash, calendar_hash FROM entry WHERE case_id = :case AND"
        " case_seq > :after ORDER BY case_seq LIMIT :most",
        "tttiiittttttt", {case_id, after, page}
    );
    while (row.next()) {
        Row& one = list.emplace_back();
        one.stored.tenant = row.text();
        one.stored.uid = row.text();
        one.stored.case_id = row.text();
        one.stored.case_seq = row.integer();
        one.stored.at = row.instant();
        one.valid_at = row.maybe_instant();
        one.stored.actor = row.text();
        one.stored.act = row.text();
        one.stored.body = row.text();
        one.stored.leaf = row.text();
        one.stored.trace_hash = row.text();
        one.pack_hashes = row.text();
        one.calendar_hash = row.text();
    }
    return list;
}

class Checker
{
public:
    Checker(ReadTxn& txn, const Case& subject) : txn_(txn), subject_(subject) {}

    EntryCheck run()
    {
        for (std::vector<Row> rows = rows_after(txn_, subject_.id, 0); !rows.empty();
             rows = rows_after(txn_, subject_.id, at_))
            for (const Row& row : rows)
                check(row);
        if (at_ < subject_.version)
            fault("gap", "", std::to_string(subject_.version), std::to_string(at_));
        if (last_)
            check_case(*last_);
        return std::move(result_);
    }

private:
    void fault(std::string what, std::string where, std::string expected, std::string got)
    {
        if (result_.faults.size() < most_history_faults)
            result_.faults.push_back(
                {at_, std::move(what), std::move(where), std::move(expected), std::move(got)}
            );
    }
    void same(const char* what, std::string where, std::string expected, std::string got)
    {
        if (expected != got)
            fault(what, std::move(where), std::move(expected), std::move(got));
    }

    void check(const Row& row)
    {
        const StoredEntry& stored = row.stored;
        const std::int64_t expected = at_ + 1;
        at_ = stored.case_seq;
        ++result_.entries;
        result_.last_leaf = stored.leaf;
        same("gap", "", std::to_string(expected), std::to_string(at_));
        const std::string leaf = hex(history::leaf_of(stored.body));
        last_.reset();
        if (leaf != stored.leaf)
            return fault("entry", "", stored.leaf, leaf);
        try {
            last_ = history::read_body(stored.body);
        } catch (const std::exception&) {
            return fault("entry", "body", "1{…}", stored.body.substr(0, 40));
        }
        check_columns(row, *last_);
        check_trace(*last_);
        check_hidden(*last_, row);
        for (const Document& document : last_->effects.documents)
            check_document(document);
    }

    // Expected is what the hashed bytes say.
    void check_columns(const Row& row, const Entry& entry)
    {
        const auto moment = [](const std::optional<Instant>& at) {
            return at ? at->text() : std::string();
        };
        const StoredEntry& stored = row.stored;
        same("column", "tenant", entry.tenant, stored.tenant);
        same("column", "uid", entry.uid, stored.uid);
        same("column", "case_id", entry.case_id, stored.case_id);
        same("column", "case_seq", std::to_string(entry.case_seq), std::to_string(stored.case_seq));
        same("column", "at", entry.at.text(), stored.at.text());
        same("column", "valid_at", moment(entry.valid_at), moment(row.valid_at));
        same("column", "actor", entry.actor, stored.actor);
        same("column", "act", entry.act, stored.act);
        same("column", "trace_hash", entry.trace_hash, stored.trace_hash);
        same("column", "pack_hash", pack_hashes(entry.packs), row.pack_hashes);
        same("column", "calendar_hash", entry.calendar_hash, row.calendar_hash);
    }

    void check_trace(const Entry& entry)
    {
        if (entry.trace_hash.empty())
            return;
        const auto trace = find_trace(txn_, entry.trace_hash);
        same("trace", "", entry.trace_hash, trace ? hex(sha256(*trace)) : std::string());
    }

    // Values that this entry hid itself; where a later one repeats the reference, there is no more.
    void check_hidden(const Entry& entry, const Row& row)
    {
        std::map<std::string, std::string> commitments;  // name → commitment, hex
        gather(
            read_json(std::string_view(row.stored.body).substr(1)).value(), entry.uid, commitments
        );
        for (const auto& [name, expected] : commitments) {
            ++result_.hidden;
            try {
                const auto value = find_hidden(txn_, entry.uid, name);
                if (!value) {
                    ++result_.erased;
                    continue;
                }
                const Hash got =
                    history::commitment(entry.tenant, entry.uid, name, value->salt, value->value);
                same("hidden", name, expected, hex(got));
            } catch (const std::runtime_error&) {
                fault("hidden", name, expected, "");  // the sealed bytes do not open any more
            }
        }
    }
    void gather(
        const json::value& value,
        const std::string& uid,
        std::map<std::string, std::string>& commitments
    ) const
    {
        if (const json::array* const list = value.if_array())
            for (const json::value& one : *list)
                gather(one, uid, commitments);
        const json::object* const object = value.if_object();
        if (!object)
            return;
        const std::string_view place = text_of(*object, "hidden");
        if (place.size() > uid.size() && place.starts_with(uid) && place[uid.size()] == '/')
            commitments.emplace(place.substr(uid.size() + 1), text_of(*object, "commitment"));
        for (const auto& field : *object)
            gather(field.value(), uid, commitments);
    }

    void check_document(const Document& document)
    {
        if (!seen_.insert(document.sha256).second)
            return;
        ++result_.documents;
        try {
            const auto bytes = find_bytes(txn_, document.sha256);
            const std::string got = bytes ? hex(sha256(*bytes)) : std::string();
            same("document", document.id, document.sha256, got);
        } catch (const std::runtime_error&) {
            fault("document", document.id, document.sha256, "");  // not even base64 any more
        }
    }

    // The case as it is read everywhere, against what its latest entry says. Where its organisation
    // stands in the tree is not the doing of its entries.
    void check_case(const Entry& latest)
    {
        at_ = 0;
        const json::object expected = latest.effects.after.to_json();
        const json::object got = subject_.to_json();
        static const std::set<std::string, std::less<>> apart{"org_path", "organisation"};
        for (const auto& field : expected)
            if (!apart.contains(field.key())) {
                const json::value* const found = got.if_contains(field.key());
                same(
                    "case", field.key(), shown(field.value()), found ? shown(*found) : std::string()
                );
            }
    }
    // In full while it can be read, and by its hash beyond that.
    static std::string shown(const json::value& value)
    {
        constexpr std::size_t readable = 120;
        std::string text =
            value.is_string() ? std::string(value.get_string()) : json::serialize(value);
        return text.size() <= readable ? text : "SHA-256 " + hex(sha256(text));
    }

    ReadTxn& txn_;
    const Case& subject_;
    EntryCheck result_;
    std::int64_t at_ = 0;
    std::optional<Entry> last_;
    std::set<std::string> seen_;
};

}  // namespace

EntryCheck check_entries(ReadTxn& txn, const Case& subject)
{
    return Checker(txn, subject).run();
}

}  // namespace beihui::storage
