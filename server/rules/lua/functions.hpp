#pragma once

#include "rules/lua/call.hpp"

#include <span>

namespace beihui::rules::lua
{

// The libraries `text`, `num` and `list` of packs, all pure: one table for binding, editor stubs
// and handbook. Functions of these libraries that need the domain (text.is_uscc) are added by the
// caller, who binds both in one State::bind.
std::span<const HostFunction> plain_functions();

}  // namespace beihui::rules::lua
