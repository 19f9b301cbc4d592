#pragma once

#include "base/bytes.hpp"
#include "rules/lua/faults.hpp"
#include "rules/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace beihui::rules
{

// A folder rules/ with the real calendar and one small pack that is whole; tests break one thing.
class PackFolder
{
public:
    PackFolder()
    {
        std::string name =
            (std::filesystem::temp_directory_path() / "beihui-rules-XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw std::runtime_error("no temporary folder");
        rules_ = name;
        std::filesystem::create_directory(rules_ / "calendars");
        std::filesystem::copy_file(
            std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules/calendars/cn.yaml",
            rules_ / "calendars/cn.yaml"
        );
        write("source.txt", source);
        write("pack.yaml", manifest());
        write("clauses.yaml", clauses);
        write("interpretations.yaml", interpretations);
        write("params.yaml", params);
        write("items.yaml", "items:\n  - { id: B13, title: 场地与展位 }\n");
        write("rules/permit.lua", permit);
    }
    ~PackFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(rules_, ignored);
    }
    PackFolder(const PackFolder&) = delete;
    PackFolder& operator=(const PackFolder&) = delete;

    const std::filesystem::path& rules() const { return rules_; }
    std::filesystem::path pack() const { return rules_ / "small"; }

    void write(const std::string& path, std::string_view text) const
    {
        const std::filesystem::path file = pack() / path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }
    void remove(const std::string& path) const { std::filesystem::remove(pack() / path); }

    static std::string manifest()
    {
        return "pack: small\n"
               "revision: 1\n"
               "api: 1\n"
               "title: { zh: 小通知, en: Small circular }\n"
               "source: { file: source.txt, sha256: " +
               hex(sha256(source)) +
               " }\n"
               "known_from: 2026-04-01\n"
               "phases: [ { from: 2026-04-01, to: 2026-06-30 } ]\n"
               "binds: [recruitment-event]\n"
               "authors: [甲]\n"
               "reviewers: [乙]\n";
    }

    static constexpr std::string_view source =
        "二、各高校举办千人以上活动\n须办理安全许可。\n三、提供场地。\n";
    static constexpr std::string_view clauses = R"(2026/二:
  text: "举办千人以上活动须办理安全许可"
  kind: mandatory
  check: rule
2026/三:
  text: "提供场地"
  kind: mandatory
  check: checklist
  owner: employment_officer
  evidence: 场地预订单
  item: B13
)";
    static constexpr std::string_view interpretations = R"(i-001:
  question: 千人以上含不含一千？
  answer: 含
  decided_by: null
  basis: 通知未写
  affects: [permit.from]
)";
    static constexpr std::string_view params = R"(permit.from:
  values:
    2026-04-01: { value: 1000, interpretation: i-001 }
items:
  values:
    2026-04-01: { file: items.yaml, clause: 2026/三 }
)";
    static constexpr std::string_view permit = R"(local N = require "circular"
N.rule {
    id = "permit",
    clause = "2026/二",
    title = "安全许可",
    on = "recruitment-event",
    emits = "requirement",
    eval = function(ctx, p, out)
        local expected = ctx.case.plan.expected
        if expected < p "permit.from" then
            return out:not_applicable("预计 " .. expected .. " 人")
        end
        out:requirement {
            key = p("items").items[1].id,
            met = ctx.case.plan.permit ~= nil,
            missing = { "没有安全许可" },
            due = ctx.cal.end_of(ctx.cal.add_days(ctx.today, 20)),
        }
    end,
}
)";

private:
    std::filesystem::path rules_;
};

// A rule over an empty event whose eval is `body`.
inline std::string rule_of(std::string_view id, std::string_view body)
{
    return "require(\"circular\").rule { id = \"" + std::string(id) +
           "\", clause = \"2026/二\", title = \"试\", on = \"recruitment-event\","
           " emits = \"finding\",\n  eval = function(ctx, p, out)\n    " +
           std::string(body) + "\n  end }\n";
}

// The fault with this code; a failure of the test when there is none.
inline Fault fault_of(const std::vector<Fault>& faults, std::string_view code)
{
    std::string all;
    for (const Fault& fault : faults) {
        if (fault.code == code)
            return fault;
        all += fault.where + " " + fault.code + " " + fault.detail.zh + "\n";
    }
    ADD_FAILURE() << "no fault " << code << " among:\n" << all;
    return {};
}

// Asks again when the clock ended a rule, as it may on a busy machine.
inline Decision evaluate_in_time(const World& world, const Question& question)
{
    const auto ended = [](const Incident& incident) {
        return incident.error.code == lua::code::wall_time ||
               incident.error.code == lua::code::ended;
    };
    Decision decision = world.evaluate(question);
    for (int again = 0; again < 20 && std::ranges::any_of(decision.incidents, ended); ++again)
        decision = world.evaluate(question);
    return decision;
}

inline Question question_about(std::int64_t expected)
{
    Question question;
    question.workflow = "recruitment-event";
    question.snapshot = {
        {"case", json::object{{"plan", json::object{{"expected", expected}, {"permit", nullptr}}}}},
        {"org", json::object{{"kind", "school"}}},
    };
    question.packs = {{"small", 1, ""}};
    question.today = Date::parse("2026-04-20").value();
    question.known_at = start_of(question.today);
    return question;
}

}  // namespace beihui::rules
