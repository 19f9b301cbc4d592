#include "acts/import_organisations.hpp"

#include "domain/organisation.hpp"
#include "domain/organisation_days.hpp"
#include "storage/stores.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace beihui::acts
{
namespace
{

constexpr std::size_t most_faults = 200;
constexpr std::size_t progress_step = 1000;
constexpr const char* only_looked = "import_previewed";

// The field of a form that a fault is about, as a column of the list.
std::string column_of_fault(const Fault& fault)
{
    static const std::map<std::string, std::string, std::less<>> columns = {
        {"parent", "parent_code"}, {"successor", "successor_code"}, {"on", "ends_on"}
    };
    const std::size_t slash = fault.where.rfind('/');
    const std::string field = slash == std::string::npos ? "" : fault.where.substr(slash + 1);
    const auto renamed = columns.find(field);
    return renamed == columns.end() ? (field == "data" ? "" : field) : renamed->second;
}

// Parents before children; rows that wait for one another in a ring come last, and are refused.
std::vector<const OrganisationRow*> in_order(const std::vector<OrganisationRow>& rows)
{
    std::map<std::string_view, const OrganisationRow*> by_code;
    for (const OrganisationRow& row : rows)
        by_code.emplace(row.code, &row);
    std::vector<const OrganisationRow*> order;
    std::set<const OrganisationRow*> seen;
    for (const OrganisationRow& row : rows) {
        std::vector<const OrganisationRow*> line;
        for (const OrganisationRow* at = &row; at && seen.insert(at).second;) {
            line.push_back(at);
            const auto parent = by_code.find(at->parent_code);
            at = parent == by_code.end() ? nullptr : parent->second;
        }
        order.insert(order.end(), line.rbegin(), line.rend());
    }
    return order;
}

// One run over all rows inside a transaction.
class Import
{
public:
    Import(
        const Context& context,
        storage::WriteTxn& txn,
        const accounts::Actor& actor,
        const ImportAsked& asked
    )
        : context_(context), txn_(txn), actor_(actor), asked_(asked)
    {}

    void run(const std::vector<OrganisationRow>& rows)
    {
        done.rows = rows.size();
        std::size_t count = 0;
        for (const OrganisationRow* const row : in_order(rows)) {
            take(*row);
            if (asked_.progress && ++count % progress_step == 0)
                asked_.progress(count, rows.size());
        }
        // Successors may come later in the file than those who end.
        for (const OrganisationRow* const row : in_order(rows))
            if (row->ends_on)
                end(*row);
        done.changed = changed_.size();
        done.unchanged = done.rows - done.created - done.changed;
    }

    ImportDone done;
    std::vector<Fault> faults;

private:
    void take(const OrganisationRow& row)
    {
        if (const auto known = storage::find_registered_by_code(txn_, "organisation", row.code))
            update(row, *known);
        else
            create(row);
    }

    void add_fault(const OrganisationRow& row, std::string_view column, std::string code, Words why)
    {
        faults.push_back(cell_fault(row.line, column, std::move(code), std::move(why)));
        failed_.insert(row.code);
    }
    void add_error(const OrganisationRow& row, const Error& error)
    {
        const std::vector<Fault> why = error.faults;
        if (why.empty())
            add_fault(row, "", error.code, error.detail);
        for (const Fault& fault : why)
            add_fault(row, column_of_fault(fault), fault.code, fault.detail);
    }

    // The organisation that a cell names; empty, with a fault unless its own row has one.
    std::string named(const OrganisationRow& row, std::string_view column, const std::string& code)
    {
        if (const auto found = storage::find_registered_by_code(txn_, "organisation", code))
            return found->id;
        if (failed_.contains(code))
            failed_.insert(row.code);
        else
            add_fault(
                row, column, "unknown_organisation",
                {"没有代码为 " + code + " 的单位", "there is no organisation with that code"}
            );
        return {};
    }

    void create(const OrganisationRow& row)
    {
        json::object profile = row.profile;
        if (!profile.contains("level"))
            if (const auto* const kind = find_organisation_kind(text_of(profile, "kind")))
                profile["level"] = kind->level;
        CaseWanted wanted;
        wanted.workflow = "organisation";
        if (!row.parent_code.empty()) {
            wanted.organisation = named(row, "parent_code", row.parent_code);
            if (wanted.organisation.empty())
                return;
        }
        ActWanted first;
        first.data = std::move(profile);
        first.reason = asked_.reason;
        auto plan = plan_opening(context_, txn_, actor_, wanted, first);
        if (!plan)
            return add_error(row, plan.error());
        // Once one row is refused nothing is written, but the others are still looked at.
        const auto written = write_plan(txn_, std::move(*plan), true);
        if (!written)
            return add_error(row, written.error());
        ++done.created;
        ++done.acts;
    }

    bool act(const OrganisationRow& row, const std::string& id, const char* name, json::value data)
    {
        const auto subject = storage::find_case(txn_, id);
        ActWanted wanted;
        wanted.act = name;
        wanted.data = std::move(data);
        wanted.reason = asked_.reason;
        auto plan = plan_act(context_, txn_, actor_, subject.value(), wanted);
        if (!plan) {
            add_error(row, plan.error());
            return false;
        }
        if (const auto written = write_plan(txn_, std::move(*plan), false); !written) {
            add_error(row, written.error());
            return false;
        }
        ++done.acts;
        changed_.insert(row.code);
        return true;
    }

    static json::object dated(Date from, const char* field, const json::value& value)
    {
        return {{"rows", json::array{json::object{{"from", from.text()}, {field, value}}}}};
    }

    void update(const OrganisationRow& row, const RegisterChange& known)
    {
        const auto days = OrganisationDays::read(known.id, known.code, known.data);
        const Date today = context_.clock.now().date();
        const Date day = row.from.value_or(today);
        const json::value* const found = known.data.if_contains("profile");
        const json::object profile =
            found && found->is_object() ? found->get_object() : json::object();
        json::object edited;
        for (const auto& [field, value] : row.profile) {
            if (field == "name" || field == "code")
                continue;
            const json::value* const now = profile.if_contains(field);
            const bool unset_no = !now && value.is_bool() && !value.get_bool();
            if (!unset_no && (!now || *now != value))
                edited[field] = value;
        }
        if (!edited.empty() && !act(row, known.id, "edit_profile", std::move(edited)))
            return;
        const std::string name(text_of(row.profile, "name"));
        if (!name.empty() && name != days.name_on(day)) {
            if (!row.from)
                return add_fault(
                    row, "name", "from_missing",
                    {"与现名“" + days.name_on(day) + "”不同，请在“变更自”写明自哪天起更名",
                     "it is called otherwise; say since when in the column 变更自"}
                );
            if (!act(row, known.id, "rename", dated(day, "name", json::string(name))))
                return;
        }
        if (row.parent_code.empty())
            return;
        const std::string parent = named(row, "parent_code", row.parent_code);
        if (parent.empty() || parent == days.parent_on(day))
            return;
        // Of one that was merged, the list shows the successor as the parent.
        if (const auto successor =
                storage::find_registered(txn_, "organisation", days.parent_on(day)))
            if (const auto above =
                    OrganisationDays::read(successor->id, successor->code, successor->data);
                above.ends && *above.ends <= day && above.successor == parent)
                return;
        if (!row.from)
            return add_fault(
                row, "parent_code", "from_missing",
                {"与现在的上级单位不同，请在“变更自”写明自哪天起划转",
                 "it stands below another one; say since when in the column 变更自"}
            );
        (void)act(row, known.id, "move", dated(day, "parent", json::string(parent)));
    }

    void end(const OrganisationRow& row)
    {
        const auto known = storage::find_registered_by_code(txn_, "organisation", row.code);
        if (!known || failed_.contains(row.code))
            return;
        const auto days = OrganisationDays::read(known->id, known->code, known->data);
        json::object data{{"on", row.ends_on->text()}};
        std::string successor;
        if (!row.successor_code.empty()) {
            successor = named(row, "successor_code", row.successor_code);
            if (successor.empty())
                return;
            data["successor"] = successor;
        }
        if (days.ends == row.ends_on && days.successor == successor)
            return;
        (void)act(row, known->id, successor.empty() ? "end" : "merge", std::move(data));
    }

    const Context& context_;
    storage::WriteTxn& txn_;
    const accounts::Actor& actor_;
    const ImportAsked& asked_;
    std::set<std::string> failed_;   // codes of rows that have a fault
    std::set<std::string> changed_;  // codes
};

Error import_faults(std::vector<Fault> faults)
{
    const std::string count = std::to_string(faults.size());
    std::ranges::stable_sort(faults, {}, [](const Fault& fault) {
        return std::stoul(fault.where.substr(std::string_view("#/rows/").size()));
    });
    const Words first = faults.front().detail;
    if (faults.size() > most_faults)
        faults.resize(most_faults);
    return refuse(
        Refusal::invalid_input, "import_faults",
        "有 " + count + " 处错误，没有写入任何一行。第一处：" + first.zh,
        count + " faults; no row was written. The first: " + first.en, std::move(faults)
    );
}

ImportDone done_from(std::string_view body)
{
    const json::value kept = read_json(body).value();
    ImportDone done;
    const auto number = [&](const char* name) {
        return static_cast<std::size_t>(integer_of(kept, name));
    };
    done.rows = number("rows");
    done.created = number("created");
    done.changed = number("changed");
    done.unchanged = number("unchanged");
    done.acts = number("acts");
    done.replayed = true;
    return done;
}

// The answer of an equal request; a refusal when the key was used for another.
Result<std::optional<ImportDone>> earlier(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Once& once
)
{
    const auto kept =
        once.key.empty() ? std::nullopt : storage::find_answer(txn, actor.key, once.key);
    if (!kept)
        return std::optional<ImportDone>();
    if (kept->request_hash != once.request_hash)
        return refuse(
            Refusal::invalid_input, "idempotency_key_reused",
            "此 Idempotency-Key 已用于另一请求，请换一个",
            "this Idempotency-Key was used for another request"
        );
    return std::optional(done_from(kept->body));
}

}  // namespace

json::object ImportDone::to_json() const
{
    return {
        {"rows", rows},           {"created", created}, {"changed", changed},
        {"unchanged", unchanged}, {"acts", acts},       {"preview", preview},
    };
}

Result<ImportDone> import_organisations(
    const Context& live,
    const accounts::Actor& actor,
    const plugin::Sheet& sheet,
    const ImportAsked& asked
)
{
    const Context context = live.holding_rules();
    OrganisationSheet read = read_organisation_sheet(sheet);
    if (!read.faults.empty())
        return import_faults(std::move(read.faults));
    ImportDone done;
    const auto written = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const auto kept = earlier(txn, actor, asked.once);
        if (!kept)
            return kept.error();
        if (*kept) {
            done = **kept;
            return {};
        }
        Import import(context, txn, actor, asked);
        import.run(read.rows);
        if (!import.faults.empty())
            return import_faults(std::move(import.faults));
        done = import.done;
        done.preview = asked.preview;
        if (asked.preview)  // a refusal rolls everything back
            return refuse(Refusal::conflict, only_looked, "只预览", "only previewed");
        if (asked.once.key.empty())
            return {};
        storage::KeptAnswer answer;
        answer.request_hash = asked.once.request_hash;
        answer.status = 200;
        answer.body = json::serialize(done.to_json());
        answer.headers = "{}";
        return storage::keep_answer(txn, actor.key, asked.once.key, answer, context.clock.now());
    });
    if (!written && written.error().code != only_looked)
        return written.error();
    return done;
}

}  // namespace beihui::acts
