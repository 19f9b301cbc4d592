#include "plugin/channel.hpp"

#include <lua.hpp>
