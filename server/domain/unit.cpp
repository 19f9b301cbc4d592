#include "domain/unit.hpp"

namespace beihui
{
namespace
{

struct UnitNames
{
    std::string_view sign;
    std::string_view name;
    std::string_view en;
};

UnitNames names_of(Unit unit)
{
    switch (unit) {
    case Unit::events:         return {"场", "events", "events"};
    case Unit::sessions:       return {"场次", "sessions", "sessions"};
    case Unit::employers:      return {"家", "employers", "employers"};
    case Unit::employer_times: return {"家次", "employer_times", "employer-times"};
    case Unit::openings:       return {"个", "openings", "openings"};
    case Unit::persons:        return {"人", "persons", "persons"};
    case Unit::attendances:    return {"人次", "attendances", "attendances"};
    case Unit::cvs:            return {"份", "cvs", "CVs"};
    }
    return {};
}

}  // namespace

std::string_view sign_of(Unit unit)
{
    return names_of(unit).sign;
}

std::string_view to_text(Unit unit)
{
    return names_of(unit).name;
}

Words words_of(Unit unit)
{
    return {std::string(names_of(unit).sign), std::string(names_of(unit).en)};
}

Result<Unit> parse_unit(std::string_view text)
{
    std::string list;
    for (const Unit unit : all_units) {
        if (text == to_text(unit) || text == sign_of(unit))
            return unit;
        list += (list.empty() ? "" : ", ") + std::string(to_text(unit)) + " " +
                std::string(sign_of(unit));
    }
    const std::string shown(text.substr(0, 40));
    return refuse(
        Refusal::invalid_input, "unknown_unit", "没有单位“" + shown + "”；可用的有：" + list,
        "there is no unit \"" + shown + "\"; the units are: " + list
    );
}

}  // namespace beihui
