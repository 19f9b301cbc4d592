#include "cli/demo_scenario.hpp"

#include <utility>

namespace beihui::cli::demo
{
namespace
{

constexpr std::size_t shared_postings = 5;  // of fair 1, brought again to fair 2
constexpr std::size_t shared_signers = 4;   // signed at both fairs
constexpr std::size_t late_serial = 600;    // students from here on come to fair 2 only

const EventRow first_row{
    3,
    -1,
    "情景示例：春季中小企业招聘会（甲场）",
    "专场招聘会",
    "线下",
    "情景示例学院礼堂",
    "2026-04-10",
    "2026-05-13",
    9,
    6,
    900,
    false,
    42,
    Reach::archived
};
const EventRow second_row{
    3,
    -1,
    "情景示例：毕业季中小企业招聘会（乙场）",
    "专场招聘会",
    "线下",
    "情景示例学院礼堂",
    "2026-05-06",
    "2026-06-03",
    9,
    6,
    400,
    false,
    20,
    Reach::reported
};

Posting posting(std::size_t number, const char* kind, int openings)
{
    return {
        "GW26-QJ-" + two_digits(number),
        "生产管理培训生",
        kind,
        openings,
        "轮岗培养，定岗后参与班组管理",
        "不限",
        "专业不限",
        5000,
        7500,
        "杭州市"
    };
}

// Fair 1: 40 SMEs and 2 large firms registered; 3 SMEs do not come; the second takes two booths;
// 12 of those that come are 专精特新 that day. Passes the gate 650 times, by 600 persons.
class FirstFair : public Event
{
public:
    FirstFair(Desk& desk, const School& school, std::vector<const Firm*> firms)
        : Event(desk, school, first_row, std::move(firms), Dice(9))
    {}

    void plan_withdrawal(Timeline& timeline)
    {
        timeline.add(moment(day("2026-05-08"), 10), [this] {
            desk().act(
                school().director.actor, number(), "withdraw_postings",
                rows(json::array{
                    json::object{{"number", posting(32, "就业", 50).number}, {"withdrawn", true}}
                }),
                "企业来函说明岗位已招满"
            );
        });
    }

private:
    static constexpr std::size_t absent = 3;  // the last three SMEs of the list

    std::vector<Brought> postings() const override
    {
        std::vector<Brought> all;
        for (std::size_t i = 0; i < 20; ++i)
            all.push_back({firms()[i], posting(i + 1, "就业", 10)});
        all.push_back({firms()[0], posting(31, "实习", 30)});  // does not count
        all.push_back({firms()[1], posting(32, "就业", 50)});  // withdrawn: does not count
        return all;
    }

    int booths(std::size_t index) const override { return index == 1 ? 2 : 1; }

    bool attends(std::size_t index) override
    {
        const std::size_t smes = firms().size() - 2;  // the two large ones come last
        return index >= smes || index < smes - absent;
    }

    void check_in(std::size_t count)
    {
        json::array all;
        for (std::size_t i = 0; i < count; ++i)
            all.emplace_back(json::object{
                {"graduate", graduate(i)},
                {"identity", "毕业生"},
                {"cohort", day(first_row.held_on).year()}
            });
        desk().act(enters().actor, number(), "check_in", rows(std::move(all)));
    }

    void count_people() override
    {
        check_in(600);
        check_in(50);  // the same persons again: 650 passes, 600 人次
    }

    void record_agreements() override
    {
        json::array all;
        for (std::size_t i = 0; i < 45; ++i)
            all.emplace_back(json::object{
                {"number", "QJ1-" + two_digits(i + 1)},
                {"graduate", graduate(i)},
                {"employer", firms()[i % 30]->id},
                {"kind", i % 3 == 0 ? "意向协议" : "就业协议"},
                {"signed_on", "2026-05-14"},
            });
        all.emplace_back(json::object{
            {"number", "QJ1-S1"},
            {"graduate", graduate(50)},
            {"employer", firms()[0]->id},
            {"kind", "实习证明"},  // adds nothing
            {"signed_on", "2026-05-14"},
        });
        desk().act(enters().actor, number(), "record_agreements", rows(std::move(all)));
    }

    void cancel_agreement() override
    {
        desk().act(
            enters().actor, number(), "record_agreements",
            rows(json::array{json::object{{"number", "QJ1-45"}, {"cancelled_on", "2026-05-18"}}})
        );
    }
};

// Fair 2: 20 SMEs come, 15 of which were at fair 1; 8 of them are 专精特新. 300 persons, 120 of whom
// were at fair 1; 20 sign, 4 of whom signed at fair 1 too.
class SecondFair : public Event
{
public:
    SecondFair(Desk& desk, const School& school, std::vector<const Firm*> firms)
        : Event(desk, school, second_row, std::move(firms), Dice(10))
    {}

private:
    std::vector<Brought> postings() const override
    {
        std::vector<Brought> all;
        for (std::size_t i = 0; i < shared_postings; ++i)  // the larger number of openings counts
            all.push_back({firms()[i], posting(i + 1, "就业", 12)});
        for (std::size_t i = 0; i < 5; ++i)
            all.push_back({firms()[15 + i], posting(21 + i, "就业", 8)});
        return all;
    }

    bool attends(std::size_t) override { return true; }

    void count_people() override
    {
        json::array all;
        for (std::size_t i = 0; i < 300; ++i)
            all.emplace_back(json::object{
                {"graduate", graduate(i < 120 ? i : late_serial + i)},
                {"identity", "毕业生"},
                {"cohort", day(second_row.held_on).year()},
            });
        desk().act(enters().actor, number(), "check_in", rows(std::move(all)));
    }

    void record_agreements() override
    {
        json::array all;
        for (std::size_t i = 0; i < 20; ++i)
            all.emplace_back(json::object{
                {"number", "QJ2-" + two_digits(i + 1)},
                {"graduate", graduate(i < shared_signers ? i : late_serial + 120 + i)},
                {"employer", firms()[i]->id},
                {"kind", "就业协议"},
                {"signed_on", "2026-06-04"},
            });
        desk().act(enters().actor, number(), "record_agreements", rows(std::move(all)));
    }

    void cancel_agreement() override {}
};

struct Guests
{
    std::vector<const Firm*> first;
    std::vector<const Firm*> second;
};

Guests choose_guests(const std::vector<Firm>& firms)
{
    const Date first_day = day(first_row.held_on);
    const Date second_day = day(second_row.held_on);
    std::vector<const Firm*> certified;  // on both days
    std::vector<const Firm*> lapsing;    // on the first day only
    std::vector<const Firm*> plain;      // on neither
    std::vector<const Firm*> large;
    for (std::size_t i = 0; i < firms.size(); ++i) {
        const Firm& firm = firms[i];
        if (i >= common_firms - 3 && i < common_firms)
            continue;
        if (!firm.is_sme())
            large.push_back(&firm);
        else if (firm.is_srdi_on(second_day))
            certified.push_back(&firm);
        else
            (firm.is_srdi_on(first_day) ? lapsing : plain).push_back(&firm);
    }

    Guests guests;
    auto& [first, second] = guests;
    first.assign(certified.begin(), certified.begin() + 11);
    first.push_back(lapsing.front());                              // 12 专精特新 so far
    first.insert(first.end(), plain.begin(), plain.begin() + 27);  // the last two stay away
    first.push_back(certified[11]);                                // and so does this one
    first.insert(first.end(), large.begin(), large.begin() + 2);

    second.assign(certified.begin(), certified.begin() + 8);
    second.push_back(lapsing.front());  // its certificate has ended: no 专精特新 any more
    second.insert(second.end(), plain.begin(), plain.begin() + 6);
    second.insert(second.end(), plain.end() - 5, plain.end());
    return guests;
}

}  // namespace

void plan_scenario(
    Timeline& timeline,
    Desk& desk,
    const School& school,
    const std::vector<Firm>& firms,
    Events& events
)
{
    Guests guests = choose_guests(firms);
    auto first = std::make_unique<FirstFair>(desk, school, std::move(guests.first));
    first->plan_on(timeline);
    first->plan_withdrawal(timeline);
    events.push_back(std::move(first));
    events.push_back(std::make_unique<SecondFair>(desk, school, std::move(guests.second)));
    events.back()->plan_on(timeline);
}

}  // namespace beihui::cli::demo
