#pragma once

// How a migration is planned; migrate_case.cpp shows it or commits it.

#include "acts/migrate_case.hpp"

namespace beihui::acts
{

inline constexpr std::string_view migrate_act = "migrate_rules";
inline constexpr std::string_view take_back_act = "revert_migration";

// A case as it stands, and as it would stand.
struct PlannedMigration
{
    CaseState before;
    ActPlan plan;
};

Result<PlannedMigration> plan_migration(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    const MigrationWanted& wanted
);

Result<PlannedMigration> plan_taking_back(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    const std::string& reason
);

const Duty* find_duty(const std::vector<Duty>& duties, std::string_view key);
DueChoice choice_of(const MigrationWanted& wanted, std::string_view key);
json::array pins_json(const std::vector<PackPin>& pins);

}  // namespace beihui::acts
