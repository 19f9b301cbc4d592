#include "base/clock.hpp"

#include <chrono>

namespace beihui
{

Instant SystemClock::now() const
{
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant::from_ms(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

}  // namespace beihui
