#pragma once

#include "acts/visible.hpp"
#include "workflows/definition.hpp"

#include <map>
#include <optional>
#include <string>

namespace beihui::acts
{

// Whether a record of a register stands for somebody: not one that was withdrawn, ended or merged.
bool is_registered(const RegisterChange& record);

// Finds what a cell names: an employer by code or name, an organisation, an event. Remembers what it
// found, since lists name the same thing again and again.
class NamedInCells
{
public:
    NamedInCells(storage::ReadTxn& txn, const accounts::Actor& actor) : txn_(txn), actor_(actor) {}

    // Id of the record of a register with that code or, if there is only one, that name.
    Result<std::string> registered(std::string_view kind, const std::string& text);
    // An event by its number or, if there is only one, its title.
    Result<Case> event(const std::string& text);

private:
    Result<std::string> look_up(std::string_view kind, const std::string& text);
    Result<Case> look_up_event(const std::string& text);

    storage::ReadTxn& txn_;
    const accounts::Actor& actor_;
    std::map<std::string, Result<std::string>> registered_;
    std::map<std::string, Result<Case>> events_;
};

// The value that a cell holds for a field, as an act would be sent it. What cannot be read stays the
// text that it is: the check of the act says what is wrong with it. Only what names something
// unknown is refused here.
Result<json::value> cell_value(
    const workflows::Field& field,
    const std::string& text,
    NamedInCells& named
);

}  // namespace beihui::acts
