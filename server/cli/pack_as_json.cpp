// beihui pack new, fmt and stubs with --format json: the files are told, not written.
#include "base/bytes.hpp"
#include "cli/commands.hpp"
#include "cli/pack_bench.hpp"
#include "cli/pack_tools.hpp"
#include "cli/show_fault.hpp"
#include "rules/tools/copy_pack.hpp"
#include "rules/tools/format_yaml.hpp"
#include "rules/tools/reference.hpp"

#include <ostream>

namespace beihui::cli
{
namespace
{

json::object files_as_json(const rules::PackFiles& files)
{
    json::object all;
    for (const auto& [path, bytes] : files)
        all[path] = base64(bytes);
    return all;
}

int print(json::object answer, std::ostream& out)
{
    answer["errors"] = json::array();
    out << json::serialize(answer) << '\n';
    return good;
}

}  // namespace

int print_faults_as_json(const Error& error, std::ostream& out)
{
    json::array all;
    for (const Fault& fault : faults_of(error))
        all.push_back(fault_as_json(fault));
    out << json::serialize(json::object{{"errors", std::move(all)}}) << '\n';
    return refused;
}

int new_pack_as_json(const std::string& id, const std::filesystem::path& from, std::ostream& out)
{
    const auto old = rules::read_pack(from);
    const auto copy = old ? rules::copy_pack(**old, id) : old.error();
    if (!copy)
        return print_faults_as_json(copy.error(), out);
    json::array decisions;
    for (const rules::ToDecide& each : copy->to_decide)
        decisions.emplace_back(json::object{
            {"about", each.about},
            {"place", each.place},
            {"words", json::object{{"zh", each.words.zh}, {"en", each.words.en}}},
        });
    return print(
        {{"pack", id}, {"files", files_as_json(copy->files)}, {"to_decide", std::move(decisions)}},
        out
    );
}

int format_pack_as_json(const std::filesystem::path& folder, std::ostream& out)
{
    const auto pack = texts_of(folder);
    const auto files = pack ? rules::format_pack(*pack) : pack.error();
    return files ? print({{"files", files_as_json(*files)}}, out)
                 : print_faults_as_json(files.error(), out);
}

int stubs_as_json(const std::filesystem::path& folder, std::ostream& out)
{
    rules::PackFiles files;
    for (const std::filesystem::path& one : packs_in(folder)) {
        const auto pack = rules::read_pack(one);
        if (!pack)
            return print_faults_as_json(pack.error(), out);
        files.emplace_back((*pack)->id + "/.luals/pack.d.lua", rules::pack_stub(**pack));
    }
    const rules::Pack bare;  // the host's functions are the same for every pack
    const auto interpreter = rules::Interpreter::load(bare, rules::lua::Limits::standard());
    if (!interpreter)
        return print_faults_as_json(interpreter.error(), out);
    files.emplace_back(".luals/circular.d.lua", rules::circular_stub((*interpreter)->functions()));
    return print({{"files", files_as_json(files)}}, out);
}

}  // namespace beihui::cli
