#include "base/bytes.hpp"
#include "base/yaml.hpp"
#include "domain/calendar.hpp"
#include "domain/calendar_days.hpp"

#include <algorithm>
#include <set>

namespace beihui
{
namespace
{

using Holiday = HolidayNotice::Holiday;

constexpr int longest_holiday = 31;
constexpr int days_before_year = 31;  // 元旦 may begin in December

// A notice with the places to point at once all have been read.
struct NoticeRead
{
    HolidayNotice notice;
    Place place;
};

Date day_of(const Yaml& node, Faults& faults, std::string_view what)
{
    const std::string text = node.text(faults, what);
    if (text.empty())
        return Date::from_days(0);
    const auto day = Date::parse(text);
    if (day)
        return *day;
    faults.add(
        node.place(), "WC1001", std::string(what) + "：" + day.error().detail.zh,
        std::string(what) + ": " + day.error().detail.en
    );
    return Date::from_days(0);
}

std::string optional_text(const Yaml& map, std::string_view key, Faults& faults)
{
    const Yaml* const node = map.find(key);
    return node == nullptr || node->is_null() ? std::string() : node->text(faults, key);
}

void check_range(
    const Yaml& node,
    const Holiday& holiday,
    int year,
    std::int64_t days,
    Faults& faults
)
{
    const std::int64_t length = holiday.to - holiday.from + 1;
    if (length < 1 || length > longest_holiday || length != days)
        faults.add(
            node.place(), "WC1002",
            holiday.name + "从 " + holiday.from.text() + " 到 " + holiday.to.text() + " 是 " +
                std::to_string(length) + " 天，days 写的是 " + std::to_string(days),
            holiday.name + " from " + holiday.from.text() + " to " + holiday.to.text() + " is " +
                std::to_string(length) + " days, but days says " + std::to_string(days),
            "对照通知原文核对起止日期（最多 31 天）",
            "compare the dates with the notice (31 days at most)"
        );
    const auto belongs = [&](Date day) {
        return day.year() == year || (day + days_before_year).year() == year;
    };
    const bool all_makeup =
        std::all_of(holiday.makeup_workdays.begin(), holiday.makeup_workdays.end(), belongs);
    if (!belongs(holiday.from) || !belongs(holiday.to) || !all_makeup)
        faults.add(
            node.place(), "WC1003",
            holiday.name + "的日期不属于 " + std::to_string(year) + " 年（或其前一个月）",
            "the dates of " + holiday.name + " do not belong to " + std::to_string(year) +
                " (or the month before it)"
        );
}

Holiday read_holiday(const Yaml& node, int year, Faults& faults)
{
    node.only({"name", "from", "to", "days", "makeup_workdays"}, faults);
    Holiday holiday;
    holiday.name = node.need("name", faults).text(faults, "name");
    holiday.from = day_of(node.need("from", faults), faults, "from");
    holiday.to = day_of(node.need("to", faults), faults, "to");
    const std::int64_t days = node.need("days", faults).integer(faults, "days");
    const Yaml& makeup = node.need("makeup_workdays", faults);
    makeup.texts(faults, "makeup_workdays");  // reports anything but a list of texts
    for (const Yaml& item : makeup.items()) {
        const Date day = day_of(item, faults, "makeup_workdays");
        holiday.makeup_workdays.push_back(day);
        if (day.weekday() < 6)
            faults.add(
                item.place(), "WC1004", "调休上班日 " + day.text() + " 不是周六或周日",
                "the make-up day " + day.text() + " is not a Saturday or Sunday",
                "对照通知原文核对", "compare it with the notice"
            );
    }
    check_range(node, holiday, year, days, faults);
    return holiday;
}

NoticeRead read_notice(const Yaml& node, Faults& faults)
{
    node.only(
        {"doc_no", "doc_no_note", "title", "applies_to_year", "issued", "known_from", "amends",
         "url", "holidays"},
        faults
    );
    NoticeRead read{.notice = {}, .place = node.place()};
    HolidayNotice& notice = read.notice;
    node.need("doc_no", faults);
    notice.document_number = optional_text(node, "doc_no", faults);
    notice.document_number_note = optional_text(node, "doc_no_note", faults);
    if (notice.document_number.empty() && notice.document_number_note.empty())
        faults.add(
            node.place(), "WC1005", "文号为空时要在 doc_no_note 写明原因",
            "a notice without doc_no must say why in doc_no_note"
        );
    notice.title = node.need("title", faults).text(faults, "title");
    notice.year =
        static_cast<int>(node.need("applies_to_year", faults).integer(faults, "applies_to_year"));
    const Yaml& issued = node.need("issued", faults);
    if (!issued.is_null())
        notice.issued = day_of(issued, faults, "issued");
    notice.known_from = day_of(node.need("known_from", faults), faults, "known_from");
    if (notice.issued && *notice.issued > notice.known_from)
        faults.add(
            node.place(), "WC1006", "known_from 早于 issued：通知在印发之前不可能为人所知",
            "known_from is before issued: nobody can know a notice before it is issued"
        );
    notice.amends = optional_text(node, "amends", faults);
    notice.url = node.need("url", faults).text(faults, "url");
    const Yaml& holidays = node.need("holidays", faults);
    for (const Yaml& item : holidays.items())
        notice.holidays.push_back(read_holiday(item, notice.year, faults));
    if (notice.holidays.empty())
        faults.add(
            node.place(), "WC1007", "通知没有列出任何节假日", "the notice lists no holiday",
            "在 holidays 中列出", "list them under holidays"
        );
    return read;
}

// Each day means one thing: no two holidays share a day, and no make-up day is a day off.
void check_days(const std::vector<Holiday>& holidays, const Place& place, Faults& faults)
{
    std::set<Date> off;
    std::set<Date> makeup;
    std::set<Date> twice;
    for (const Holiday& holiday : holidays) {
        const int length = std::min(holiday.to - holiday.from + 1, longest_holiday);
        for (int i = 0; i < length; ++i)
            if (!off.insert(holiday.from + i).second)
                twice.insert(holiday.from + i);
        for (const Date day : holiday.makeup_workdays)
            if (!makeup.insert(day).second)
                twice.insert(day);
    }
    for (const Date day : makeup)
        if (off.contains(day))
            twice.insert(day);
    for (const Date day : twice)
        faults.add(
            place, "WC1008", day.text() + " 在同一年的安排中出现了两次",
            day.text() + " is named twice in the arrangement of one year",
            "每一天只能是放假日或调休上班日之一", "a day is either off or a make-up day, once"
        );
}

void check_amendment(
    const NoticeRead& read,
    const std::vector<HolidayNotice>& earlier,
    Faults& faults
)
{
    const HolidayNotice& notice = read.notice;
    const auto base = std::find_if(earlier.begin(), earlier.end(), [&](const HolidayNotice& other) {
        return other.document_number == notice.amends && other.year == notice.year &&
               other.amends.empty();
    });
    if (base == earlier.end()) {
        faults.add(
            read.place, "WC1009", "没有更早公布的同年通知“" + notice.amends + "”可供修改",
            "there is no notice \"" + notice.amends + "\" of that year, known earlier, to amend"
        );
        return;
    }
    for (const Holiday& holiday : notice.holidays) {
        const bool known =
            std::any_of(base->holidays.begin(), base->holidays.end(), [&](const Holiday& before) {
                return before.name == holiday.name;
            });
        if (!known)
            faults.add(
                read.place, "WC1010",
                "“" + notice.amends + "”没有名为“" + holiday.name + "”的节假日",
                "\"" + notice.amends + "\" has no holiday named \"" + holiday.name + "\"",
                "节假日名称与原通知写成一致", "spell the holiday as the amended notice does"
            );
    }
}

std::vector<HolidayNotice> check_notices(std::vector<NoticeRead> reads, Faults& faults)
{
    std::stable_sort(reads.begin(), reads.end(), [](const NoticeRead& a, const NoticeRead& b) {
        return a.notice.known_from < b.notice.known_from;
    });
    std::vector<HolidayNotice> notices;
    std::set<int> years;
    for (const NoticeRead& read : reads) {
        const HolidayNotice& notice = read.notice;
        if (!notice.amends.empty())
            check_amendment(read, notices, faults);
        else if (!years.insert(notice.year).second)
            faults.add(
                read.place, "WC1011", std::to_string(notice.year) + " 年已有通知",
                "there is a notice for " + std::to_string(notice.year) + " already",
                "修改已有安排的通知要写 amends", "a notice that changes another one needs amends"
            );
        notices.push_back(notice);
        check_days(holidays_known(notices, notice.year, notice.known_from), read.place, faults);
    }
    return notices;
}

void check_coverage(
    const Place& place,
    Date from,
    Date to,
    const std::vector<HolidayNotice>& notices,
    Faults& faults
)
{
    const bool whole = from.month() == 1 && from.day() == 1 && to.month() == 12 && to.day() == 31;
    if (!whole || to < from) {
        faults.add(
            place, "WC1012", "coverage 应是整年：从 1 月 1 日到 12 月 31 日",
            "coverage must be whole years: from 1 January to 31 December"
        );
        return;
    }
    std::set<int> years;
    for (const HolidayNotice& notice : notices)
        years.insert(notice.year);
    for (int year = from.year(); year <= to.year(); ++year)
        if (years.erase(year) == 0)
            faults.add(
                place, "WC1013", "coverage 包括 " + std::to_string(year) + " 年，但没有该年的通知",
                "coverage includes " + std::to_string(year) + ", which has no notice"
            );
    for (const int year : years)
        faults.add(
            place, "WC1014", "有 " + std::to_string(year) + " 年的通知，但 coverage 不包括该年",
            "there is a notice for " + std::to_string(year) + ", which coverage leaves out"
        );
}

void check_constant(const Yaml& root, std::string_view key, std::string_view value, Faults& faults)
{
    const Yaml& node = root.need(key, faults);
    const std::string found = node.text(faults, key);
    if (!found.empty() && found != value)
        faults.add(
            node.place(), "WC1015",
            std::string(key) + " 应为 " + std::string(value) + "，此处是 " + found,
            std::string(key) + " must be " + std::string(value) + ", here it is " + found
        );
}

}  // namespace

Result<WorkingCalendar> WorkingCalendar::read(std::string_view shown_as, std::string_view source)
{
    const auto document = Yaml::read(shown_as, source);
    if (!document)
        return document.error();
    const Yaml& root = *document;
    Faults faults;
    root.only({"schema", "id", "timezone", "coverage", "notices"}, faults);
    check_constant(root, "schema", "beihui-calendar/1", faults);
    check_constant(root, "timezone", "Asia/Shanghai", faults);
    const std::string id = root.need("id", faults).text(faults, "id");
    const Yaml& coverage = root.need("coverage", faults);
    coverage.only({"from", "to"}, faults);
    const Date from = day_of(coverage.need("from", faults), faults, "coverage.from");
    const Date to = day_of(coverage.need("to", faults), faults, "coverage.to");
    std::vector<NoticeRead> reads;
    for (const Yaml& node : root.need("notices", faults).items())
        reads.push_back(read_notice(node, faults));
    // What follows compares notices with one another: senseless while single ones are wrong.
    if (!faults.none())
        return faults.error();
    WorkingCalendar calendar;
    calendar.notices_ = check_notices(std::move(reads), faults);
    check_coverage(coverage.place(), from, to, calendar.notices_, faults);
    if (!faults.none())
        return faults.error();
    calendar.hash_ = hex(sha256(source));
    calendar.build(id, from, to);
    return calendar;
}

}  // namespace beihui
