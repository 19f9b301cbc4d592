#include "base/yaml.hpp"

#include "base/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace beihui
{
namespace
{

constexpr std::size_t most_faults = 1000;

// -?(0|[1-9][0-9]*) that fits into 64 bits. Not 010, which is eight to one reader and ten to the
// other.
std::optional<std::int64_t> decimal(std::string_view text)
{
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    if (digits.empty() || (digits.size() > 1 && digits[0] == '0'))
        return std::nullopt;
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end)
        return std::nullopt;
    return number;
}

Words kind_words(const Yaml& node)
{
    switch (node.kind()) {
    case Yaml::Kind::null:   return {"空值", "nothing"};
    case Yaml::Kind::list:   return {"列表", "a list"};
    case Yaml::Kind::map:    return {"映射", "a map"};
    case Yaml::Kind::scalar: break;
    }
    const std::string shown = one_line(node.raw(), 60);
    return {"“" + shown + "”", (node.quoted() ? "the text \"" : "\"") + shown + "\""};
}

void wrong_type(
    const Yaml& node,
    Faults& faults,
    std::string_view what,
    const Words& wanted,
    const Words& way_out
)
{
    if (node.place().line == 0)
        return;  // the null node of need(), which has been reported as missing
    const Words found = kind_words(node);
    const std::string name(what);
    faults.add(
        node.place(), "RP1004", name + " 应为" + wanted.zh + "，此处是" + found.zh,
        name + " must be " + wanted.en + ", here it is " + found.en, way_out.zh, way_out.en
    );
}

std::string joined(const std::vector<std::string>& names, std::string_view between)
{
    std::string text;
    for (const std::string& name : names) {
        text += text.empty() ? std::string_view() : between;
        text += name;
    }
    return text;
}

}  // namespace

std::string Place::text() const
{
    if (line == 0)
        return file;
    return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

void Faults::add(
    const Place& place,
    std::string code,
    std::string zh,
    std::string en,
    std::string way_out_zh,
    std::string way_out_en
)
{
    Fault fault;
    fault.where = place.text();
    fault.code = std::move(code);
    fault.detail = {std::move(zh), std::move(en)};
    fault.way_out = {std::move(way_out_zh), std::move(way_out_en)};
    const auto same = [&](const Fault& other) {
        return other.where == fault.where && other.code == fault.code &&
               other.detail == fault.detail;
    };
    if (faults_.size() < most_faults && std::none_of(faults_.begin(), faults_.end(), same))
        faults_.push_back(std::move(fault));
}

void Faults::take(const Error& error)
{
    if (error.faults.empty()) {
        Fault fault;
        fault.code = error.code;
        fault.detail = error.detail;
        faults_.push_back(std::move(fault));
    }
    faults_.insert(faults_.end(), error.faults.begin(), error.faults.end());
}

Error Faults::error() const
{
    const std::string count = std::to_string(faults_.size());
    std::string zh = "共有 " + count + " 处错误";
    std::string en = count + (faults_.size() == 1 ? " fault" : " faults");
    if (!faults_.empty()) {
        const Fault& first = faults_.front();
        zh += "，第一处在 " + first.where + "：" + first.detail.zh;
        en += ", the first at " + first.where + ": " + first.detail.en;
    }
    return refuse(Refusal::invalid_input, "pack_faults", std::move(zh), std::move(en), faults_);
}

const Yaml* Yaml::find(std::string_view key) const
{
    for (const auto& [name, value] : members_)
        if (name.text_ == key)
            return &value;
    return nullptr;
}

std::string Yaml::text(Faults& faults, std::string_view what) const
{
    if (is_scalar())
        return text_;
    wrong_type(
        *this, faults, what, {"文本", "text"},
        {"在此写一段文本；空文本写作 \"\"", "write a text here; an empty one is \"\""}
    );
    return {};
}

std::int64_t Yaml::integer(Faults& faults, std::string_view what) const
{
    if (is_scalar() && !quoted_)
        if (const auto number = decimal(text_))
            return *number;
    wrong_type(
        *this, faults, what, {"整数", "an integer"},
        {"写成不带引号、不以 0 开头的十进制整数，例如 60",
         "write a decimal integer without quotes and without a leading 0, such as 60"}
    );
    return 0;
}

bool Yaml::boolean(Faults& faults, std::string_view what) const
{
    if (is_scalar() && !quoted_ && (text_ == "true" || text_ == "false"))
        return text_ == "true";
    wrong_type(
        *this, faults, what, {"真或假", "true or false"},
        {"写 true 或 false（小写，不带引号）", "write true or false, in lower case, without quotes"}
    );
    return false;
}

std::vector<std::string> Yaml::texts(Faults& faults, std::string_view what) const
{
    if (is_scalar())
        return {text_};
    std::vector<std::string> found;
    if (is_list()) {
        for (const Yaml& item : items_)
            found.push_back(item.text(faults, what));
        return found;
    }
    wrong_type(
        *this, faults, what, {"文本列表", "a list of texts"},
        {"写成 [甲, 乙]；没有内容时写 []", "write [one, two]; write [] when there is none"}
    );
    return found;
}

const Yaml& Yaml::need(std::string_view key, Faults& faults) const
{
    static const Yaml absent;
    if (const Yaml* const found = find(key))
        return *found;
    const std::string name(key);
    if (!is_map())
        wrong_type(
            *this, faults, "“" + name + "”所在之处", {"映射", "a map"},
            {"在此写出“" + name + ": …”", "write \"" + name + ": ...\" here"}
        );
    else
        faults.add(
            place_, "RP1005", "缺少键“" + name + "”", "the key \"" + name + "\" is missing",
            "在此映射中加上“" + name + "”", "add \"" + name + "\" to this map"
        );
    return absent;
}

void Yaml::only(std::initializer_list<std::string_view> known, Faults& faults) const
{
    only(std::vector<std::string>(known.begin(), known.end()), faults);
}

void Yaml::only(const std::vector<std::string>& known, Faults& faults) const
{
    if (!is_map()) {
        wrong_type(
            *this, faults, "此处 (this)", {"映射", "a map"},
            {"可用的键：" + joined(known, "、"), "the keys are: " + joined(known, ", ")}
        );
        return;
    }
    for (const auto& [name, value] : members_) {
        if (std::find(known.begin(), known.end(), name.text_) != known.end())
            continue;
        const std::string shown = one_line(name.text_, 60);
        const auto nearest = nearest_name(name.text_, known);
        Words way_out{"可用的键：" + joined(known, "、"), "the keys are: " + joined(known, ", ")};
        if (nearest)
            way_out = {"是否应为“" + *nearest + "”？", "did you mean \"" + *nearest + "\"?"};
        faults.add(
            name.place_, "RP1003", "没有名为“" + shown + "”的键",
            "there is no key \"" + shown + "\"", way_out.zh, way_out.en
        );
    }
}

boost::json::value Yaml::json() const
{
    switch (kind_) {
    case Kind::null: return nullptr;
    case Kind::list: {
        boost::json::array list;
        for (const Yaml& item : items_)
            list.push_back(item.json());
        return list;
    }
    case Kind::map: {
        boost::json::object map;
        for (const auto& [name, value] : members_)
            map.emplace(name.text_, value.json());
        return map;
    }
    case Kind::scalar: break;
    }
    if (!quoted_ && (text_ == "true" || text_ == "false"))
        return text_ == "true";
    if (const auto number = quoted_ ? std::nullopt : decimal(text_))
        return *number;
    return boost::json::value(boost::json::string(text_));
}

}  // namespace beihui
