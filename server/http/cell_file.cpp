#include "http/cell_file.hpp"

#include "base/text.hpp"
#include "http/cell_page.hpp"

namespace beihui::http
{
namespace
{

constexpr std::size_t rows_at_once = 1000;

std::string name_in(const json::value& fact, std::string_view of)
{
    const json::value* const named = member(fact, of);
    return named && named->is_object() ? std::string(text_of(*named, "name")) : std::string();
}

plugin::Sheet::Row row_of(const json::value& fact, bool counted)
{
    const json::value& subject = fact.at("case");
    return {
        counted ? "计入" : "未计入",
        counted ? std::to_string(integer_of(fact, "adds")) : std::string("0"),
        std::string(text_of(fact, "why")),
        std::string(text_of(fact, "on")),
        name_in(fact, "organisation"),
        name_in(fact, "employer"),
        std::to_string(integer_of(fact, "quantity")),
        std::string(text_of(subject, "number")),
        std::string(text_of(subject, "title")),
    };
}

}  // namespace

Result<plugin::Sheet> cell_sheet(
    const Api& api,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::ColumnAsked& asked
)
{
    plugin::Sheet sheet;
    sheet.name = "构成";
    sheet.rows.push_back(
        {"是否计入", "计入数", "原因", "日期", "单位", "用人单位", "数量", "案卷编号", "案卷名称"}
    );
    for (const bool counted : {true, false}) {
        std::string cursor;
        do {
            const auto page =
                cell_json(api, txn, actor, asked, {counted, cursor, rows_at_once, {}});
            if (!page)
                return page.error();
            for (const json::value& fact : page->at(counted ? "counted" : "left_out").as_array())
                sheet.rows.push_back(row_of(fact, counted));
            if (sheet.rows.size() > plugin::most_sheet_rows)
                return plugin::sheet_too_large();
            const std::int64_t unseen = integer_of(*page, "invisible");
            cursor = text_of(*page, "next_cursor");
            if (cursor.empty() && counted && unseen > 0)
                sheet.rows.push_back(
                    {"计入", "", "另有 " + std::to_string(unseen) + " 行计入，导出者无权查看"}
                );
        } while (!cursor.empty());
    }
    return sheet;
}

}  // namespace beihui::http
