#pragma once

// Overlays: packs that stand over another one for some organisations and move its values, mostly to
// tighten them; and amendments, by which a later circular ends a clause of an earlier one.

#include "base/yaml.hpp"
#include "rules/pack.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace beihui::rules
{

// A value as it holds for a case: whose it is, and what it stands in for.
struct ValueInForce
{
    const Pack* pack = nullptr;
    const ParameterValue* value = nullptr;       // null: nothing is in force yet
    const ParameterValue* instead_of = nullptr;  // the base pack's own, when an overlay's holds
};

// The value of a base pack's parameter for a case that these packs bind. Of several the tightest
// holds; the base pack's own gives way to a looser one only when it is relaxable.
ValueInForce value_in_force(
    const Pack& base,
    const Parameter& parameter,
    std::span<const Pack* const> bound,
    Date day
);

// The same as a value; none when there is no such parameter or it is not in force yet.
std::optional<json::value> value_of(
    const Pack& base,
    std::string_view key,
    std::span<const Pack* const> bound,
    Date day
);

// What ended a clause for a case that these packs bind.
struct Amended
{
    const Pack* pack = nullptr;
    const Amendment* amendment = nullptr;
};
std::optional<Amended> amendment_of(
    const Pack& amended,
    std::string_view clause,
    std::span<const Pack* const> bound,
    Date day
);

// Which is higher: integers, decimals as text, days or times. None when they cannot be compared.
std::optional<std::strong_ordering> compare_values(const json::value& a, const json::value& b);

// Reports every override of `overlay` that moves a value of `base` where it may not.
//   RP1243 no such parameter                    RP1245 it loosens what may not be loosened
//   RP1244 the base pack does not say which way   RP1246 values that cannot be compared
void check_overrides(const Pack& overlay, const Pack& base, Faults& faults);
// Reports every amendment of a clause that `amended` does not have (RP1247).
void check_amendments(const Pack& amending, const Pack& amended, Faults& faults);
// The same for all packs of one folder; reports also those that name a pack that is not there
// (RP1240) and packs that extend each other in a ring (RP1250).
void check_extensions(std::span<const std::shared_ptr<const Pack>> packs, Faults& faults);

// The folder of another pack, as seen from a folder of packs or of one of its packs: <id> or
// local/<id>. None when there is no such pack.
std::optional<std::filesystem::path> folder_of_pack(
    const std::filesystem::path& rules,
    std::string_view id
);
// The folder rules/ in which a pack lies, also when it lies in local/.
std::filesystem::path folder_around(const std::filesystem::path& pack);

// The packs named by `ids`, and those that they extend or amend, each once and none twice that is
// `than` itself; looked for in each of the folders in turn. One that is nowhere is left out.
// Refuses with the faults of one that cannot be read.
Result<std::vector<std::shared_ptr<const Pack>>> read_other_packs(
    const Pack& than,
    const std::vector<std::string>& ids,
    const std::vector<std::filesystem::path>& folders
);
// The packs that a pack names: those that it extends and those that it amends.
std::vector<std::string> packs_named_by(const Pack& pack);

}  // namespace beihui::rules
