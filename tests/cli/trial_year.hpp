#pragma once

// A year of an invented circular, to ask drafts of it about.

#include "acts/replay.hpp"
#include "acts/what_if.hpp"
#include "cli/case_desk.hpp"

#include <set>

namespace beihui::cli
{

inline constexpr std::string_view trial_parameters = R"(report.days:
  values:
    2025-04-01: { value: 3, interpretation: i-001 }
permit.from:
  values:
    2025-04-01: { value: 1000, clause: 2025/二 }
visits.min:
  values:
    2025-04-01: { value: 2, clause: 2025/三 }
)";

inline constexpr std::string_view trial_rules = R"lua(local N = require "circular"
N.rule {
    id = "report.due", clause = "2025/二", title = "活动后报送", on = "recruitment-event",
    emits = "duty",
    eval = function(ctx, p, out)
        local day = ctx.cal.add_working_days(ctx.case.starts_on, p "report.days")
        out:duty { key = "report", who = "school", due = ctx.cal.end_of(day) }
    end,
}
N.rule {
    id = "permit", clause = "2025/二", title = "许可", on = "recruitment-event",
    emits = "requirement",
    eval = function(ctx, p, out)
        local met = ctx.case.plan.expected < p "permit.from"
        out:requirement { key = "permit", met = met, missing = { "没有许可" } }
    end,
}
N.rule {
    id = "visits", clause = "2025/三", title = "走访", on = "recruitment-event", emits = "quota",
    needs = { n = { of = "visit", count = "distinct(employer)" } },
    eval = function(ctx, p, out)
        out:quota { key = "visits", have = ctx.input.n, need = p "visits.min", unit = "家" }
    end,
}
)lua";

inline bool holds(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

// "number: kind/key change" of everything that a report tells.
inline std::set<std::string> told(const json::object& report)
{
    std::set<std::string> lines;
    for (const json::value& organisation : report.at("organisations").as_array())
        for (const json::value& each : member(organisation, "listed")->as_array())
            for (const json::value& difference : member(each, "differences")->as_array())
                lines.insert(
                    std::string(text_of(each, "title")) + ": " +
                    std::string(text_of(difference, "kind")) + "/" +
                    std::string(text_of(difference, "key")) + " " +
                    std::string(text_of(difference, "change"))
                );
    return lines;
}

inline acts::WhatIfAsked year_of(const std::string& organisation, const char* from, const char* to)
{
    acts::WhatIfAsked asked;
    asked.organisation = organisation;
    asked.from = Date::parse(from).value();
    asked.to = Date::parse(to).value();
    return asked;
}

// Two schools of one province with events of different sizes under an invented circular.
class TrialYear : public testing::Test
{
protected:
    TrialYear()
    {
        home.write_pack("trial", trial_parameters, trial_rules);
        desk = std::make_unique<CaseDesk>(home.path(), "2025-04-10T09:00:00+08:00");
        province = desk->organisation("P1", "测试省", "province");
        first = school("S1", "第一大学");
        second = school("S2", "第二大学");
        desk->event(first, "五百人", "2025-04-30", 500);
        desk->event(first, "九百人", "2025-04-30", 900);
        desk->event(second, "千二百人", "2025-05-20", 1200);
        desk->event(second, "来年", "2025-12-20", 900);
    }

    std::string school(const std::string& code, const std::string& name)
    {
        return acts::register_organisation(
                   desk->context(), province,
                   {{"code", code}, {"name", name}, {"level", "school"}, {"kind", "school"}}
        )
            .value();
    }
    // The pack with one text of its parameters, or of another file, replaced.
    std::filesystem::path draft(
        const std::string& old_text,
        const std::string& new_text,
        const std::string& file = "params.yaml"
    )
    {
        copy_pack(
            home.path() / "rules" / "trial", drafts.path() / "trial", file, old_text, new_text
        );
        return drafts.path() / "trial";
    }
    json::object ask(const std::filesystem::path& folder, const acts::WhatIfAsked& asked)
    {
        const auto rules =
            acts::rules_with_draft(desk->context(), rules::read_pack(folder).value(), "");
        const auto report = acts::what_if(desk->context(), rules.value(), asked);
        if (!report)
            throw std::runtime_error(report.error().code);
        return *report;
    }
    // The acts of the case, newest last, decided again by a draft.
    json::array replayed(const std::string& number, const std::filesystem::path& folder)
    {
        const auto rules =
            acts::rules_with_draft(desk->context(), rules::read_pack(folder).value(), "");
        const json::object replay =
            desk->look(number, [&](storage::ReadTxn& txn, const Case& subject) {
                return acts::replay_case(desk->context(), txn, subject, rules.value());
            });
        return replay.at("acts").as_array();
    }
    json::object ask(const std::filesystem::path& folder)
    {
        return ask(folder, year_of(province, "2025-04-01", "2025-06-30"));
    }

    OwnHome home;
    OwnFolder drafts;
    std::unique_ptr<CaseDesk> desk;
    std::string province;
    std::string first;
    std::string second;
};

}  // namespace beihui::cli
