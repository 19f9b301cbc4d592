#pragma once

#include "rules/interpreter.hpp"
#include "rules/runs.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace beihui::rules
{

// A pack and the interpreters that have it loaded, as many as run at once. Safe for many threads.
class LoadedPack
{
public:
    LoadedPack(std::shared_ptr<const Pack> pack, std::shared_ptr<lua::LineLog> lines)
        : pack_(std::move(pack)), lines_(std::move(lines))
    {}

    const std::shared_ptr<const Pack>& pack() const { return pack_; }

    Result<std::unique_ptr<Interpreter>> borrow() const;
    void give_back(std::unique_ptr<Interpreter> interpreter) const;

    // Made when it is first asked for.
    std::shared_ptr<const PackPrint> print() const;
    // What another revision has in common with this one.
    std::shared_ptr<const Likeness> likeness(const PackPrint& other) const;

private:
    std::shared_ptr<const PackPrint> make_print() const;

    std::shared_ptr<const Pack> pack_;
    std::shared_ptr<lua::LineLog> lines_;  // outlives the interpreters below
    mutable std::mutex mutex_;
    mutable std::vector<std::unique_ptr<Interpreter>> idle_;
    mutable std::mutex print_mutex_;  // for what follows
    mutable std::shared_ptr<const PackPrint> print_;
    mutable std::map<std::string, std::shared_ptr<const Likeness>> likenesses_;  // by hash
};

}  // namespace beihui::rules
