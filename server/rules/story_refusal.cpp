// What a refusal was expected to say.
#include "base/text.hpp"
#include "rules/story_compare.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

bool says(const Error& refused, const std::string& part)
{
    const auto holds = [&](const std::string& text) {
        return text.find(part) != std::string::npos;
    };
    return holds(refused.detail.zh) || std::ranges::any_of(refused.faults, [&](const Fault& fault) {
               return holds(fault.detail.zh) || holds(fault.way_out.zh);
           });
}

std::string sorted_list(std::vector<std::string> texts)
{
    std::ranges::sort(texts);
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : "、") + text;
    return all.empty() ? "（没有）" : all;
}

}  // namespace

std::string shown(const Error& refused)
{
    std::string text = refused.code + " " + refused.detail.zh;
    for (const Fault& fault : refused.faults)
        text += "；" + (fault.where.empty() ? fault.code : fault.where) + " " + fault.detail.zh;
    return one_line(text);
}

std::vector<Mismatch> compare_refusal(const StoryStep& step, const Error& refused)
{
    const ExpectedRefusal& expected = step.refused.value();
    std::vector<Mismatch> mismatches;
    const auto check = [&](bool right, const std::string& what, const std::string& wanted) {
        if (!right)
            mismatches.push_back(
                mismatch(step.label() + " / " + what, expected.place, wanted, shown(refused))
            );
    };
    const auto any = [&](const std::string& wanted, const auto& member) {
        return wanted.empty() ||
               std::ranges::find(refused.faults, wanted, member) != refused.faults.end();
    };
    check(refused.code == expected.code, "refused", expected.code);
    check(says(refused, expected.contains), "contains", "含“" + expected.contains + "”");
    check(any(expected.clause, &Fault::clause), "clause", expected.clause);
    check(any(expected.owner, &Fault::owner), "owner", expected.owner);
    for (const std::string& field : expected.fields) {
        const bool has_fault = std::ranges::any_of(refused.faults, [&](const Fault& fault) {
            return fault.where.ends_with("/" + field);
        });
        check(has_fault, "fields", field);
    }
    if (!expected.unmet)
        return mismatches;
    std::vector<std::string> found;
    for (const Fault& fault : refused.faults)
        found.push_back(fault.code);
    if (sorted_list(found) != sorted_list(*expected.unmet))
        mismatches.push_back(mismatch(
            step.label() + " / unmet", expected.place, sorted_list(*expected.unmet),
            sorted_list(found)
        ));
    return mismatches;
}

}  // namespace beihui::rules
