#include "workflows/draft.hpp"
#include "workflows/value_check.hpp"

#include <algorithm>
#include <set>

namespace beihui::workflows
{
namespace
{

// Names that the source grammar of facts or a rule's view of a case (ctx.case) uses itself.
const std::vector<std::string> reserved_forms = {
    "row",       "reached", "employer",  "person",    "organisation", "number",
    "title",     "stage",   "version",   "reopened",  "opened_on",    "workflow",
    "starts_on", "ends_on", "documents", "circulars", "duties",       "case",
};
// Names that stand beside the fields of a row.
const std::vector<std::string> reserved_row_fields = {"key", "by", "version"};

// The parts of reading one field, each for some of its keys.
class FieldReading
{
public:
    FieldReading(const Yaml& node, const Reading& reading, std::string path, Field& field)
        : node_(node), reading_(reading), path_(std::move(path)), field_(field)
    {}

    void read()
    {
        node_.only(
            {"type", "label", "hint", "required", "personal", "of", "of_zh", "of_en", "min", "max",
             "unit", "in_charge", "reopens", "fallback", "clause"},
            reading_.faults
        );
        if (!node_.is_map())
            return;
        const bool typed = read_type();
        if (!typed)
            reading_.draft.untyped.insert(path_);
        field_.label = read_words(node_.need("label", reading_.faults), "label", reading_.faults);
        if (const Yaml* const hint = node_.find("hint"))
            field_.hint = read_words(*hint, "hint", reading_.faults);
        field_.required = flag("required", false);
        field_.clause = read_clause(node_, reading_);
        read_reopens();
        if (!typed)
            return;
        const bool person = field_.type == FieldType::person;
        if (fits("in_charge", person, {"person 字段", "fields of type person"}))
            field_.in_charge = flag("in_charge", false);
        read_personal();
        read_choices();
        read_limits();
        read_unit();
        read_fallback();
    }

private:
    bool is_text() const
    {
        return field_.type == FieldType::text || field_.type == FieldType::note;
    }

    bool flag(std::string_view key, bool otherwise) const
    {
        const Yaml* const found = node_.find(key);
        return found ? found->boolean(reading_.faults, key) : otherwise;
    }

    // Reports a key that says nothing on a field of this type.
    bool fits(std::string_view key, bool right, const Words& only_on) const
    {
        const Yaml* const found = node_.find(key);
        if (!found || right)
            return found != nullptr;
        const std::string name(key);
        add_fault(
            reading_.faults, found->place(), fault::does_not_fit,
            {"“" + name + "”只用于" + only_on.zh, "\"" + name + "\" is only for " + only_on.en},
            {"删去它，或改正 type", "remove it, or correct the type"}
        );
        return false;
    }

    bool read_type()
    {
        const Yaml& node = node_.need("type", reading_.faults);
        const std::string name = node.text(reading_.faults, "type");
        if (const auto type = find_field_type(name)) {
            field_.type = *type;
            return true;
        }
        if (node.is_scalar())
            add_unknown(
                reading_.faults, node.place(), fault::unknown_type, {"字段类型", "field type"},
                name, field_type_names()
            );
        return false;
    }

    void read_personal()
    {
        field_.personal = flag("personal", is_text()) || field_.type == FieldType::graduate;
        if (field_.type != FieldType::graduate || flag("personal", true))
            return;
        add_fault(
            reading_.faults, node_.find("personal")->place(), fault::does_not_fit,
            {"学号总是个人信息", "a graduate's number is always personal"},
            {"删去 personal: false", "remove personal: false"}
        );
    }

    void read_reopens()
    {
        const Yaml* const reopens = node_.find("reopens");
        if (!reopens)
            return;
        field_.reopens = reopens->text(reading_.faults, "reopens");
        reading_.draft.put(path_ + "/reopens", reopens->place());
    }

    void read_choices()
    {
        const bool right = field_.type == FieldType::choice || field_.type == FieldType::choices;
        const Words only_on{"choice 和 choices 字段", "fields of type choice and choices"};
        if (right)
            read_values(node_.need("of", reading_.faults));
        else
            fits("of", right, only_on);
        if (fits("of_zh", right, only_on))
            field_.of_zh = read_value_names("of_zh");
        if (fits("of_en", right, only_on))
            field_.of_en = read_value_names("of_en");
        const Yaml* const of = node_.find("of");
        for (const std::string& value : right&& of ? field_.of : std::vector<std::string>())
            if (!has_chinese(value) && !field_.of_zh.contains(value))
                add_fault(
                    reading_.faults, of->place(), fault::no_chinese,
                    {"选项“" + value + "”缺少中文",
                     "the choice \"" + value + "\" has no Chinese text"},
                    {"在 of_zh 中写上它的中文", "give its Chinese in of_zh"}
                );
    }

    void read_values(const Yaml& of)
    {
        field_.of = of.texts(reading_.faults, "of");
        std::set<std::string> seen;
        for (const std::string& value : field_.of)
            if (value.empty() || !seen.insert(value).second)
                add_fault(
                    reading_.faults, of.place(), fault::stands_twice,
                    {"选项“" + value + "”为空或出现了两次",
                     "the choice \"" + value + "\" is empty or stands twice"},
                    {"每个选项写一次", "write each choice once"}
                );
        if (of.is_list() && field_.of.empty())
            add_fault(
                reading_.faults, of.place(), fault::does_not_fit,
                {"选择字段没有选项", "there is nothing to choose from"},
                {"在 of 中列出选项", "list the choices in of"}
            );
    }

    std::map<std::string, std::string> read_value_names(std::string_view key)
    {
        std::map<std::string, std::string> names;
        const Yaml& node = *node_.find(key);
        if (!expect_map(node, key, reading_.faults))
            return names;
        for (const auto& [value, name] : node.members()) {
            if (std::ranges::find(field_.of, value.raw()) == field_.of.end())
                add_unknown(
                    reading_.faults, value.place(), fault::unknown_field, {"选项", "choice"},
                    value.raw(), field_.of
                );
            names[value.raw()] = name.text(reading_.faults, key);
            if (key == "of_zh" && name.is_scalar() && !has_chinese(name.raw()))
                add_fault(
                    reading_.faults, name.place(), fault::no_chinese,
                    {"“" + value.raw() + "”的 of_zh 不是中文",
                     "of_zh of \"" + value.raw() + "\" is not Chinese"},
                    {"写上中文", "write the Chinese"}
                );
        }
        return names;
    }

    void read_limits()
    {
        const bool number = field_.type == FieldType::integer;
        const std::size_t before = reading_.faults.all().size();
        if (fits("min", number, {"integer 字段", "fields of type integer"}))
            field_.min = node_.find("min")->integer(reading_.faults, "min");
        const Words numbers_and_texts{
            "integer、text 和 note 字段", "fields of type integer, text and note"
        };
        if (fits("max", number || is_text(), numbers_and_texts))
            field_.max = node_.find("max")->integer(reading_.faults, "max");
        else if (is_text())
            field_.max = field_.type == FieldType::note ? usual_note_length : usual_text_length;
        const bool sound = reading_.faults.all().size() == before;
        if (sound && is_text() && (*field_.max < 1 || *field_.max > longest_text))
            add_fault(
                reading_.faults, node_.find("max")->place(), fault::does_not_fit,
                {"最多字数应在 1 到 20000 之间", "the most characters must be from 1 to 20000"},
                {"改正 max", "correct max"}
            );
        if (sound && field_.min && field_.max && *field_.min > *field_.max)
            add_fault(
                reading_.faults, node_.find("min")->place(), fault::does_not_fit,
                {"下限大于上限", "min is greater than max"},
                {"改正 min 或 max", "correct min or max"}
            );
    }

    void read_unit()
    {
        const bool number = field_.type == FieldType::integer;
        if (!fits("unit", number, {"integer 字段", "fields of type integer"}))
            return;
        const Yaml& node = *node_.find("unit");
        const std::string name = node.text(reading_.faults, "unit");
        if (const auto unit = parse_unit(name)) {
            field_.unit = *unit;
            return;
        }
        std::vector<std::string> known;
        for (const Unit unit : all_units)
            known.emplace_back(sign_of(unit));
        if (node.is_scalar())
            add_unknown(
                reading_.faults, node.place(), fault::unknown_unit, {"单位", "unit"}, name, known
            );
    }

    void read_fallback()
    {
        const Yaml* const node = node_.find("fallback");
        if (!node)
            return;
        json::value value = node->json();
        const auto wrong = check_value(field_, value);
        if (!wrong && !value.is_null()) {
            field_.fallback = std::move(value);
            return;
        }
        const Words detail = wrong ? wrong->detail : Words{"fallback 是空的", "fallback is empty"};
        const Words way_out =
            wrong ? wrong->way_out : Words{"写一个值，或删去", "write a value or remove it"};
        add_fault(reading_.faults, node->place(), fault::does_not_fit, detail, way_out);
    }

    const Yaml& node_;
    const Reading& reading_;
    std::string path_;
    Field& field_;
};

void check_key(const Form& form, const Yaml& node, const Reading& reading)
{
    const Yaml* const key = node.find("key");
    if (!key)
        return;
    if (!form.rows) {
        add_fault(
            reading.faults, key->place(), fault::does_not_fit,
            {"只有多行表单（rows: true）有 key", "only a form with rows: true has a key"},
            {"加上 rows: true，或删去 key", "add rows: true or remove key"}
        );
        return;
    }
    const Field* const field = form.find(form.key);
    if (!field) {
        add_unknown(
            reading.faults, key->place(), fault::unknown_field, field_word, form.key,
            field_ids(form)
        );
        return;
    }
    using enum FieldType;
    const bool many = field->type == choices || field->type == documents ||
                      field->type == circulars || field->type == people;
    const bool odd =
        many || field->type == note || field->type == boolean || field->type == instant;
    const bool shown = field->personal && field->type != graduate;
    if (odd || shown)
        add_fault(
            reading.faults, key->place(), fault::wrong_field,
            {"“" + form.key + "”不能标识一行：" +
                 (odd ? "类型不合适" : "它是个人信息，而行号人人可见"),
             "\"" + form.key + "\" cannot identify a row: " +
                 (odd ? "its type does not fit" : "it is personal, and the key of a row is not")},
            {"改用编号或名称一类的字段；不含个人信息的写 personal: false",
             "use a number or a name; write personal: false when it holds nothing personal"}
        );
}

}  // namespace

Field read_field(const Form& form, const std::string& id, const Yaml& node, const Reading& reading)
{
    Field field;
    field.id = id;
    field.pack = reading.pack;
    FieldReading(node, reading, "forms/" + form.id + "/" + id, field).read();
    if (form.rows && !field.reopens.empty())
        add_fault(
            reading.faults, node.find("reopens")->place(), fault::does_not_fit,
            {"多行表单的字段不能退回阶段", "a field of a form with rows cannot return the case"},
            {"删去 reopens，或把字段移到一般表单",
             "remove reopens, or move the field to a form without rows"}
        );
    return field;
}

namespace
{

Form read_form(const std::string& id, const Yaml& node, const Reading& reading)
{
    Form form;
    form.id = id;
    node.only({"label", "rows", "key", "fields"}, reading.faults);
    if (!node.is_map())
        return form;
    form.label = read_words(node.need("label", reading.faults), "label", reading.faults);
    if (const Yaml* const rows = node.find("rows"))
        form.rows = rows->boolean(reading.faults, "rows");
    if (const Yaml* const key = node.find("key"))
        form.key = key->text(reading.faults, "key");

    const Yaml& fields = node.need("fields", reading.faults);
    if (expect_map(fields, "fields", reading.faults) && fields.members().empty())
        add_fault(
            reading.faults, fields.place(), fault::does_not_fit,
            {"表单没有字段", "the form has no fields"},
            {"至少写一个字段", "write at least one field"}
        );
    for (const auto& [name, body] : fields.members()) {
        const auto reserved = form.rows ? reserved_row_fields : std::vector<std::string>();
        const std::string field = read_id(name, field_word, reserved, reading.faults);
        if (field.empty())
            continue;
        reading.draft.put("forms/" + id + "/" + field, name.place());
        form.fields.push_back(read_field(form, field, body, reading));
    }
    check_key(form, node, reading);
    for (Field& field : form.fields)
        field.required = field.required || field.id == form.key;  // a row without it is no row
    return form;
}

}  // namespace

void add_form(const Yaml& name, const Yaml& body, const Reading& reading)
{
    const std::string id = read_id(name, form_word, reserved_forms, reading.faults);
    if (id.empty())
        return;
    reading.draft.put("forms/" + id, name.place());
    reading.draft.workflow.forms.push_back(read_form(id, body, reading));
}

void read_forms(const Yaml& node, const Reading& reading)
{
    if (!expect_map(node, "forms", reading.faults))
        return;
    for (const auto& [name, body] : node.members())
        add_form(name, body, reading);
}

}  // namespace beihui::workflows
