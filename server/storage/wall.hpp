#pragma once

#include "domain/scope.hpp"
#include "storage/database.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui
{
struct Case;
}  // namespace beihui

namespace beihui::storage
{

// The second wall: which cases a reading transaction gives out at all, whatever its statements ask.
// The first is the scope that every query takes; this one stands when a query forgets it. PostgreSQL
// keeps it itself (row-level security, 0009); on SQLite the stores hold every case against it.
//
// Registers that everybody looks things up in (organisations, employers, rule packs) are outside it.
class Wall
{
public:
    // Cases within the organisations that a scope reaches, and those that `person` opened.
    Wall(const Scope& scope, std::string person);

    bool hides(const Case& subject) const;

    // For PostgreSQL: "/a/|=/a/b/": what begins with a part, or is it ("="). Nothing: "=".
    const std::string& text() const { return text_; }
    const std::string& person() const { return person_; }

private:
    std::vector<Scope::Part> parts_;
    std::string person_;
    std::string text_;
};

// Lifts the wall for what the program itself needs of other organisations' cases to come to a
// result (a rule that counts, an earlier contact), until the end of the block. What is read so must
// not be shown.
class Unwalled
{
public:
    explicit Unwalled(ReadTxn& txn);
    ~Unwalled();
    Unwalled(const Unwalled&) = delete;
    Unwalled& operator=(const Unwalled&) = delete;

private:
    ReadTxn& txn_;
    const Wall* const wall_;
};

// Whether the wall of a transaction hides a case that was read; always false without a wall.
bool is_walled_off(ReadTxn& txn, const Case& subject);

// For lists, whose scope lies within the wall: throws std::logic_error when it hides the case, so
// that nothing is sent.
void require_within_wall(ReadTxn& txn, const Case& subject);

}  // namespace beihui::storage
