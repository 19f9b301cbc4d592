// Packs that name each other: where they lie, and whether they fit together.
#include "rules/overlay.hpp"

#include <algorithm>
#include <set>

namespace beihui::rules
{
namespace
{

using Packs = std::span<const std::shared_ptr<const Pack>>;

const Pack* find_in(Packs packs, std::string_view id)
{
    const auto found =
        std::ranges::find_if(packs, [&](const auto& pack) { return pack->id == id; });
    return found == packs.end() ? nullptr : found->get();
}

void not_found(const Pack& pack, const std::string& line, const std::string& id, Faults& faults)
{
    faults.add(
        {line.empty() ? pack.folder + "/pack.yaml" : line, 0, 0}, "RP1240", "没有规则包 " + id,
        "there is no pack " + id, "放在 rules/" + id + " 或 rules/local/" + id + "，或改正名称",
        "put it into rules/" + id + " or rules/local/" + id + ", or mend the name"
    );
}

// Whether `pack` is reached from itself over what it extends.
bool is_in_a_ring(const Pack& pack, Packs packs)
{
    std::set<std::string> seen;
    std::vector<std::string> open = pack.extends;
    while (!open.empty()) {
        const std::string id = std::move(open.back());
        open.pop_back();
        if (id == pack.id)
            return true;
        const Pack* const next = seen.insert(id).second ? find_in(packs, id) : nullptr;
        if (next)
            open.insert(open.end(), next->extends.begin(), next->extends.end());
    }
    return false;
}

// A name that stays inside the folder in which it is looked for.
bool is_plain_name(std::string_view id)
{
    return !id.empty() && !id.starts_with('.') && id.find('/') == std::string_view::npos;
}

}  // namespace

void check_extensions(Packs packs, Faults& faults)
{
    for (const auto& pack : packs) {
        for (const std::string& id : pack->extends) {
            if (const Pack* const base = find_in(packs, id))
                check_overrides(*pack, *base, faults);
            else
                not_found(*pack, pack->extends_line, id, faults);
        }
        for (const Amendment& amendment : pack->amends)
            if (!find_in(packs, amendment.pack))
                not_found(*pack, amendment.line, amendment.pack, faults);
        for (const auto& other : packs)
            check_amendments(*pack, *other, faults);
        if (is_in_a_ring(*pack, packs))
            faults.add(
                {pack->extends_line, 0, 0}, "RP1250", pack->id + " 绕了一圈以自己为基础",
                pack->id + " extends itself in a ring", "删去其中一处 extends",
                "take out one of the extends"
            );
    }
}

std::optional<std::filesystem::path> folder_of_pack(
    const std::filesystem::path& rules,
    std::string_view id
)
{
    if (!is_plain_name(id))
        return std::nullopt;
    std::error_code ignored;
    for (const std::filesystem::path& folder : {rules / id, rules / "local" / id})
        if (std::filesystem::is_regular_file(folder / "pack.yaml", ignored))
            return folder;
    return std::nullopt;
}

std::filesystem::path folder_around(const std::filesystem::path& pack)
{
    const auto whole = std::filesystem::absolute(pack / "").lexically_normal().parent_path();
    const auto around = whole.parent_path();
    return around.filename() == "local" ? around.parent_path() : around;
}

std::vector<std::string> packs_named_by(const Pack& pack)
{
    std::vector<std::string> ids = pack.extends;
    for (const Amendment& amendment : pack.amends)
        ids.push_back(amendment.pack);
    return ids;
}

Result<std::vector<std::shared_ptr<const Pack>>> read_other_packs(
    const Pack& than,
    const std::vector<std::string>& ids,
    const std::vector<std::filesystem::path>& folders
)
{
    Faults faults;
    std::vector<std::shared_ptr<const Pack>> packs;
    std::set<std::string> seen = {than.id};
    std::vector<std::string> open = ids;
    while (!open.empty()) {
        const std::string id = std::move(open.back());
        open.pop_back();
        if (!seen.insert(id).second)
            continue;
        std::optional<std::filesystem::path> folder;
        for (std::size_t i = 0; i < folders.size() && !folder; ++i)
            folder = folder_of_pack(folders[i], id);
        if (!folder)
            continue;
        auto pack = read_pack(*folder);
        if (!pack) {
            faults.take(pack.error());
            continue;
        }
        const std::vector<std::string> named = packs_named_by(**pack);
        open.insert(open.end(), named.begin(), named.end());
        packs.push_back(std::move(*pack));
    }
    if (!faults.none())
        return faults.error();
    std::ranges::sort(packs, {}, [](const auto& pack) { return pack->id; });
    return packs;
}

}  // namespace beihui::rules
