#include "base/bytes.hpp"
#include "base/files.hpp"
#include "rules/read_parts.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

constexpr std::size_t most_files = 256;
constexpr std::size_t most_bytes = 4 << 20;

template <class Items, class Id>
auto find_in(const Items& items, std::string_view id, Id member) -> decltype(&items.front())
{
    const auto found = std::ranges::find(items, id, member);
    return found == items.end() ? nullptr : &*found;
}

// Every file of the folder but hidden ones, sorted by path, with its bytes.
Result<std::vector<std::pair<std::string, std::string>>> read_files(
    const std::filesystem::path& folder,
    std::string_view shown_folder
)
{
    namespace fs = std::filesystem;
    std::vector<std::pair<std::string, std::string>> files;
    std::size_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string path = fs::relative(entry.path(), folder).generic_string();
        if (!entry.is_regular_file() || entry.is_symlink() || path.starts_with(".") ||
            path.find("/.") != std::string::npos)
            continue;
        auto content = read_file(entry.path(), most_bytes);
        if (!content)
            return content.error();
        bytes += content->size();
        files.emplace_back(path, std::move(*content));
        if (files.size() > most_files || bytes > most_bytes)
            return refuse(
                Refusal::invalid_input, "pack_too_large",
                "规则包 " + std::string(shown_folder) + " 过大：至多 256 个文件、4 MiB",
                "pack " + std::string(shown_folder) + " is too large: at most 256 files, 4 MiB"
            );
    }
    std::ranges::sort(files);
    return files;
}

// The identity of a pack: SHA-256 over the sorted list of path and SHA-256 of each file.
std::string hash_of(const std::vector<std::pair<std::string, std::string>>& files)
{
    std::string list;
    for (const auto& [path, bytes] : files)
        list += path + '\0' + hex(sha256(bytes)) + '\n';
    return hex(sha256(list));
}

// Reads every YAML file whose meaning the host knows; the others are data that parameters name.
void read_parts(Pack& pack, Faults& faults)
{
    const OtherFile other = [&](std::string_view path) -> const std::string* {
        const auto found = std::ranges::find(pack.files, path, [](const auto& file) {
            return std::string_view(file.first);
        });
        return found == pack.files.end() ? nullptr : &found->second;
    };
    const auto with = [&](std::string_view path, const auto& use) {
        const std::string shown = pack.folder + "/" + std::string(path);
        const std::string* const bytes = other(path);
        if (!bytes) {
            faults.add(
                {shown, 0, 0}, "RP1010", "规则包缺少 " + std::string(path),
                "the pack lacks " + std::string(path), "补上该文件，见 docs/rules.md",
                "add the file, see docs/rules.md"
            );
            return;
        }
        const auto node = Yaml::read(shown, *bytes);
        if (node)
            use(*node);
        else
            faults.take(node.error());
    };
    with("pack.yaml", [&](const Yaml& node) { read_manifest(node, other, pack, faults); });
    with("clauses.yaml", [&](const Yaml& node) { read_clauses(node, pack, faults); });
    with("interpretations.yaml", [&](const Yaml& node) {
        read_interpretations(node, pack, faults);
    });
    with("params.yaml", [&](const Yaml& node) {
        read_parameters(node, other, pack.folder, pack, faults);
    });
    if (other("overrides.yaml"))
        with("overrides.yaml", [&](const Yaml& node) {
            read_overrides(node, other, pack.folder, pack, faults);
        });
    for (const auto& [path, bytes] : pack.files)
        if (path.starts_with("annex/") && path.ends_with(".yaml"))
            with(path, [&](const Yaml& node) { read_table(node, pack, faults); });
}

}  // namespace

const ParameterValue* Parameter::on(Date day) const
{
    const ParameterValue* found = nullptr;
    for (const ParameterValue& value : values)
        if (value.from <= day)
            found = &value;
    return found;
}

const Clause* Pack::clause(std::string_view wanted) const
{
    return find_in(clauses, wanted, &Clause::id);
}

const Interpretation* Pack::interpretation(std::string_view wanted) const
{
    return find_in(interpretations, wanted, &Interpretation::id);
}

const Parameter* Pack::parameter(std::string_view key) const
{
    return find_in(parameters, key, &Parameter::key);
}

const Table* Pack::table(std::string_view wanted) const
{
    return find_in(tables, wanted, &Table::id);
}

bool Pack::in_phase(Date day) const
{
    return std::ranges::any_of(phases, [&](const auto& phase) {
        return phase.first <= day && day <= phase.second;
    });
}

std::vector<RuleFile> rule_files(const Pack& pack)
{
    std::vector<RuleFile> files;
    for (const auto& [path, bytes] : pack.files)
        if (path.starts_with("rules/") && path.ends_with(".lua"))
            files.push_back({path, pack.folder + "/" + path});
    return files;
}

namespace
{

// What a folder is called below rules/: "2026-youqi", or "local/beijing-2020".
std::string name_of(const std::filesystem::path& folder)
{
    const auto whole = std::filesystem::absolute(folder / "").lexically_normal().parent_path();
    const bool is_local = whole.parent_path().filename() == "local";
    return (is_local ? "local/" : "") + whole.filename().string();
}

}  // namespace

Result<std::shared_ptr<const Pack>> read_pack(const std::filesystem::path& folder)
{
    const std::string name = name_of(folder);
    std::error_code missing;
    if (!std::filesystem::is_regular_file(folder / "pack.yaml", missing))
        return refuse(
            Refusal::invalid_input, "no_pack", folder.string() + " 里没有 pack.yaml",
            "there is no pack.yaml in " + folder.string()
        );
    auto files = read_files(folder, "rules/" + name);
    if (!files)
        return files.error();
    return read_pack(name, std::move(*files));
}

Result<std::shared_ptr<const Pack>> read_pack(std::string_view name, PackFiles files)
{
    const auto pack = std::make_shared<Pack>();
    const std::string folder_name(name.substr(name.rfind('/') + 1));
    pack->folder = "rules/" + std::string(name);
    std::ranges::sort(files);
    pack->files = std::move(files);
    pack->hash = hash_of(pack->files);

    Faults faults;
    read_parts(*pack, faults);
    if (pack->id != folder_name && !pack->id.empty())
        faults.add(
            {pack->folder + "/pack.yaml", 0, 0}, "RP1112", "pack 须与文件夹同名：" + folder_name,
            "pack must be the folder's name: " + folder_name, "改名", "rename one of them"
        );
    check_references(*pack, faults);
    if (!faults.none())
        return faults.error();
    return std::shared_ptr<const Pack>(pack);
}

}  // namespace beihui::rules
