#include "domain/measure.hpp"
#include "rules/lint_parts.hpp"
#include "rules/lua/scanner.hpp"
#include "rules/program_parameters.hpp"
#include "rules/read_parts.hpp"

#include <algorithm>
#include <set>

namespace beihui::rules
{
namespace
{

using Names = std::set<std::string, std::less<>>;

// Every text literal of the Lua files, without its quotes. A key that a rule puts together from
// parts is not among them, and the parameter then counts as unread.
Names literals_of(const Pack& pack)
{
    Names literals;
    for (const RuleFile& file : rule_files(pack))
        for (const auto& [path, bytes] : pack.files) {
            if (path != file.path)
                continue;
            const auto tokens = lua::scan(file.chunk_name, bytes);
            if (!tokens)
                continue;  // loading it has told why
            for (const lua::Token& token : *tokens)
                if (token.kind == lua::TokenKind::text && token.text.size() >= 2)
                    literals.emplace(token.text.substr(1, token.text.size() - 2));
        }
    return literals;
}

// Every `p "key"` of the Lua files whose key is no parameter, also where no scenario comes by.
void check_reads(const Pack& pack, Findings& findings)
{
    std::vector<std::string> known;
    for (const Parameter& parameter : pack.parameters)
        known.push_back(parameter.key);
    const auto check = [&](const RuleFile& file, const std::vector<lua::Token>& tokens) {
        for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
            const bool member = i > 0 && (tokens[i - 1].text == "." || tokens[i - 1].text == ":");
            if (tokens[i].kind != lua::TokenKind::name || tokens[i].text != "p" || member)
                continue;
            // p("plans." .. name): the key is known only when it runs.
            const bool bracket = tokens[i + 1].text == "(";
            if (bracket && (i + 3 >= tokens.size() || tokens[i + 3].text != ")"))
                continue;
            const lua::Token& given = tokens[i + (bracket ? 2 : 1)];
            const bool quoted = given.kind == lua::TokenKind::text && given.text.front() != '[';
            if (!quoted || given.text.find('\\') != std::string_view::npos)
                continue;
            const std::string key(given.text.substr(1, given.text.size() - 2));
            if (!pack.parameter(key))
                findings.errors.push_back(fault_at(
                    lua::place(file.chunk_name, given.line, given.column), "RP1411",
                    {"params.yaml 里没有参数 " + key, "params.yaml has no parameter " + key},
                    nearest_way_out(key, known)
                ));
        }
    };
    for (const RuleFile& file : rule_files(pack))
        for (const auto& [path, bytes] : pack.files)
            if (path == file.path)
                if (const auto tokens = lua::scan(file.chunk_name, bytes))
                    check(file, *tokens);
}

Names parameters_of_measures(const Pack& pack, const Interpreter& interpreter)
{
    Names found;
    const auto add = [&](const json::object& measure) {
        for (std::string& key : Measure::parameters_in(measure))
            found.insert(std::move(key));
    };
    for (const Table& table : pack.tables)
        for (const Column& column : table.columns)
            add(column.measure);
    for (const Rule& rule : interpreter.rules())
        for (const auto& [name, measure] : rule.needs)
            add(measure.as_object());
    return found;
}

// Everything that a reading can affect: parameters, columns, and one key of the manifest.
Names affectable(const Pack& pack)
{
    Names names = {"known_from"};
    for (const Parameter& parameter : pack.parameters)
        names.insert(parameter.key);
    for (const Override& override : pack.overrides)
        names.insert(override.pack + "/" + override.parameter.key);
    for (const Table& table : pack.tables)
        for (const Column& column : table.columns)
            names.insert(table.id + "." + column.id);
    return names;
}

// The readings that a value or column names as what it rests on.
Names readings_in_use(const Pack& pack)
{
    Names used;
    for (const Parameter& parameter : pack.parameters)
        for (const ParameterValue& value : parameter.values)
            used.insert(value.interpretation);
    for (const Override& override : pack.overrides)
        for (const ParameterValue& value : override.parameter.values)
            used.insert(value.interpretation);
    for (const Table& table : pack.tables)
        for (const Column& column : table.columns)
            used.insert(column.interpretation);
    return used;
}

void check_readings(const Pack& pack, const Names& literals, Findings& findings)
{
    const Names known = affectable(pack);
    const Names used = readings_in_use(pack);
    for (const Interpretation& reading : pack.interpretations) {
        for (const std::string& name : reading.affects)
            if (!known.contains(name))
                findings.errors.push_back(fault_at(
                    reading.line, "RP1405",
                    {"口径 " + reading.id + " 所影响的 " + name + " 不存在",
                     "interpretation " + reading.id + " affects " + name + ", which does not exist"
                    },
                    nearest_way_out(name, {known.begin(), known.end()})
                ));
        if (reading.affects.empty() && !used.contains(reading.id) && !literals.contains(reading.id))
            findings.warnings.push_back(fault_at(
                reading.line, "RP1405",
                {"口径 " + reading.id + " 不影响任何参数、统计列或规则",
                 "interpretation " + reading.id + " affects no parameter, column or rule"},
                {"写明 affects，或删去", "say what it affects, or take it out"}
            ));
    }
}

// An overlay does what a clause says by setting a value, or by ending a clause of another pack.
bool rests_on(const Pack& pack, std::string_view clause)
{
    const auto names = [&](const ParameterValue& value) { return value.clause == clause; };
    const auto sets = [&](const Override& override) {
        return std::ranges::any_of(override.parameter.values, names);
    };
    const auto ends = [&](const Amendment& amendment) { return amendment.by == clause; };
    return std::ranges::any_of(pack.overrides, sets) || std::ranges::any_of(pack.amends, ends);
}

// What is wrong with one of the times at which those who have not filed are reminded; empty: nothing.
Words fault_of_reminder(const json::value& one, const ParameterValue& value, const Names& literals)
{
    constexpr std::size_t members = 3;  // form, weekday, time
    constexpr std::int64_t sunday = 7;
    const json::object* const reminder = one.if_object();
    if (!reminder || reminder->size() != members || !reminder->contains("form") ||
        !reminder->contains("weekday") || !reminder->contains("time"))
        return {
            "每一个写 form、weekday、time，不写别的", "each is form, weekday and time, no more"
        };
    const std::string form(text_of(one, "form"));
    if (!literals.contains(form))
        return {
            "没有规则给出报 “" + form + "” 的事项", "no rule gives a duty whose form is " + form
        };
    const std::int64_t weekday = integer_of(one, "weekday");
    if (weekday < 1 || weekday > sunday)
        return {"weekday 是 1（星期一）至 7（星期日）", "weekday is 1, Monday, to 7, Sunday"};
    if (!at_time(value.from, text_of(one, "time")))
        return {"time 写作加引号的时刻，如 \"16:00\"", "time is a clock time in quotes, \"16:00\""};
    return {};
}

void check_reminders(const Pack& pack, const Names& literals, Findings& findings)
{
    const Parameter* const reminders = pack.parameter(reminders_parameter);
    if (!reminders)
        return;
    for (const ParameterValue& value : reminders->values) {
        const json::array* const times = value.value.if_array();
        std::vector<Words> faults;
        if (!times)
            faults.push_back({"它的值是一个列表", "its value is a list"});
        else
            for (const json::value& one : *times)
                faults.push_back(fault_of_reminder(one, value, literals));
        for (const Words& fault : faults)
            if (!fault.zh.empty())
                findings.errors.push_back(fault_at(
                    value.line, "RP1413",
                    {reminders->key + " 不会催办：" + fault.zh,
                     reminders->key + " reminds nobody: " + fault.en},
                    {"写 [ { form: 事项的表, weekday: 5, time: \"16:00\" } ]",
                     "write [ { form: FORM, weekday: 5, time: \"16:00\" } ]"}
                ));
    }
}

}  // namespace

bool is_cited(const Pack& pack, const Interpreter& interpreter, std::string_view clause)
{
    if (rests_on(pack, clause))
        return true;
    const auto cites = [&](const Rule& rule) { return rule.clause == clause; };
    if (std::ranges::any_of(interpreter.rules(), cites))
        return true;
    if (std::ranges::any_of(interpreter.table_rules(), cites, &TableRule::rule))
        return true;
    return literals_of(pack).contains(clause);
}

void check_citations(const Pack& pack, const Interpreter& interpreter, Findings& findings)
{
    for (const Clause& clause : pack.clauses)
        if (clause.check == "rule" && !is_cited(pack, interpreter, clause.id))
            findings.errors.push_back(fault_at(
                clause.line, "RP1401",
                {"条款 " + clause.id + " 交给规则判定，却没有规则引用它",
                 "clause " + clause.id + " is left to a rule, and none cites it"},
                {"写一条引用它的规则，或改为 checklist、information",
                 "write a rule that cites it, or make it checklist or information"}
            ));
}

void check_use(const Pack& pack, const Interpreter& interpreter, Findings& findings)
{
    const Names literals = literals_of(pack);
    const Names measured = parameters_of_measures(pack, interpreter);
    for (const Parameter& parameter : pack.parameters)
        if (!literals.contains(parameter.key) && !measured.contains(parameter.key) &&
            parameter.key != reminders_parameter)
            findings.warnings.push_back(fault_at(
                parameter.line, "RP1404",
                {"参数 " + parameter.key + " 没有被任何规则或统计列读取",
                 "parameter " + parameter.key + " is read by no rule and no column"},
                {"用起来，或删去", "use it, or take it out"}
            ));
    check_reads(pack, findings);
    check_reminders(pack, literals, findings);
    check_readings(pack, literals, findings);
}

}  // namespace beihui::rules
