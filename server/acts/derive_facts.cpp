#include "acts/case_state.hpp"
#include "acts/hide.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

bool is_empty(const json::value* value)
{
    return !value || value->is_null() || (value->is_string() && value->as_string().empty());
}

// Reads the columns of one fact from the case, its row and the registers.
class Columns
{
public:
    Columns(
        const workflows::Workflow& workflow,
        const CaseState& state,
        LookUp& look_up,
        const CaseRow* row
    )
        : workflow_(workflow), state_(state), look_up_(look_up), row_(row)
    {}

    void happened_on(Date day) { on_ = day; }
    void look_up_on(Date day) { day_ = day; }

    json::value value(const workflows::Source& source) const
    {
        if (source.is) {
            workflows::Source plain = source;
            plain.is.reset();
            return value(plain) == *source.is;
        }
        if (source.value)
            return *source.value;
        if (!source.reached.empty())
            return has_reached(workflow_, state_.subject, source.reached);
        if (!source.history.empty())
            return first_contact();
        if (!source.duty.empty())
            return of_duty(source);
        if (source.stage)
            return json::value(state_.subject.stage);
        if (!source.rows.empty())
            return of_rows(source);
        if (!source.look_up.empty())
            return look_up_.attribute(source.look_up, subject_of(source), source.field, day_);
        const json::object& values = values_of(source);
        const json::value* const found = values.if_contains(source.field);
        return found ? *found : json::value();
    }

    std::string text(const workflows::Source& source) const
    {
        const json::value found = value(source);
        if (const std::string person = person_of(found); !person.empty())
            return person;
        return found.is_string() ? std::string(found.as_string()) : std::string();
    }

    std::optional<Date> day(const workflows::Source& source) const
    {
        const std::string found = text(source);
        if (const auto date = Date::parse(found))
            return *date;
        if (const auto instant = Instant::parse(found))
            return instant->date();
        return std::nullopt;
    }

    void set_subjects(std::string employer, std::string person)
    {
        employer_ = std::move(employer);
        person_ = std::move(person);
    }

private:
    const json::object& row_data() const
    {
        static const json::object none;
        return row_ ? row_->data : none;
    }

    // The values a source reads: the row, an object form, or the row with the same key of another
    // rows form. That other row speaks for this one only if it was written after it: a posting
    // changed after its review has not been reviewed.
    const json::object& values_of(const workflows::Source& source) const
    {
        static const json::object none;
        if (source.form.empty())
            return row_data();
        const workflows::Form* const form = workflow_.form(source.form);
        if (!form || !form->rows)
            return state_.form(source.form);
        const CaseRow* const other = row_ ? state_.row(source.form, row_->key) : nullptr;
        return other && other->version >= row_->version ? other->data : none;
    }

    std::string subject_of(const workflows::Source& source) const
    {
        if (source.look_up == "employer")
            return employer_;
        if (source.look_up == "organisation")
            return state_.subject.organisation;
        return person_;
    }

    // Whether such a row is there, or what it says if it is the only one: with two helpers in charge
    // nobody can tell which of them the fact is about.
    json::value of_rows(const workflows::Source& source) const
    {
        const CaseRow* only = nullptr;
        bool several = false;
        for (const CaseRow& row : state_.rows) {
            if (row.form != source.rows ||
                (!source.without.empty() && !is_empty(row.data.if_contains(source.without))))
                continue;
            several = several || only;
            only = &row;
        }
        if (source.field.empty())
            return only != nullptr;
        const json::value* const found =
            only && !several ? only->data.if_contains(source.field) : nullptr;
        return found ? *found : json::value();
    }

    // Null when the case names no duty that is there: then nobody can tell. What has no due time is
    // never late.
    json::value of_duty(const workflows::Source& source) const
    {
        const std::size_t dot = source.duty_in.find('.');
        const json::object& in = state_.form(std::string_view(source.duty_in).substr(0, dot));
        const json::value* const other = in.if_contains(source.duty_in.substr(dot + 1));
        const json::value* const key = values_of(source).if_contains(source.field);
        if (!other || !other->is_string() || !key || !key->is_string())
            return nullptr;
        const auto duty = look_up_.duty(other->get_string(), key->get_string());
        if (!duty)
            return nullptr;
        if (source.duty == workflows::duty_known_after_due)
            return duty->known_after_due();
        return duty->state == "done" && !duty->late();
    }

    // Empty text: there was no contact; null: nobody to look for.
    json::value first_contact() const
    {
        if (employer_.empty())
            return nullptr;
        const auto found = look_up_.first_contact(state_.subject, employer_, on_);
        return json::value(found ? found->text() : std::string());
    }

    const workflows::Workflow& workflow_;
    const CaseState& state_;
    LookUp& look_up_;
    const CaseRow* row_;
    Date on_ = Date::from_days(0);
    std::string employer_;
    std::string person_;
    Date day_ = Date::from_days(0);
};

std::string listed(const json::array& choices)
{
    std::string text;
    for (const json::value& choice : choices)
        if (choice.is_string())
            text += (text.empty() ? "" : "、") + std::string(choice.get_string());
    return text;
}

// The attribute in the type its kind asks for; a value of another type is left out, which a
// condition on it then reports as unknown.
void put_attribute(json::object& attributes, const std::string& name, json::value value)
{
    const AttributeKind* const kind = find_fact_attribute(name);
    if (!kind || value.is_null())
        return;
    const bool fits = (kind->type == AttributeType::boolean && value.is_bool()) ||
                      (kind->type == AttributeType::integer && value.is_int64()) ||
                      ((kind->type == AttributeType::text || kind->type == AttributeType::date) &&
                       value.is_string());
    if (fits)
        attributes[name] = std::move(value);
    else if (kind->type == AttributeType::text && value.is_array())
        attributes[name] = listed(value.get_array());
}

// The live fact that a fact would stand in for, about the same employer on the same day.
const Fact* standing_one(const std::vector<Fact>& live, const Fact& fact)
{
    const auto found = std::ranges::find_if(live, [&](const Fact& other) {
        return other.kind == fact.kind && other.key == fact.key &&
               other.employer == fact.employer && other.on == fact.on;
    });
    return found == live.end() ? nullptr : &*found;
}

void put_attributes(
    Fact& fact,
    const workflows::FactYield& yield,
    const Columns& columns,
    const std::vector<Fact>& live
)
{
    const Fact* const standing = standing_one(live, fact);
    for (const auto& [name, source] : yield.attributes) {
        // What the history said when the fact was first made stays: what is entered later about
        // earlier days does not alter it, a correction of employer or day does.
        const json::value* const frozen =
            standing && !source.history.empty() ? standing->attributes.if_contains(name) : nullptr;
        put_attribute(fact.attributes, name, frozen ? *frozen : columns.value(source));
    }
}

std::optional<Fact> derive(
    const workflows::Workflow& workflow,
    const workflows::FactYield& yield,
    const CaseState& state,
    LookUp& look_up,
    const std::vector<Fact>& live,
    const CaseRow* row
)
{
    for (const std::string& name : yield.once) {
        const std::size_t dot = row ? std::string::npos : name.find('.');
        const json::object& values =
            row ? row->data : state.form(std::string_view(name).substr(0, dot));
        const std::string field = dot == std::string::npos ? name : name.substr(dot + 1);
        if (is_empty(values.if_contains(field)))
            return std::nullopt;
    }
    Columns columns(workflow, state, look_up, row);
    const std::optional<Date> on = columns.day(yield.on);
    if (!on)
        return std::nullopt;  // no day, no place in any window: it is not a fact yet

    Fact fact;
    fact.kind = yield.kind;
    fact.key = row ? row->key : "case";
    fact.case_id = state.subject.id;
    fact.organisation = state.subject.organisation;
    fact.org_path = state.subject.org_path;
    fact.on = *on;
    fact.employer = yield.employer.is_set() ? columns.text(yield.employer) : std::string();
    // One that was merged counts as the one that was kept, from the next act on the case on.
    if (const RegisterChange* const kept = look_up.find("employer", fact.employer))
        fact.employer = kept->id;
    fact.person = yield.person.is_set() ? columns.text(yield.person) : std::string();
    columns.set_subjects(fact.employer, fact.person);
    columns.happened_on(*on);
    columns.look_up_on(yield.as_of.is_set() ? columns.day(yield.as_of).value_or(*on) : *on);
    fact.item = yield.item.is_set() ? columns.text(yield.item) : std::string();
    fact.occasion = yield.occasion.is_set() ? columns.text(yield.occasion) : std::string();
    if (fact.occasion.empty())
        fact.occasion = state.subject.id;
    if (yield.quantity.is_set()) {
        const json::value quantity = columns.value(yield.quantity);
        fact.quantity = quantity.is_int64() ? quantity.as_int64() : 0;
    }
    for (const PackPin& pin : state.subject.packs)
        fact.circulars.push_back(pin.pack);
    put_attributes(fact, yield, columns, live);
    return fact;
}

}  // namespace

std::vector<Fact> derive_facts(
    const workflows::Workflow& workflow,
    const CaseState& state,
    LookUp& look_up,
    const std::vector<Fact>& live
)
{
    std::vector<Fact> facts;
    for (const workflows::FactYield& yield : workflow.facts) {
        if (yield.of.empty()) {
            if (auto fact = derive(workflow, yield, state, look_up, live, nullptr))
                facts.push_back(std::move(*fact));
            continue;
        }
        for (const CaseRow& row : state.rows)
            if (row.form == yield.of)
                if (auto fact = derive(workflow, yield, state, look_up, live, &row))
                    facts.push_back(std::move(*fact));
    }
    return facts;
}

}  // namespace beihui::acts
