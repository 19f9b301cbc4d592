#pragma once

// What nearly every test includes, compiled once.
#include "base/precompiled.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
