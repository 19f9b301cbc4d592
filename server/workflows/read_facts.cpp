#include "domain/fact.hpp"
#include "workflows/draft.hpp"

#include <algorithm>

namespace beihui::workflows
{
namespace
{

constexpr std::string_view first_contact = "first_contact";

std::vector<std::string> kind_names()
{
    std::vector<std::string> names;
    for (const FactKind& kind : fact_kinds())
        names.emplace_back(kind.name);
    return names;
}

void bad_source(const Place& place, std::string_view said, Faults& faults)
{
    add_fault(
        faults, place, fault::bad_source,
        {"不认识的来源“" + std::string(said) + "”", "not a source: \"" + std::string(said) + "\""},
        {"写 row.<字段>、<表单>.<字段>、employer.<属性>、person.<属性>、organisation.<属性>、"
         "reached.<阶段>、case.stage、{ value: 常数 }、{ history: first_contact }、"
         "{ rows: 多行表单, without: 字段 } 或 { of: 来源, is: 值 }",
         "write row.<field>, <form>.<field>, employer.<attribute>, person.<attribute>, "
         "organisation.<attribute>, reached.<stage>, case.stage, { value: constant }, { history: "
         "first_contact }, { rows: form, without: field } or { of: source, is: value }"}
    );
}

Source read_path(const Yaml& node, Faults& faults)
{
    Source source;
    const std::string text = node.text(faults, "source");
    const auto dot = text.find('.');
    if (dot == std::string::npos || dot == 0 || dot + 1 == text.size() ||
        text.find('.', dot + 1) != std::string::npos) {
        if (node.is_scalar())
            bad_source(node.place(), text, faults);
        return source;
    }
    const std::string first = text.substr(0, dot);
    const std::string second = text.substr(dot + 1);
    if (first == "reached") {
        source.reached = second;
        return source;
    }
    if (first == "case") {
        source.stage = second == "stage";
        if (!source.stage)
            bad_source(node.place(), text, faults);
        return source;
    }
    source.field = second;
    if (first == "employer" || first == "person" || first == "organisation")
        source.look_up = first;
    else if (first != "row")
        source.form = first;
    return source;
}

Source read_source(const Yaml& node, const std::string& path, const Reading& reading)
{
    Faults& faults = reading.faults;
    reading.draft.put(path, node.place());
    if (!node.is_map())
        return read_path(node, faults);
    Source source;
    if (node.find("value")) {
        node.only({"value"}, faults);
        source.value = node.find("value")->json();
        if (source.value->is_structured() || source.value->is_null()) {
            bad_source(node.place(), "value", faults);
            source.value.reset();
        }
        return source;
    }
    if (const Yaml* const history = node.find("history")) {
        node.only({"history"}, faults);
        const std::string name = history->text(faults, "history");
        if (name == first_contact)
            source.history = name;
        else if (history->is_scalar())
            add_unknown(
                faults, history->place(), fault::bad_source,
                {"从往来历史得出的值", "value found in the history"}, name,
                {std::string(first_contact)}
            );
        return source;
    }
    if (const Yaml* const rows = node.find("rows")) {
        node.only({"rows", "without", "give"}, faults);
        source.rows = rows->text(faults, "rows");
        if (const Yaml* const without = node.find("without"))
            source.without = without->text(faults, "without");
        if (const Yaml* const give = node.find("give"))
            source.field = give->text(faults, "give");
        return source;
    }
    if (const Yaml* const duty = node.find("duty")) {
        node.only({"duty", "in", "give"}, faults);
        source = read_path(*duty, faults);
        source.duty_in = node.need("in", faults).text(faults, "in");
        const Yaml& give = node.need("give", faults);
        source.duty = give.text(faults, "give");
        if (give.is_scalar() && source.duty != duty_in_time && source.duty != duty_known_after_due)
            add_unknown(
                faults, give.place(), fault::bad_source, {"应报事项的属性", "attribute of a duty"},
                source.duty, {std::string(duty_in_time), std::string(duty_known_after_due)}
            );
        return source;
    }
    node.only({"of", "is"}, faults);
    source = read_path(node.need("of", faults), faults);
    source.is = node.need("is", faults).json();
    return source;
}

void read_once(const Yaml& node, const std::string& path, const Reading& reading, FactYield& yield)
{
    const Yaml* const once = node.find("once");
    if (!once)
        return;
    reading.draft.put(path + "/once", once->place());
    yield.once = once->texts(reading.faults, "once");
    for (std::string& name : yield.once)
        if (!yield.of.empty() && name.starts_with("row."))
            name.erase(0, 4);
}

FactYield read_yield(const Yaml& node, const std::string& path, const Reading& reading)
{
    Faults& faults = reading.faults;
    FactYield yield;
    node.only(
        {"kind", "of", "once", "on", "as_of", "employer", "person", "item", "occasion", "quantity",
         "attributes"},
        faults
    );
    if (!node.is_map())
        return yield;
    const Yaml& kind = node.need("kind", faults);
    yield.kind = kind.text(faults, "kind");
    if (kind.is_scalar() && !find_fact_kind(yield.kind))
        add_unknown(
            faults, kind.place(), fault::unknown_fact, {"事实类别", "kind of fact"}, yield.kind,
            kind_names()
        );
    if (const Yaml* const of = node.find("of")) {
        yield.of = of->text(faults, "of");
        reading.draft.put(path + "/of", of->place());
    }
    read_once(node, path, reading, yield);
    node.need("on", faults);
    const auto source = [&](std::string_view key) {
        const Yaml* const found = node.find(key);
        return found ? read_source(*found, path + "/" + std::string(key), reading) : Source();
    };
    yield.on = source("on");
    yield.as_of = source("as_of");
    yield.employer = source("employer");
    yield.employer_field = yield.employer.field;
    yield.person = source("person");
    yield.item = source("item");
    yield.occasion = source("occasion");
    yield.quantity = source("quantity");
    const Yaml* const attributes = node.find("attributes");
    if (attributes && expect_map(*attributes, "attributes", faults))
        for (const auto& [name, body] : attributes->members()) {
            const std::string place = path + "/attributes/" + name.raw();
            yield.attributes[name.raw()] = read_source(body, place + "/source", reading);
            reading.draft.put(place, name.place());
        }
    return yield;
}

}  // namespace

void read_facts(const Yaml& node, const Reading& reading)
{
    if (!node.is_list()) {
        std::vector<std::string> none = node.texts(reading.faults, "facts");
        if (!none.empty())
            add_fault(
                reading.faults, node.place(), fault::bad_source,
                {"facts 应为列表", "facts must be a list"},
                {"每项以“- kind: …”开头", "begin each with \"- kind: ...\""}
            );
        return;
    }
    for (const Yaml& item : node.items()) {
        const std::string path = "facts/" + std::to_string(reading.draft.workflow.facts.size());
        reading.draft.put(path, item.place());
        reading.draft.workflow.facts.push_back(read_yield(item, path, reading));
    }
}

}  // namespace beihui::workflows
