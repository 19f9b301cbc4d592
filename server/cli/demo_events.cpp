#include "cli/demo_events.hpp"

#include <algorithm>

namespace beihui::cli::demo
{
namespace
{

// Every firm of `firms` that may take part on its own, drawn for one event.
std::vector<const Firm*> invite(const std::vector<Firm>& firms, const EventRow& row, Dice& dice)
{
    std::vector<const Firm*> all;
    for (std::size_t i = 0; i < common_firms; ++i)
        if (firms[i].verified)
            all.push_back(&firms[i]);
    std::vector<const Firm*> chosen = dice.some_of(all, static_cast<std::size_t>(row.firms));
    if (row.twist == Twist::returned_posting)  // shows what an unconfirmed code does to a filing
        chosen.back() = &firms[common_firms - 1];
    return chosen;
}

}  // namespace

const std::vector<Item>& readiness_items()
{
    static const std::vector<Item> all = {
        {"B01", true, true, false},   {"B02", true, true, false},   {"B03", true, true, false},
        {"B04", true, false, true},   {"B06", true, true, false},   {"B07", true, true, false},
        {"B08", false, false, false}, {"B09", false, false, false}, {"B10", false, false, false},
        {"B11", false, false, false}, {"B12", false, false, false}, {"B13", false, true, true},
        {"B14", false, true, true},   {"B15", false, false, true},  {"B16", true, true, false},
        {"B17", false, false, false}, {"B18", false, false, false}, {"B20", false, false, false},
        {"B21", false, false, false}, {"B22", false, false, false},
    };
    return all;
}

Event::Event(
    Desk& desk,
    const School& school,
    const EventRow& row,
    std::vector<const Firm*> firms,
    Dice dice
)
    : desk_(desk), school_(school), row_(row), firms_(std::move(firms)), dice_(dice)
{}

bool Event::has(const Firm& firm) const
{
    return std::ranges::find(firms_, &firm) != firms_.end();
}

const College* Event::college() const
{
    return row_.college < 0 ? nullptr : &school_.colleges[static_cast<std::size_t>(row_.college)];
}

const Staff& Event::enters() const
{
    return college() ? college()->officer : school_.officer;
}

const Staff& Event::reviews() const
{
    return college() ? school_.officer : school_.second_officer;
}

const Staff& Event::approves() const
{
    return row_.expected >= 1000 ? school_.vice_president : school_.director;
}

bool Event::is_light() const
{
    return row_.expected <= 300 && firms_.size() <= 10;
}

bool Event::is_online() const
{
    return std::string_view(row_.mode) == "线上";
}

bool Event::applies(const Item& item) const
{
    const std::string_view id = item.id;
    if ((is_light() && !item.light) || (is_online() && item.offline_only))
        return false;
    if (id == "B02")
        return college() != nullptr;
    return id != "B04" || needs_permit();
}

const Staff& Event::owner_of(const std::string& item) const
{
    if (item == "B04" || item == "B14")
        return school_.security;
    if (item == "B20")
        return school_.director;
    const bool of_college = item == "B02" || item == "B09" || item == "B10" || item == "B11";
    if (of_college && !school_.colleges.empty())
        return college() ? college()->officer : school_.colleges.front().officer;
    return enters();
}

Instant Event::preparing(int days, int minutes) const
{
    return moment(working_day(day(row_.opened) + days), 9, minutes);
}

void Event::plan_on(Timeline& timeline)
{
    plan_preparation(timeline);
    if (row_.reach >= Reach::filing)
        plan_permit(timeline);
    if (row_.reach >= Reach::approved)
        plan_approval(timeline);
    plan_twist(timeline);
    if (row_.reach >= Reach::held)
        plan_follow_up(timeline);
}

void Event::plan_preparation(Timeline& timeline)
{
    timeline.add(preparing(0, 0), [this] { open(); });
    timeline.add(preparing(0, 40), [this] { name_owners(); });
    timeline.add(preparing(1, 60), [this] { add_participants(); });
    timeline.add(preparing(2, 90), [this] { add_postings(); });
    if (!is_light())
        timeline.add(preparing(3, 110), [this] { record_wishes(); });
    if (row_.reach == Reach::plan)
        return;
    timeline.add(preparing(3, 130), [this] { upload_lists(); });
    timeline.add(preparing(4, 150), [this] {
        desk_.act(enters().actor, number_, "submit_filing");
    });
    timeline.add(preparing(5, 170), [this] { review_postings(); });
    if (row_.twist == Twist::screened)
        timeline.add(preparing(6, 175), [this] { mend_postings(); });
}

void Event::plan_permit(Timeline& timeline)
{
    if (row_.reach == Reach::filing) {
        timeline.add(preparing(6, 210), [this] { tick_some(); });
        timeline.add(preparing(8, 250), [this] { hand_out(firms_.size() / 2); });
        return;
    }
    if (!needs_permit())
        return;
    timeline.add(preparing(5, 190), [this] { apply_for_permit(); });
    timeline.add(preparing(14, 280), [this] { record_permit(); });
}

void Event::plan_approval(Timeline& timeline)
{
    timeline.add(preparing(6, 210), [this] { tick_office(); });
    if (!is_light())
        timeline.add(preparing(6, 220), [this] { tick_second_officer(); });
    if (!is_online())
        timeline.add(preparing(7, 230), [this] { tick_security(); });
    timeline.add(preparing(8, 250), [this] { hand_out(firms_.size()); });
    if (!is_light())
        timeline.add(preparing(8, 270), [this] { tick_meeting(); });
    const int last = needs_permit() ? 15 : 9;
    timeline.add(preparing(last, 300), [this] { approve(); });
    if (row_.reach >= Reach::published)
        timeline.add(preparing(last + 1, 320), [this] { publish(); });
}

void Event::plan_follow_up(Timeline& timeline)
{
    const Date on = held_on();
    const int ends = row_.starts_hour + row_.hours;
    timeline.add(moment(on, row_.starts_hour - 1, 40), [this] { hold(); });
    timeline.add(moment(on, ends, 5), [this] { count_people(); });
    timeline.add(moment(on, ends, 30), [this] { record_attendance(); });
    if (row_.reach < Reach::follow_up)
        return;
    timeline.add(moment(on + 1, 10), [this] {
        desk_.act(enters().actor, number_, "start_follow_up");
    });
    timeline.add(moment(on + 3, 11), [this] { record_agreements(); });
    timeline.add(moment(on + 4, 15), [this] { record_follow_up(); });
    if (row_.reach < Reach::reported)
        return;
    timeline.add(moment(on + 5, 9), [this] { cancel_agreement(); });
    timeline.add(moment(on + 6, 16), [this] { report(); });
    if (row_.reach == Reach::archived)
        timeline.add(moment(on + 12, 16), [this] {
            desk_.act(school_.director.actor, number_, "archive");
        });
}

void Event::plan_twist(Timeline& timeline)
{
    switch (row_.twist) {
    case Twist::raised:
        timeline.add(moment(held_on() - 10, 9), [this] { raise_expected(); });
        timeline.add(moment(held_on() - 8, 10), [this] { postpone(); });
        break;
    case Twist::cancelled:
        timeline.add(moment(held_on() - 5, 10), [this] {
            desk_.act(
                school_.director.actor, number_, "cancel", nullptr,
                "多数报名企业当日另有安排，经与企业协商取消，岗位并入学校就业网发布"
            );
        });
        break;
    case Twist::moved_hall:
        timeline.add(preparing(19, 60), [this] { move_hall("大学生活动中心多功能厅"); });
        break;
    case Twist::moved_and_redone:
        timeline.add(moment(held_on() - 9, 9), [this] { move_hall("体育馆副馆"); });
        timeline.add(moment(held_on() - 8, 9), [this] {
            tick(enters(), {"B13"}, "体育馆副馆展位图");
            tick_security();
            tick_meeting();
        });
        timeline.add(moment(held_on() - 7, 9), [this] { approve(); });
        timeline.add(moment(held_on() - 6, 9), [this] { publish(); });
        break;
    default: break;
    }
}

void plan_events(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    const std::vector<Firm>& firms,
    std::uint64_t seed,
    Events& events
)
{
    for (const EventRow& row : event_rows()) {
        Dice dice(seed + events.size());
        const School& school = cast.schools[static_cast<std::size_t>(row.school)];
        std::vector<const Firm*> invited = invite(firms, row, dice);
        events.push_back(std::make_unique<Event>(desk, school, row, std::move(invited), dice));
    }
    for (const auto& event : events)
        event->plan_on(timeline);
}

}  // namespace beihui::cli::demo
