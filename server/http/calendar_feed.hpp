#pragma once

#include "accounts/feeds.hpp"
#include "acts/agenda.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace beihui::http
{

// What a subscribed calendar holds, as an iCalendar object: what happens, when, where, of which
// organisation's case; nobody's name. `origin`: "https://host", where a case can be opened; none
// when it is empty. The same things give the same bytes.
struct FeedWords
{
    std::string language;  // "zh", "en"
    std::string origin;
};
using OrganisationName = std::function<std::string(std::string_view id)>;
std::string calendar_feed(
    std::span<const acts::AgendaItem> items,
    const FeedWords& words,
    const OrganisationName& organisation_name
);

}  // namespace beihui::http
