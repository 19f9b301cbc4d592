#include "acts/answers.hpp"
#include "acts/explain.hpp"
#include "base/text.hpp"

#include <boost/json/serialize.hpp>

namespace beihui::acts
{
namespace
{

std::string text_in(const json::value& object, std::string_view name)
{
    return std::string(text_of(object, name));
}

const json::array& list_in(const json::object& object, std::string_view name)
{
    static const json::array none;
    const json::value* const list = object.if_contains(name);
    return list && list->is_array() ? list->as_array() : none;
}

// A value as people read it.
std::string value_text(const json::value* value)
{
    if (!value || value->is_null())
        return "（列表或表格，见 params.yaml）";
    if (value->is_string())
        return std::string(value->as_string());
    if (value->is_bool())
        return value->as_bool() ? "是" : "否";
    return json::serialize(*value);
}

std::string quoted(const json::object& explanation)
{
    const std::string words(text_of(explanation, "clause_text"));
    return words.empty() ? "" : "：“" + one_line(words, 600) + "”";
}

const json::value& subject_of(const json::object& explanation)
{
    static const json::value none = json::object();
    const json::value* const subject = explanation.if_contains("case");
    return subject ? *subject : none;
}

void add_head(std::string& text, const json::object& explanation)
{
    const json::value& subject = subject_of(explanation);
    text += "案卷 " + text_in(subject, "number") + " " + text_in(subject, "title") + "\n";
    text += "条款 " + std::string(text_of(explanation, "clause")) + quoted(explanation) + "\n";
}

void add_source(std::string& text, const json::object& explanation)
{
    const bool stored = bool_of(explanation, "stored");
    text += "依据日 " + std::string(text_of(explanation, "as_of")) + "，知悉时刻 " +
            std::string(text_of(explanation, "known_at")) + "，工作日历 " +
            std::string(text_of(explanation, "calendar")).substr(0, 24) + "\n";
    text += stored ? "来源：第 " + std::to_string(integer_of(explanation, "version")) +
                         " 版办理时存下的依据 / stored with the act\n"
                   : std::string("来源：按案卷现在的样子重新判定 / evaluated now\n");
    if (bool_of(explanation, "other_revision"))
        text += "注意：当时所依据的是规则包第 " +
                std::to_string(integer_of(explanation, "revision")) +
                " 版，名称和条款原文按现行版显示 / judged by another revision than the live one\n";
}

void add_parameters(std::string& text, const json::object& explanation)
{
    if (list_in(explanation, "parameters").empty())
        return;
    text += "\n参数 Parameters\n";
    for (const json::value& each : list_in(explanation, "parameters")) {
        const json::value* const title = member(each, "title");
        const std::string name = title ? text_in(*title, "zh") : std::string();
        const std::string unit = text_in(each, "unit");
        text += "  " + text_in(each, "key") + (name.empty() ? "" : " " + name) + " = " +
                value_text(member(each, "value")) + (unit.empty() ? "" : " " + unit) + "，自 " +
                text_in(each, "from") + " 起；";
        const json::value* const words = member(each, "mark_words");
        const std::string mark = words ? text_in(*words, "zh") : std::string();
        const json::value* const reading = member(each, "interpretation");
        if (!reading || !reading->is_object()) {
            text += mark + " " + text_in(each, "clause") + "\n";
            continue;
        }
        text += mark + " " + text_in(*reading, "id") + "\n";
        if (const std::string question = text_in(*reading, "question"); !question.empty())
            text += "    问：" + one_line(question, 300) + "\n    答：" +
                    one_line(text_in(*reading, "answer"), 300) + "\n";
    }
}

void add_days(std::string& text, const json::value& step)
{
    const json::value* const days = member(step, "days");
    if (!days || !days->is_array())
        return;
    for (const json::value& day : days->as_array()) {
        const std::string kind = text_in(day, "kind");
        const std::string name = text_in(day, "name");
        text += "      " + text_in(day, "date") + " " + text_in(day, "weekday") + " ";
        if (kind == "holiday")
            text += name + "放假";
        else if (kind == "makeup")
            text += name + "调休上班";
        else
            text += kind == "weekend" ? "休息日" : "工作日";
        const std::int64_t counted = integer_of(day, "counted");
        if (counted > 0)
            text += "，第 " + std::to_string(counted) + " 个工作日";
        else if (!bool_of(day, "working"))
            text += "，不计";
        text += "\n";
    }
}

void add_steps(std::string& text, const json::object& explanation)
{
    int number = 0;
    for (const json::value& step : list_in(explanation, "steps")) {
        const json::value* const words = member(step, "words");
        text += "  " + std::to_string(++number) + ". " + (words ? text_in(*words, "zh") : "") +
                "\n     " + (words ? text_in(*words, "en") : "") + "\n";
        add_days(text, step);
    }
}

void add_conclusions(std::string& text, const json::object& explanation)
{
    text += "\n结论 Conclusions\n";
    if (const std::string_view code = text_of(explanation, "incident"); !code.empty())
        text += "  规则未能给出结论（" + std::string(code) +
                "），不作猜测 / the rule failed; nothing "
                "is guessed\n";
    for (const json::value& each : list_in(explanation, "conclusions")) {
        const json::value* const says = member(each, "says");
        const std::string kind = text_in(each, "kind");
        text += "  ";
        if (kind != "not_applicable")
            text += words_of_kind(kind).zh + " " + one_line(text_in(each, "key"), 300) +
                    (text_in(each, "title").empty() ? "" : " " + text_in(each, "title")) + "：";
        text += (says ? text_in(*says, "zh") : std::string()) + "\n";
        if (const std::string way_out = text_in(each, "way_out"); !way_out.empty())
            text += "    " + one_line(way_out, 300) + "\n";
    }
}

}  // namespace

std::string text_of_rule(const json::object& explanation)
{
    std::string text = "规则 " + std::string(text_of(explanation, "rule")) + " " +
                       std::string(text_of(explanation, "rule_title")) + "\n  Rule of pack " +
                       std::string(text_of(explanation, "pack")) + ", revision " +
                       std::to_string(integer_of(explanation, "revision")) + "\n";
    add_head(text, explanation);
    add_source(text, explanation);
    if (!list_in(explanation, "inputs").empty()) {
        text += "\n读取 Inputs\n";
        for (const json::value& each : list_in(explanation, "inputs"))
            text += "  " + text_in(each, "name") + " = " +
                    one_line(value_text(member(each, "value")), 300) + "\n";
    }
    add_parameters(text, explanation);
    if (!list_in(explanation, "steps").empty()) {
        text += "\n推算 Calendar steps\n";
        add_steps(text, explanation);
    }
    add_conclusions(text, explanation);
    if (!list_in(explanation, "notes").empty()) {
        text += "\n说明 Notes\n";
        for (const json::value& note : list_in(explanation, "notes"))
            text += "  " + (note.is_string() ? one_line(note.as_string(), 600) : "") + "\n";
    }
    return text;
}

std::string text_of_duty(const json::object& explanation)
{
    const std::string due(text_of(explanation, "due"));
    const std::string name =
        std::string(text_of(explanation, "key")) + " " + std::string(text_of(explanation, "title"));
    const std::string_view state = text_of(explanation, "state");
    std::string text = name + "：" + (due.empty() ? "没有截止" : "截止 " + due_text(due));
    if (state == "done")
        text += "（已办结）";
    if (state == "waived")
        text += "（已免除）";
    text += due.empty() ? "\n  No due time: never overdue\n"
                        : "\n  Due " + due_text(due) + "; on time if done before it\n";
    add_head(text, explanation);
    if (const json::value* const set = explanation.if_contains("set_by"); set && set->is_object()) {
        text += "截止由人确定：" + text_in(*set, "basis") + "\n  由 " + text_in(*set, "by") +
                " 于 " + text_in(*set, "at") + " 登记（第 " +
                std::to_string(integer_of(*set, "version")) +
                " 版） / set by a person, with its source\n";
        return text;
    }
    if (!bool_of(explanation, "applies"))
        return text +
               "这一项不适用于这个案卷，所以没有截止；为什么不适用，见 beihui pack explain " +
               std::string(text_of(subject_of(explanation), "number")) + " " +
               std::string(text_of(explanation, "rule")) +
               "。\n  It does not apply to this case.\n";
    if (due.empty())
        return text + "通知没有印出日期，也没有人依据文件定过时限，所以没有截止，永不逾期。\n"
                      "  The circular prints no date and nobody entitled has set one.\n";
    if (text_of(explanation, "rule").empty())
        return text + "给出这个截止的规则包没有装入，只有存下的时刻。\n"
                      "  The pack that gave this due time is not loaded.\n";
    text += "规则 " + std::string(text_of(explanation, "rule")) + " " +
            std::string(text_of(explanation, "rule_title")) + "\n";
    add_source(text, explanation);
    text += "\n为什么是这个时刻 Why\n";
    add_steps(text, explanation);
    if (list_in(explanation, "steps").empty())
        text += "  规则直接给出这个时刻，没有用工作日历推算 / given by the rule as it is\n";
    add_parameters(text, explanation);
    return text;
}

}  // namespace beihui::acts
