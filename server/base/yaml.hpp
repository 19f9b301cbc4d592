#pragma once

#include "base/result.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui
{

// Where something stands in a YAML file; line and column count from 1.
struct Place
{
    std::string file;
    int line = 0;    // 0: the file as a whole
    int column = 0;  // in Unicode characters

    std::string text() const;  // "rules/x/params.yaml:7:3"
};

class Yaml;

// Collects every fault of a file instead of stopping at the first, so that its author mends all of
// them in one go. The same fault is kept once, and no more than 1000 of them.
class Faults
{
public:
    void add(
        const Place& place,
        std::string code,
        std::string zh,
        std::string en,
        std::string way_out_zh = {},
        std::string way_out_en = {}
    );
    void take(const Error& error);  // adds all faults of another refusal
    bool none() const { return faults_.empty(); }
    const std::vector<Fault>& all() const { return faults_; }
    // All of them as one refusal: invalid_input, code "pack_faults".
    Error error() const;

private:
    std::vector<Fault> faults_;
};

// One node of a YAML document that was read strictly. Only what our files need is allowed: maps
// with text keys, lists and scalars, in one document. Refused: anchors, aliases, tags, duplicate
// keys, a second document, more than 32 levels or 200,000 nodes or 4 MiB, control characters, tabs
// in front of a line, and text that is not UTF-8.
//
//   RP1001 not YAML              RP1006 anchor, alias or tag
//   RP1002 key stands twice      RP1007 second document
//   RP1003 unknown key           RP1008 too deep or too many nodes
//   RP1004 wrong type            RP1009 not UTF-8, or a control character
//   RP1005 missing key           RP1010 the file cannot be read or is too large
//
// A scalar keeps its text and whether it was quoted; its type is what the reader of the file asks
// for, so that 010, NO, off and 12:00 are never anything but text unless asked.
class Yaml
{
public:
    enum class Kind
    {
        null,  // an empty value, ~ or null (unquoted)
        scalar,
        list,
        map,
    };

    // Refuses (invalid_input) with every fault as file:line:column. `shown_as` is the path in
    // messages; `text` the bytes.
    static Result<Yaml> read(std::string_view shown_as, std::string_view text);
    static Result<Yaml> read_file(const std::filesystem::path& file, std::string_view shown_as);

    Kind kind() const { return kind_; }
    bool is_null() const { return kind_ == Kind::null; }
    bool is_map() const { return kind_ == Kind::map; }
    bool is_list() const { return kind_ == Kind::list; }
    bool is_scalar() const { return kind_ == Kind::scalar; }
    bool quoted() const { return quoted_; }
    const Place& place() const { return place_; }
    const std::string& raw() const { return text_; }  // a scalar's text

    const std::vector<Yaml>& items() const { return items_; }  // of a list
    const std::vector<std::pair<Yaml, Yaml>>& members() const
    {
        return members_;
    }  // of a map, in file order
    const Yaml* find(std::string_view key) const;  // none: nullptr

    // Typed reading. Each reports a fault at the node's place and returns a harmless value when the
    // node is of another type; `what` names the thing in the message.
    std::string text(Faults& faults, std::string_view what) const;
    std::int64_t integer(Faults& faults, std::string_view what) const;
    bool boolean(Faults& faults, std::string_view what) const;  // true or false, nothing else
    std::vector<std::string> texts(Faults& faults, std::string_view what)
        const;  // a list of texts, or one text

    // The member, or a fault "missing key" at this map's place and a null node. Reading that null
    // node reports nothing more.
    const Yaml& need(std::string_view key, Faults& faults) const;
    // Reports every key of this map that is not in `known`, with the nearest right name.
    // Reports also when this is not a map.
    void only(std::initializer_list<std::string_view> known, Faults& faults) const;
    void only(const std::vector<std::string>& known, Faults& faults) const;

    // As JSON by the YAML 1.2 core schema: unquoted true/false, null and decimal integers are
    // typed, all else is text. For parameter values and other data that goes to rules.
    boost::json::value json() const;

private:
    friend class YamlBuilder;

    Kind kind_ = Kind::null;
    bool quoted_ = false;
    Place place_;
    std::string text_;
    std::vector<Yaml> items_;
    std::vector<std::pair<Yaml, Yaml>> members_;
};

}  // namespace beihui
