#pragma once

#include "base/civil.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// A run in which the histories of many cases, or of one, were held against their hashes.
struct Verification
{
    std::string id;
    Instant begun_at;
    std::optional<Instant> finished_at = {};
    std::string actor;     // key
    std::string org_path;  // of the actor
    std::string scope;     // JSON: which cases were meant
    std::string next_before = {};
    std::int64_t cases = 0;
    std::int64_t entries = 0;
    std::int64_t broken = 0;
    std::string tip = {};
};

// Makes it, or brings it to what is given.
void put_verification(WriteTxn& txn, const Verification& run);
std::optional<Verification> find_verification(ReadTxn& txn, std::string_view id);
// Those of a subtree, the latest first.
std::vector<Verification> list_verifications(
    ReadTxn& txn,
    std::string_view org_path,
    std::size_t most
);

// What the latest run found in one case.
struct CaseCheck
{
    std::string case_id;
    Instant at;
    std::string actor;
    std::int64_t version = 0;
    std::string leaf;
    std::int64_t faults = 0;
    std::string first_fault = {};  // JSON; empty: none
};

void put_case_check(WriteTxn& txn, const CaseCheck& check);
std::optional<CaseCheck> find_case_check(ReadTxn& txn, std::string_view case_id);

}  // namespace beihui::storage
