#pragma once

#include "base/civil.hpp"

#include <atomic>

namespace beihui
{

// The only "now" of the program. Nothing below acts/ asks it; rules and calendars are given dates.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock
{
public:
    Instant now() const override;
};

// A clock that stands where it was put: for tests, and for demo data, whose acts lie in the past.
class SetClock final : public Clock
{
public:
    explicit SetClock(Instant at) : ms_(at.ms()) {}

    Instant now() const override { return Instant::from_ms(ms_.load()); }
    void set(Instant at) { ms_.store(at.ms()); }

private:
    std::atomic<std::int64_t> ms_;
};

}  // namespace beihui
