#pragma once

#include <cstdint>

namespace beihui
{

// While one lives, random_id() on this thread counts from 1 instead. For runs whose results are
// compared byte for byte, in databases of their own; never where guessing an id gains anything.
class CountedIds
{
public:
    CountedIds();
    ~CountedIds();
    CountedIds(const CountedIds&) = delete;
    CountedIds& operator=(const CountedIds&) = delete;

private:
    std::uint64_t before_;  // what an outer one has come to; 0: ids are random
};

}  // namespace beihui
