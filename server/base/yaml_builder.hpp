#pragma once

// How trees of YAML are made: from the events of the parser, or from what was kept of them.

#include "base/text.hpp"
#include "base/yaml.hpp"
#include "base/yaml_messages.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <algorithm>
#include <optional>
#include <set>

namespace beihui
{

constexpr std::size_t most_yaml_levels = 32;
constexpr std::size_t most_yaml_nodes = 200'000;
constexpr std::size_t most_yaml_faults = 100;  // in one reading

// Ends the parser's work from inside an event; the reason is in the faults already.
struct YamlStop
{};

// Where a byte of the file stands for a person: the parser counts columns in bytes, an editor in
// characters.
class YamlPlaces
{
public:
    YamlPlaces(std::string_view file, std::string_view text)
        : file_(file), columns_(text.size() + 1)
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

// Builds the tree from the parser's events. yaml-cpp's own tree (YAML::Node) follows aliases,
// keeps both of two equal keys and forgets which scalars were quoted.
class YamlBuilder final : public YAML::EventHandler
{
public:
    YamlBuilder(std::string_view text, const YamlPlaces& places, Faults& faults)
        : text_(text), places_(places), faults_(faults)
    {
        root_.place_ = places.at(0);
    }

    Yaml take() { return std::move(root_); }

    // A node as it was built before.
    struct Node
    {
        Yaml::Kind kind = Yaml::Kind::null;
        bool quoted = false;
        Place place;
        std::string text;
        std::vector<Yaml> items;
        std::vector<std::pair<Yaml, Yaml>> members;
    };
    static Yaml made(Node&& node)
    {
        Yaml yaml;
        yaml.kind_ = node.kind;
        yaml.quoted_ = node.quoted;
        yaml.place_ = std::move(node.place);
        yaml.text_ = std::move(node.text);
        yaml.items_ = std::move(node.items);
        yaml.members_ = std::move(node.members);
        return yaml;
    }

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
        throw YamlStop();
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
        if (++nodes_ > most_yaml_nodes) {
            faults_.add(
                node.place_, "RP1008", "内容超过 200000 项", "more than 200,000 nodes",
                "把文件分成几个", "split the file"
            );
            throw YamlStop();
        }
        // The tag "!" alone looks like the mark of a quoted scalar, so the text is asked too.
        const auto byte = static_cast<std::size_t>(std::max(mark.pos, 0));
        const bool tagged = tag.size() > 1 || (byte < text_.size() && text_[byte] == '!');
        if (anchor != 0 || tagged)
            add_reference(faults_, node.place_);
        if (faults_.all().size() >= most_yaml_faults)
            throw YamlStop();
        return node;
    }

    void open(Yaml node, Yaml::Kind kind)
    {
        if (open_.size() == most_yaml_levels) {
            faults_.add(
                node.place_, "RP1008", "嵌套超过 32 层", "nested more than 32 levels deep",
                "减少嵌套", "nest less deeply"
            );
            throw YamlStop();
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
    const YamlPlaces& places_;
    Faults& faults_;
    std::vector<Open> open_;
    Yaml root_;
    std::size_t nodes_ = 0;
    bool started_ = false;
};

}  // namespace beihui
