#pragma once

#include "rules/lua/call.hpp"
#include "rules/pack.hpp"

#include <span>
#include <string>

namespace beihui::rules
{

// What editors and people read about the interface of packs, made from the tables that bind it:
// the host functions of an Interpreter, the keys of outputs, kinds of facts, units and roles.

// LuaLS types of everything that `require "circular"` and the host's libraries give.
std::string circular_stub(std::span<const lua::HostFunction> functions);
// LuaLS names of one pack's parameters and clauses, so that a typing error shows in the editor.
std::string pack_stub(const Pack& pack);
// The handbook's reference as a Markdown page.
std::string reference_page(std::span<const lua::HostFunction> functions);

// A member of what a rule gets or hands over that no table of functions lists.
struct ContextMember
{
    std::string_view of;    // "Ctx", "Case", "Org", "Rule", "TableCheck"
    std::string_view name;  // ends with "?" when it may be absent
    std::string_view type;  // as LuaLS writes it
    Words meaning;
};
std::span<const ContextMember> context_members();

}  // namespace beihui::rules
