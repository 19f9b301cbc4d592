#include "rules/world.hpp"

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/parallel.hpp"
#include "base/yaml.hpp"
#include "rules/asking.hpp"
#include "rules/overlay.hpp"
#include "rules/run_rule.hpp"

#include <algorithm>
#include <mutex>

namespace beihui::rules
{
namespace
{

constexpr std::size_t most_calendar_bytes = 1 << 20;
// Cases whose answers are remembered, some 90 KB each: those of an hour at a busy school.
constexpr std::size_t most_memos = 192;

class LoadedWorld final : public World
{
public:
    LoadedWorld(
        std::vector<std::shared_ptr<const Pack>> packs,
        std::vector<std::shared_ptr<const Pack>> earlier,
        WorkingCalendar calendar,
        const std::shared_ptr<lua::LineLog>& lines
    )
        : packs_(std::move(packs)), earlier_(std::move(earlier)), calendar_(std::move(calendar))
    {
        for (const auto& pack : packs_)
            live_.push_back(std::make_unique<LoadedPack>(pack, lines));
        for (const auto& pack : earlier_)
            pinned_.push_back(std::make_unique<LoadedPack>(pack, lines));
    }

    const std::vector<std::shared_ptr<const Pack>>& packs() const override { return packs_; }
    const std::vector<std::shared_ptr<const Pack>>& earlier() const override { return earlier_; }
    const WorkingCalendar& calendar() const override { return calendar_; }

    const Pack* find(std::string_view id) const override { return find(id, ""); }

    const Pack* find(std::string_view id, std::string_view hash) const override
    {
        const LoadedPack* const found = find_loaded(id, hash);
        return found ? found->pack().get() : nullptr;
    }

    // Loads each pack once, so that a broken one is told at the start.
    Result<void> try_packs(bool on_this_thread) const
    {
        std::vector<std::optional<Error>> failed(live_.size());
        const auto try_one = [&](std::size_t i) {
            auto interpreter = live_[i]->borrow();
            if (interpreter)
                live_[i]->give_back(std::move(*interpreter));
            else
                failed[i] = interpreter.error();
        };
        if (!on_this_thread)
            in_parallel(live_.size(), try_one);
        for (std::size_t i = 0; on_this_thread && i < live_.size(); ++i)
            try_one(i);
        Faults faults;
        for (const std::optional<Error>& error : failed)
            if (error)
                faults.take(*error);
        return faults.none() ? Result<void>() : faults.error();
    }

    Decision evaluate(const Question& question) const override;
    Answered ask(const Question& question) const override;
    AnsweredAgain ask_again(const Question& question, const Answered& before) const override;
    std::vector<Finding> check_table(std::string_view table, const json::object& row, Date today)
        const override;

private:
    const LoadedPack* find_loaded(std::string_view id, std::string_view hash) const
    {
        for (const auto& live : live_)
            if (live->pack()->id == id && (hash.empty() || live->pack()->hash == hash))
                return live.get();
        for (const auto& pinned : pinned_)
            if (pinned->pack()->hash == hash && pinned->pack()->id == id)
                return pinned.get();
        return nullptr;
    }

    Asking begin(const Question& question) const;
    void run_all(Asking& asking) const;
    void run_checks(
        const LoadedPack& live,
        std::string_view table,
        const json::object& row,
        Date today,
        Decision& decision
    ) const;

    std::vector<std::shared_ptr<const Pack>> packs_;
    std::vector<std::shared_ptr<const Pack>> earlier_;
    std::vector<std::unique_ptr<LoadedPack>> live_;
    std::vector<std::unique_ptr<LoadedPack>> pinned_;
    WorkingCalendar calendar_;
    mutable Memos memos_{most_memos};
};

}  // namespace

namespace
{

std::string revision_zh(const PackPin& pin)
{
    return pin.hash.empty()
               ? std::string(" ")
               : " 第 " + std::to_string(pin.revision) + " 版（" + pin.hash.substr(0, 12) + "）";
}

std::string revision_en(const PackPin& pin)
{
    return pin.hash.empty()
               ? std::string()
               : " revision " + std::to_string(pin.revision) + " (" + pin.hash.substr(0, 12) + ")";
}

}  // namespace

Asking LoadedWorld::begin(const Question& question) const
{
    Asking asking{question, calendar_.as_known_on(question.known_at.date())};
    asking.decision.calendar_hash = asking.calendar.hash();
    return asking;
}

void LoadedWorld::run_all(Asking& asking) const
{
    std::vector<PackPin> pins = asking.question.packs;
    std::ranges::sort(pins, {}, &PackPin::pack);
    for (const PackPin& pin : pins)
        if (const LoadedPack* const loaded = find_loaded(pin.pack, pin.hash))
            asking.bound.push_back(loaded->pack().get());
    for (const PackPin& pin : pins) {
        if (const LoadedPack* const loaded = find_loaded(pin.pack, pin.hash)) {
            ask_pack(*loaded, asking);
        } else {
            asking.decision.incidents.push_back(
                {pin.pack, "",
                 refuse(
                     Refusal::unavailable, "pack_not_loaded",
                     "规则包 " + pin.pack + revision_zh(pin) + "没有装入",
                     "pack " + pin.pack + revision_en(pin) + " is not loaded"
                 )}
            );
        }
    }
}

Decision LoadedWorld::evaluate(const Question& question) const
{
    Asking asking = begin(question);
    std::vector<std::string> traces;
    asking.traces = &traces;
    const Memos::Loan memo = memos_.borrow(question);
    if (memo) {
        asking.memo = &*memo;
        asking.memo->begin(question, asking.decision.calendar_hash);
    }
    run_all(asking);
    Decision decision = std::move(asking.decision);
    decision.trace = trace_of(question, decision, asking.calendar, traces);
    decision.trace_hash = hex(sha256(decision.trace));
    return decision;
}

Answered LoadedWorld::ask(const Question& question) const
{
    Asking asking = begin(question);
    Answered answered;
    asking.noted = &answered.packs;
    run_all(asking);
    answered.decision = std::move(asking.decision);
    return answered;
}

AnsweredAgain LoadedWorld::ask_again(const Question& question, const Answered& before) const
{
    Asking asking = begin(question);
    if (before.decision.calendar_hash == asking.decision.calendar_hash)
        asking.before = &before;
    run_all(asking);
    return {std::move(asking.decision), asking.run, asking.taken};
}

// A check that fails is a finding too: nobody may take its silence for a yes.
void LoadedWorld::run_checks(
    const LoadedPack& live,
    std::string_view table,
    const json::object& row,
    Date today,
    Decision& decision
) const
{
    const auto failed = [&](const std::string& rule, const Error& error) {
        Finding finding;
        finding.basis.pack = live.pack()->id;
        finding.basis.rule = rule;
        finding.level = "error";
        finding.message = "核对没有算出：" + error.detail.zh;
        decision.findings.push_back(std::move(finding));
    };
    Question question;
    question.workflow = "table";
    question.today = today;
    question.known_at = start_of(today);
    const CalendarView calendar = calendar_.as_known_on(today);
    auto interpreter = live.borrow();
    for (std::size_t i = 0; interpreter && i < (*interpreter)->table_rules().size(); ++i) {
        const TableRule check = (*interpreter)->table_rules()[i];
        if (check.table != table)
            continue;
        const auto ran = (*interpreter)->run_table(i, question, calendar, row, decision);
        if (!ran)
            failed(check.rule.id, ran.error());
        if ((*interpreter)->dead())
            interpreter = live.borrow();
    }
    if (interpreter)
        live.give_back(std::move(*interpreter));
    else
        failed("", interpreter.error());
}

std::vector<Finding> LoadedWorld::check_table(
    std::string_view table,
    const json::object& row,
    Date today
) const
{
    Decision decision;
    for (const auto& live : live_)
        if (live->pack()->table(table))
            run_checks(*live, table, row, today, decision);
    return decision.findings;
}

Result<std::shared_ptr<const World>> World::of(
    std::vector<std::shared_ptr<const Pack>> packs,
    WorkingCalendar calendar,
    std::vector<std::shared_ptr<const Pack>> earlier,
    std::shared_ptr<lua::LineLog> lines
)
{
    const auto world = std::make_shared<LoadedWorld>(
        std::move(packs), std::move(earlier), std::move(calendar), lines
    );
    if (auto tried = world->try_packs(lines != nullptr); !tried)
        return tried.error();
    return std::shared_ptr<const World>(world);
}

Result<WorkingCalendar> read_calendar(const std::filesystem::path& folder)
{
    const auto bytes = read_file(folder / "calendars" / "cn.yaml", most_calendar_bytes);
    if (!bytes)
        return bytes.error();
    return WorkingCalendar::read("rules/calendars/cn.yaml", *bytes);
}

Result<std::shared_ptr<const World>> World::load(const std::filesystem::path& folder)
{
    auto calendar = read_calendar(folder);
    if (!calendar)
        return calendar.error();
    auto packs = read_packs(folder);
    if (!packs)
        return packs.error();
    Faults faults;
    check_extensions(*packs, faults);
    if (!faults.none())
        return faults.error();
    return of(std::move(*packs), std::move(*calendar));
}

}  // namespace beihui::rules
