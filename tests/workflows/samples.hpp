#pragma once

#include "base/text.hpp"
#include "workflows/form_check.hpp"
#include "workflows/library.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace beihui::workflows
{

inline const std::filesystem::path source_folder = BEIHUI_SOURCE_DIR;

inline std::string text_of_file(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

inline std::string faults_of(const Error& error)
{
    std::string text = error.detail.zh + "\n";
    for (const Fault& fault : error.faults)
        text += fault.where + " " + fault.code + " " + fault.detail.zh + " → " + fault.way_out.zh +
                "\n";
    return text;
}

inline bool has_fault(const Error& error, std::string_view where, std::string_view code)
{
    for (const Fault& fault : error.faults)
        if (fault.where == where && fault.code == code)
            return true;
    return false;
}

// The smallest workflow that is right: tests break one thing in it.
inline const std::string small_workflow = R"(workflow: small
revision: 1
title: { zh: 小流程, en: Small }
title_from: plan.title
starts_at: plan
forms:
  plan:
    label: { zh: 方案, en: Plan }
    fields:
      title: { type: text, label: { zh: 名称, en: Title }, required: true, max: 20, personal: false }
      day: { type: date, label: { zh: 日期, en: Day } }
      expected: { type: integer, label: { zh: 人数, en: People }, min: 1, max: 100, unit: 人次, reopens: plan }
      mode: { type: choice, label: { zh: 方式, en: Mode }, of: [线上, 线下], fallback: 线下 }
      contact: { type: text, label: { zh: 联系人, en: Contact } }
  visitors:
    label: { zh: 来访者, en: Visitors }
    rows: true
    key: employer
    fields:
      employer: { type: employer, label: { zh: 单位, en: Employer } }
      came: { type: boolean, label: { zh: 到场, en: Came } }
facts:
  - kind: attendance
    of: visitors
    on: plan.day
    employer: row.employer
    attributes: { attended: row.came, held: reached.done, mode: plan.mode }
stages:
  plan: { zh: 计划, en: Plan }
  done: { zh: 完成, en: Done, final: true }
  aside: { zh: 搁置, en: Aside, side: true }
acts:
  open: { to: plan, form: plan, by: [employment_officer], label: { zh: 新建, en: Open } }
  enter: { from: plan, to: same, form: visitors, by: [employment_officer], label: { zh: 登记, en: Enter } }
  put_aside: { from: plan, to: aside, by: [employment_director], reason: required, label: { zh: 搁置, en: Put aside } }
  resume: { from: aside, to: back, by: [employment_director], label: { zh: 恢复, en: Resume } }
  finish: { from: plan, to: done, by: [employment_director], not_by: open, needs: readiness, label: { zh: 完成, en: Finish } }
)";

// Where `at` stands in the text, from byte `from` on or else anywhere, as line:column in characters.
inline std::string place_of(std::string_view text, std::string_view at, std::size_t from = 0)
{
    std::size_t found = text.find(at, from);
    if (found == std::string_view::npos)
        found = text.find(at);
    EXPECT_NE(found, std::string_view::npos) << at;
    const std::string_view before = text.substr(0, found);
    const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto column = 1 + length_in_characters(before.substr(line_start));
    return std::to_string(line) + ":" + std::to_string(column);
}

inline std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

}  // namespace beihui::workflows
