#include "storage/effects.hpp"

#include "history/canonical.hpp"
#include "storage/columns.hpp"
#include "storage/place_store.hpp"
#include "storage/role_holders.hpp"
#include "storage/statement.hpp"

#include <deque>
#include <map>
#include <stdexcept>

namespace beihui::storage
{
namespace
{

using history::canonical;

std::string day(const std::optional<Date>& date)
{
    return date ? date->text() : std::string();
}

void put_case(WriteTxn& txn, const Case& after, const std::string& org_path)
{
    json::array pins;
    for (const PackPin& pin : after.packs)
        pins.push_back({{"pack", pin.pack}, {"revision", pin.revision}, {"hash", pin.hash}});
    const std::string packs = canonical(std::move(pins));
    const std::string data = canonical(after.data);
    const std::string starts_on = day(after.starts_on);
    const std::string ends_on = day(after.ends_on);
    const std::string search = search_text(after.number + ' ' + after.title);
    send(
        txn,
        "INSERT INTO cases (id, number, organisation, org_path, workflow, workflow_revision,"
        " workflow_hash, stage, version, title, packs, data, starts_on, ends_on, open_items,"
        " reopened, closed, opened_ms, changed_ms, opened_by, search, content_version, seen_levels)"
        " VALUES (:id, :number, :organisation, :org_path, :workflow, :workflow_revision,"
        " :workflow_hash, :stage, :version, :title, :packs, :data, :starts_on, :ends_on,"
        " :open_items, :reopened, :closed, :opened_ms, :changed_ms, :opened_by, :search,"
        " :content_version, :seen_levels)"
        " ON CONFLICT (id) DO UPDATE SET number = excluded.number,"
        " organisation = excluded.organisation, org_path = excluded.org_path,"
        " workflow = excluded.workflow, workflow_revision = excluded.workflow_revision,"
        " workflow_hash = excluded.workflow_hash, stage = excluded.stage,"
        " version = excluded.version, title = excluded.title, packs = excluded.packs,"
        " data = excluded.data, starts_on = excluded.starts_on, ends_on = excluded.ends_on,"
        " open_items = excluded.open_items, reopened = excluded.reopened,"
        " closed = excluded.closed, opened_ms = excluded.opened_ms,"
        " changed_ms = excluded.changed_ms, opened_by = excluded.opened_by,"
        " search = excluded.search, content_version = excluded.content_version,"
        " seen_levels = excluded.seen_levels",
        {after.id,
         after.number,
         after.organisation,
         org_path,
         after.workflow,
         after.workflow_revision,
         after.workflow_hash,
         after.stage,
         after.version,
         after.title,
         packs,
         data,
         starts_on,
         ends_on,
         after.open_items,
         after.reopened,
         after.closed,
         after.opened_at,
         after.changed_at,
         after.opened_by,
         search,
         after.content_version > 0 ? after.content_version : after.version,
         after.seen_levels}
    );
}

void put_rows(WriteTxn& txn, const Entry& entry)
{
    for (const auto& [form, key] : entry.effects.removed_rows)
        send(
            txn, "DELETE FROM case_row WHERE case_id = :case AND form = :form AND row_key = :key",
            {entry.case_id, form, key}
        );
    for (const CaseRow& row : entry.effects.rows)
        send(
            txn,
            "INSERT INTO case_row (case_id, form, row_key, data, version, made_by)"
            " VALUES (:case, :form, :key, :data, :version, :by)"
            " ON CONFLICT (case_id, form, row_key) DO UPDATE SET data = excluded.data,"
            " version = excluded.version, made_by = excluded.made_by",
            {entry.case_id, row.form, row.key, canonical(row.data), row.version, row.by}
        );
}

// INSERT INTO fact with a column for each attribute.
std::string insert_fact()
{
    std::string columns = "id, kind, fact_key, case_id, occasion, organisation, org_path, on_date,"
                          " employer, person, item, quantity, circulars, made_by, made_ms,"
                          " voided_by";
    std::string places = ":id, :kind, :fact_key, :case_id, :occasion, :organisation, :org_path,"
                         " :on_date, :employer, :person, :item, :quantity, :circulars, :made_by,"
                         " :made_ms, ''";
    for (const AttributeKind& attribute : fact_attributes()) {
        columns += ", " + fact_column(attribute.name);
        places += ", :" + fact_column(attribute.name);
    }
    return "INSERT INTO fact (" + columns + ") VALUES (" + places + ")";
}

Parameter attribute_parameter(const AttributeKind& attribute, const json::value* value)
{
    const bool is_number =
        attribute.type == AttributeType::boolean || attribute.type == AttributeType::integer;
    if (!value)
        return is_number ? Parameter(std::optional<long long>())
                         : Parameter(std::optional<std::string>());
    switch (attribute.type) {
    case AttributeType::boolean: return value->as_bool();
    case AttributeType::integer: return value->as_int64();
    default:                     return std::string_view(value->as_string());
    }
}

void make_fact(WriteTxn& txn, const Entry& entry, const Fact& fact, const std::string& org_path)
{
    static const std::string sql = insert_fact();
    for (const auto& attribute : fact.attributes)
        if (!find_fact_attribute(attribute.key()))
            throw std::logic_error("no fact has the attribute " + std::string(attribute.key()));
    const std::string on_date = fact.on.text();
    const std::string circulars = joined(fact.circulars);
    std::vector<Parameter> parameters = {fact.id,       fact.kind,         fact.key,  entry.case_id,
                                         fact.occasion, fact.organisation, org_path,  on_date,
                                         fact.employer, fact.person,       fact.item, fact.quantity,
                                         circulars,     entry.uid,         entry.at};
    for (const AttributeKind& attribute : fact_attributes())
        parameters.push_back(
            attribute_parameter(attribute, fact.attributes.if_contains(attribute.name))
        );
    send(txn, sql, parameters);
}

Result<void> void_fact(WriteTxn& txn, const Entry& entry, const std::string& id)
{
    const std::int64_t voided =
        run(txn,
            "UPDATE fact SET voided_by = :by, voided_ms = :at"
            " WHERE id = :id AND case_id = :case AND voided_by = ''",
            {entry.uid, entry.at, id, entry.case_id});
    if (voided == 1)
        return {};
    return refuse(
        Refusal::conflict, "fact_not_live",
        "要更正的统计事实 " + id + " 已被更正过，或不属于本案卷；请刷新后重试",
        "the fact " + id +
            " to be corrected has been corrected already or is not of this case;"
            " read the case again"
    );
}

void put_duty(WriteTxn& txn, const Entry& entry, const Duty& duty)
{
    const std::string known_on = day(duty.known_on);
    const std::string period_end = day(duty.period_end);
    send(
        txn,
        "INSERT INTO duty (case_id, duty_key, pack, clause, title_zh, title_en, owner, form,"
        " due_ms, due_source, state, done_ms, rules, known_on, period_end, occasion, acceptances)"
        " VALUES (:case, :key, :pack, :clause, :title_zh, :title_en, :owner, :form, :due,"
        " :due_source, :state, :done, :rules, :known_on, :period_end, :occasion, :acceptances)"
        " ON CONFLICT (case_id, duty_key) DO UPDATE SET pack = excluded.pack,"
        " clause = excluded.clause, title_zh = excluded.title_zh, title_en = excluded.title_en,"
        " owner = excluded.owner, form = excluded.form, due_ms = excluded.due_ms,"
        " due_source = excluded.due_source, state = excluded.state, done_ms = excluded.done_ms,"
        " rules = excluded.rules, known_on = excluded.known_on,"
        " period_end = excluded.period_end, occasion = excluded.occasion,"
        " acceptances = excluded.acceptances",
        {entry.case_id, duty.key, duty.pack, duty.clause, duty.title.zh, duty.title.en, duty.owner,
         duty.form, duty.due, duty.due_source, duty.state, duty.done_at, duty.rules, known_on,
         period_end, duty.occasion, duty.acceptances}
    );
}

void put_document(WriteTxn& txn, const Entry& entry, const Document& document)
{
    send(
        txn,
        "INSERT INTO document (id, case_id, name, media, kind, sha256, size)"
        " VALUES (:id, :case, :name, :media, :kind, :sha256, :size)"
        " ON CONFLICT (id) DO UPDATE SET case_id = excluded.case_id, name = excluded.name,"
        " media = excluded.media, kind = excluded.kind, sha256 = excluded.sha256,"
        " size = excluded.size",
        {document.id, entry.case_id, document.name, document.media, document.kind, document.sha256,
         document.size}
    );
}

void put_register(WriteTxn& txn, const RegisterChange& change)
{
    send(
        txn,
        "INSERT INTO register_record (id, kind, organisation, code, name, status, data, search)"
        " VALUES (:id, :kind, :organisation, :code, :name, :status, :data, :search)"
        " ON CONFLICT (id, kind) DO UPDATE SET organisation = excluded.organisation,"
        " code = excluded.code, name = excluded.name, status = excluded.status,"
        " data = excluded.data, search = excluded.search",
        {change.id, change.kind, change.organisation, change.code, change.name, change.status,
         canonical(change.data), search_text(change.name + ' ' + change.code)}
    );
    if (change.kind == "person")
        put_role_holders(txn, change);
}

void put_notices(WriteTxn& txn, const Entry& entry)
{
    for (std::size_t i = 0; i < entry.effects.notices.size(); ++i) {
        const Notice& notice = entry.effects.notices[i];
        const std::string id = entry.uid + "-" + std::to_string(i);
        const std::string roles = joined(notice.roles);
        send(
            txn,
            "INSERT INTO notice (id, kind, person, roles, organisation, about, case_id, entry,"
            " by_actor, at_ms) VALUES (:id, :kind, :person, :roles, :organisation, :about, :case,"
            " :entry, :by, :at)",
            {id, notice.kind, notice.person, roles, notice.organisation, notice.about,
             entry.case_id, entry.uid, entry.actor, entry.at}
        );
    }
}

// What does not depend on where organisations stand.
Result<void> put_rest(WriteTxn& txn, const Entry& entry)
{
    const Effects& effects = entry.effects;
    put_rows(txn, entry);
    // A correction voids a fact and makes another under the same key.
    for (const std::string& id : effects.facts_voided) {
        const Result<void> voided = void_fact(txn, entry, id);
        if (!voided)
            return voided;
    }
    for (const Duty& duty : effects.duties)
        put_duty(txn, entry, duty);
    for (const Document& document : effects.documents)
        put_document(txn, entry, document);
    for (const RegisterChange& change : effects.registers)
        put_register(txn, change);
    put_notices(txn, entry);
    return {};
}

}  // namespace

Result<void> apply_effects(WriteTxn& txn, const Entry& entry)
{
    PlaceAsked place(txn, entry.effects.after, entry.at.date());
    return apply_effects(txn, entry, place);
}

Result<void> apply_effects(WriteTxn& txn, const Entry& entry, PlaceAsked& place)
{
    const Effects& effects = entry.effects;
    settle_day(txn, place.settled(), entry.at.date());
    put_case(txn, effects.after, place.placed());
    if (auto put = put_rest(txn, entry); !put)
        return put;
    // The facts of an act are mostly of one organisation and day.
    std::map<std::pair<std::string, Date>, std::optional<std::string>> places;
    for (const Fact& fact : effects.facts_made) {
        const auto [found, is_new] = places.try_emplace({fact.organisation, fact.on});
        if (is_new)
            found->second = place_on(txn, fact.organisation, fact.on);
        make_fact(txn, entry, fact, found->second.value_or(fact.org_path));
    }
    for (const RegisterChange& change : effects.registers)
        if (change.kind == "organisation")
            if (auto settled = settle_organisation(txn, change, effects.after, entry.at); !settled)
                return settled;
    return {};
}

Result<void> replay_effects(WriteTxn& txn, const Entry& entry)
{
    put_case(txn, entry.effects.after, entry.effects.after.org_path);
    if (auto put = put_rest(txn, entry); !put)
        return put;
    for (const Fact& fact : entry.effects.facts_made)
        make_fact(txn, entry, fact, fact.org_path);
    return {};
}

}  // namespace beihui::storage
