// beihui pack cover and edges: what the tests of a pack reach, and what they should.
#include "acts/scenario.hpp"
#include "cli/commands.hpp"
#include "cli/pack_bench.hpp"
#include "cli/pack_tools.hpp"
#include "rules/tools/cover.hpp"
#include "rules/tools/edges.hpp"

#include <algorithm>
#include <ostream>
#include <set>

namespace beihui::cli
{
namespace
{

// A pack whose tests have run, as cover and edges look at it. The runs point into the tests.
struct Measured
{
    std::shared_ptr<rules::lua::LineLog> lines = std::make_shared<rules::lua::LineLog>();
    TestedPack tested;
    std::vector<rules::ScenarioRun> runs;
    std::vector<const rules::Story*> stories;  // that passed
    std::size_t failed = 0;
};

Result<std::unique_ptr<Measured>> measure(const std::filesystem::path& folder)
{
    auto measured = std::make_unique<Measured>();
    auto tested = run_tests(folder, measured->lines);
    if (!tested)
        return tested.error();
    measured->tested = std::move(*tested);
    const TestedPack& all = measured->tested;
    for (std::size_t i = 0; i < all.results.size(); ++i) {
        const bool passed = all.results[i].mismatches.empty();
        measured->failed += passed ? 0U : 1U;
        if (i < all.scenarios.size())
            measured->runs.push_back({&all.scenarios[i], passed, all.results[i].trace});
        else if (passed)
            measured->stories.push_back(&all.stories[i - all.scenarios.size()]);
    }
    return measured;
}

json::object counts_as_json(const rules::Outcomes& outcomes)
{
    return {
        {"met", outcomes.met},
        {"short", outcomes.unmet},
        {"not_applicable", outcomes.not_applicable},
        {"error", outcomes.failed},
    };
}

json::object outcomes_as_json(const rules::RuleOutcomes& rule)
{
    json::object line{{"rule", rule.rule}, {"clause", rule.clause}};
    for (const auto& [name, count] : counts_as_json(rule.all))
        line[name] = count;
    line["with_params"] = counts_as_json(rule.with_params);
    return line;
}

json::object declared_as_json(const rules::NumberTried& number)
{
    json::object declared;
    for (const rules::SideTried& side : rules::sides_of(number))
        if (side.is_declared())
            declared[side.name] =
                json::object{{"zh", side.declared->zh}, {"en", side.declared->en}};
    return declared;
}

json::object cover_as_json(const rules::Pack& pack, const rules::Cover& cover)
{
    json::array files;
    for (const rules::LinesCovered& file : cover.files)
        files.emplace_back(json::object{
            {"path", file.path},
            {"lines", file.can_run},
            {"missed", json::value_from(file.missed)},
        });
    json::array outcomes;
    for (const rules::RuleOutcomes& rule : cover.rules)
        outcomes.emplace_back(outcomes_as_json(rule));
    json::array numbers;
    for (const rules::NumberTried& number : cover.numbers)
        numbers.emplace_back(json::object{
            {"rule", number.rule},
            {"clause", number.clause},
            {"parameter", number.parameter},
            {"number", number.number},
            {"path", number.path},
            {"below", number.below},
            {"at", number.at},
            {"above", number.above},
            {"declared", declared_as_json(number)},
        });
    json::array clauses;
    for (const rules::ClauseCovered& clause : cover.clauses)
        clauses.emplace_back(json::object{
            {"clause", clause.id},
            {"check", clause.check},
            {"duty", clause.is_duty()},
            {"coded", clause.coded},
            {"tested", clause.tested},
            {"numbers", clause.numbers},
            {"boundary", clause.at_boundary},
        });
    return {
        {"pack", pack.id},
        {"lines_percent", cover.lines_percent()},
        {"duties", cover.duties()},
        {"coded_percent", rules::percent_of(cover.duties_coded(), cover.duties())},
        {"tested_percent", rules::percent_of(cover.duties_tested(), cover.duties())},
        {"boundary_percent", rules::percent_of(cover.at_boundary(), cover.with_numbers())},
        {"numbers_percent", rules::percent_of(cover.parameters_tried(), cover.parameters())},
        {"declared_in_vain", json::value_from(cover.declared_in_vain())},
        {"declared", cover.declared()},
        {"files", std::move(files)},
        {"rules", std::move(outcomes)},
        {"numbers", std::move(numbers)},
        {"clauses", std::move(clauses)},
    };
}

// 12, 13, 14, 20 as "12–14, 20".
std::string spans(const std::vector<int>& lines)
{
    std::string text;
    for (std::size_t i = 0; i < lines.size();) {
        std::size_t last = i;
        while (last + 1 < lines.size() && lines[last + 1] == lines[last] + 1)
            ++last;
        text += (text.empty() ? "" : ", ") + std::to_string(lines[i]);
        if (last > i)
            text += "–" + std::to_string(lines[last]);
        i = last + 1;
    }
    return text;
}

void print_part(std::ostream& out, const char* label, std::size_t part, std::size_t whole)
{
    out << "  " << label << ' ' << part << " / " << whole << "（" << rules::percent_of(part, whole)
        << "%）\n";
}

void print_lines(const rules::Cover& cover, std::ostream& out)
{
    out << "行 lines " << cover.lines_percent() << "%\n";
    for (const rules::LinesCovered& file : cover.files)
        if (!file.missed.empty())
            out << "  " << file.path << "：没有运行 not run " << spans(file.missed) << '\n';
}

void print_counts(const rules::RuleOutcomes& rule, std::ostream& out)
{
    const auto put = [&](const rules::Outcomes& outcomes) {
        out << outcomes.met << " · " << outcomes.unmet << " · " << outcomes.not_applicable << " · "
            << outcomes.failed;
    };
    out << "  " << rule.rule << "：";
    put(rule.all);
    if (rule.with_params.any()) {
        out << "（其中改了参数 of them with params: ";
        put(rule.with_params);
        out << "）";
    }
    out << '\n';
}

void print_outcomes(const rules::Cover& cover, std::ostream& out)
{
    out << "结论 outcomes（满足 met · 不足 short · 不适用 n/a · 出错 error）\n";
    for (const rules::RuleOutcomes& rule : cover.rules)
        print_counts(rule, out);
}

void print_numbers(const rules::Cover& cover, std::ostream& out)
{
    out << "数字 numbers（下 below · 正好 at · 上 above）\n";
    std::set<std::string> told;
    for (const rules::NumberTried& number : cover.numbers) {
        const auto sides = rules::sides_of(number);
        const bool declared =
            std::ranges::any_of(sides, [](const auto& side) { return side.is_declared(); });
        if ((number.complete() && !declared) || !told.insert(number.parameter).second)
            continue;
        out << "  " << (number.rule.empty() ? "（没有情景读到 not read）" : number.rule) << ' '
            << number.parameter << " = " << number.number << "：";
        for (const rules::SideTried& side : sides)
            out << (side.name == "below" ? "" : " · ")
                << (side.tried           ? "有"
                    : side.is_declared() ? "声明"
                                         : "缺");
        out << '\n';
        for (const rules::SideTried& side : sides)
            if (side.is_declared())
                out << "      声明 declared " << side.name << "：" << side.declared->zh
                    << (side.tried ? "（情景走到了，删去这一声明 reached, take it out）" : "")
                    << '\n';
    }
}

void print_clauses(const rules::Cover& cover, std::ostream& out)
{
    out << "条款 clauses " << cover.clauses.size() << "\n";
    print_part(out, "义务条款有规则或事项 coded", cover.duties_coded(), cover.duties());
    print_part(out, "义务条款有测试 tested", cover.duties_tested(), cover.duties());
    print_part(
        out, "有数字的条款测到边界 at the boundary", cover.at_boundary(), cover.with_numbers()
    );
    print_part(
        out, "数字测到边界 numbers at the boundary", cover.parameters_tried(), cover.parameters()
    );
    out << "  声明无从核查 declared not checkable " << cover.declared() << '\n';
    for (const rules::ClauseCovered& clause : cover.clauses)
        if (clause.is_duty() && (!clause.coded || !clause.tested))
            out << "  缺 " << clause.id << "：" << (clause.coded ? "" : "没有规则或事项 not coded ")
                << (clause.tested ? "" : "没有测试 not tested") << '\n';
}

}  // namespace

int cover_pack(const CoverAsked& asked, std::ostream& out, std::ostream& err)
{
    const auto tested = measure(asked.folder);
    if (!tested) {
        if (asked.as_json)
            return print_faults_as_json(tested.error(), out);
        show_faults(faults_of(tested.error()), asked.folder, err);
        return refused;
    }
    const rules::Pack& pack = *(*tested)->tested.bench.pack;
    const auto interpreter = rules::Interpreter::load(pack, rules::lua::Limits::standard());
    if (!interpreter) {
        if (asked.as_json)
            return print_faults_as_json(interpreter.error(), out);
        show_faults(faults_of(interpreter.error()), asked.folder, err);
        return refused;
    }
    const rules::Cover cover = rules::cover_of(
        pack, **interpreter, (*tested)->runs, (*tested)->stories, *(*tested)->lines
    );
    if (asked.as_json) {
        json::object answer = cover_as_json(pack, cover);
        answer["errors"] = json::array();
        answer["failed"] = (*tested)->failed;
        out << json::serialize(answer) << '\n';
    } else {
        out << pack.id << '\n';
        print_lines(cover, out);
        print_outcomes(cover, out);
        print_numbers(cover, out);
        print_clauses(cover, out);
    }
    if ((*tested)->failed > 0)
        err << "有 " << (*tested)->failed
            << " 个情景没有通过，没有计入；先运行 beihui pack test / scenarios failed and are not "
               "counted\n";
    const auto required = static_cast<std::size_t>(asked.required);
    const auto boundary = static_cast<std::size_t>(asked.boundary);
    const bool enough =
        rules::percent_of(cover.duties_coded(), cover.duties()) >= required &&
        rules::percent_of(cover.duties_tested(), cover.duties()) >= required &&
        rules::percent_of(cover.at_boundary(), cover.with_numbers()) >= boundary &&
        rules::percent_of(cover.parameters_tried(), cover.parameters()) >= boundary &&
        (boundary == 0 || cover.declared_in_vain().empty());
    return enough && (*tested)->failed == 0 ? good : refused;
}

namespace
{

json::object edges_as_json(const rules::Pack& pack, const std::vector<rules::Edge>& edges)
{
    json::array all;
    for (const rules::Edge& edge : edges)
        all.emplace_back(json::object{
            {"rule", edge.rule},
            {"what", edge.what},
            {"side", edge.side},
            {"value", edge.value},
            {"existing", edge.existing},
            {"yaml", edge.yaml},
            {"advice", edge.advice},
        });
    return {{"errors", json::array()}, {"pack", pack.id}, {"edges", std::move(all)}};
}

}  // namespace

int propose_edges(
    const std::filesystem::path& folder,
    std::ostream& out,
    std::ostream& err,
    bool as_json
)
{
    const auto tested = measure(folder);
    if (!tested && as_json)
        return print_faults_as_json(tested.error(), out);
    if (!tested) {
        show_faults(faults_of(tested.error()), folder, err);
        return refused;
    }
    const rules::Pack& pack = *(*tested)->tested.bench.pack;
    Date last = pack.known_from;
    for (const rules::Scenario& scenario : (*tested)->tested.scenarios)
        last = std::max(last, scenario.today);
    for (const auto& [from, to] : pack.phases)
        last = std::max(last, to);
    const auto edges = rules::edges_of(
        pack, (*tested)->runs, (*tested)->tested.bench.world->calendar().as_known_on(last)
    );
    if (as_json) {
        out << json::serialize(edges_as_json(pack, edges)) << '\n';
        return good;
    }
    std::size_t missing = 0;
    std::string about;
    for (const rules::Edge& edge : edges) {
        if (const std::string own = edge.rule + "：" + edge.what; own != about) {
            out << "\n# " << own << '\n';
            about = own;
        }
        if (!edge.advice.empty()) {
            ++missing;
            out << "# 缺 missing " << edge.value << "：" << edge.advice << '\n';
            continue;
        }
        if (edge.yaml.empty()) {
            out << "# 已有 there is " << edge.value << "：" << edge.existing << '\n';
            continue;
        }
        ++missing;
        out << edge.yaml;
    }
    out << "\n# 建议 " << missing << " 个，已有 " << edges.size() - missing
        << " 个 / proposed and already there. 把需要的贴入 tests/，并写明应有的结论。\n";
    return good;
}

}  // namespace beihui::cli
