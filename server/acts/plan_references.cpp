#include "acts/plan_parts.hpp"
#include "acts/visible.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

using workflows::FieldType;

struct Missing
{
    std::string_view zh;
    std::string_view en;
};

constexpr Missing no_document{"材料，请先上传", "document; upload it first"};

bool has_document(const CaseState& state, std::string_view id)
{
    return std::ranges::any_of(state.documents, [&](const Document& d) { return d.id == id; });
}

// What a text names that does not exist; none when it exists or names nothing.
std::optional<Missing> missing_one(const Applying& applying, FieldType type, std::string_view id)
{
    switch (type) {
    case FieldType::employer:
        if (!applying.look_up.find("employer", id))
            return Missing{"用人单位", "employer"};
        break;
    case FieldType::organisation:
        if (!applying.look_up.find("organisation", id))
            return Missing{"单位", "organisation"};
        break;
    case FieldType::person:
    case FieldType::people:
        if (!applying.look_up.find("person", id))
            return Missing{"人员", "person"};
        break;
    case FieldType::document:
    case FieldType::documents:
        if (!has_document(applying.before, id))
            return no_document;
        break;
    case FieldType::circulars:
        if (!applying.context.rules()->world->find(id))
            return Missing{"通知", "circular"};
        break;
    case FieldType::case_ref: {
        if (!seen_case(applying.txn, applying.actor, id))
            return Missing{"案卷", "case"};
        break;
    }
    default: break;
    }
    return std::nullopt;
}

std::optional<Missing> missing_in(
    const Applying& applying,
    FieldType type,
    const json::value& value
)
{
    if (value.is_string())
        return missing_one(applying, type, value.as_string());
    if (value.is_array())
        for (const json::value& item : value.as_array())
            if (item.is_string())
                if (const auto missing = missing_one(applying, type, item.as_string()))
                    return missing;
    return std::nullopt;
}

}  // namespace

std::vector<Fault> check_references(
    const Applying& applying,
    const workflows::Form& form,
    const json::object& values,
    const std::string& pointer
)
{
    std::vector<Fault> faults;
    for (const workflows::Field& field : form.fields) {
        const json::value* const value = values.if_contains(field.id);
        const auto missing = value ? missing_in(applying, field.type, *value) : std::nullopt;
        if (!missing)
            continue;
        Fault fault;
        fault.where = pointer + "/" + field.id;
        fault.code = "unknown_reference";
        fault.detail = {
            field.label.zh + "：没有这个" + std::string(missing->zh),
            field.label.en + ": there is no such " + std::string(missing->en)
        };
        faults.push_back(std::move(fault));
    }
    return faults;
}

}  // namespace beihui::acts
