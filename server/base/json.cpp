#include "base/json.hpp"

#include "base/text.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace beihui
{
namespace
{

constexpr std::size_t most_levels = 32;

// Builds the value from what Boost's tokenizer reports. Boost's own handler keeps the last of two
// equal keys without a word, which is why there is one of ours.
class StrictHandler
{
public:
    using Code = json::error_code;
    using Text = json::string_view;

    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return open(json::object()); }
    bool on_object_end(std::size_t, Code& code) { return close(code); }
    bool on_array_begin(Code&) { return open(json::array()); }
    bool on_array_end(std::size_t, Code& code) { return close(code); }
    bool on_key_part(Text part, std::size_t, Code& code) { return collect(part, code); }
    bool on_string_part(Text part, std::size_t, Code& code) { return collect(part, code); }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t number, Text, Code&) { return put(number); }
    bool on_uint64(std::uint64_t number, Text, Code&) { return put(number); }
    bool on_bool(bool truth, Code&) { return put(truth); }
    bool on_null(Code&) { return put(nullptr); }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }

    bool on_key(Text rest, std::size_t, Code& code)
    {
        if (!collect(rest, code))
            return false;
        Open& object = open_.back();
        object.key = std::exchange(collected_, {});
        if (object.value.get_object().contains(object.key)) {
            const std::string shown = one_line(object.key, 80);
            return refused(
                code, "键“" + shown + "”出现了两次", "the key \"" + shown + "\" stands there twice"
            );
        }
        return true;
    }

    bool on_string(Text rest, std::size_t, Code& code)
    {
        return collect(rest, code) && put(json::string(std::exchange(collected_, {})));
    }

    bool on_double(double number, Text, Code& code)
    {
        if (!std::isfinite(number))
            return refused(code, "数字太大", "the number is too large");
        return put(number);
    }

    json::value take() { return std::move(done_); }
    // Empty unless it was this handler that refused.
    const Words& reason() const { return reason_; }

private:
    struct Open
    {
        json::value value;
        std::string key;  // of the member that is being read
    };

    bool refused(Code& code, std::string zh, std::string en)
    {
        reason_ = Words{std::move(zh), std::move(en)};
        code = json::make_error_code(json::error::syntax);
        return false;
    }

    bool collect(Text part, Code& code)
    {
        if (part.find('\0') != Text::npos)
            return refused(code, "文本中有字符 U+0000，不允许", "U+0000 is not allowed in a text");
        collected_.append(part.data(), part.size());
        return true;
    }

    bool open(json::value opened)
    {
        open_.push_back({std::move(opened), {}});
        return true;
    }

    bool close(Code&)
    {
        json::value value = std::move(open_.back().value);
        open_.pop_back();
        return put(std::move(value));
    }

    bool put(json::value value)
    {
        if (open_.empty())
            done_ = std::move(value);
        else if (json::object* const object = open_.back().value.if_object())
            object->emplace(open_.back().key, std::move(value));
        else
            open_.back().value.get_array().push_back(std::move(value));
        return true;
    }

    std::vector<Open> open_;
    std::string collected_;
    json::value done_;
    Words reason_;
};

Error not_json(std::size_t position, const Words& reason)
{
    const std::string at = std::to_string(position);
    return refuse(
        Refusal::invalid_input, "not_json", "不是有效的 JSON（第 " + at + " 字节）：" + reason.zh,
        "not valid JSON (byte " + at + "): " + reason.en
    );
}

Words reason_of(const json::error_code& code)
{
    if (code == json::error::too_deep)
        return {"嵌套超过 32 层", "nested more than 32 levels deep"};
    if (code == json::error::incomplete)
        return {"内容不完整", "the text ends too early"};
    if (code == json::error::extra_data)
        return {"末尾有多余内容", "there is more text behind the end"};
    return {"语法错误", code.message()};
}

}  // namespace

Result<json::value> read_json(std::string_view text)
{
    const std::size_t good = size_of_utf8(text);
    if (good < text.size())
        return not_json(
            good, {"不是 UTF-8 文本，或含有字符 U+0000", "not UTF-8 text, or U+0000 in it"}
        );
    json::parse_options options;
    options.max_depth = most_levels;
    json::basic_parser<StrictHandler> parser(options);
    json::error_code code;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), code);
    if (code) {
        const Words& reason = parser.handler().reason();
        return not_json(read, reason.en.empty() ? reason_of(code) : reason);
    }
    if (read < text.size())
        return not_json(read, reason_of(json::make_error_code(json::error::extra_data)));
    return parser.handler().take();
}

namespace
{

std::string_view text_in(const json::value* found, std::string_view otherwise)
{
    const json::string* const text = found ? found->if_string() : nullptr;
    return text ? std::string_view(text->data(), text->size()) : otherwise;
}

std::int64_t integer_in(const json::value* found, std::int64_t otherwise)
{
    const std::int64_t* const number = found ? found->if_int64() : nullptr;
    return number ? *number : otherwise;
}

bool bool_in(const json::value* found, bool otherwise)
{
    const bool* const truth = found ? found->if_bool() : nullptr;
    return truth ? *truth : otherwise;
}

}  // namespace

const json::value* member(const json::value& object, std::string_view name)
{
    const json::object* const members = object.if_object();
    return members ? members->if_contains(name) : nullptr;
}

const json::value* member(const json::object& object, std::string_view name)
{
    return object.if_contains(name);
}

std::string_view text_of(
    const json::value& object,
    std::string_view name,
    std::string_view otherwise
)
{
    return text_in(member(object, name), otherwise);
}

std::string_view text_of(
    const json::object& object,
    std::string_view name,
    std::string_view otherwise
)
{
    return text_in(member(object, name), otherwise);
}

std::int64_t integer_of(const json::value& object, std::string_view name, std::int64_t otherwise)
{
    return integer_in(member(object, name), otherwise);
}

std::int64_t integer_of(const json::object& object, std::string_view name, std::int64_t otherwise)
{
    return integer_in(member(object, name), otherwise);
}

bool bool_of(const json::value& object, std::string_view name, bool otherwise)
{
    return bool_in(member(object, name), otherwise);
}

bool bool_of(const json::object& object, std::string_view name, bool otherwise)
{
    return bool_in(member(object, name), otherwise);
}

}  // namespace beihui
