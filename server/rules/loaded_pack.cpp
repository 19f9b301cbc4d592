#include "rules/loaded_pack.hpp"

#include "rules/lua/line_log.hpp"

namespace beihui::rules
{
namespace
{

lua::Limits limits_of(const Pack& pack)
{
    return pack.limit_class == "report" ? lua::Limits::report() : lua::Limits::standard();
}

}  // namespace

Result<std::unique_ptr<Interpreter>> LoadedPack::borrow() const
{
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<Interpreter> interpreter = std::move(idle_.back());
            idle_.pop_back();
            return interpreter;
        }
    }
    return Interpreter::load(*pack_, limits_of(*pack_), lines_.get());
}

void LoadedPack::give_back(std::unique_ptr<Interpreter> interpreter) const
{
    if (!interpreter || interpreter->dead())
        return;
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(interpreter));
}

std::shared_ptr<const PackPrint> LoadedPack::make_print() const
{
    auto print = std::make_shared<PackPrint>();
    print->pack = pack_;
    auto interpreter = borrow();
    if (!interpreter)
        return print;
    for (std::size_t i = 0; i < (*interpreter)->rules().size(); ++i)
        if (auto digest = (*interpreter)->digest_of(i))
            print->rules.emplace((*interpreter)->rules()[i].id, std::move(*digest));
    give_back(std::move(*interpreter));
    return print;
}

std::shared_ptr<const PackPrint> LoadedPack::print() const
{
    const std::lock_guard lock(print_mutex_);
    if (!print_)
        print_ = make_print();
    return print_;
}

std::shared_ptr<const Likeness> LoadedPack::likeness(const PackPrint& other) const
{
    const auto own = print();
    const std::lock_guard lock(print_mutex_);
    std::shared_ptr<const Likeness>& known = likenesses_[other.pack->hash];
    if (!known)
        known = std::make_shared<Likeness>(other, *own);
    return known;
}

}  // namespace beihui::rules
