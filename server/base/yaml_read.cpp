#include "base/files.hpp"
#include "base/text.hpp"
#include "base/yaml.hpp"
#include "base/yaml_messages.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

namespace beihui
{
namespace
{

constexpr std::size_t most_bytes = 4 * 1024 * 1024;
constexpr std::size_t most_yaml_levels = 32;
constexpr std::size_t most_nodes = 200'000;
constexpr std::size_t most_faults_in_one_reading = 100;

// Ends the parser's work from inside an event; the reason is in the faults already.
struct Stop
{};

// Where a byte of the file stands for a person: the parser counts columns in bytes, an editor in
// characters.
class Places
{
public:
    Places(std::string_view file, std::string_view text) : file_(file), columns_(text.size() + 1)
    {
        std::uint32_t column = 1;
        for (std::size_t i = 0; i < text.size(); ++i) {
            columns_[i] = column;
            if (text[i] == '\n') {
                line_ends_.push_back(i);
                column = 1;
            } else if (i + 1 < text.size() &&
                       (static_cast<std::uint8_t>(text[i + 1]) & 0xC0) != 0x80) {
                ++column;
            }
        }
        columns_[text.size()] = text.empty() || text.back() == '\n' ? 1 : column + 1;
    }

    Place at(std::size_t byte) const
    {
        byte = std::min(byte, columns_.size() - 1);
        const auto end = std::lower_bound(line_ends_.begin(), line_ends_.end(), byte);
        return {
            file_, static_cast<int>(end - line_ends_.begin()) + 1, static_cast<int>(columns_[byte])
        };
    }

    Place at(const YAML::Mark& mark) const
    {
        return at(static_cast<std::size_t>(std::max(mark.pos, 0)));
    }

private:
    std::string file_;
    std::vector<std::uint32_t> columns_;
    std::vector<std::size_t> line_ends_;
};

}  // namespace

// Builds the tree from the parser's events. yaml-cpp's own tree (YAML::Node) follows aliases,
// keeps both of two equal keys and forgets which scalars were quoted.
class YamlBuilder final : public YAML::EventHandler
{
public:
    YamlBuilder(std::string_view text, const Places& places, Faults& faults)
        : text_(text), places_(places), faults_(faults)
    {
        root_.place_ = places.at(0);
    }

    Yaml take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (!std::exchange(started_, true))
            return;
        faults_.add(
            places_.at(mark), "RP1007", "一个文件只能有一个 YAML 文档，此处又开始了一个",
            "a file holds one YAML document; here another one begins",
            "删去多余的“---”，并检查此处的缩进",
            "remove the extra \"---\" and check the indentation"
        );
        throw Stop();
    }

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        Yaml node = begin(mark, "?", anchor);
        // A value that is not there is reported by the parser where the next thing stands.
        if (!open_.empty() && open_.back().key && node.place_.line != open_.back().key->place_.line)
            node.place_ = open_.back().key->place_;
        put(std::move(node));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
    {
        Yaml node = begin(mark, "?", 0);
        add_reference(faults_, node.place_);
        put(std::move(node));
    }

    void OnScalar(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        const std::string& value
    ) override
    {
        Yaml node = begin(mark, tag, anchor);
        node.kind_ = Yaml::Kind::scalar;
        node.quoted_ = tag == "!";
        node.text_ = value;
        if (!is_utf8(value))
            faults_.add(
                node.place_, "RP1009", "文本中有字符 U+0000，不允许",
                "U+0000 is not allowed in a text", "删去 \\0", "remove the \\0"
            );
        put(std::move(node));
    }

    void OnSequenceStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override
    {
        open(begin(mark, tag, anchor), Yaml::Kind::list);
    }

    void OnMapStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override
    {
        open(begin(mark, tag, anchor), Yaml::Kind::map);
    }

    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    struct Open
    {
        Yaml node;
        std::optional<Yaml> key;  // of the member that is being read
        bool key_usable = true;
        std::set<std::string> keys;
    };

    Yaml begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
    {
        Yaml node;
        node.place_ = places_.at(mark);
        if (++nodes_ > most_nodes) {
            faults_.add(
                node.place_, "RP1008", "内容超过 200000 项", "more than 200,000 nodes",
                "把文件分成几个", "split the file"
            );
            throw Stop();
        }
        // The tag "!" alone looks like the mark of a quoted scalar, so the text is asked too.
        const auto byte = static_cast<std::size_t>(std::max(mark.pos, 0));
        const bool tagged = tag.size() > 1 || (byte < text_.size() && text_[byte] == '!');
        if (anchor != 0 || tagged)
            add_reference(faults_, node.place_);
        if (faults_.all().size() >= most_faults_in_one_reading)
            throw Stop();
        return node;
    }

    void open(Yaml node, Yaml::Kind kind)
    {
        if (open_.size() == most_yaml_levels) {
            faults_.add(
                node.place_, "RP1008", "嵌套超过 32 层", "nested more than 32 levels deep",
                "减少嵌套", "nest less deeply"
            );
            throw Stop();
        }
        node.kind_ = kind;
        Open opened;
        opened.node = std::move(node);
        open_.push_back(std::move(opened));
    }

    void close()
    {
        Yaml node = std::move(open_.back().node);
        open_.pop_back();
        put(std::move(node));
    }

    void put(Yaml node)
    {
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = open_.back();
        if (parent.node.is_list()) {
            parent.node.items_.push_back(std::move(node));
        } else if (!parent.key) {
            parent.key_usable = check_key(node, parent.keys);
            parent.key = std::move(node);
        } else {
            if (parent.key_usable)
                parent.node.members_.emplace_back(*std::move(parent.key), std::move(node));
            parent.key.reset();
        }
    }

    bool check_key(const Yaml& key, std::set<std::string>& keys)
    {
        if (!key.is_scalar()) {
            faults_.add(
                key.place(), "RP1004", "键必须是文本", "a key must be text",
                "写成“键: 值”；键为 null 或 ~ 时加引号", "write \"key: value\"; quote null and ~"
            );
            return false;
        }
        if (keys.insert(key.raw()).second)
            return true;
        const std::string shown = one_line(key.raw(), 60);
        faults_.add(
            key.place(), "RP1002", "键“" + shown + "”在同一映射中出现了两次",
            "the key \"" + shown + "\" stands twice in the same map", "删去其中一个",
            "remove one of them"
        );
        return false;
    }

    std::string_view text_;
    const Places& places_;
    Faults& faults_;
    std::vector<Open> open_;
    Yaml root_;
    std::size_t nodes_ = 0;
    bool started_ = false;
};

namespace
{

// yaml-cpp takes U+0004 for the end of the file and would drop the rest without a word.
std::size_t first_control_character(std::string_view text)
{
    const auto control = [](char c) {
        const auto byte = static_cast<std::uint8_t>(c);
        return byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r');
    };
    return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), control) - text.begin());
}

// Tabs in front of a line: yaml-cpp joins some such lines to the one before, as if it were text.
void check_tabs(std::string_view text, const Places& places, Faults& faults)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t content = std::min(text.find_first_not_of(" \t", at), text.size());
        const std::size_t tab = text.substr(at, content - at).find('\t');
        const bool blank = content == text.size() || text[content] == '\n' ||
                           text[content] == '\r' || text[content] == '#';
        if (!blank && tab != std::string_view::npos) {
            faults.add(
                places.at(at + tab), "RP1001", "行首的缩进中有制表符",
                "there is a tab in the indentation", "改用空格缩进", "indent with spaces"
            );
            return;  // the editor replaces them all at once
        }
        const std::size_t end = text.find('\n', at);
        at = end == std::string_view::npos ? text.size() : end + 1;
    }
}

void check_characters(std::string_view text, const Places& places, Faults& faults)
{
    const std::size_t bad = std::min(size_of_utf8(text), first_control_character(text));
    if (bad < text.size()) {
        faults.add(
            places.at(bad), "RP1009", "不是 UTF-8 文本，或含有控制字符",
            "not UTF-8 text, or a control character in it", "以 UTF-8 编码另存，并删去控制字符",
            "save it as UTF-8 and remove the control character"
        );
        return;
    }
    check_tabs(text, places, faults);
}

Place whole_file(std::string_view shown_as)
{
    return {std::string(shown_as), 0, 0};
}

void add_too_large(Faults& faults, std::string_view shown_as)
{
    faults.add(
        whole_file(shown_as), "RP1010", "文件超过 4 MiB", "the file is larger than 4 MiB",
        "把文件分成几个", "split the file"
    );
}

}  // namespace

Result<Yaml> Yaml::read(std::string_view shown_as, std::string_view text)
{
    Faults faults;
    if (text.size() > most_bytes) {
        add_too_large(faults, shown_as);
        return faults.error();
    }
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);  // the byte order mark that some editors put in front
    const Places places(shown_as, text);
    check_characters(text, places, faults);
    if (!faults.none())
        return faults.error();
    YamlBuilder builder(text, places, faults);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Stop&) {
        // What stopped it is among the faults.
    } catch (const YAML::Exception& broken) {
        add_parser_message(faults, places.at(broken.mark), broken.msg);
    }
    if (!faults.none())
        return faults.error();
    return builder.take();
}

Result<Yaml> Yaml::read_file(const std::filesystem::path& file, std::string_view shown_as)
{
    const auto text = beihui::read_file(file, most_bytes);
    if (text)
        return read(shown_as, *text);
    Faults faults;
    const Error error = text.error();
    if (error.code == "file_too_large")
        add_too_large(faults, shown_as);
    else
        faults.add(
            whole_file(shown_as), "RP1010", "读不了这个文件", "this file cannot be read",
            "检查文件是否存在、是否有读取权限", "check that it exists and may be read"
        );
    return faults.error();
}

}  // namespace beihui
