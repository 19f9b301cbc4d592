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
    check_readings(pack, literals, findings);
}

}  // namespace beihui::rules
