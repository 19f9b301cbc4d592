#include "rules/read_parts.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

Unit read_unit(const Yaml& node, Faults& faults)
{
    const auto unit = parse_unit(node.text(faults, "unit"));
    if (!unit) {
        faults.add(
            node.place(), "RP1101", "没有单位“" + node.raw() + "”",
            "there is no unit \"" + node.raw() + "\"", "用 场、场次、家、家次、个、人、人次 或 份",
            "use 场, 场次, 家, 家次, 个, 人, 人次 or 份"
        );
        return Unit::events;
    }
    return *unit;
}

ColumnCheck read_check(const Yaml& node, Faults& faults)
{
    ColumnCheck check;
    node.only({"left", "is", "right", "level", "words"}, faults);
    check.left = node.need("left", faults).text(faults, "left");
    check.is = node.need("is", faults).text(faults, "is");
    check.right = node.need("right", faults).text(faults, "right");
    check.level = node.need("level", faults).text(faults, "level");
    check.words = read_words(node.need("words", faults), faults, "words");
    check_one_of(
        node.need("is", faults),
        {"at_most", "at_least", "zero_when_zero", "not_zero_when_not_zero"}, faults, "is"
    );
    check_one_of(node.need("level", faults), {"error", "warning"}, faults, "level");
    return check;
}

Column read_column(const Yaml& node, Faults& faults)
{
    Column column;
    node.only({"id", "label", "unit", "clause", "reading", "measure"}, faults);
    column.id = node.need("id", faults).text(faults, "id");
    column.label = node.need("label", faults).text(faults, "label");
    column.unit = read_unit(node.need("unit", faults), faults);
    column.clause = node.need("clause", faults).text(faults, "clause");
    column.interpretation = optional_text(node, "reading", faults);
    const Yaml& measure = node.need("measure", faults);
    column.line = measure.place().text();
    const json::value data = measure.json();
    if (data.is_object())
        column.measure = data.as_object();
    else
        faults.add(
            measure.place(), "RP1004", "measure 须是键值表", "measure must be a map",
            "见 docs/rules.md 计数口径", "see docs/rules.md, measures"
        );
    return column;
}

}  // namespace

namespace
{

// Columns are named by checks and cells: each name once, and only names that exist.
void check_columns(const Yaml& node, const Table& table, Faults& faults)
{
    std::vector<std::string> ids;
    for (const Column& column : table.columns) {
        if (std::ranges::find(ids, column.id) != ids.end())
            faults.add(
                {column.line, 0, 0}, "RP1115", "栏 " + column.id + " 重复",
                "column " + column.id + " stands twice", "换一个代号", "choose another id"
            );
        ids.push_back(column.id);
    }
    const Yaml* const checks = node.find("checks");
    for (const Yaml& check : checks ? checks->items() : std::vector<Yaml>())
        for (const std::string_view side : {"left", "right"})
            if (const Yaml* const name = check.find(side))
                check_one_of(*name, ids, faults, side);
}

}  // namespace

void read_table(const Yaml& node, Pack& pack, Faults& faults)
{
    Table table;
    node.only(
        {"id", "annex", "title", "clause", "filled_by", "filer", "place", "note", "send", "due",
         "rows", "columns", "checks"},
        faults
    );
    if (!node.is_map())
        return;
    table.line = node.place().text();
    table.id = node.need("id", faults).text(faults, "id");
    table.annex = node.need("annex", faults).text(faults, "annex");
    table.title = read_words(node.need("title", faults), faults, "title");
    table.clause = node.need("clause", faults).text(faults, "clause");
    table.filled_by = optional_text(node, "filled_by", faults);
    table.filer = optional_text(node, "filer", faults);
    table.place = optional_text(node, "place", faults);
    table.note = optional_text(node, "note", faults);
    if (const Yaml* const send = node.find("send")) {
        send->only({"to", "cc"}, faults);
        table.send_to = optional_text(*send, "to", faults);
        table.send_cc = optional_text(*send, "cc", faults);
    }
    for (const Yaml& column : items_of(node.need("columns", faults), faults, "columns"))
        table.columns.push_back(read_column(column, faults));
    if (const Yaml* const checks = node.find("checks"))
        for (const Yaml& check : items_of(*checks, faults, "checks"))
            table.checks.push_back(read_check(check, faults));
    check_columns(node, table, faults);
    pack.tables.push_back(std::move(table));
}

}  // namespace beihui::rules
