#include "acts/bind_overlays.hpp"

#include "acts/case_state.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

using Organisations = std::vector<json::object>;

// The organisation of a case and all above it, as rules see them.
Organisations organisations_of(LookUp& look_up, const Case& opened)
{
    Organisations found;
    for (const std::string_view id : split(opened.org_path, '/'))
        if (!id.empty())
            found.push_back(look_up.organisation(id, day_of(opened)));
    return found;
}

// Registers say 北京市, circulars 北京: no name of a province begins with another's.
bool is_province(std::string_view written, std::string_view wanted)
{
    return !written.empty() && (written.starts_with(wanted) || wanted.starts_with(written));
}

template <class Fits>
bool any_of(
    const Organisations& organisations,
    std::string_view name,
    const std::vector<std::string>& wanted,
    const Fits& fits
)
{
    return wanted.empty() || std::ranges::any_of(organisations, [&](const json::object& each) {
               const std::string_view value = text_of(each, name);
               return std::ranges::any_of(wanted, [&](const std::string& one) {
                   return fits(value, one);
               });
           });
}

bool is_in(const rules::Scope& scope, const Organisations& organisations)
{
    const auto same = [](std::string_view a, std::string_view b) { return a == b; };
    return any_of(organisations, "province", scope.provinces, is_province) &&
           any_of(organisations, "code", scope.organisations, same) &&
           any_of(organisations, "school_type", scope.school_types, same);
}

bool has(const std::vector<PackPin>& pins, std::string_view pack)
{
    return std::ranges::find(pins, pack, &PackPin::pack) != pins.end();
}

}  // namespace

bool bind_overlays(const rules::World& world, LookUp& look_up, Case& opened)
{
    const auto extends_a_bound_one = [&](const rules::Pack& pack) {
        return std::ranges::any_of(pack.extends, [&](const std::string& base) {
            return has(opened.packs, base);
        });
    };
    const std::size_t before = opened.packs.size();
    Organisations organisations;
    for (bool again = true; again;) {
        again = false;
        for (const auto& pack : world.packs()) {
            if (has(opened.packs, pack->id) || !extends_a_bound_one(*pack))
                continue;
            if (organisations.empty())
                organisations = organisations_of(look_up, opened);
            if (!is_in(pack->scope, organisations))
                continue;
            opened.packs.push_back({pack->id, pack->revision, pack->hash});
            again = true;
        }
    }
    return opened.packs.size() > before;
}

}  // namespace beihui::acts
