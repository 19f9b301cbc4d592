#include "http/calendar_feed.hpp"

#include "base/bytes.hpp"
#include "http/icalendar.hpp"

#include <algorithm>

namespace beihui::http
{
namespace
{

using acts::AgendaItem;
using acts::Layer;

class FeedText
{
public:
    FeedText(const FeedWords& words, const OrganisationName& organisation_name)
        : words_(words),
          organisation_name_(organisation_name),
          out_(words.language, pick("备会 活动与截止", "Beihui events and due times"))
    {}

    void add(const AgendaItem& item)
    {
        out_.begin_event();
        // Of the case and the duty, so that it stays the same however they change.
        std::string uid = item.case_id + "." + std::string(acts::to_text(item.layer));
        if (item.layer == Layer::duty)
            uid += "." + hex(sha256(item.duty)).substr(0, 16);
        out_.plain("UID", uid + "@beihui");
        out_.instant_utc("DTSTAMP", item.changed_at);
        out_.instant_utc("LAST-MODIFIED", item.changed_at);
        out_.number("SEQUENCE", item.version - 1);
        add_times(item);
        out_.text("SUMMARY", summary(item));
        out_.text("LOCATION", item.venue);
        out_.text("CATEGORIES", category(item.layer));
        out_.text("DESCRIPTION", description(item));
        if (!words_.origin.empty())
            out_.plain("URL", words_.origin + "/cases/" + item.number);
        out_.plain("STATUS", item.cancelled ? "CANCELLED" : "CONFIRMED");
        out_.plain("TRANSP", item.layer == Layer::event ? "OPAQUE" : "TRANSPARENT");
        out_.end_event();
    }

    std::string take() { return out_.take(); }

private:
    std::string pick(const char* zh, const char* en) const
    {
        return words_.language == "en" ? en : zh;
    }
    std::string pick(const Words& words) const
    {
        return words_.language == "en" && !words.en.empty() ? words.en : words.zh;
    }

    // A due time at midnight is 24:00 of a day, which no DATE-TIME can say: it becomes that day.
    static bool is_whole_day(const AgendaItem& item)
    {
        if (item.due)
            return *item.due == start_of(item.from + 1);
        return !item.starts_at;
    }

    void add_times(const AgendaItem& item)
    {
        if (is_whole_day(item)) {
            out_.day("DTSTART", item.from);
            out_.day("DTEND", item.to + 1);  // the first day that is not of it
            return;
        }
        out_.instant_in_beijing("DTSTART", item.due ? *item.due : *item.starts_at);
        // Without an end it takes no time (section 3.6.1).
        if (item.ends_at && *item.ends_at > *item.starts_at)
            out_.instant_in_beijing("DTEND", *item.ends_at);
    }

    std::string category(Layer layer) const
    {
        switch (layer) {
        case Layer::event: return pick("活动", "Event");
        case Layer::duty:  return pick("截止", "Due");
        case Layer::visit: return pick("领导走访", "Leaders' visit");
        }
        return {};
    }

    std::string summary(const AgendaItem& item) const
    {
        const std::string mark = pick("：", ": ");
        if (item.layer == Layer::event)
            return item.title;
        if (item.layer == Layer::visit)
            return category(item.layer) + mark + item.title;
        const std::string done = item.state == "done" ? pick("已报 ", "Done ") : std::string();
        const std::string clock = is_whole_day(item) ? "24:00 " : "";
        return done + clock + category(item.layer) + mark + pick(item.what);
    }

    std::string description(const AgendaItem& item) const
    {
        std::string text = item.number + " " + organisation_name_(item.organisation);
        if (item.layer == Layer::duty) {
            // Titles of other cases, such as complaints, may say whom they are about.
            if (item.workflow == "recruitment-event")
                text += "\n" + item.title;
            if (!item.clause.empty())
                text += "\n" + pick("依据 ", "By ") + item.clause;
            return text;
        }
        text += "\n" + pick("阶段 ", "Stage ") + pick(item.stage_label);
        if (item.layer == Layer::event && item.open_items > 0)
            text += "\n" + pick("备会还差 ", "Items still open: ") +
                    std::to_string(item.open_items) + pick(" 项", "");
        return text;
    }

    const FeedWords& words_;
    const OrganisationName& organisation_name_;
    IcalendarWriter out_;
};

}  // namespace

std::string calendar_feed(
    std::span<const AgendaItem> items,
    const FeedWords& words,
    const OrganisationName& organisation_name
)
{
    FeedText text(words, organisation_name);
    for (const AgendaItem& item : items)
        text.add(item);
    return text.take();
}

}  // namespace beihui::http
