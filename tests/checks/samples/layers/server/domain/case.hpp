#pragma once

#include "base/result.hpp"
#include "domain/stage.hpp"
#include "storage/database.hpp"
// #include "http/session.hpp"

#include <soci/soci.h>
