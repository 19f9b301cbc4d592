#include "acts/organisation_sheet.hpp"

#include "acts/organisation_list.hpp"
#include "base/text.hpp"
#include "domain/organisation.hpp"
#include "domain/organisation_days.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace beihui::acts
{
namespace
{

using Column = OrganisationColumn;

// Excel keeps a day as a number: 1 is 1900-01-01, and it takes 1900 for a leap year.
constexpr std::int32_t excel_day_zero = -25569;
constexpr std::size_t excel_digits = 5;

std::string clean(std::string_view cell)
{
    return to_nfc(trim(cell));
}

std::optional<Date> read_day(const std::string& cell)
{
    if (const auto day = Date::parse(cell))
        return *day;
    const bool digits = std::ranges::all_of(cell, [](char c) { return '0' <= c && c <= '9'; });
    if (cell.size() == excel_digits && digits)
        return Date::from_days(std::stoi(cell) + excel_day_zero);
    // 2024/7/1 and 2024.7.1, as people write days.
    std::array<int, 3> parts{};
    std::size_t part = 0;
    for (const char c : cell) {
        if (c == '/' || c == '.')
            ++part;
        else if ('0' <= c && c <= '9' && part < parts.size() && parts[part] < 10'000)
            parts[part] = parts[part] * 10 + (c - '0');
        else
            return std::nullopt;
        if (part == parts.size())
            return std::nullopt;
    }
    const auto day = Date::of(parts[0], parts[1], parts[2]);
    return part == 2 && day ? std::optional(*day) : std::nullopt;
}

std::optional<bool> read_boolean(std::string_view cell)
{
    if (cell == "是" || cell == "true" || cell == "TRUE" || cell == "1")
        return true;
    if (cell == "否" || cell == "false" || cell == "FALSE" || cell == "0")
        return false;
    return std::nullopt;
}

template <class Named>
std::optional<std::string> id_of(const std::vector<Named>& list, std::string_view cell)
{
    for (const Named& one : list)
        if (one.id == cell || one.zh == cell)
            return std::string(one.id);
    return std::nullopt;
}

std::optional<std::string> read_choice(std::string_view column, const std::string& cell)
{
    if (column == "level")
        return id_of(organisation_levels(), cell);
    if (column == "kind")
        return id_of(organisation_kinds(), cell);
    return cell;  // the workflow says whether there is such a value
}

std::string shown_choice(std::string_view column, std::string_view id)
{
    if (column == "level")
        if (const OrganisationLevel* const level = find_organisation_level(id))
            return std::string(level->zh);
    if (column == "kind")
        if (const OrganisationKind* const kind = find_organisation_kind(id))
            return std::string(kind->zh);
    return std::string(id);
}

const Column* column_of(std::string_view heading)
{
    const auto& columns = organisation_columns();
    const auto found = std::ranges::find_if(columns, [&](const Column& column) {
        return column.id == heading || column.zh == heading;
    });
    return found == columns.end() ? nullptr : &*found;
}

// Which column stands where; a faulty heading is no column.
std::vector<const Column*> read_heading(const plugin::Sheet::Row& row, std::vector<Fault>& faults)
{
    std::vector<const Column*> columns;
    for (const std::string& cell : row) {
        const std::string heading = clean(cell);
        const Column* column = column_of(heading);
        if (!column && !heading.empty())
            faults.push_back(cell_fault(
                1, one_line(heading, 60), "unknown_column",
                {"没有“" + one_line(heading, 60) + "”这一列", "there is no such column"}
            ));
        if (column && std::ranges::find(columns, column) != columns.end()) {
            faults.push_back(
                cell_fault(1, column->id, "column_twice", {"这一列有两个", "it is there twice"})
            );
            column = nullptr;
        }
        columns.push_back(column);
    }
    const Column* const code = column_of("code");
    if (std::ranges::find(columns, code) == columns.end())
        faults.push_back(cell_fault(
            1, "code", "column_missing",
            {"缺少“" + std::string(code->zh) + "”列，它标识一个单位", "this column is missing"}
        ));
    return columns;
}

// Puts one cell into its row; a fault when it cannot be what its column holds.
std::optional<Fault> read_cell(const Column& column, const std::string& cell, OrganisationRow& row)
{
    const auto fault = [&](const char* zh, const char* en) {
        return cell_fault(
            row.line, column.id, "bad_cell", {"“" + one_line(cell, 60) + "”" + zh, en}
        );
    };
    if (column.type == Column::date) {
        const auto day = read_day(cell);
        if (!day)
            return fault("不是日期，请写作 2024-07-01", "this is no day; write 2024-07-01");
        if (column.id == "from")
            row.from = day;
        else if (column.id == "ends_on")
            row.ends_on = day;
        else
            row.profile[column.id] = day->text();
        return std::nullopt;
    }
    if (column.type == Column::boolean) {
        const auto value = read_boolean(cell);
        if (!value)
            return fault("应为“是”或“否”", "write 是 or 否");
        row.profile[column.id] = *value;
        return std::nullopt;
    }
    if (column.type == Column::choice) {
        const auto value = read_choice(column.id, cell);
        if (!value)
            return fault("不是可用的值", "there is no such value");
        row.profile[column.id] = *value;
        return std::nullopt;
    }
    if (column.id == "code")
        row.code = cell;
    if (column.id == "parent_code")
        row.parent_code = cell;
    else if (column.id == "successor_code")
        row.successor_code = cell;
    else
        row.profile[column.id] = cell;
    return std::nullopt;
}

std::string shown_cell(const Column& column, const OrganisationLine& line)
{
    if (column.id == "name")
        return line.name;
    if (column.id == "parent_code")
        return line.parent_code;
    const json::value* const profile = line.record.data.if_contains("profile");
    const json::value* const value =
        profile && profile->is_object() ? profile->get_object().if_contains(column.id) : nullptr;
    if (!value || value->is_null())
        return {};
    if (value->is_bool())
        return value->get_bool() ? "是" : "否";
    const std::string text = value->is_string() ? std::string(value->get_string()) : std::string();
    return column.type == Column::choice ? shown_choice(column.id, text) : text;
}

}  // namespace

const std::vector<OrganisationColumn>& organisation_columns()
{
    static const std::vector<OrganisationColumn> columns = {
        {"code", "单位代码"},
        {"name", "单位名称"},
        {"short_name", "简称"},
        {"level", "层级", Column::choice},
        {"kind", "类别", Column::choice},
        {"parent_code", "上级单位代码"},
        {"province", "省份"},
        {"area", "报送单位代码"},
        {"plan_listed", "计划单列市", Column::boolean},
        {"xpcc", "新疆生产建设兵团", Column::boolean},
        {"school_type", "学校类型", Column::choice},
        {"affiliation", "隶属", Column::choice},
        {"valid_from", "成立日期", Column::date},
        {"from", "变更自", Column::date},
        {"ends_on", "终止自", Column::date},
        {"successor_code", "并入单位代码"},
    };
    return columns;
}

Fault cell_fault(std::size_t line, std::string_view column, std::string code, Words detail)
{
    const Column* const known = column_of(column);
    const std::string name(known ? known->zh : column);
    const std::string row = std::to_string(line);
    Fault fault;
    fault.where = "#/rows/" + row + "/" + std::string(column);
    fault.code = std::move(code);
    fault.detail = {
        "第 " + row + " 行" + (name.empty() ? "" : "“" + name + "”") + "：" + detail.zh,
        "row " + row + (column.empty() ? "" : ", " + std::string(column)) + ": " + detail.en
    };
    return fault;
}

OrganisationSheet read_organisation_sheet(const plugin::Sheet& sheet)
{
    OrganisationSheet read;
    if (sheet.rows.empty()) {
        read.faults.push_back(
            cell_fault(1, "code", "column_missing", {"文件是空的", "the file is empty"})
        );
        return read;
    }
    const std::vector<const Column*> columns = read_heading(sheet.rows.front(), read.faults);
    if (!read.faults.empty())
        return read;
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 1; i < sheet.rows.size(); ++i) {
        OrganisationRow row;
        row.line = i + 1;
        bool filled = false;
        for (std::size_t at = 0; at < sheet.rows[i].size(); ++at) {
            const std::string cell = clean(sheet.rows[i][at]);
            if (cell.empty())
                continue;
            filled = true;
            if (at >= columns.size() || !columns[at])
                read.faults.push_back(cell_fault(
                    row.line, "", "cell_without_column",
                    {"第 " + std::to_string(at + 1) + " 格没有列名", "a cell has no heading"}
                ));
            else if (auto fault = read_cell(*columns[at], cell, row))
                read.faults.push_back(std::move(*fault));
        }
        if (!filled)
            continue;
        if (row.code.empty())
            read.faults.push_back(
                cell_fault(row.line, "code", "code_missing", {"没有填", "it is not filled in"})
            );
        else if (const auto [first, fresh] = seen.emplace(row.code, row.line); !fresh)
            read.faults.push_back(cell_fault(
                row.line, "code", "code_twice",
                {"与第 " + std::to_string(first->second) + " 行的代码相同",
                 "the same code as row " + std::to_string(first->second)}
            ));
        read.rows.push_back(std::move(row));
    }
    return read;
}

plugin::Sheet organisation_sheet(storage::ReadTxn& txn, const accounts::Actor& actor, Date on)
{
    plugin::Sheet sheet;
    sheet.name = "单位";
    plugin::Sheet::Row heading;
    for (const Column& column : organisation_columns())
        heading.emplace_back(column.zh);
    sheet.rows.push_back(std::move(heading));
    for (const OrganisationLine& line :
         organisations_on(txn, actor, accounts::Action::read_organisations, on)) {
        plugin::Sheet::Row row;
        for (const Column& column : organisation_columns())
            row.push_back(shown_cell(column, line));
        sheet.rows.push_back(std::move(row));
    }
    return sheet;
}

}  // namespace beihui::acts
