#include "acts/scenario_case.hpp"

#include "base/text.hpp"
#include "workflows/value_check.hpp"

namespace beihui::acts
{
namespace
{

using workflows::Field;
using workflows::FieldType;
using workflows::Form;

constexpr std::string_view record_ending = "_record";
constexpr std::string_view filled_in = "（已填写）";  // what rules see of a personal value

const std::vector<std::string> case_keys = {
    "stage",     "version",   "reopened",  "number", "title",
    "opened_on", "circulars", "documents", "duties",
};

bool is_reference_type(FieldType type)
{
    switch (type) {
    case FieldType::employer:
    case FieldType::organisation:
    case FieldType::person:
    case FieldType::graduate:
    case FieldType::document:
    case FieldType::documents:
    case FieldType::circulars:
    case FieldType::case_ref:     return true;
    default:                      return false;
    }
}

bool is_list_type(FieldType type)
{
    return type == FieldType::choices || type == FieldType::documents ||
           type == FieldType::circulars;
}

// Reads the case of a scenario by the forms of its workflow.
class CaseReader
{
public:
    CaseReader(
        const workflows::Workflow& workflow,
        const workflows::Workflow* employers,
        const std::vector<PackPin>& pins,
        Faults& faults
    )
        : workflow_(workflow), employers_(employers), pins_(pins), faults_(faults)
    {}

    ScenarioCase read(const Yaml& node, Date today)
    {
        std::vector<std::string> known = case_keys;
        for (const Form& form : workflow_.forms)
            known.push_back(form.id);
        node.only(known, faults_);
        Case& subject = state_.subject;
        subject.id = "scenario";
        subject.number = text_or(node, "number", "情景");
        subject.workflow = workflow_.id;
        subject.opened_at = start_of(day_or(node, "opened_on", today));
        subject.version = integer_or(node, "version", 1);
        subject.reopened = integer_or(node, "reopened", 0);
        read_stage(node);
        read_circulars(node);
        read_documents(node);
        read_duties(node);
        for (const Form& form : workflow_.forms)
            if (const Yaml* const values = node.find(form.id))
                form.rows ? read_rows(form, *values) : read_form(form, *values);
        subject.starts_on = day_at(workflow_.starts_from);
        subject.ends_on = day_at(workflow_.ends_from);
        subject.title = text_or(node, "title", "");
        return {std::move(state_), std::move(records_)};
    }

private:
    std::string text_or(const Yaml& node, std::string_view key, std::string_view otherwise)
    {
        const Yaml* const found = node.find(key);
        return found ? found->text(faults_, key) : std::string(otherwise);
    }

    std::int64_t integer_or(const Yaml& node, std::string_view key, std::int64_t otherwise)
    {
        const Yaml* const found = node.find(key);
        return found ? found->integer(faults_, key) : otherwise;
    }

    Date day_or(const Yaml& node, std::string_view key, Date otherwise)
    {
        const Yaml* const found = node.find(key);
        const auto day = found ? Date::parse(found->raw()) : Result<Date>(otherwise);
        if (!day)
            fault(*found, day.error().detail, {"写作 2026-04-30", "write 2026-04-30"});
        return day ? *day : otherwise;
    }

    void fault(const Yaml& node, const Words& detail, const Words& way_out)
    {
        faults_.add(node.place(), "RP1303", detail.zh, detail.en, way_out.zh, way_out.en);
    }

    void read_stage(const Yaml& node)
    {
        const Yaml& stage = node.need("stage", faults_);
        state_.subject.stage = stage.text(faults_, "stage");
        if (!stage.is_scalar() || workflow_.stage(stage.raw()))
            return;
        std::vector<std::string> known;
        for (const workflows::Stage& each : workflow_.stages)
            known.push_back(each.id);
        const auto near = nearest_name(stage.raw(), known);
        fault(
            stage,
            {"流程 " + workflow_.id + " 没有阶段 " + stage.raw(),
             workflow_.id + " has no stage " + stage.raw()},
            near ? Words{"是不是 " + *near + "？", "did you mean " + *near + "?"} : Words{}
        );
    }

    void read_circulars(const Yaml& node)
    {
        const Yaml* const circulars = node.find("circulars");
        if (!circulars) {
            state_.subject.packs = pins_;
            return;
        }
        for (const std::string& name : circulars->texts(faults_, "circulars"))
            state_.subject.packs.push_back({name, pins_.front().revision, pins_.front().hash});
    }

    void read_documents(const Yaml& node)
    {
        const Yaml* const documents = node.find("documents");
        for (const Yaml& item : documents ? documents->items() : std::vector<Yaml>()) {
            item.only({"id", "kind", "name"}, faults_);
            Document document;
            document.id = item.need("id", faults_).text(faults_, "id");
            document.kind = item.need("kind", faults_).text(faults_, "kind");
            document.name = text_or(item, "name", "");
            state_.documents.push_back(std::move(document));
        }
    }

    // Duties as earlier acts left them, so that a rule and `late` see what was done when.
    void read_duties(const Yaml& node)
    {
        const Yaml* const duties = node.find("duties");
        for (const Yaml& item : duties ? duties->items() : std::vector<Yaml>()) {
            item.only({"key", "state", "due", "done_at"}, faults_);
            Duty duty;
            duty.key = item.need("key", faults_).text(faults_, "key");
            duty.state = text_or(item, "state", item.find("done_at") ? "done" : "open");
            duty.due = moment_at(item, "due");
            duty.done_at = moment_at(item, "done_at");
            state_.duties.push_back(std::move(duty));
        }
    }

    std::optional<Instant> moment_at(const Yaml& node, std::string_view key)
    {
        const Yaml* const found = node.find(key);
        if (!found || found->is_null())
            return std::nullopt;
        const auto moment = Instant::parse(found->text(faults_, key));
        if (moment)
            return *moment;
        fault(
            *found, moment.error().detail,
            {"写作 \"2026-04-30T12:00:00+08:00\"", "write \"2026-04-30T12:00:00+08:00\""}
        );
        return std::nullopt;
    }

    json::value read_value(const Field& field, const Yaml& node)
    {
        if (node.is_null())
            return nullptr;
        json::value value;
        if (is_list_type(field.type)) {
            json::array list;
            for (const std::string& item : node.texts(faults_, field.id))
                list.emplace_back(item);
            value = std::move(list);
        } else if (field.type == FieldType::integer) {
            value = node.integer(faults_, field.id);
        } else if (field.type == FieldType::boolean) {
            value = node.boolean(faults_, field.id);
        } else {
            value = node.text(faults_, field.id);
        }
        if (!is_reference_type(field.type))
            if (const auto wrong = workflows::check_value(field, value))
                fault(node, wrong->detail, wrong->way_out);
        const bool is_hidden_from_rules = field.personal && field.type != FieldType::graduate;
        return is_hidden_from_rules && !value.is_null() ? json::value(filled_in) : value;
    }

    json::object read_record(const Yaml& node)
    {
        std::vector<std::string> known(employer_names().begin(), employer_names().end());
        const Form* const profile = employers_ ? employers_->form("profile") : nullptr;
        for (const Field& field : profile ? profile->fields : std::vector<Field>())
            known.push_back(field.id);
        node.only(known, faults_);
        json::object record;
        for (const auto& [name, value] : node.members()) {
            const Field* const field = profile ? profile->find(name.raw()) : nullptr;
            record[name.raw()] = field ? read_value(*field, value) : value.json();
        }
        if (!record.contains("verified") && record.contains("status"))
            record["verified"] = record["status"] == "verified";
        return record;
    }

    json::object read_post(const Yaml& node)
    {
        node.only({"id", "post"}, faults_);
        json::object record;
        for (const auto& [name, value] : node.members())
            record[name.raw()] = value.text(faults_, name.raw());
        return record;
    }

    // Whether rules see a record beside a field.
    static bool has_record(const Field& field)
    {
        return field.type == FieldType::employer || field.type == FieldType::person;
    }

    // The members of a form or row; `extra` are names that a row has besides its fields.
    json::object read_values(
        const Form& form,
        const Yaml& node,
        const std::string& row,
        const std::vector<std::string>& extra
    )
    {
        std::vector<std::string> known = extra;
        for (const Field& field : form.fields) {
            known.push_back(field.id);
            if (has_record(field))
                known.push_back(field.id + std::string(record_ending));
        }
        node.only(known, faults_);
        json::object values;
        for (const Field& field : form.fields) {
            if (const Yaml* const value = node.find(field.id))
                values[field.id] = read_value(field, *value);
            const std::string beside = field.id + std::string(record_ending);
            const Yaml* const record = node.find(beside);
            if (!has_record(field))
                continue;
            json::object seen;
            if (record)
                seen = field.type == FieldType::person ? read_post(*record) : read_record(*record);
            if (const json::value* const id = values.if_contains(field.id); id && !id->is_null())
                seen.emplace("id", *id);
            records_.push_back({form.id, row, beside, std::move(seen)});
        }
        return values;
    }

    void read_form(const Form& form, const Yaml& node)
    {
        state_.subject.data[form.id] = read_values(form, node, "", {});
    }

    void read_rows(const Form& form, const Yaml& list)
    {
        if (!list.is_list())
            fault(list, {form.id + " 应为列表", form.id + " must be a list"}, {});
        std::size_t number = 0;
        for (const Yaml& node : list.items()) {
            CaseRow row;
            row.form = form.id;
            row.key = std::to_string(++number);
            if (const Yaml* const key = node.find(form.key.empty() ? "key" : form.key))
                row.key = key->raw();
            row.version = integer_or(node, "version", 1);
            row.by = text_or(node, "by", "");
            row.data = read_values(form, node, row.key, {"key", "version", "by"});
            if (state_.row(form.id, row.key))
                fault(
                    node,
                    {form.id + " 里 " + row.key + " 重复", row.key + " stands twice in " + form.id},
                    {"每行的 " + form.key + " 须不同", "each row has its own " + form.key}
                );
            state_.rows.push_back(std::move(row));
        }
    }

    // "plan.starts_at": the day of that value.
    std::optional<Date> day_at(const std::string& path) const
    {
        const std::size_t dot = path.find('.');
        if (dot == std::string::npos)
            return std::nullopt;
        const std::string text(
            beihui::text_of(state_.form(path.substr(0, dot)), path.substr(dot + 1))
        );
        if (const auto day = Date::parse(text))
            return *day;
        const auto instant = Instant::parse(text);
        return instant ? std::optional(instant->date()) : std::nullopt;
    }

    const workflows::Workflow& workflow_;
    const workflows::Workflow* employers_;
    const std::vector<PackPin>& pins_;
    Faults& faults_;
    CaseState state_;
    std::vector<RecordBeside> records_;
};

}  // namespace

ScenarioCase read_scenario_case(
    const Yaml& node,
    Date today,
    const workflows::Workflow& workflow,
    const workflows::Workflow* employers,
    const std::vector<PackPin>& pins,
    Faults& faults
)
{
    return CaseReader(workflow, employers, pins, faults).read(node, today);
}

}  // namespace beihui::acts
