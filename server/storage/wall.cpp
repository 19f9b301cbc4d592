#include "storage/wall.hpp"

#include "domain/case.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace beihui::storage
{
namespace
{

// The same as in 0009_second_wall.postgresql.sql.
constexpr std::array<std::string_view, 3> shared = {"organisation", "employer", "rule-pack"};

}  // namespace

Wall::Wall(const Scope& scope, std::string person)
    : parts_(scope.parts()), person_(std::move(person))
{
    for (const Scope::Part& part : parts_) {
        if (!text_.empty())
            text_ += '|';
        text_ += (part.below ? "" : "=") + part.org_path;
    }
    if (text_.empty())
        text_ = "=";
}

bool Wall::hides(const Case& subject) const
{
    return std::ranges::find(shared, subject.workflow) == shared.end() &&
           subject.opened_by != person_ &&
           std::ranges::none_of(parts_, [&](const Scope::Part& part) {
               return part.reaches(subject.org_path);
           });
}

Unwalled::Unwalled(ReadTxn& txn) : txn_(txn), wall_(txn.wall())
{
    if (wall_)
        txn_.set_wall(nullptr);
}

Unwalled::~Unwalled()
{
    if (wall_)
        try {
            txn_.set_wall(wall_);
        } catch (...) {
            // The connection is lost, or its transaction has failed: neither gives out anything more.
        }
}

bool is_walled_off(ReadTxn& txn, const Case& subject)
{
    return txn.wall() && txn.wall()->hides(subject);
}

void require_within_wall(ReadTxn& txn, const Case& subject)
{
    if (is_walled_off(txn, subject))
        throw std::logic_error("a list held case " + subject.id + ", which its reader may not see");
}

}  // namespace beihui::storage
