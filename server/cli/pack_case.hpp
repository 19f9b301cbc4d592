#pragma once

// `beihui pack explain`, `why-due`, `replay` and `what-if`: packs asked over the real cases of a
// database. None of them writes anything.

#include "base/civil.hpp"
#include "cli/installation.hpp"

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace CLI
{
class App;
}  // namespace CLI

namespace beihui::cli
{

// beihui pack explain CASE RULE [--as-of MOMENT] [--format text|json]
struct ExplainAsked
{
    Places places;
    std::string number;
    std::string rule;
    std::optional<std::string> as_of;
    bool as_json = false;
};
int explain_rule(const ExplainAsked& asked, std::ostream& out, std::ostream& err);

// beihui pack why-due DUTY --case NUMBER [--format text|json]
struct WhyDueAsked
{
    Places places;
    std::string number;
    std::string duty;
    bool as_json = false;
};
int why_due(const WhyDueAsked& asked, std::ostream& out, std::ostream& err);

// beihui pack replay CASE --rules now|FOLDER [--instead-of PACK] [--format text|json]
struct ReplayAsked
{
    Places places;
    std::string number;
    std::string rules = "now";
    std::string instead_of;
    bool as_json = false;
};
int replay_case(const ReplayAsked& asked, std::ostream& out, std::ostream& err);

// beihui pack what-if FOLDER --cases YEAR|FROM..TO [--org ORG] [--instead-of PACK] [--today DAY]
// [--threads N] [--most N] [--format text|json] [--server URL --as LOGIN]
struct WhatIfWanted
{
    Places places;
    std::filesystem::path folder;
    std::string cases;
    std::string organisation;  // id, code or name; empty: everything that one may see
    std::string instead_of;
    std::optional<std::string> today;
    unsigned threads = 0;  // 0: as many as the machine has
    std::size_t most = 200;
    bool as_json = false;
    bool shows_progress = false;  // a bar on `err`
    std::string server;           // a running server; empty: the database itself
    std::string login;            // who asks the server
};
int ask_what_if(const WhatIfWanted& asked, std::ostream& out, std::ostream& err);

// "2026" or "2026-04-01..2026-12-31". Refuses: RP3075.
Result<std::pair<Date, Date>> read_days(std::string_view text);

// Opens what is there already, so that a mistyped folder is told and not made.
// Refuses: RP3080, and what Installation::open refuses.
Result<std::unique_ptr<Installation>> open_existing(const Places& places, const Clock& clock);

void add_pack_case_commands(CLI::App& pack, int& code);

}  // namespace beihui::cli
