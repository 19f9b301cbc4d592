#include "acts/answers.hpp"
#include "domain/due.hpp"

#include <array>

namespace beihui::acts
{
namespace
{

struct Named
{
    std::string_view id;
    std::string_view zh;
    std::string_view en;
};

constexpr std::array changes{
    Named{"added", "新增", "added"},
    Named{"dropped", "不再有", "dropped"},
    Named{"applies", "变为适用", "applies now"},
    Named{"no_longer_applies", "不再适用", "no longer applies"},
    Named{"met", "未满足 → 满足", "unmet → met"},
    Named{"unmet", "满足 → 未满足", "met → unmet"},
    Named{"missing", "所缺不同", "something else is missing"},
    Named{"due_set", "有了截止", "a due time is set"},
    Named{"due_removed", "没有截止了", "the due time is gone"},
    Named{"due_earlier", "截止提前", "due earlier"},
    Named{"due_later", "截止推后", "due later"},
    Named{"reached", "未达到 → 达到", "short → reached"},
    Named{"not_reached", "达到 → 未达到", "reached → short"},
    Named{"need", "应有数不同", "another number is needed"},
    Named{"force", "必须还是原则上不同", "another force"},
    Named{"have", "已有数不同", "another number is there"},
    Named{"known_after_due", "截止之后才知悉", "known only after it was due"},
    Named{"known_in_time", "不再是截止之后才知悉", "no longer known only after it was due"},
    Named{"owner", "责任方不同", "owed by another"},
    Named{"other", "其他不同", "differs otherwise"},
};

constexpr std::array kinds{
    Named{"requirement", "要求", "requirement"},
    Named{"duty", "应报事项", "duty"},
    Named{"quota", "指标", "quota"},
    Named{"finding", "提示", "finding"},
    Named{"incident", "故障", "incident"},
};

template <class Names>
Words named(const Names& names, std::string_view id)
{
    for (const Named& name : names)
        if (name.id == id)
            return {std::string(name.zh), std::string(name.en)};
    return {std::string(id), std::string(id)};
}

void add_due(Words& words, const json::object& said)
{
    const std::string_view due = text_of(said, "due");
    if (due.empty())
        return;
    words.zh += "，截止 " + due_text(due);
    words.en += ", due " + due_text(due);
}

Words words_of_requirement(const json::object& said)
{
    if (!bool_of(said, "applicable"))
        return {"不适用", "does not apply"};
    Words words = bool_of(said, "met") ? Words{"满足", "met"} : Words{"未满足", "unmet"};
    const json::value* const missing = said.if_contains("missing");
    if (missing && missing->is_array()) {
        bool first = true;
        for (const json::value& sentence : missing->as_array()) {
            words.zh += (first ? "：" : "；") + std::string(sentence.as_string());
            first = false;
        }
        if (!missing->as_array().empty())
            words.en += ", " + std::to_string(missing->as_array().size()) + " missing";
    }
    add_due(words, said);
    return words;
}

Words words_of_quota(const json::object& said)
{
    const std::string numbers =
        std::to_string(integer_of(said, "have")) + " / " + std::to_string(integer_of(said, "need"));
    const std::string unit(text_of(said, "unit"));
    Words words{numbers + (unit.empty() ? "" : " " + unit), numbers};
    if (text_of(said, "force") == "in_principle") {
        words.zh += "（原则上）";
        words.en += " (in principle)";
    }
    return words;
}

}  // namespace

std::string due_text(std::string_view instant)
{
    const auto due = Instant::parse(instant);
    return due ? Due(*due).text() : std::string(instant);
}

Words words_of_change(std::string_view change)
{
    return named(changes, change);
}

Words words_of_kind(std::string_view kind)
{
    return named(kinds, kind);
}

Words words_of_answer(std::string_view kind, const json::object& said)
{
    if (kind == "requirement")
        return words_of_requirement(said);
    if (kind == "duty") {
        Words words{"应报", "owed"};
        if (text_of(said, "due").empty())
            return {"应报，没有截止", "owed, without a due time"};
        add_due(words, said);
        if (const std::string_view day = text_of(said, "known_after_due"); !day.empty()) {
            words.zh += "（" + std::string(day) + " 才知悉）";
            words.en += " (known only on " + std::string(day) + ")";
        }
        return words;
    }
    if (kind == "quota")
        return words_of_quota(said);
    if (kind == "incident") {
        const std::string code(text_of(said, "code"));
        return {"规则未能给出结论（" + code + "）", "the rule gave no answer (" + code + ")"};
    }
    const std::string level(text_of(said, "level"));
    const Words shown = level == "error"     ? Words{"错误", "error"}
                        : level == "warning" ? Words{"警告", "warning"}
                                             : Words{"提示", "note"};
    return shown;
}

Words words_of_answer(const Answer& answer)
{
    return words_of_answer(answer.kind, answer.said);
}

}  // namespace beihui::acts
