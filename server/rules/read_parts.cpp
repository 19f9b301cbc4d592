#include "rules/read_parts.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

std::string optional_text(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node && !node->is_null() ? node->text(faults, key) : std::string();
}

std::vector<std::string> optional_texts(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node && !node->is_null() ? node->texts(faults, key) : std::vector<std::string>();
}

Words optional_words(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node && !node->is_null() ? read_words(*node, faults, key) : Words();
}

Unit read_unit(const Yaml& node, Faults& faults)
{
    const auto unit = parse_unit(node.text(faults, "unit"));
    if (!unit) {
        faults.add(
            node.place(), "RP1101", "没有单位“" + node.raw() + "”", "there is no unit \"" + node.raw() + "\"",
            "用 场、场次、家、家次、个、人、人次 或 份", "use 场, 场次, 家, 家次, 个, 人, 人次 or 份"
        );
        return Unit::events;
    }
    return *unit;
}

ParameterValue read_value(
    const Yaml& from,
    const Yaml& node,
    const OtherFile& other,
    std::string_view shown_folder,
    Faults& faults
)
{
    ParameterValue value;
    value.from = read_date(from, faults, "values");
    node.only({"value", "file", "clause", "interpretation"}, faults);
    value.clause = optional_text(node, "clause", faults);
    value.interpretation = optional_text(node, "interpretation", faults);
    if (value.clause.empty() == value.interpretation.empty())
        faults.add(
            node.place(), "RP1102", "参数值须注明 clause 或 interpretation 之一",
            "a parameter value names either a clause or an interpretation",
            "印在通知里的写 clause，推定的写 interpretation", "printed: clause; inferred: interpretation"
        );
    if (const Yaml* const file = node.find("file")) {
        const std::string path = file->text(faults, "file");
        const std::string* const bytes = other(path);
        if (!bytes) {
            faults.add(
                file->place(), "RP1103", "规则包里没有文件 " + path, "the pack has no file " + path,
                "检查文件名", "check the file name"
            );
            return value;
        }
        const auto read = Yaml::read(std::string(shown_folder) + "/" + path, *bytes);
        if (read)
            value.value = read->json();
        else
            faults.take(read.error());
    } else {
        value.value = node.need("value", faults).json();
    }
    return value;
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
    static const std::vector<std::string> known = {"at_most", "at_least", "zero_when_zero", "not_zero_when_not_zero"};
    if (std::ranges::find(known, check.is) == known.end())
        faults.add(
            node.place(), "RP1104", "核对方式“" + check.is + "”不存在", "unknown check \"" + check.is + "\"",
            "用 at_most、at_least、zero_when_zero 或 not_zero_when_not_zero",
            "use at_most, at_least, zero_when_zero or not_zero_when_not_zero"
        );
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
            measure.place(), "RP1004", "measure 须是键值表", "measure must be a map", "见 docs/rules.md 计数口径",
            "see docs/rules.md, measures"
        );
    return column;
}

void check_clause(
    const Pack& pack,
    std::string_view clause,
    std::string_view line,
    Faults& faults
)
{
    if (clause.empty() || pack.clause(clause))
        return;
    std::vector<std::string> known;
    for (const Clause& candidate : pack.clauses)
        known.push_back(candidate.id);
    const auto near = nearest_name(clause, known);
    const Place place{std::string(line), 0, 0};
    faults.add(
        place, "RP1105", "没有条款 " + std::string(clause), "there is no clause " + std::string(clause),
        near ? "是不是 " + *near + "？" : "先在 clauses.yaml 写出该条款",
        near ? "did you mean " + *near + "?" : "add the clause to clauses.yaml first"
    );
}

}  // namespace

Words read_words(const Yaml& node, Faults& faults, std::string_view what)
{
    if (node.is_scalar())
        return {node.text(faults, what), {}};
    node.only({"zh", "en"}, faults);
    Words words;
    words.zh = node.need("zh", faults).text(faults, "zh");
    words.en = optional_text(node, "en", faults);
    return words;
}

Date read_date(const Yaml& node, Faults& faults, std::string_view what)
{
    const auto date = Date::parse(node.text(faults, what));
    if (date)
        return *date;
    faults.add(
        node.place(), "RP1106", date.error().detail.zh, date.error().detail.en, "写作 2026-04-30",
        "write 2026-04-30"
    );
    return Date::from_days(0);
}

void read_manifest(const Yaml& node, Pack& pack, Faults& faults)
{
    node.only(
        {"pack", "revision", "version", "api", "issuers", "doc_no", "title", "source", "issued_on",
         "issued_on_note", "known_from", "known_from_reading", "phases", "text_gaps", "covers_cohort",
         "obligors", "extends", "amends", "calendar", "transition", "limits", "needs_host", "authors",
         "reviewers", "signature", "binds", "addressees", "contacts"},
        faults
    );
    pack.id = node.need("pack", faults).text(faults, "pack");
    pack.revision = node.need("revision", faults).integer(faults, "revision");
    pack.version = optional_text(node, "version", faults);
    pack.title = read_words(node.need("title", faults), faults, "title");
    pack.document_number = optional_text(node, "doc_no", faults);
    pack.issuers = optional_texts(node, "issuers", faults);
    const Yaml& api = node.need("api", faults);
    if (!api.is_null() && api.integer(faults, "api") != 1)
        faults.add(
            api.place(), "RP1107", "本程序支持规则接口 1，此包要 " + api.raw(),
            "this program serves rule API 1; the pack asks for " + api.raw(), "升级程序或改写规则包",
            "upgrade the program or rewrite the pack"
        );
    if (const Yaml* const issued = node.find("issued_on"); issued && !issued->is_null())
        pack.issued_on = read_date(*issued, faults, "issued_on");
    pack.known_from = read_date(node.need("known_from", faults), faults, "known_from");
    const Yaml& phases = node.need("phases", faults);
    for (const Yaml& phase : phases.items()) {
        phase.only({"from", "to", "title"}, faults);
        pack.phases.emplace_back(
            read_date(phase.need("from", faults), faults, "from"),
            read_date(phase.need("to", faults), faults, "to")
        );
        const auto& [from, to] = pack.phases.back();
        const bool ordered = from <= to && (pack.phases.size() == 1 || pack.phases[pack.phases.size() - 2].second < from);
        if (!ordered)
            faults.add(
                phase.place(), "RP1108", "阶段须按先后排列且不重叠", "phases must be in order and not overlap",
                "检查 from 与 to", "check from and to"
            );
    }
    pack.obligors = optional_texts(node, "obligors", faults);
    pack.text_gaps = optional_texts(node, "text_gaps", faults);
    pack.workflows = node.need("binds", faults).texts(faults, "binds");
    if (const Yaml* const limits = node.find("limits"))
        pack.limit_class = limits->need("class", faults).text(faults, "class");
}

void read_clauses(const Yaml& node, Pack& pack, Faults& faults)
{
    for (const auto& [key, value] : node.members()) {
        Clause clause;
        clause.id = key.raw();
        clause.line = key.place().text();
        value.only({"text", "gloss", "kind", "check", "actors", "owner", "evidence", "reason", "item", "force"}, faults);
        clause.text = value.need("text", faults).text(faults, "text");
        clause.gloss = optional_words(value, "gloss", faults);
        clause.kind = value.need("kind", faults).text(faults, "kind");
        clause.check = value.need("check", faults).text(faults, "check");
        clause.reason = optional_words(value, "reason", faults).zh;
        clause.actors = optional_texts(value, "actors", faults);
        clause.owner = optional_text(value, "owner", faults);
        clause.evidence = optional_words(value, "evidence", faults);
        clause.item = optional_text(value, "item", faults);
        const bool complete =
            clause.check == "rule" ||
            (clause.check == "checklist" && !clause.owner.empty() && !clause.evidence.zh.empty()) ||
            (clause.check == "information" && !clause.reason.empty());
        if (!complete)
            faults.add(
                key.place(), "RP1109", "条款 " + clause.id + " 的 check 不完整",
                "clause " + clause.id + ": its check is not complete",
                "check 为 rule、checklist（须有 owner 与 evidence）或 information（须有 reason）",
                "check is rule, checklist (with owner and evidence) or information (with reason)"
            );
        pack.clauses.push_back(std::move(clause));
    }
}

void read_interpretations(const Yaml& node, Pack& pack, Faults& faults)
{
    for (const auto& [key, value] : node.members()) {
        Interpretation reading;
        reading.id = key.raw();
        value.only({"question", "answer", "decided_by", "decided_on", "basis", "affects"}, faults);
        reading.question = value.need("question", faults).text(faults, "question");
        reading.answer = value.need("answer", faults).text(faults, "answer");
        reading.decided_by = optional_text(value, "decided_by", faults);
        reading.decided_on = optional_text(value, "decided_on", faults);
        reading.basis = value.need("basis", faults).text(faults, "basis");
        reading.affects = optional_texts(value, "affects", faults);
        pack.interpretations.push_back(std::move(reading));
    }
}

void read_parameters(
    const Yaml& node,
    const OtherFile& other,
    std::string_view shown_folder,
    Pack& pack,
    Faults& faults
)
{
    for (const auto& [key, value] : node.members()) {
        Parameter parameter;
        parameter.key = key.raw();
        parameter.line = key.place().text();
        value.only({"title", "unit", "values"}, faults);
        parameter.title = optional_words(value, "title", faults);
        parameter.unit = optional_text(value, "unit", faults);
        for (const auto& [from, dated] : value.need("values", faults).members())
            parameter.values.push_back(read_value(from, dated, other, shown_folder, faults));
        std::ranges::sort(parameter.values, {}, &ParameterValue::from);
        if (parameter.values.empty())
            faults.add(
                key.place(), "RP1110", "参数 " + parameter.key + " 没有值", "parameter " + parameter.key + " has no value",
                "在 values 下写生效日与值", "add a day and a value under values"
            );
        pack.parameters.push_back(std::move(parameter));
    }
}

void read_table(const Yaml& node, Pack& pack, Faults& faults)
{
    Table table;
    node.only(
        {"id", "annex", "title", "clause", "filled_by", "filer", "place", "note", "send", "due", "rows",
         "columns", "checks"},
        faults
    );
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
    for (const Yaml& column : node.need("columns", faults).items())
        table.columns.push_back(read_column(column, faults));
    if (const Yaml* const checks = node.find("checks"))
        for (const Yaml& check : checks->items())
            table.checks.push_back(read_check(check, faults));
    pack.tables.push_back(std::move(table));
}

void check_references(const Pack& pack, std::string_view shown_folder, Faults& faults)
{
    const auto check_reading = [&](std::string_view id, std::string_view line) {
        if (id.empty() || pack.interpretation(id))
            return;
        faults.add(
            {std::string(line), 0, 0}, "RP1111", "没有口径 " + std::string(id),
            "there is no interpretation " + std::string(id), "先在 interpretations.yaml 写出该口径",
            "add it to interpretations.yaml first"
        );
    };
    for (const Parameter& parameter : pack.parameters)
        for (const ParameterValue& value : parameter.values) {
            check_clause(pack, value.clause, parameter.line, faults);
            check_reading(value.interpretation, parameter.line);
        }
    for (const Table& table : pack.tables) {
        check_clause(pack, table.clause, std::string(shown_folder) + "/annex", faults);
        for (const Column& column : table.columns) {
            check_clause(pack, column.clause, column.line, faults);
            check_reading(column.interpretation, column.line);
        }
    }
}

}  // namespace beihui::rules
