#pragma once

#include "storage/stores.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui::acts
{

// The record that answers for an employer: itself or, once it was merged, the one that was kept, as
// it stands or stood.
std::optional<RegisterChange> kept_employer(
    storage::ReadTxn& txn,
    RegisterChange record,
    std::optional<Instant> as_of = {}
);

// The ids of what was merged into an employer, one after another.
std::vector<std::string> merged_employers(
    storage::ReadTxn& txn,
    const RegisterChange& kept,
    std::optional<Instant> as_of = {}
);

// Whether a record stands for an employer: not one that was merged or registered by mistake.
bool is_listed_employer(const RegisterChange& record);

// Employers that may be one: the same organisation code within 统一社会信用代码 (a new code after a
// change of the registering authority), the same name but for its legal form, or a name that differs
// in one character. Each group has two or more, none stands in two. Who was told apart from all others
// of a group does not stand in it.
struct LikeEmployers
{
    enum Why
    {
        same_code,
        same_name,
        similar_name,
    };

    Why why = same_code;
    std::vector<RegisterChange> records;
};
std::string_view to_text(LikeEmployers::Why why);  // "same_code"
std::vector<LikeEmployers> find_like_employers(storage::ReadTxn& txn, std::size_t most);

// Two that look alike and were told apart (act `tell_apart`): the record on which it is noted, and the
// other.
struct ToldApart
{
    RegisterChange record;
    RegisterChange other;
    std::string note;
};
std::vector<ToldApart> employers_told_apart(storage::ReadTxn& txn, std::size_t most);

}  // namespace beihui::acts
