#include "rules/lua/faults.hpp"

#include "base/text.hpp"

#include <array>
#include <optional>
#include <vector>

namespace beihui::rules::lua
{
namespace
{

// A message of Lua 5.4, its changing parts as '*', and how to say it; {1} is the first such part.
// The first row that matches counts, so the longer form of a message stands above the shorter.
struct Phrase
{
    std::string_view en;
    std::string_view zh;
};

constexpr Phrase phrases[] = {
    {"attempt to index a * value (*)", "不能取 {1} 的字段（{2}）"},
    {"attempt to index a * value", "不能取 {1} 的字段"},
    {"attempt to call a * value (*)", "{2} 的值是 {1}，不能调用"},
    {"attempt to call a * value", "{1} 不能调用"},
    {"attempt to perform arithmetic on a * value (*)", "{1} 不能参加运算（{2}）"},
    {"attempt to perform arithmetic on a * value", "{1} 不能参加运算"},
    {"attempt to perform bitwise operation on a * value (*)", "{1} 不能参加位运算（{2}）"},
    {"attempt to perform bitwise operation on a * value", "{1} 不能参加位运算"},
    {"attempt to concatenate a * value (*)", "{1} 不能用 .. 连接（{2}）"},
    {"attempt to concatenate a * value", "{1} 不能用 .. 连接"},
    {"attempt to get length of a * value (*)", "{1} 没有长度（{2}）"},
    {"attempt to get length of a * value", "{1} 没有长度"},
    {"attempt to compare two * values", "两个 {1} 不能比较大小"},
    {"attempt to compare * with *", "{1} 与 {2} 不能比较大小"},
    {"attempt to divide by zero", "除数为 0"},
    {"attempt to perform 'n//0'", "整除的除数为 0"},
    {"attempt to perform 'n%%0'", "取余的除数为 0"},
    {"attempt to assign to const variable '*'", "不能给常量 {1} 赋值"},
    {"number (*) has no integer representation", "数（{1}）不是整数"},
    {"number has no integer representation", "数不是整数"},
    {"bad 'for' * (number expected, got *)", "for 的{1}应为数，实为 {2}"},
    {"'for' initial value must be a number", "for 的初值必须是数"},
    {"'for' limit must be a number", "for 的终值必须是数"},
    {"'for' step must be a number", "for 的步长必须是数"},
    {"'for' step is zero", "for 的步长为 0"},
    {"index is nil", "表的键不能为 nil"},
    {"index is NaN", "表的键不能为 NaN"},
    {"table index is nil", "表的键不能为 nil"},
    {"table index is NaN", "表的键不能为 NaN"},
    {"table overflow", "表过大"},
    {"string length overflow", "字符串过长"},
    {"string slice too long", "一次取出的字节过多"},
    {"too many results to unpack", "一次取出的值过多"},
    {"stack overflow*", "函数调用层数过多"},
    {"C stack overflow near *", "嵌套过深，在 {1} 附近"},
    {"C stack overflow", "嵌套过深"},
    {"error in error handling", "处理错误时又出错"},
    {"not enough memory", "内存不足"},
    {"wrong number of arguments to '*'", "{1} 的参数个数不对"},
    {"invalid UTF-8 code", "不是有效的 UTF-8"},
    {"assertion failed!", "assert 的条件不成立"},
    {"bad argument #* to '?' (* expected, got *)", "第 {1} 个参数应为 {2}，实为 {3}"},
    {"bad argument #* to '*' (* expected, got *)", "{2} 的第 {1} 个参数应为 {3}，实为 {4}"},
    {"bad argument #* to '*' (*)", "{2} 的第 {1} 个参数不对：{3}"},
    {"calling '*' on bad self*", "调用 {1} 时应使用冒号"},
    {"unexpected symbol near *", "{1} 不应出现在这里"},
    {"'*' expected (to close '*' at line *) near *",
     "缺少 {1}（与第 {3} 行的 {2} 对应），在 {4} 附近"},
    {"'*' expected near *", "缺少 {1}，在 {2} 附近"},
    {"<name> expected near *", "缺少名称，在 {1} 附近"},
    {"* expected near *", "缺少 {1}，在 {2} 附近"},
    {"syntax error near *", "语法错误，在 {1} 附近"},
    {"unfinished string near *", "字符串没有结束，在 {1} 附近"},
    {"unfinished long string (starting at line *) near *", "第 {1} 行开始的长字符串没有结束"},
    {"unfinished long comment (starting at line *) near *", "第 {1} 行开始的长注释没有结束"},
    {"malformed number near *", "数的写法不对：{1}"},
    {"invalid escape sequence near *", "反斜杠写法不对：{1}"},
    {"invalid escape sequence '*'", "反斜杠写法不对：{1}"},
    {"too many * (limit is *) in * near *", "{1} 过多（最多 {2} 个），在 {4} 附近"},
    {"too many C levels (limit is *)*", "嵌套过深（最多 {1} 层）"},
    {"chunk has too many syntax levels*", "嵌套过深"},
    {"control structure too long near *", "语句过长，在 {1} 附近"},
    {"function or expression needs too many registers near *", "表达式过长，在 {1} 附近"},
    {"constant table overflow*", "常量过多"},
    {"label '*' already defined on line *", "标号 {1} 已在第 {2} 行定义"},
    {"no visible label '*' for goto at line *", "第 {2} 行的 goto 找不到标号 {1}"},
    {"no visible label '*' for <goto> at line *", "第 {2} 行的 goto 找不到标号 {1}"},
    {"break outside loop at line *", "第 {1} 行的 break 不在循环里"},
    {"break outside a loop at line *", "第 {1} 行的 break 不在循环里"},
    {"<goto *> at line * jumps into the scope of local '*'",
     "第 {2} 行的 goto {1} 跳进了局部变量 {3} 的范围"},
    {"cannot use '...' outside a vararg function near *", "这里不能使用 ..."},
    {"unknown attribute '*'", "没有属性 <{1}>"},
    {"attempt to load a binary chunk*", "不接受编译过的代码"},
    {"invalid conversion '*' to 'format'", "format 的写法不对：{1}"},
    {"invalid value (at index *) in table for 'concat'", "concat 的第 {1} 项不是文字或数"},
};

// Words that stand for the changing parts.
constexpr Phrase terms[] = {
    {"nil", "空值 nil"},
    {"table", "表"},
    {"string", "文字"},
    {"number", "数"},
    {"boolean", "真假值"},
    {"function", "函数"},
    {"userdata", "只读数据"},
    {"no value", "无"},
    {"<eof>", "文件末尾"},
    {"global '*'", "全局名 {1}"},
    {"local '*'", "局部变量 {1}"},
    {"upvalue '*'", "外层局部变量 {1}"},
    {"field '*'", "字段 {1}"},
    {"method '*'", "方法 {1}"},
    {"constant '*'", "常量 {1}"},
    {"initial value", "初值"},
    {"limit", "终值"},
    {"step", "步长"},
    {"local variables", "局部变量"},
    {"upvalues", "外层局部变量"},
    {"number has no integer representation", "数不是整数"},
    {"value expected", "缺少值"},
    {"index out of range", "下标越界"},
    {"position out of bounds", "位置越界"},
    {"value out of range", "值越界"},
    {"out of bounds", "越界"},
    {"invalid UTF-8 code", "不是有效的 UTF-8"},
};

// The parts of `text` that stand at the stars of `form`; none if it does not have that form.
std::optional<std::vector<std::string_view>> parts_of(std::string_view text, std::string_view form)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t star = form.find('*');
        if (!text.starts_with(form.substr(0, star)))
            return std::nullopt;
        if (star == std::string_view::npos)
            return text.size() == form.size() ? std::optional(parts) : std::nullopt;
        text.remove_prefix(star);
        form.remove_prefix(star + 1);
        const std::string_view literal = form.substr(0, form.find('*'));
        const std::size_t end = form.empty()      ? text.size()
                                : literal == form ? text.rfind(literal)
                                                  : text.find(literal);
        if (end == std::string_view::npos)
            return std::nullopt;
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::string filled(std::string_view form, const std::vector<std::string>& parts)
{
    std::string text;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool is_part = form[i] == '{' && i + 2 < form.size() && form[i + 2] == '}';
        if (is_part)
            text += parts.at(static_cast<std::size_t>(form[i + 1] - '1'));
        else
            text += form[i];
        i += is_part ? 2 : 0;
    }
    return text;
}

std::string term(std::string_view word)
{
    for (const Phrase& known : terms) {
        const auto parts = parts_of(word, known.en);
        if (parts)
            return filled(known.zh, {parts->begin(), parts->end()});
    }
    const bool quoted = word.size() > 2 && word.front() == '\'' && word.back() == '\'';
    return std::string(quoted ? word.substr(1, word.size() - 2) : word);
}

}  // namespace

Error pack_fault(std::string_view code, std::string where, Words detail, Words way_out)
{
    const Words one_line_each{
        one_line(detail.zh, message_bytes), one_line(detail.en, message_bytes)
    };
    const bool in_the_text = code == code::syntax || code == code::source;
    Fault fault;
    fault.where = one_line(where, message_bytes);
    fault.code = code;
    fault.detail = one_line_each;
    fault.way_out = std::move(way_out);
    const Refusal kind = in_the_text ? Refusal::invalid_input : Refusal::unavailable;
    return Error{kind, std::string(code), one_line_each, {std::move(fault)}};
}

Words translated(std::string_view message)
{
    for (const Phrase& phrase : phrases) {
        const auto parts = parts_of(message, phrase.en);
        if (!parts)
            continue;
        std::vector<std::string> said;
        for (const std::string_view part : *parts)
            said.push_back(term(part));
        return {filled(phrase.zh, said), std::string(message)};
    }
    return {std::string(message), std::string(message)};
}

std::string_view named_in(std::string_view message)
{
    const std::size_t near = message.rfind(" near '");
    const std::size_t bracket = message.rfind(" '");
    if (near == std::string_view::npos && !message.ends_with("')"))
        return {};
    const std::size_t start = near != std::string_view::npos ? near + 7 : bracket + 2;
    const std::size_t end = message.rfind('\'');
    if (bracket == std::string_view::npos || end == std::string_view::npos || end < start)
        return {};
    return message.substr(start, end - start);
}

}  // namespace beihui::rules::lua
