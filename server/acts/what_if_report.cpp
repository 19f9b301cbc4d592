#include "acts/what_if_report.hpp"

#include "acts/what_if.hpp"
#include "base/text.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

namespace beihui::acts
{
namespace
{

json::object words_as_json(const Words& words)
{
    return {{"zh", words.zh}, {"en", words.en}};
}

json::object readiness_json(const Readiness& readiness)
{
    return {{"ready", readiness.ready}, {"open", readiness.open}};
}

json::object case_json(const ComparedCase& compared)
{
    json::array differences;
    for (const Difference& difference : compared.differences)
        differences.emplace_back(difference_json(difference));
    return {
        {"number", compared.number},
        {"title", compared.title},
        {"workflow", compared.workflow},
        {"stage", compared.stage},
        {"before", readiness_json(compared.live)},
        {"after", readiness_json(compared.draft)},
        {"differences", std::move(differences)},
    };
}

std::string number(const json::object& object, std::string_view name)
{
    return std::to_string(integer_of(object, name));
}

std::string zh_in(const json::value& object, std::string_view name)
{
    const json::value* const words = member(object, name);
    return words && words->is_object() ? std::string(text_of(*words, "zh")) : "（无）";
}

void add_changes(std::string& text, const json::object& report)
{
    text += "\n改变 Changes\n";
    if (report.at("changes").as_array().empty())
        text += "  没有改变 none\n";
    for (const json::value& each : report.at("changes").as_array())
        text += "  " + std::to_string(integer_of(each, "cases")) + " 个案卷  " +
                words_of_kind(text_of(each, "kind")).zh + " " +
                one_line(text_of(each, "key"), 120) + " " + std::string(text_of(each, "title")) +
                "：" + zh_in(each, "words") + "（" + std::string(text_of(each, "clause")) + "）\n";
}

void add_organisation(std::string& text, const json::value& organisation)
{
    text += "\n" + std::string(text_of(organisation, "name")) + "：" +
            std::to_string(integer_of(organisation, "changed")) + " / " +
            std::to_string(integer_of(organisation, "cases")) + " 个案卷改变\n";
    for (const json::value& each : member(organisation, "listed")->as_array()) {
        const json::value& before = *member(each, "before");
        const json::value& after = *member(each, "after");
        text +=
            "  " + std::string(text_of(each, "number")) + " " + std::string(text_of(each, "title"));
        if (integer_of(before, "open") != integer_of(after, "open"))
            text += "（备会还差 " + std::to_string(integer_of(before, "open")) + " → " +
                    std::to_string(integer_of(after, "open")) + " 项）";
        text += "\n";
        for (const json::value& difference : member(each, "differences")->as_array())
            text += "    " + words_of_kind(text_of(difference, "kind")).zh + " " +
                    one_line(text_of(difference, "key"), 120) + "：" +
                    words_of_change(text_of(difference, "change")).zh + "\n      " +
                    zh_in(difference, "before") + " → " + zh_in(difference, "after") + "\n";
    }
}

// The columns of the annexes whose totals change.
void add_tables(std::string& text, const json::object& report)
{
    const auto number_or_none = [](const json::value& value) {
        return value.is_null() ? std::string("—") : json::serialize(value);
    };
    for (const json::value& table : report.at("tables").as_array())
        for (const json::value& column : table.at("columns").as_array())
            if (column.at("before") != column.at("after"))
                text += "  " + std::string(text_of(table, "annex")) + " " +
                        std::string(text_of(column, "label")) + "：" +
                        number_or_none(column.at("before")) + " → " +
                        number_or_none(column.at("after")) + "\n";
}

}  // namespace

Readiness readiness_of(const Decision& decision)
{
    const auto open = static_cast<std::int64_t>(decision.unmet("readiness").size());
    return {open == 0 && decision.incidents.empty(), open};
}

void WhatIfCounts::add(ComparedCase compared)
{
    ++cases_;
    Organisation& organisation = organisations_[compared.organisation];
    organisation.id = compared.organisation;
    ++organisation.cases;
    if (compared.differences.empty())
        return;
    ++changed_;
    ++organisation.changed;
    failed_ += compared.draft_failed ? 1 : 0;
    became_ready_ += !compared.live.ready && compared.draft.ready ? 1 : 0;
    no_longer_ready_ += compared.live.ready && !compared.draft.ready ? 1 : 0;
    std::set<std::string> told;  // a case counts once for each change, however many findings differ
    for (const Difference& difference : compared.differences) {
        // Findings differ in their words from case to case: their rule says what they are about.
        const std::string& about =
            difference.of.kind == "finding" ? difference.of.rule : difference.of.key;
        std::string name = difference.of.kind;
        name.append("\x1f").append(about).append("\x1f").append(difference.change);
        if (!told.insert(name).second)
            continue;
        Change& change = changes_[std::move(name)];
        if (change.cases++ == 0)
            change.example = difference;
    }
    organisation.listed.push_back(std::move(compared));
    if (++listed_ > 2 * most_listed_)
        drop_surplus();
}

// The first by number are told, whichever thread found them.
void WhatIfCounts::drop_surplus()
{
    std::vector<std::string> numbers;
    for (const auto& [id, organisation] : organisations_)
        for (const ComparedCase& compared : organisation.listed)
            numbers.push_back(compared.number);
    if (numbers.size() <= most_listed_)
        return;
    std::ranges::sort(numbers);
    const std::string last = most_listed_ > 0 ? numbers[most_listed_ - 1] : std::string();
    for (auto& [id, organisation] : organisations_)
        std::erase_if(organisation.listed, [&](const ComparedCase& compared) {
            return compared.number > last;
        });
    listed_ = most_listed_;
}

json::object WhatIfCounts::totals() const
{
    std::vector<const Change*> sorted;
    for (const auto& [name, change] : changes_)
        sorted.push_back(&change);
    std::ranges::stable_sort(sorted, std::greater(), &Change::cases);
    json::array changes;
    for (const Change* const change : sorted) {
        const Answer& of = change->example.of;
        const bool is_finding = of.kind == "finding";
        changes.emplace_back(json::object{
            {"kind", of.kind},
            {"key", is_finding ? of.rule : of.key},
            {"title", of.title},
            {"clause", of.clause},
            {"change", change->example.change},
            {"words", words_as_json(words_of_change(change->example.change))},
            {"cases", change->cases},
        });
    }
    return {
        {"cases", cases_},
        {"changed", changed_},
        {"failed", failed_},
        {"became_ready", became_ready_},
        {"no_longer_ready", no_longer_ready_},
        {"changes", std::move(changes)},
    };
}

std::vector<const WhatIfCounts::Organisation*> WhatIfCounts::by_changes() const
{
    std::vector<const Organisation*> sorted;
    for (const auto& [id, organisation] : organisations_)
        if (organisation.changed > 0)
            sorted.push_back(&organisation);
    std::ranges::stable_sort(sorted, std::greater(), [](const Organisation* each) {
        return each->changed;
    });
    return sorted;
}

json::object WhatIfCounts::organisation_json(const Organisation& organisation, std::string name)
    const
{
    std::vector<const ComparedCase*> sorted;
    for (const ComparedCase& compared : organisation.listed)
        sorted.push_back(&compared);
    std::ranges::sort(sorted, {}, &ComparedCase::number);
    json::array listed;
    for (const ComparedCase* const compared : sorted)
        listed.emplace_back(case_json(*compared));
    return {
        {"id", organisation.id},       {"name", std::move(name)},
        {"cases", organisation.cases}, {"changed", organisation.changed},
        {"listed", std::move(listed)},
    };
}

std::string text_of_what_if(const json::object& report)
{
    const json::value& draft = report.at("draft");
    const json::value& live = report.at("instead_of");
    std::string text = "草稿 " + std::string(text_of(draft, "pack")) + " 第 " +
                       std::to_string(integer_of(draft, "revision")) + " 版，代替 " +
                       std::string(text_of(live, "pack")) + " 第 " +
                       std::to_string(integer_of(live, "revision")) + " 版；" +
                       std::string(text_of(report, "from")) + " 至 " +
                       std::string(text_of(report, "to")) + " 的案卷，依据日 " +
                       std::string(text_of(report, "today")) + "\n";
    text += number(report, "changed") + " / " + number(report, "cases") +
            " 个案卷改变；变为可以举办 " + number(report, "became_ready") + "，不再可以举办 " +
            number(report, "no_longer_ready") + "，草稿出故障 " + number(report, "failed") +
            "；没有写入任何内容\n  " + number(report, "changed") + " of " +
            number(report, "cases") + " cases change; nothing was written\n";
    add_changes(text, report);
    add_tables(text, report);
    for (const json::value& organisation : report.at("organisations").as_array())
        add_organisation(text, organisation);
    if (integer_of(report, "left_out") > 0)
        text +=
            "\n另有 " + number(report, "left_out") +
            " 个改变的案卷没有逐个列出（--most 改上限） / more cases change and are not listed\n";
    return text;
}

}  // namespace beihui::acts
