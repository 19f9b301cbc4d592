#include "rules/lua/state.hpp"

#include <lua.hpp>
