#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <vector>

namespace beihui
{

// One sentence for a person, in both languages of the product. Chinese is the source text.
struct Words
{
    std::string zh;
    std::string en;

    friend bool operator==(const Words&, const Words&) = default;
};

// Why something did not happen: one value for each thing the caller can do about it.
// The HTTP status and the command line's exit code are chosen from this and from nothing else.
enum class Refusal
{
    invalid_input,  // correct the request and send it again
    not_allowed,    // ask someone who holds the role
    not_found,      // nothing by that name, or nothing this person may see
    conflict,       // the act is not open at this stage, or something by that name exists already
    stale,          // the case has moved on since it was read: read it again, then decide
    rule_refused,   // a clause forbids it: every unmet requirement is in `faults`
    unavailable,    // nothing is wrong with the request: try again later
};

// One thing that is wrong, at one place.
struct Fault
{
    std::string where;   // "#/data/expected" in a request, "rules/x/params.yaml:7:3" in a pack
    std::string code;    // stable, for programs: "field_required", "RP1003"
    Words detail;        // what is wrong
    Words way_out;       // what to do about it; may be empty when `detail` says it
    std::string clause;  // the clause it rests on, such as "2026/四(三)e"; empty if none
    Words clause_text;   // the words of that clause, quoted; en empty
    std::string owner;   // who can mend it: a role or a unit; empty if the person who asked
};

// Why an operation did not happen.
//
// How it is copied and destroyed is compiled once, in result.cpp, and not in each of the 170 files
// that need it.
struct Error
{
    Error();
    Error(Refusal why, std::string stable_code, Words sentence, std::vector<Fault> wrong = {});
    Error(const Error&);
    Error(Error&&) noexcept;
    Error& operator=(const Error&);
    Error& operator=(Error&&) noexcept;
    ~Error();

    Refusal kind = Refusal::unavailable;
    std::string code;           // stable, for programs: "act_not_open"
    Words detail;               // one sentence, fit to show to the person who asked
    std::vector<Fault> faults;  // every single thing that is wrong, in the order found
};

// A value, or the reason there is none. Broken machinery (lost database, full disk) throws instead.
template <class T>
using Result = boost::system::result<T, Error>;

Error refuse(
    Refusal kind,
    std::string code,
    std::string zh,
    std::string en,
    std::vector<Fault> faults = {}
);

// Called by Result::value() when there is none: a programming error, never a person's.
[[noreturn]] void throw_exception_from_error(
    const Error& error,
    const boost::source_location& where
);

}  // namespace beihui
