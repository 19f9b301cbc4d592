#include "acts/desk.hpp"

namespace beihui::acts
{
namespace
{

constexpr std::string_view member_name = "_desk";  // not a form: on whose desk the case lies

}  // namespace

std::optional<InHand> in_hand(const Case& subject)
{
    const json::value* const stored = subject.data.if_contains(member_name);
    if (!stored)
        return std::nullopt;
    return InHand{
        std::string(text_of(*stored, "person")), Instant::parse(text_of(*stored, "since")).value()
    };
}

void put_in_hand(Case& subject, const InHand& hand)
{
    subject.data[member_name] = json::object{{"person", hand.person}, {"since", hand.since.text()}};
}

void clear_desk(Case& subject)
{
    subject.data.erase(member_name);
}

}  // namespace beihui::acts
