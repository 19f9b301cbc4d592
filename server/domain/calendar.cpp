#include "domain/calendar.hpp"

#include "domain/calendar_days.hpp"

#include <algorithm>
#include <cstdlib>

namespace beihui
{
namespace
{

constexpr int most_working_days = 3660;
constexpr std::uint16_t name_of_saturday = 1;
constexpr std::uint16_t name_of_sunday = 2;

Date first_of(int year)
{
    return Date::of(year, 1, 1).value();
}

CalendarDays::Cell plain(Date day)
{
    const int weekday = day.weekday();
    if (weekday == 6)
        return {.kind = DayKind::weekend, .name = name_of_saturday};
    if (weekday == 7)
        return {.kind = DayKind::weekend, .name = name_of_sunday};
    return {};
}

void put(CalendarDays& days, const HolidayNotice::Holiday& holiday)
{
    const auto name = static_cast<std::uint16_t>(days.names.size());
    days.names.push_back(holiday.name);
    const auto set = [&](Date day, DayKind kind) {
        if (!days.has(day))
            return;  // 2018-12-29 belongs to the notice of 2019, and 2018 has none of its own here
        auto& cell = days.cells[static_cast<std::size_t>(day - days.from)];
        cell.kind = kind;
        cell.name = name;
    };
    for (Date day = holiday.from; day <= holiday.to; day = day + 1)
        set(day, DayKind::holiday);
    for (const Date day : holiday.makeup_workdays)
        set(day, DayKind::makeup);
}

bool is_published(const std::vector<HolidayNotice>& notices, int year, Date known_on)
{
    return std::any_of(notices.begin(), notices.end(), [&](const HolidayNotice& notice) {
        return notice.amends.empty() && notice.year == year && notice.known_from <= known_on;
    });
}

CalendarDays days_known(
    const std::vector<HolidayNotice>& notices,
    Date from,
    Date to,
    Date known_on
)
{
    CalendarDays days{.revision = {}, .hash = {}, .from = from, .cells = {}, .names = {}};
    days.names = {"", "周六", "周日"};
    const int last = to.year();
    int end = from.year();
    while (end <= last && is_published(notices, end, known_on))
        ++end;
    for (Date day = from; day < first_of(end); day = day + 1)
        days.cells.push_back(plain(day));
    for (int year = from.year(); year <= last; ++year)
        for (const auto& holiday : holidays_known(notices, year, known_on))
            put(days, holiday);
    std::int32_t worked = 0;
    for (auto& cell : days.cells) {
        if (cell.kind == DayKind::working || cell.kind == DayKind::makeup)
            ++worked;
        cell.worked = worked;
    }
    return days;
}

}  // namespace

std::string_view to_text(DayKind kind)
{
    switch (kind) {
    case DayKind::working: return "working";
    case DayKind::weekend: return "weekend";
    case DayKind::holiday: return "holiday";
    case DayKind::makeup:  return "makeup";
    }
    return {};
}

std::vector<HolidayNotice::Holiday> holidays_known(
    const std::vector<HolidayNotice>& notices,
    int year,
    Date known_on
)
{
    std::vector<HolidayNotice::Holiday> known;
    for (const HolidayNotice& notice : notices) {
        if (notice.year != year || notice.known_from > known_on)
            continue;
        for (const auto& holiday : notice.holidays) {
            const auto same = std::find_if(known.begin(), known.end(), [&](const auto& before) {
                return before.name == holiday.name;
            });
            if (same != known.end())
                *same = holiday;
            else
                known.push_back(holiday);
        }
    }
    return known;
}

void WorkingCalendar::build(const std::string& id, Date from, Date to)
{
    const auto add = [&](Date known_from, const std::string& revision) {
        auto days = std::make_shared<CalendarDays>(days_known(notices_, from, to, known_from));
        days->revision = revision;
        days->hash = hash_;
        revisions_.emplace_back(known_from, std::move(days));
    };
    add(notices_.front().known_from - 1, id + "@unpublished");
    for (const HolidayNotice& notice : notices_)
        if (notice.known_from != revisions_.back().first)
            add(notice.known_from, id + "@" + notice.known_from.text());
}

CalendarView WorkingCalendar::as_known_on(Date day) const
{
    auto found = std::upper_bound(
        revisions_.begin(), revisions_.end(), day,
        [](Date asked, const auto& revision) { return asked < revision.first; }
    );
    if (found != revisions_.begin())
        --found;  // the newest one known; before the first notice, the one that knows nothing
    return CalendarView(found->second, day);
}

CalendarView::CalendarView(std::shared_ptr<const CalendarDays> days, Date known_on)
    : days_(std::move(days)), known_on_(known_on)
{}

std::optional<std::pair<Date, Date>> CalendarView::coverage() const
{
    if (days_->cells.empty())
        return std::nullopt;
    return std::pair(days_->from, days_->from + static_cast<int>(days_->cells.size()) - 1);
}

bool CalendarView::covers(Date day) const
{
    return days_->has(day);
}

Error CalendarView::not_computable(Date day) const
{
    const std::string year = std::to_string(day.year());
    const std::string date = day.text();
    const std::string known = known_on_.text();
    Fault fault;
    fault.code = "calendar_not_computable";
    if (day < days_->from) {
        const std::string first = days_->from.text();
        fault.detail = {
            "工作日历从 " + first + " 起，没有 " + year + " 年的节假日安排，" + date +
                " 是不是工作日无法计算",
            "The working calendar begins on " + first + " and has no holidays for " + year +
                ": whether " + date + " is worked cannot be computed"
        };
        fault.way_out = {
            "请核对日期；确需计算的，请政策员把该年的放假通知加入工作日历",
            "Check the date; if it is right, ask the policy officer to add that year's notice to "
            "the working calendar"
        };
        return refuse(
            Refusal::invalid_input, fault.code, fault.detail.zh, fault.detail.en, {fault}
        );
    }
    fault.detail = {
        "截至 " + known + "，" + year + " 年的节假日安排尚未公布或尚未载入，" + date +
            " 是不是工作日无法计算",
        "As of " + known + " the holidays of " + year +
            " were not published or not loaded: whether " + date + " is worked cannot be computed"
    };
    fault.way_out = {
        "国务院办公厅发布 " + year +
            " 年放假通知后，请政策员把它加入工作日历再重新计算；在此之前不设截止时间，不作推算",
        "When the State Council's notice for " + year +
            " is out, ask the policy officer to add it to the working calendar and compute again; "
            "until then there is no due time and nothing is guessed"
    };
    return refuse(Refusal::unavailable, fault.code, fault.detail.zh, fault.detail.en, {fault});
}

Result<CalendarDay> CalendarView::day(Date day) const
{
    if (!days_->has(day))
        return not_computable(day);
    const auto& cell = days_->at(day);
    return CalendarDay{.date = day, .kind = cell.kind, .name = days_->names[cell.name]};
}

Result<bool> CalendarView::is_working(Date asked) const
{
    const auto found = day(asked);
    if (!found)
        return found.error();
    return found->is_working();
}

Result<WorkingDays> CalendarView::add_working_days(Date event, int n) const
{
    if (n > most_working_days || n < -most_working_days)
        return refuse(
            Refusal::invalid_input, "too_many_days",
            "工作日数应在 -3660 到 3660 之间，此处是 " + std::to_string(n),
            "The number of working days must be from -3660 to 3660, here it is " + std::to_string(n)
        );
    const int step = n < 0 ? -1 : 1;
    WorkingDays found{.result = event, .skipped = {}};
    for (int left = std::abs(n); left > 0;) {
        found.result = found.result + step;
        const auto passed = day(found.result);
        if (!passed)
            return passed.error();
        if (passed->is_working())
            --left;
        else
            found.skipped.push_back({.date = passed->date, .name = passed->name});
    }
    return found;
}

Result<int> CalendarView::working_days_between(Date from, Date to) const
{
    if (from == to)
        return 0;
    // Counted are (from, to] forward and [to, from) backward.
    const Date first = from < to ? from + 1 : to;
    const Date last = from < to ? to : from - 1;
    if (!days_->has(first))
        return not_computable(first);
    if (!days_->has(last))
        return not_computable(last);
    const int before = days_->has(first - 1) ? days_->at(first - 1).worked : 0;
    const int count = days_->at(last).worked - before;
    return from < to ? count : -count;
}

Result<Date> CalendarView::next_working(Date day) const
{
    const auto found = add_working_days(day - 1, 1);
    if (!found)
        return found.error();
    return found->result;
}

Result<Date> CalendarView::previous_working(Date day) const
{
    const auto found = add_working_days(day + 1, -1);
    if (!found)
        return found.error();
    return found->result;
}

const std::string& CalendarView::revision() const
{
    return days_->revision;
}

const std::string& CalendarView::hash() const
{
    return days_->hash;
}

}  // namespace beihui
