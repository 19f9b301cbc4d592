#include "workflows/draft.hpp"
#include "workflows/given_types.hpp"

#include <optional>

namespace beihui::workflows
{
namespace
{

// What the register itself derives, beside the fields of its form `profile`.
std::optional<AttributeType> derived(std::string_view register_kind, std::string_view name)
{
    if (register_kind == "employer" && (name == "srdi" || name == "enterprise"))
        return AttributeType::boolean;
    if (register_kind == "person" && name == "role")
        return AttributeType::text;
    return std::nullopt;
}

void check_look_up(
    const Draft& draft,
    const std::string& place,
    const std::string& name,
    const Source& source,
    const Form& profile,
    Faults& faults
)
{
    const Field* const field = profile.find(source.field);
    const auto known = derived(source.look_up, source.field);
    if (!field && !known) {
        std::vector<std::string> names = field_ids(profile);
        for (const char* const other : {"srdi", "enterprise", "role"})
            if (derived(source.look_up, other))
                names.emplace_back(other);
        add_unknown(
            faults, draft.at(place), fault::unknown_field,
            {"属性（" + source.look_up + "）", "attribute of the " + source.look_up}, source.field,
            names
        );
        return;
    }
    const AttributeKind* const attribute = find_fact_attribute(name);
    if (!attribute || source.is)
        return;
    const bool right = known ? *known == attribute->type
                             : !field->personal && fits(attribute->type, gives_of(field->type));
    if (right)
        return;
    const Words wanted = words_of(attribute->type);
    add_fault(
        faults, draft.at(place), fault::wrong_attribute,
        {"属性“" + name + "”是" + wanted.zh + "，“" + source.field + "”不是",
         "the attribute \"" + name + "\" is " + wanted.en + ", \"" + source.field + "\" is not"},
        {"换一个来源", "use another source"}
    );
}

}  // namespace

void check_look_ups(
    const Draft& draft,
    const std::function<const Workflow*(std::string_view)>& register_of,
    Faults& faults
)
{
    for (std::size_t i = 0; i < draft.workflow.facts.size(); ++i)
        for (const auto& [name, source] : draft.workflow.facts[i].attributes) {
            const Workflow* const owner =
                source.look_up.empty() ? nullptr : register_of(source.look_up);
            const Form* const profile = owner ? owner->form("profile") : nullptr;
            if (profile)
                check_look_up(
                    draft, "facts/" + std::to_string(i) + "/attributes/" + name + "/source", name,
                    source, *profile, faults
                );
        }
}

}  // namespace beihui::workflows
