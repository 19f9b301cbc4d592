// beihui pack diff: what a newer circular says otherwise.
#include "rules/tools/pack_diff.hpp"

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/pack_bench.hpp"
#include "cli/pack_tools.hpp"

#include <ostream>

namespace beihui::cli
{
namespace
{

struct Loaded
{
    std::shared_ptr<const rules::Pack> pack;
    std::unique_ptr<rules::Interpreter> rules;
};

Result<Loaded> load(const std::filesystem::path& folder)
{
    Loaded loaded;
    auto pack = rules::read_pack(folder);
    if (!pack)
        return pack.error();
    loaded.pack = *pack;
    auto interpreter = rules::Interpreter::load(*loaded.pack, rules::lua::Limits::standard());
    if (!interpreter)
        return interpreter.error();
    loaded.rules = std::move(*interpreter);
    return loaded;
}

std::string shown(const rules::PackDiff& diff, const std::string& format)
{
    if (format == "html")
        return rules::diff_as_html(diff);
    if (format == "json") {
        json::object answer = rules::diff_as_json(diff);
        answer["errors"] = json::array();
        return json::serialize(answer) + "\n";
    }
    return rules::diff_as_text(diff);
}

int tell_faults(
    const Error& error,
    const DiffAsked& asked,
    const std::filesystem::path& folder,
    std::ostream& out,
    std::ostream& err
)
{
    if (asked.format != "text" && asked.output.empty())
        return print_faults_as_json(error, out);
    show_faults(faults_of(error), folder, err);
    return refused;
}

}  // namespace

int diff_packs(const DiffAsked& asked, std::ostream& out, std::ostream& err)
{
    const auto older = load(asked.older);
    if (!older)
        return tell_faults(older.error(), asked, asked.older, out, err);
    const auto newer = load(asked.newer);
    if (!newer)
        return tell_faults(newer.error(), asked, asked.newer, out, err);
    const rules::PackDiff diff =
        rules::diff_packs(*older->pack, *older->rules, *newer->pack, *newer->rules);
    const std::string text = shown(diff, asked.format);
    if (asked.output.empty()) {
        out << text;
        return good;
    }
    if (const auto written = write_file(asked.output, text, 0644); !written) {
        print_error(written.error(), err);
        return refused;
    }
    return good;
}

}  // namespace beihui::cli
