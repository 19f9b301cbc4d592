#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace beihui::bench
{

// The least that Beast can do: reads a request and answers these bytes, on two I/O threads. What a
// GET of ours is held against.
class BareBeast
{
public:
    explicit BareBeast(std::string body);
    ~BareBeast();
    std::uint16_t port() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace beihui::bench
