#include "acts/imports/marked_list.hpp"

#include "acts/case_page.hpp"
#include "acts/imports/bring_in.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

constexpr std::size_t most_faults_shown = 500;
constexpr std::size_t most_samples = 3;
constexpr std::size_t sample_bytes = 60;

json::array samples_of(const plugin::Sheet& sheet, const CheckedList& checked, std::size_t column)
{
    json::array samples;
    for (const std::size_t row : checked.layout.rows) {
        const std::string text = cell_text(sheet, row, column);
        if (!text.empty())
            samples.emplace_back(one_line(text, sample_bytes));
        if (samples.size() == most_samples)
            break;
    }
    return samples;
}

json::array columns_json(
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const CheckedList& checked
)
{
    json::array columns;
    for (std::size_t at = 0; at < checked.layout.columns.size(); ++at) {
        const auto known = checked.layout.columns[at];
        columns.emplace_back(json::object{
            {"at", column_name(at)},
            {"heading", one_line(checked.layout.headings[at], sample_bytes)},
            {"column", known ? kind.columns[*known].id : std::string()},
            {"samples", samples_of(sheet, checked, at)},
        });
    }
    return columns;
}

json::array known_json(const ListKind& kind)
{
    json::array known;
    for (const ListColumn& column : kind.columns) {
        json::array choices;
        if (column.field)
            for (const std::string& one : column.field->of)
                choices.emplace_back(one);
        known.emplace_back(json::object{
            {"id", column.id},
            {"label", words_json(column.label)},
            {"required", column.required},
            {"type", column.field ? to_text(column.field->type) : std::string_view("case_ref")},
            {"of", std::move(choices)},
        });
    }
    return known;
}

json::array faults_json(const plugin::Sheet& sheet, const CheckedList& checked)
{
    json::array faults;
    for (const ListFault& one : checked.faults) {
        if (faults.size() == most_faults_shown)
            break;
        faults.emplace_back(json::object{
            {"row", one.row + 1},
            {"cell", one.column ? cell_name(one.row, *one.column) : std::string()},
            {"text", one.column ? one_line(cell_text(sheet, one.row, *one.column), sample_bytes)
                                : std::string()},
            {"code", one.code},
            {"duplicate", one.duplicate},
            {"place", words_json(place_of(one, checked))},
            {"detail", words_json(one.detail)},
        });
    }
    return faults;
}

}  // namespace

plugin::MarkedSheet marked_list(const plugin::Sheet& sheet, const CheckedList& checked)
{
    plugin::MarkedSheet marked;
    marked.sheet = sheet;
    marked.sheet.name = "检查结果";
    marked.heading_rows = checked.layout.head_to;
    const std::size_t last = checked.layout.columns.size();
    std::map<std::size_t, std::string> by_row;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> at;
    for (const ListFault& one : checked.faults) {
        std::string& all = by_row[one.row];
        const std::string where = one.column ? column_name(*one.column) + " 列：" : std::string();
        all += (all.empty() ? "" : "；") + where + one.detail.zh;
        if (!one.column)
            continue;
        const auto [place, fresh] =
            at.emplace(std::pair(one.row, *one.column), marked.marks.size());
        if (fresh)
            marked.marks.push_back({one.row, *one.column, one.detail.zh, !one.duplicate});
        else
            marked.marks[place->second].note += "；" + one.detail.zh;
    }
    for (const ListRow& row : checked.rows) {
        const auto found = by_row.find(row.row);
        if (found == by_row.end())
            continue;
        plugin::Sheet::Row& cells = marked.sheet.rows[row.row];
        cells.resize(last + 1);
        cells[last] = found->second;
        marked.marks.push_back({row.row, last, {}, row.state == ListRow::faulty});
    }
    // A marked cell behind the last one that is filled in has to be there.
    for (const auto& [place, mark] : at)
        if (marked.sheet.rows[place.first].size() <= place.second)
            marked.sheet.rows[place.first].resize(place.second + 1);
    if (marked.heading_rows > 0) {
        plugin::Sheet::Row& heading = marked.sheet.rows[marked.heading_rows - 1];
        heading.resize(last + 1);
        heading[last] = "检查结果";
    }
    return marked;
}

json::object check_json(
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const CheckedList& checked
)
{
    json::array missing;
    for (const std::size_t column : checked.missing)
        missing.emplace_back(kind.columns[column].id);
    json::array ignored;
    for (const Layout::Ignored& one : checked.layout.ignored)
        if (ignored.size() < most_faults_shown)
            ignored.emplace_back(json::object{{"row", one.row + 1}, {"why", words_json(one.why)}});
    return {
        {"kind", kind.id},
        {"head",
         json::object{{"from", checked.layout.head_from + 1}, {"to", checked.layout.head_to}}},
        {"columns", columns_json(kind, sheet, checked)},
        {"known", known_json(kind)},
        {"missing", std::move(missing)},
        {"rows", checked.rows.size()},
        {"ready", checked.count(ListRow::ready)},
        {"faulty", checked.count(ListRow::faulty)},
        {"duplicate", checked.count(ListRow::duplicate)},
        {"ignored", std::move(ignored)},
        {"faults", faults_json(sheet, checked)},
        {"fault_count", checked.faults.size()},
        {"check", fingerprint_of(kind, checked)},
    };
}

}  // namespace beihui::acts
