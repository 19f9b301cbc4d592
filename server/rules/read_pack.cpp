#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "rules/pack_files.hpp"
#include "rules/read_parts.hpp"
#include "rules/tools/yaml_text.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

constexpr std::size_t most_files = 256;
constexpr std::size_t most_bytes = 4 << 20;
constexpr std::size_t longest_line = 64 << 10;

template <class Items, class Id>
auto find_in(const Items& items, std::string_view id, Id member) -> decltype(&items.front())
{
    const auto found = std::ranges::find(items, id, member);
    return found == items.end() ? nullptr : &*found;
}

Fault fault_of_files(std::string where, std::string_view code, Words detail, Words way_out)
{
    Fault fault;
    fault.where = std::move(where);
    fault.code = code;
    fault.detail = std::move(detail);
    fault.way_out = std::move(way_out);
    return fault;
}

Error refused_files(Fault fault)
{
    return refuse(Refusal::invalid_input, fault.code, fault.detail.zh, fault.detail.en, {fault});
}

Error too_large(const std::string& shown_folder)
{
    return refused_files(fault_of_files(
        shown_folder, "RP3002",
        {"规则包过大：至多 256 个文件、4 MiB", "the pack is too large: at most 256 files, 4 MiB"},
        {"删去与通知无关的文件", "take out what the circular does not need"}
    ));
}

Error is_link(const std::string& shown)
{
    return refused_files(fault_of_files(
        shown, "RP3001",
        {"规则包里不能有链接：它可能指向包外的文件",
         "a pack holds no links: they could lead outside its folder"},
        {"换成文件本身", "put the file itself in its place"}
    ));
}

// A path that says the same on every machine: names of visible files, "/" between them.
bool is_plain_path(std::string_view path)
{
    constexpr std::size_t longest = 200;
    if (path.empty() || path.size() > longest || path.back() == '/')
        return false;
    std::size_t begin = 0;
    while (begin <= path.size()) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view name = path.substr(begin, end - begin);
        const bool odd = std::ranges::any_of(name, [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\' || c == ':';
        });
        if (name.empty() || name.front() == '.' || odd)
            return false;
        begin = end + 1;
    }
    return true;
}

// Files that people read line by line, as errors and diffs do.
bool is_text(std::string_view path)
{
    return path.ends_with(".yaml") || path.ends_with(".lua") || path.ends_with(".txt") ||
           path.ends_with(".md");
}

// The number of the first line that is too long; 0 when none is.
std::size_t too_long_line(std::string_view text)
{
    std::size_t line = 1;
    for (std::size_t begin = 0; begin <= text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        if (end - begin > longest_line)
            return line;
        begin = end + 1;
    }
    return 0;
}

// What holds for the files of a pack, wherever they come from.
Result<void> check_files(const PackFiles& files, const std::string& shown_folder)
{
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string& path = files[i].first;
        bytes += files[i].second.size();
        const bool twice = i > 0 && files[i - 1].first == path;
        if (!is_plain_path(path) || path == signature_file || twice)
            return refused_files(fault_of_files(
                shown_folder, "RP3003",
                {"规则包里的路径“" + one_line(path, 80) + "”不合要求",
                 "a pack has no path \"" + one_line(path, 80) + "\""},
                {"路径写作 rules/visits.lua，不以点开头，不含 .. 与反斜线，不重复",
                 "write rules/visits.lua: no leading dot, no .., no backslash, none twice"}
            ));
    }
    if (files.size() > most_files || bytes > most_bytes)
        return too_large(shown_folder);
    for (const auto& [path, text] : files)
        if (const std::size_t line = is_text(path) ? too_long_line(text) : 0)
            return refused_files(fault_of_files(
                shown_folder + "/" + path + ":" + std::to_string(line), "RP3015",
                {"一行超过 64 KiB", "a line is longer than 64 KiB"},
                {"分成几行；不是手写的内容不要放进规则包",
                 "break it into lines; leave out what nobody wrote by hand"}
            ));
    return {};
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

bool is_number(const json::value& value)
{
    return value.is_int64() ||
           (value.is_string() && is_clock_time(std::string_view(value.get_string())));
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

// The identity of a pack is the SHA-256 of this.
std::string file_list(const PackFiles& files)
{
    std::string list;
    for (const auto& [path, bytes] : files)
        list += path + '\0' + hex(sha256(bytes)) + '\n';
    return list;
}

Result<void> check_pack_files(std::string_view name, const PackFiles& files)
{
    return check_files(files, "rules/" + std::string(name));
}

Result<PackFiles> read_pack_files(const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    const std::string shown_folder = "rules/" + name_of(folder);
    PackFiles files;
    std::size_t bytes = 0;
    for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::end(entry); ++entry) {
        const std::string path = entry->path().lexically_relative(folder).generic_string();
        const bool hidden = entry->path().filename().string().starts_with(".");
        if (!hidden && entry->is_symlink())
            return is_link(shown_folder + "/" + path);
        if (hidden || !entry->is_regular_file() || path == signature_file) {
            if (hidden && entry->is_directory())
                entry.disable_recursion_pending();
            continue;
        }
        auto content = read_file(entry->path(), most_bytes);
        if (!content)
            return content.error();
        bytes += content->size();
        files.emplace_back(path, std::move(*content));
        if (files.size() > most_files || bytes > most_bytes)
            return too_large(shown_folder);
    }
    std::ranges::sort(files);
    if (auto good = check_files(files, shown_folder); !good)
        return good.error();
    return files;
}

Result<std::shared_ptr<const Pack>> read_pack(const std::filesystem::path& folder)
{
    std::error_code missing;
    if (!std::filesystem::is_regular_file(folder / "pack.yaml", missing))
        return refuse(
            Refusal::invalid_input, "no_pack", folder.string() + " 里没有 pack.yaml",
            "there is no pack.yaml in " + folder.string()
        );
    auto files = read_pack_files(folder);
    if (!files)
        return files.error();
    const std::string name = name_of(folder);
    return read_pack(name, std::move(*files));
}

Result<std::shared_ptr<const Pack>> read_pack(std::string_view name, PackFiles files)
{
    const auto pack = std::make_shared<Pack>();
    const std::string folder_name(name.substr(name.rfind('/') + 1));
    pack->folder = "rules/" + std::string(name);
    std::ranges::sort(files);
    if (auto good = check_files(files, pack->folder); !good)
        return good.error();
    pack->files = std::move(files);
    pack->hash = hex(sha256(file_list(pack->files)));

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

namespace
{

// Those of rules/ and of rules/local/, which an installation need not have.
Result<std::vector<std::filesystem::path>> folders_of_packs(const std::filesystem::path& folder)
{
    auto listed = list_folder(folder);
    std::error_code ignored;
    if (!listed || !std::filesystem::is_directory(folder / "local", ignored))
        return listed;
    auto local = list_folder(folder / "local");
    if (!local)
        return local;
    std::ranges::move(*local, std::back_inserter(*listed));
    return listed;
}

}  // namespace

Result<std::vector<std::shared_ptr<const Pack>>> read_packs(const std::filesystem::path& folder)
{
    const auto listed = folders_of_packs(folder);
    if (!listed)
        return listed.error();
    Faults faults;
    std::vector<std::shared_ptr<const Pack>> packs;
    for (const std::filesystem::path& entry : *listed) {
        if (!std::filesystem::is_regular_file(entry / "pack.yaml"))
            continue;
        auto pack = read_pack(entry);
        if (pack)
            packs.push_back(std::move(*pack));
        else
            faults.take(pack.error());
    }
    if (!faults.none())
        return faults.error();
    return packs;
}

}  // namespace beihui::rules
