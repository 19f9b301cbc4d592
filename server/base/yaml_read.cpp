#include "base/files.hpp"
#include "base/kept_yaml.hpp"
#include "base/text.hpp"
#include "base/yaml_builder.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

namespace beihui
{
namespace
{

constexpr std::size_t most_bytes = 4 * 1024 * 1024;

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
void check_tabs(std::string_view text, const YamlPlaces& places, Faults& faults)
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

void check_characters(std::string_view text, const YamlPlaces& places, Faults& faults)
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

Result<Yaml> parse(std::string_view shown_as, std::string_view text)
{
    Faults faults;
    if (text.size() > most_bytes) {
        add_too_large(faults, shown_as);
        return faults.error();
    }
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);  // the byte order mark that some editors put in front
    const YamlPlaces places(shown_as, text);
    check_characters(text, places, faults);
    if (!faults.none())
        return faults.error();
    YamlBuilder builder(text, places, faults);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YamlStop&) {
        // What stopped it is among the faults.
    } catch (const YAML::Exception& broken) {
        add_parser_message(faults, places.at(broken.mark), broken.msg);
    }
    if (!faults.none())
        return faults.error();
    return builder.take();
}

}  // namespace

Result<Yaml> Yaml::read(std::string_view shown_as, std::string_view text)
{
    KeptYaml* const kept = KeptYaml::in_use();
    if (kept)
        if (auto tree = kept->find(shown_as, text))
            return std::move(*tree);
    auto tree = parse(shown_as, text);
    if (kept && tree)
        kept->keep(text, *tree);
    return tree;
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
