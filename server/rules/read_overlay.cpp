// What makes a pack an overlay: extends, scope, amends and overrides.yaml.
#include "rules/read_parts.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

void read_scope(const Yaml& node, Pack& pack, Faults& faults)
{
    node.only({"province", "organisations", "school_types"}, faults);
    pack.scope.line = node.place().text();
    pack.scope.provinces = optional_texts(node, "province", faults);
    pack.scope.organisations = optional_texts(node, "organisations", faults);
    pack.scope.school_types = optional_texts(node, "school_types", faults);
    if (pack.scope.provinces.empty() && pack.scope.organisations.empty() &&
        pack.scope.school_types.empty())
        faults.add(
            node.place(), "RP1241", "scope 没有写明适用于谁", "scope does not say for whom",
            "写 province、organisations 或 school_types",
            "give province, organisations or school_types"
        );
}

void check_scope(const Yaml& manifest, const Pack& pack, Faults& faults)
{
    if (pack.is_overlay() == pack.scope.is_given())
        return;
    const Yaml* const written = manifest.find(pack.is_overlay() ? "extends" : "scope");
    if (pack.is_overlay())
        faults.add(
            written->place(), "RP1241", "有 extends 的规则包须写 scope，说明适用于谁",
            "a pack that extends another says in scope for whom", "例如 scope: { province: 北京 }",
            "as scope: { province: 北京 }"
        );
    else
        faults.add(
            written->place(), "RP1241", "没有 extends 的规则包不写 scope",
            "a pack that extends none has no scope", "写明 extends，或删去 scope",
            "say what it extends, or take scope out"
        );
}

void read_amendments(const Yaml& list, Pack& pack, Faults& faults)
{
    for (const Yaml& item : items_of(list, faults, "amends")) {
        item.only({"pack", "clause", "from", "by"}, faults);
        Amendment amendment;
        amendment.line = item.place().text();
        amendment.pack = item.need("pack", faults).text(faults, "pack");
        amendment.clause = item.need("clause", faults).text(faults, "clause");
        amendment.from = read_date(item.need("from", faults), faults, "from");
        amendment.by = item.need("by", faults).text(faults, "by");
        pack.amends.push_back(std::move(amendment));
    }
}

}  // namespace

void read_extension(const Yaml& manifest, Pack& pack, Faults& faults)
{
    pack.extends = optional_texts(manifest, "extends", faults);
    if (const Yaml* const extends = manifest.find("extends")) {
        pack.extends_line = extends->place().text();
        if (std::ranges::find(pack.extends, pack.id) != pack.extends.end())
            faults.add(
                extends->place(), "RP1250", "规则包不能以自己为基础", "a pack cannot extend itself",
                "写所依据的规则包", "name the pack that it tightens"
            );
    }
    if (const Yaml* const scope = manifest.find("scope"); scope && !scope->is_null())
        read_scope(*scope, pack, faults);
    check_scope(manifest, pack, faults);
    if (const Yaml* const amends = manifest.find("amends"); amends && !amends->is_null())
        read_amendments(*amends, pack, faults);
}

// "2022-fangqi/visits.principal.min": { values: … }
void read_overrides(
    const Yaml& node,
    const OtherFile& other,
    std::string_view shown_folder,
    Pack& pack,
    Faults& faults
)
{
    for (const auto& [key, value] : members_of(node, faults, "overrides.yaml")) {
        const std::size_t slash = key.raw().find('/');
        Override made;
        made.line = key.place().text();
        made.pack = key.raw().substr(0, slash);
        made.parameter.line = made.line;
        if (slash != std::string::npos)
            made.parameter.key = key.raw().substr(slash + 1);
        if (std::ranges::find(pack.extends, made.pack) == pack.extends.end() ||
            made.parameter.key.empty()) {
            const Words way_out =
                pack.extends.empty()
                    ? Words{"在 pack.yaml 写 extends", "write extends in pack.yaml"}
                    : nearest_way_out(made.pack, pack.extends);
            faults.add(
                key.place(), "RP1242",
                "“" + key.raw() + "”应为“<规则包>/<参数>”，规则包须列在 extends 里",
                "\"" + key.raw() + "\" must be <pack>/<parameter>, of a pack listed in extends",
                way_out.zh, way_out.en
            );
        }
        value.only({"title", "values"}, faults);
        made.parameter.title = optional_words(value, "title", faults);
        made.parameter.values =
            read_values(key, value.need("values", faults), other, shown_folder, faults);
        pack.overrides.push_back(std::move(made));
    }
}

}  // namespace beihui::rules
