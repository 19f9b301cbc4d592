#include "tables/table_page.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "domain/organisation_days.hpp"
#include "history/canonical.hpp"
#include "tables/table_words.hpp"

#include <array>

namespace beihui::tables
{
namespace
{

json::value reading_json(const Cell& cell)
{
    if (cell.readings.empty())
        return nullptr;
    const rules::Interpretation& reading = *cell.readings.front();
    return json::object{
        {"id", reading.id},
        {"question", reading.question},
        {"answer", reading.answer},
        {"mark", to_text(cell.mark)},
    };
}

json::object printed_json(const TableFound& found)
{
    const rules::Table& table = *found.table;
    json::array phases;
    for (const auto& [from, to] : found.pack->phases)
        phases.emplace_back(json::object{{"from", from.text()}, {"to", to.text()}});
    return {
        {"id", table.id},           {"pack", found.pack->id},   {"annex", table.annex},
        {"title", table.title.zh},  {"clause", table.clause},   {"filled_by", table.filled_by},
        {"filer", table.filer},     {"place", table.place},     {"note", table.note},
        {"send_to", table.send_to}, {"send_cc", table.send_cc}, {"phases", std::move(phases)},
    };
}

// 浙江 and 浙江省 both give 浙江省(区、市).
std::string place_line(const rules::Table& table, const Filer& filer)
{
    constexpr std::string_view province = "省";
    std::string line = filer.province;
    if (line.ends_with(province) && table.place.starts_with(province))
        line.resize(line.size() - province.size());
    line += table.place;
    return filer.is_whole || filer.name.empty() ? line : line + "　" + filer.name;
}

std::string ordinal_zh(std::size_t number)
{
    constexpr std::array<const char*, 10> digits = {"〇", "一", "二", "三", "四",
                                                    "五", "六", "七", "八", "九"};
    return number < digits.size() ? digits.at(number) : std::to_string(number);
}

// "2026第一阶段" for days that lie in one phase, else the first day asked.
std::string period_name(const TableAnswer& answer)
{
    const rules::Pack& pack = *answer.found.pack;
    const std::size_t phase = phase_of(pack, answer.span.from);
    if (phase == 0 || phase != phase_of(pack, answer.span.to))
        return day_digits(answer.span.from) + "起";
    return std::to_string(pack.phases[phase - 1].first.year()) + "第" + ordinal_zh(phase) + "阶段";
}

std::string for_file_system(std::string_view text)
{
    constexpr std::string_view disliked = "\\/:*?\"<>| ";
    std::string name;
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f &&
            disliked.find(c) == std::string_view::npos)
            name += c;
    return name;
}

}  // namespace

Filer filer_on(
    storage::ReadTxn& txn,
    const std::string& id,
    const TableAnswer& answer,
    std::optional<Instant> as_of
)
{
    Filer filer;
    filer.id = id;
    const auto record = as_of ? storage::find_registered_as_of(txn, "organisation", id, *as_of)
                              : storage::find_registered(txn, "organisation", id);
    if (!record)
        return filer;
    const auto days = OrganisationDays::read(id, record->code, record->data);
    filer.name = days.name_on(std::min(answer.span.to, answer.as_of.date()));
    if (filer.name.empty())
        filer.name = record->name;
    if (const json::value* const profile = record->data.if_contains("profile")) {
        filer.province = text_of(*profile, "province");
        const std::string_view level = text_of(*profile, "level");
        filer.is_whole = level == "province" || level == "ministry";
    }
    return filer;
}

json::object table_json(const TableAnswer& answer, const Filer& filer)
{
    json::array cells;
    for (const Cell& cell : answer.cells)
        cells.emplace_back(json::object{
            {"column", cell.column->id},
            {"label", cell.column->label},
            {"unit", sign_of(cell.column->unit)},
            {"value", cell.value},
            {"clause", cell.column->clause},
            {"reading", reading_json(cell)},
            {"rule", answer.found.table->id + "." + cell.column->id},
            {"kind", cell.kind},
            {"formula", json::object{{"zh", cell.formula.zh}, {"en", cell.formula.en}}},
        });
    json::array findings;
    for (const TableFinding& finding : answer.findings)
        findings.emplace_back(json::object{
            {"level", finding.level},
            {"message", finding.message},
            {"at", finding.at},
        });
    return {
        {"table", printed_json(answer.found)},
        {"organisation",
         json::object{{"id", filer.id}, {"name", filer.name}, {"province", filer.province}}},
        {"from", answer.span.from.text()},
        {"to", answer.span.to.text()},
        {"as_of", answer.as_of.text()},
        {"cells", std::move(cells)},
        {"findings", std::move(findings)},
        {"overlap", answer.overlap ? json::value(*answer.overlap) : json::value()},
    };
}

std::string table_hash(const TableAnswer& answer, const Filer& filer)
{
    json::object cells;
    for (const Cell& cell : answer.cells)
        cells[cell.column->id] = cell.value;
    const json::object told{
        {"table", answer.found.table->id}, {"pack", answer.found.pack->hash},
        {"organisation", filer.id},        {"from", answer.span.from.text()},
        {"to", answer.span.to.text()},     {"as_of", answer.as_of.text()},
        {"cells", std::move(cells)},
    };
    return hex(sha256(history::canonical(told)));
}

plugin::PrintedTable printed_table(const TableAnswer& answer, const Filer& filer)
{
    const rules::Table& table = *answer.found.table;
    const rules::Pack& pack = *answer.found.pack;
    plugin::PrintedTable printed;
    printed.annex = table.annex;
    printed.title = table.title.zh;
    printed.filled_by = table.filled_by;
    printed.place = place_line(table, filer);
    printed.filer = filer.name;
    printed.note = table.note;
    printed.circular = pack.document_number.empty() ? pack.title.zh : pack.document_number;
    printed.period = span_zh(answer.span.from, answer.span.to);
    printed.as_of = answer.as_of;
    printed.hash = table_hash(answer, filer);
    for (const Cell& cell : answer.cells) {
        printed.columns.push_back({cell.column->label, cell.value});
        for (const rules::Interpretation* const reading : cell.readings)
            printed.readings.push_back(
                {cell.column->label, reading->id, reading->question, reading->answer,
                 words_of(mark_of({reading})).zh}
            );
    }
    if (answer.overlap)
        printed.remarks.push_back(*answer.overlap);
    for (const TableFinding& finding : answer.findings)
        printed.remarks.push_back(
            (finding.level == "error" ? "错误："
                                      : (finding.level == "warning" ? "提示：" : "说明：")) +
            finding.message
        );
    return printed;
}

std::string file_name(const TableAnswer& answer, const Filer& filer)
{
    const std::string& who =
        filer.is_whole && !filer.province.empty() ? filer.province : filer.name;
    const Date last = std::min(answer.span.to, answer.as_of.date());
    std::string name = for_file_system(who);
    name += (name.empty() ? "" : "_") + for_file_system(answer.found.table->annex);
    return name + "_" + period_name(answer) + "_" + day_digits(last);
}

}  // namespace beihui::tables
