#include "base/yaml_messages.hpp"

#include "base/text.hpp"

#include <yaml-cpp/exceptions.h>

namespace beihui
{
namespace
{

struct Translation
{
    const char* original;
    const char* zh;
};

// The messages of yaml-cpp 0.7 (exceptions.h) that a file of ours can meet.
constexpr Translation translations[] = {
    {YAML::ErrorMsg::END_OF_MAP, "映射没有正常结束，可能是缩进不一致"},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "花括号 { 没有对应的 }"},
    {YAML::ErrorMsg::END_OF_SEQ, "列表没有正常结束，可能是缩进不一致"},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "方括号 [ 没有对应的 ]"},
    {YAML::ErrorMsg::INVALID_HEX, "\\x 或 \\u 后面不是十六进制数字"},
    {YAML::ErrorMsg::INVALID_UNICODE, "\\u 所写的不是 Unicode 字符"},
    {YAML::ErrorMsg::INVALID_ESCAPE, "双引号内有不认识的反斜杠写法"},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, "有不能这样开头的字符（如 @、`），请给文本加引号"},
    {YAML::ErrorMsg::DOC_IN_SCALAR, "引号里的文本中有行首的 --- 或 ..."},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "引号没有闭合"},
    {YAML::ErrorMsg::CHAR_IN_SCALAR, "文本中有不允许的字符"},
    {YAML::ErrorMsg::TAB_IN_INDENTATION, "缩进中有制表符，请改用空格"},
    {YAML::ErrorMsg::FLOW_END, "多出一个 ] 或 }"},
    {YAML::ErrorMsg::BLOCK_ENTRY, "此处不能以“- ”开始列表"},
    {YAML::ErrorMsg::MAP_KEY, "此处不能写键"},
    {YAML::ErrorMsg::MAP_VALUE, "此处不能写“: ”；文本含冒号加空格时请加引号，并检查缩进"},
    {YAML::ErrorMsg::ZERO_INDENT_IN_BLOCK, "| 或 > 后面的缩进不能为 0"},
    {YAML::ErrorMsg::CHAR_IN_BLOCK, "| 或 > 后面有多余的字符"},
    {YAML::ErrorMsg::YAML_VERSION, "%YAML 的版本写法不对"},
    {YAML::ErrorMsg::YAML_MAJOR_VERSION, "%YAML 的版本太高"},
};

constexpr const char* reference_messages[] = {
    YAML::ErrorMsg::ALIAS_NOT_FOUND,    YAML::ErrorMsg::ANCHOR_NOT_FOUND,
    YAML::ErrorMsg::CHAR_IN_ALIAS,      YAML::ErrorMsg::CHAR_IN_ANCHOR,
    YAML::ErrorMsg::UNKNOWN_ANCHOR,     YAML::ErrorMsg::ALIAS_CONTENT,
    YAML::ErrorMsg::MULTIPLE_ANCHORS,   YAML::ErrorMsg::MULTIPLE_TAGS,
    YAML::ErrorMsg::MULTIPLE_ALIASES,   YAML::ErrorMsg::CHAR_IN_TAG_HANDLE,
    YAML::ErrorMsg::TAG_WITH_NO_SUFFIX, YAML::ErrorMsg::END_OF_VERBATIM_TAG,
};

}  // namespace

void add_reference(Faults& faults, const Place& place)
{
    faults.add(
        place, "RP1006", "不允许使用锚点（&）、别名（*）和标签（!）",
        "anchors (&), aliases (*) and tags (!) are not allowed",
        "把内容直接写出来；文本以 &、* 或 ! 开头时加引号",
        "write the content out; quote a text that begins with &, * or !"
    );
}

void add_parser_message(Faults& faults, const Place& place, const std::string& message)
{
    for (const char* const original : reference_messages)
        if (message.starts_with(original))
            return add_reference(faults, place);
    std::string zh = "不符合 YAML 写法";
    for (const auto& [original, translated] : translations)
        if (message.starts_with(original))
            zh = translated;
    faults.add(
        place, "RP1001", zh, "not YAML: " + one_line(message, 200), "改正此处的写法",
        "correct what is written here"
    );
}

}  // namespace beihui
