#include "cli/demo_visits.hpp"

#include <algorithm>
#include <array>

namespace beihui::cli::demo
{
namespace
{

enum class Fate
{
    visited,  // recorded, to be completed
    complete,
    archived,
    cancelled,
    typed_only,  // the employer is not in the register yet
};

// How many visits fall into each month, April to November.
constexpr std::array<int, 8> visits_in_month = {28, 32, 30, 12, 8, 20, 35, 35};

const std::vector<std::string> all_topics = {
    "企业创新发展", "岗位人才需求", "学生实习见习", "定向人才培养"
};
const std::vector<std::string> needs = {
    "一年内需机电、自动化类毕业生若干，优先考虑有实习经历者",
    "产线扩建，需工艺与质量岗位毕业生，愿意提供住宿",
    "研发岗位以硕士为主，技术支持岗位面向本科生",
    "希望与学校共建实习基地，每学期接收两批学生",
    "海外业务增长，需外语与国际贸易方向毕业生",
};
const std::vector<std::string> gists = {
    "企业愿意来校宣讲，时间待定", "已约定秋季学期来校招聘",       "主要谈实习基地共建",
    "企业反映毕业生动手能力较好", "岗位需求明确，下周寄送岗位表",
};

// Who leads a visit, and whose visit it is.
struct Leading
{
    const Staff* lead;
    const Unit* unit;     // the school or the college
    const Staff* writes;  // keeps the record
    const Staff* completes;
};

// One visit on its way.
class Visit
{
public:
    Visit(
        Desk& desk,
        const School& school,
        const std::vector<Firm>& firms,
        const Events& events,
        Date on,
        Dice dice
    )
        : desk_(desk), school_(school), events_(events), on_(on), dice_(dice)
    {
        leading_ = choose_lead();
        choose_firms(firms);
        const int chance = dice_.between(1, 100);
        fate_ = chance <= 58   ? Fate::complete
                : chance <= 76 ? Fate::archived
                : chance <= 91 ? Fate::visited
                : chance <= 96 ? Fate::cancelled
                               : Fate::typed_only;
        at_once_ = on_ < day("2026-11-01") && dice_.in_hundred(65);
    }

    void plan_on(Timeline& timeline, std::shared_ptr<Visit> self)
    {
        // What lies in November was planned in October.
        const Date planned = std::min(on_ - 7, day("2026-10-30"));
        if (at_once_ && fate_ != Fate::cancelled) {
            timeline.add(moment(on_, 17, minute()), [self] { self->open("log"); });
        } else {
            timeline.add(moment(planned, 10, minute()), [self] { self->open("open"); });
            if (fate_ == Fate::cancelled) {
                timeline.add(moment(planned + 3, 11, minute()), [self] { self->cancel(); });
                return;
            }
            timeline.add(moment(on_, 17, minute()), [self] { self->record(); });
        }
        if (firms_.size() > 1)
            timeline.add(moment(on_, 18, minute()), [self] { self->add_firms(); });
        if (fate_ == Fate::visited || fate_ == Fate::typed_only)
            return;
        const Date after = working_day(on_ + 2);
        timeline.add(moment(after, 9, minute()), [self] { self->record_survey(); });
        timeline.add(moment(after, 10, minute()), [self] { self->complete(); });
        if (fate_ == Fate::archived)
            timeline.add(moment(after + 14, 16, minute()), [self] { self->archive(); });
    }

private:
    int minute() { return dice_.between(0, 55); }

    Leading choose_lead()
    {
        const int chance = dice_.between(1, 100);
        const School& s = school_;
        const College& college = dice_.one_of(s.colleges);
        const Staff& leader_writes = s.clerk;
        if (chance <= 16) {
            const bool next = s.next_party_secretary && on_ >= day("2026-09-01");
            return {
                next ? &*s.next_party_secretary : &s.party_secretary, &s, &leader_writes, &s.officer
            };
        }
        if (chance <= 32)
            return {&s.president, &s, &leader_writes, &s.officer};
        if (chance <= 50)
            return {&s.vice_president, &s, &leader_writes, &s.director};
        if (chance <= 55)
            return {&s.officer, &s, &s.officer, &s.officer};
        if (chance <= 76)
            return {&college.dean, &college, &college.officer, &college.officer};
        return {&college.head, &college, &college.head, &college.officer};
    }

    void choose_firms(const std::vector<Firm>& firms)
    {
        std::vector<const Firm*> known;
        for (std::size_t i = 0; i < common_firms; ++i)
            known.push_back(&firms[i]);
        const Firm* const first = dice_.one_of(known);
        firms_ = {first};
        if (first->park.empty() || !dice_.in_hundred(45))
            return;
        std::erase_if(known, [&](const Firm* firm) {
            return firm == first || firm->park != first->park;
        });
        for (const Firm* const other : dice_.some_of(known, 1 + dice_.below(3)))
            firms_.push_back(other);
    }

    // The number of an event of the same school at which the firm recruits, if one is known by now.
    std::string event_of(const Firm& firm) const
    {
        for (const auto& event : events_)
            if (&event->school() == &school_ && !event->number().empty() && event->has(firm))
                return event->number();
        return {};
    }

    json::object offer(const Firm& firm)
    {
        json::object offered{{"posts", dice_.between(0, 20)}, {"interns", dice_.between(0, 15)}};
        if (dice_.in_hundred(60))
            offered["invited"] = true;
        // A college sees the events of the college only, so the link is made for the school's.
        const std::string event = event_of(firm);
        if (leading_.unit == &school_ && !event.empty() && dice_.in_hundred(50))
            offered["event"] = event;
        return offered;
    }

    json::object data()
    {
        const int chance = dice_.between(1, 100);
        const bool in_park = firms_.size() > 1;
        const std::size_t topics = 1 + dice_.below(all_topics.size());
        json::array talked;
        for (const std::string& topic : dice_.some_of(all_topics, topics))
            talked.emplace_back(topic);
        json::object visit{
            {"title", in_park ? "走访" + firms_[0]->park : "走访" + firms_[0]->name},
            {"date", on_.text()},
            {"mode", in_park || chance <= 74 ? "实地"
                     : chance <= 88          ? "线上"
                                             : "请进来"},
            {"place", in_park ? "园区" : "企业"},
            {"lead", leading_.lead->id()},
            {"lead_role", leading_.lead->category},
            {"companions", "就业指导中心、学院老师各一名"},
            {"topics", std::move(talked)},
            {"gist", dice_.one_of(gists)},
        };
        if (in_park)
            visit["park"] = firms_[0]->park;
        if (fate_ == Fate::typed_only) {
            visit["title"] = "走访尚未登记的企业";
            visit["employer_typed"] = "临平禾下土数字农业工作室（演示）";
        } else if (!in_park) {
            visit["employer"] = firms_[0]->id;
            for (const auto& [name, value] : offer(*firms_[0]))
                visit[name] = value;
        }
        return visit;
    }

    void open(std::string_view act)
    {
        number_ =
            desk_.open(leading_.writes->actor, "visit", leading_.unit->id, data(), act).number;
    }

    void record()
    {
        desk_.act(
            leading_.writes->actor, number_, "record", json::object{{"gist", dice_.one_of(gists)}}
        );
    }

    void add_firms()
    {
        if (fate_ == Fate::typed_only)
            return;
        json::array all;
        for (const Firm* const firm : firms_) {
            json::object row = offer(*firm);
            row["employer"] = firm->id;
            all.emplace_back(std::move(row));
        }
        desk_.act(leading_.writes->actor, number_, "add_employers", rows(std::move(all)));
    }

    void record_survey()
    {
        desk_.act(
            leading_.completes->actor, number_, "record_survey",
            json::object{
                {"needs", dice_.one_of(needs)},
                {"abilities", "动手能力、沟通协作、安全意识"},
                {"graduates", "岗位适应较快，希望加强工程软件训练"},
                {"cooperation", json::array{dice_.in_hundred(50) ? "实习基地建设" : "定向人才培养"}
                },
            }
        );
    }

    void complete() { desk_.act(leading_.completes->actor, number_, "complete"); }

    void archive() { desk_.act(school_.officer.actor, number_, "archive"); }

    void cancel()
    {
        desk_.act(
            school_.clerk.actor, number_, "cancel", nullptr, "企业临时接待任务，另行约定时间"
        );
    }

    Desk& desk_;
    const School& school_;
    const Events& events_;
    Date on_;
    Dice dice_;
    Leading leading_{};
    std::vector<const Firm*> firms_;
    Fate fate_ = Fate::visited;
    bool at_once_ = false;
    std::string number_;
};

}  // namespace

void plan_visits(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    const std::vector<Firm>& firms,
    const Events& events,
    std::uint64_t seed
)
{
    const Date april = day("2026-04-01");
    std::size_t index = 0;
    for (std::size_t month = 0; month < visits_in_month.size(); ++month) {
        const Date first =
            Date::of(april.year(), april.month() + static_cast<int>(month), 1).value();
        for (int i = 0; i < visits_in_month[month]; ++i, ++index) {
            Dice dice(seed + index);
            // Within 28 days, so that a Saturday that moves to the Monday stays in the month.
            const Date on = working_day(first + dice.between(0, 27));
            const School& school = cast.schools[index * 7 % 20 < 8 ? 0 : index % 2 + 1];
            auto visit = std::make_shared<Visit>(desk, school, firms, events, on, dice);
            visit->plan_on(timeline, visit);
        }
    }
}

}  // namespace beihui::cli::demo
