#include "base/text.hpp"
#include "domain/fact.hpp"
#include "workflows/draft.hpp"
#include "workflows/given_types.hpp"

#include <algorithm>

namespace beihui::workflows
{
namespace
{

class FactCheck
{
public:
    FactCheck(const Draft& draft, Faults& faults, std::size_t index)
        : draft_(draft),
          workflow_(draft.workflow),
          yield_(draft.workflow.facts[index]),
          path_("facts/" + std::to_string(index)),
          faults_(faults)
    {}

    void run()
    {
        if (!yield_.of.empty())
            check_of();
        for (const std::string& name : yield_.once)
            check_once(name);
        check_column(
            "on", yield_.on, {Gives::date, Gives::instant}, {"日期或时间", "a date or an instant"}
        );
        check_column(
            "as_of", yield_.as_of, {Gives::date, Gives::instant},
            {"日期或时间", "a date or an instant"}
        );
        check_column("employer", yield_.employer, {Gives::employer}, {"用人单位", "an employer"});
        check_column(
            "person", yield_.person, {Gives::graduate, Gives::person},
            {"学号或人员", "a graduate or a person"}
        );
        check_column(
            "item", yield_.item, {Gives::text, Gives::employer}, {"编号", "a number or name"}
        );
        check_column("occasion", yield_.occasion, {Gives::text}, {"案卷", "a case"});
        check_column("quantity", yield_.quantity, {Gives::integer}, {"整数", "an integer"});
        for (const auto& [name, source] : yield_.attributes)
            check_attribute(name, source);
    }

private:
    void check_of()
    {
        const Form* const form = workflow_.form(yield_.of);
        if (form && form->rows)
            return;
        add_unknown(
            faults_, draft_.at(path_ + "/of"), fault::unknown_form, {"多行表单", "form with rows"},
            yield_.of, rows_forms()
        );
    }

    std::vector<std::string> rows_forms() const
    {
        std::vector<std::string> ids;
        for (const Form& form : workflow_.forms)
            if (form.rows)
                ids.push_back(form.id);
        return ids;
    }

    void unknown_field(const std::string& place, const Form& form, const std::string& name)
    {
        add_unknown(
            faults_, draft_.at(place), fault::unknown_field,
            {"字段（表单 " + form.id + "）", "field of the form " + form.id}, name, field_ids(form)
        );
    }

    void check_once(const std::string& name)
    {
        const std::string place = path_ + "/once";
        if (!yield_.of.empty()) {
            const Form* const form = workflow_.form(yield_.of);
            if (form && !form->find(name))
                unknown_field(place, *form, name);
            return;
        }
        const auto dot = name.find('.');
        const Form* const form = workflow_.form(name.substr(0, dot));
        if (!form || form->rows || dot == std::string::npos)
            add_fault(
                faults_, draft_.at(place), fault::bad_source,
                {"once 中的“" + one_line(name, 60) + "”应写成 <表单>.<字段>",
                 "\"" + one_line(name, 60) + "\" in once must be <form>.<field>"},
                {"例如 visit.employer；逐行计数的先写 of",
                 "such as visit.employer; for rows, write of first"}
            );
        else if (!form->find(name.substr(dot + 1)))
            unknown_field(place, *form, name.substr(dot + 1));
    }

    const Form* form_of(const Source& source, const std::string& place)
    {
        if (source.form.empty()) {
            if (yield_.of.empty())
                add_fault(
                    faults_, draft_.at(place), fault::bad_source,
                    {"row.… 只用于逐行计数（写了 of）的事实",
                     "row.... is only for facts of rows (with `of`)"},
                    {"加上 of，或写 <表单>.<字段>", "add of, or write <form>.<field>"}
                );
            return workflow_.form(yield_.of);
        }
        const Form* const form = workflow_.form(source.form);
        if (!form) {
            add_unknown(
                faults_, draft_.at(place), fault::unknown_form, {"表单", "form"}, source.form,
                form_ids(workflow_)
            );
        } else if (form->rows && yield_.of.empty()) {
            add_fault(
                faults_, draft_.at(place), fault::bad_source,
                {"“" + form->id + "”有多行，不知取哪一行",
                 "\"" + form->id + "\" has rows: which one is meant?"},
                {"加上 of，逐行计数", "add of, so that each row counts"}
            );
        }
        return form;
    }

    Gives gives(const Source& source, const std::string& place, bool may_be_personal)
    {
        if (source.value)
            return gives_of(*source.value);
        if (!source.reached.empty()) {
            check_reached(source, place);
            return Gives::boolean;
        }
        if (!source.history.empty()) {
            check_history(place);
            return Gives::date;
        }
        if (!source.duty.empty())
            return gives_of_duty(source, place);
        if (source.stage)
            return Gives::text;
        if (!source.rows.empty())
            return gives_of_rows(source, place, may_be_personal);
        if (!source.look_up.empty()) {
            check_subject(source, place);
            return source.is ? Gives::boolean : Gives::unknown;
        }
        const Form* const form = source.field.empty() ? nullptr : form_of(source, place);
        const Field* const field = form ? form->find(source.field) : nullptr;
        if (form && !field)
            unknown_field(place, *form, source.field);
        if (!field || draft_.untyped.contains("forms/" + form->id + "/" + field->id))
            return Gives::unknown;
        if (!may_enter(*field, place, may_be_personal))
            return Gives::unknown;
        if (!source.is)
            return gives_of(field->type);
        check_is(*field, *source.is, place);
        return Gives::boolean;
    }

    // Which duty of which case: two fields of forms without rows.
    Gives gives_of_duty(const Source& source, const std::string& place)
    {
        const Form* const form = form_of(source, place);
        const Field* const key = form ? form->find(source.field) : nullptr;
        if (form && !key)
            unknown_field(place, *form, source.field);
        const auto dot = source.duty_in.find('.');
        Source in;
        in.form = source.duty_in.substr(0, dot);
        in.field = dot == std::string::npos ? std::string() : source.duty_in.substr(dot + 1);
        const Form* const in_form = form_of(in, place);
        const Field* const other = in_form ? in_form->find(in.field) : nullptr;
        if (in_form && !other)
            unknown_field(place, *in_form, in.field);
        if ((key && key->type != FieldType::text) || (other && other->type != FieldType::case_ref))
            add_fault(
                faults_, draft_.at(place), fault::wrong_field,
                {"duty 应是文字字段，in 应是指向案卷的字段",
                 "duty must be a text and in a field that names a case"},
                {"写 text 和 case_ref 字段", "name fields of type text and case_ref"}
            );
        return Gives::boolean;
    }

    void check_is(const Field& field, const json::value& is, const std::string& place)
    {
        if (!field.of.empty() && is.is_string()) {
            if (std::ranges::find(field.of, std::string(is.as_string())) == field.of.end())
                add_unknown(
                    faults_, draft_.at(place), fault::wrong_attribute, {"选项", "choice"},
                    is.as_string(), field.of
                );
            return;
        }
        const Gives given = gives_of(field.type);
        if (given == gives_of(is) && field.of.empty())
            return;
        add_fault(
            faults_, draft_.at(place), fault::wrong_attribute,
            {"is 的值与字段“" + field.id + "”的类型不同",
             "the value of is is of another type than \"" + field.id + "\""},
            {"写该字段可以取的值", "write a value that the field can have"}
        );
    }

    void check_reached(const Source& source, const std::string& place)
    {
        if (workflow_.order_of(source.reached) >= 0)
            return;
        std::vector<std::string> line;
        for (const Stage& stage : workflow_.stages)
            if (!stage.side)
                line.push_back(stage.id);
        add_unknown(
            faults_, draft_.at(place), fault::unknown_stage, {"主线阶段", "stage on the line"},
            source.reached, line
        );
    }

    // A source that looks at all rows of a form of the case.
    Gives gives_of_rows(const Source& source, const std::string& place, bool may_be_personal)
    {
        const Form* const form = workflow_.form(source.rows);
        if (!form || !form->rows) {
            add_unknown(
                faults_, draft_.at(place), fault::unknown_form, {"多行表单", "form with rows"},
                source.rows, rows_forms()
            );
            return Gives::unknown;
        }
        if (!source.without.empty() && !form->find(source.without))
            unknown_field(place, *form, source.without);
        if (source.field.empty())
            return Gives::boolean;
        const Field* const field = form->find(source.field);
        if (!field) {
            unknown_field(place, *form, source.field);
            return Gives::unknown;
        }
        return may_enter(*field, place, may_be_personal) ? gives_of(field->type) : Gives::unknown;
    }

    bool may_enter(const Field& field, const std::string& place, bool may_be_personal)
    {
        if (!field.personal || may_be_personal)
            return true;
        add_fault(
            faults_, draft_.at(place), fault::wrong_field,
            {"“" + field.id + "”是个人信息，不能进入事实",
             "\"" + field.id + "\" is personal and cannot be part of a fact"},
            {"换一个字段；确不含个人信息的写 personal: false",
             "use another field, or write personal: false when it is not"}
        );
        return false;
    }

    void check_history(const std::string& place)
    {
        if (!yield_.employer.is_set())
            add_fault(
                faults_, draft_.at(place), fault::bad_source,
                {"此事实没有写 employer，不知查谁的首次接触",
                 "this fact has no employer whose first contact could be found"},
                {"加上“employer: …”", "add \"employer: ...\""}
            );
    }

    void check_subject(const Source& source, const std::string& place)
    {
        const bool missing = (source.look_up == "employer" && !yield_.employer.is_set()) ||
                             (source.look_up == "person" && !yield_.person.is_set());
        if (missing)
            add_fault(
                faults_, draft_.at(place), fault::bad_source,
                {"此事实没有写 " + source.look_up + "，不知查谁",
                 "this fact has no " + source.look_up + " to look up"},
                {"加上“" + source.look_up + ": …”", "add \"" + source.look_up + ": ...\""}
            );
    }

    void check_column(
        const std::string& name,
        const Source& source,
        const std::vector<Gives>& wanted,
        const Words& wanted_words
    )
    {
        const std::string place = path_ + "/" + name;
        if (!source.is_set())
            return;
        const Gives given = gives(source, place, name == "person");
        // What is found elsewhere depends on employer and day: it cannot give them.
        const bool looked_up = !source.history.empty() || (!source.look_up.empty() && !source.is);
        if (!looked_up &&
            (given == Gives::unknown || std::ranges::find(wanted, given) != wanted.end()))
            return;
        add_fault(
            faults_, draft_.at(place), fault::wrong_field,
            {name + " 的来源应是" + wanted_words.zh,
             "the source of " + name + " must be " + wanted_words.en},
            {"换一个来源", "use another source"}
        );
    }

    void check_attribute(const std::string& name, const Source& source)
    {
        const std::string place = path_ + "/attributes/" + name;
        const FactKind* const kind = find_fact_kind(yield_.kind);
        if (kind && std::ranges::find(kind->attributes, name) == kind->attributes.end()) {
            std::vector<std::string> known;
            for (const std::string_view attribute : kind->attributes)
                known.emplace_back(attribute);
            add_unknown(
                faults_, draft_.at(place), fault::unknown_fact,
                {"属性（事实 " + yield_.kind + "）", "attribute of the fact " + yield_.kind}, name,
                known
            );
        }
        const Gives given =
            source.is_set() ? gives(source, place + "/source", false) : Gives::unknown;
        const AttributeKind* const attribute = find_fact_attribute(name);
        if (!attribute || given == Gives::unknown || fits(attribute->type, given))
            return;
        const Words wanted = words_of(attribute->type);
        add_fault(
            faults_, draft_.at(place + "/source"), fault::wrong_attribute,
            {"属性“" + name + "”是" + wanted.zh + "，来源不是",
             "the attribute \"" + name + "\" is " + wanted.en + ", its source is not"},
            {"换一个来源，或写 { of: 来源, is: 值 }",
             "use another source, or { of: source, is: value }"}
        );
    }

    const Draft& draft_;
    const Workflow& workflow_;
    const FactYield& yield_;
    std::string path_;
    Faults& faults_;
};

}  // namespace

void check_facts(const Draft& draft, Faults& faults)
{
    for (std::size_t i = 0; i < draft.workflow.facts.size(); ++i)
        FactCheck(draft, faults, i).run();
}

}  // namespace beihui::workflows
