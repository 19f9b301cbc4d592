#include "acts/audit_cases.hpp"

#include "acts/case_page.hpp"
#include "acts/correction.hpp"
#include "acts/visible.hpp"
#include "base/bytes.hpp"
#include "history/sealing.hpp"

#include <algorithm>
#include <tuple>

namespace beihui::acts
{
namespace
{

using accounts::Action;
using storage::AuditedCase;

constexpr std::size_t batch = 200;
constexpr std::size_t most_drawn_from = 200'000;

bool has_correction(storage::ReadTxn& txn, const std::string& id)
{
    return storage::any_rewriting_entry(txn, id, [](const std::string& body) {
        return is_correction(history::read_body(body).data);
    });
}

// Reads the cases that are meant, from the greatest number down, until `each` has had enough.
class Walk
{
public:
    Walk(storage::ReadTxn& txn, const accounts::Actor& actor, AuditAsked asked)
        : txn_(txn), scope_(accounts::scope_of(actor, Action::read_cases)), asked_(std::move(asked))
    {}

    // Refuses an organisation that the actor does not see.
    Result<void> begin(const accounts::Actor& actor)
    {
        if (asked_.organisation.empty())
            return {};
        const auto found =
            visible_organisation(txn_, actor, Action::read_cases, asked_.organisation);
        if (!found)
            return found.error();
        asked_.query.cases.within = found->org_path;
        return {};
    }

    // At most `most`; more() says whether there are others behind them.
    std::vector<AuditedCase> next(std::size_t most)
    {
        std::vector<AuditedCase> found;
        more_ = true;
        while (found.size() <= most) {
            const auto some = storage::audited_cases(txn_, scope_, asked_.query, batch);
            for (const AuditedCase& one : some)
                if (!asked_.corrected || has_correction(txn_, one.id))
                    found.push_back(one);
            if (some.size() < batch) {
                more_ = found.size() > most;
                break;
            }
            asked_.query.before = some.back().number;
        }
        if (found.size() > most)
            found.resize(most);
        return found;
    }
    bool more() const { return more_; }

    std::int64_t count() const
    {
        storage::AuditQuery all = asked_.query;
        all.before.clear();
        return storage::count_audited(txn_, scope_, all);
    }

private:
    storage::ReadTxn& txn_;
    Scope scope_;
    AuditAsked asked_;
    bool more_ = false;
};

json::object line_of(
    const Context& context,
    storage::ReadTxn& txn,
    Names& names,
    const std::string& id
)
{
    const auto subject = storage::find_case(txn, id);
    return subject ? case_line(context, names, *subject) : json::object();
}

struct Drawn
{
    AuditedCase of;
    std::string hash;  // of "seed:number", hex
};

struct Sample
{
    std::vector<Drawn> drawn;
    std::size_t population = 0;
    std::string population_hash;
};

Error list_too_long(std::size_t most)
{
    return refuse(
        Refusal::invalid_input, "list_too_long", "超过 " + std::to_string(most) + " 卷，请缩小范围",
        "there are more than " + std::to_string(most) + " cases; narrow it down"
    );
}

Result<Sample> draw(Walk& walk, const SampleAsked& asked)
{
    std::vector<AuditedCase> all = walk.next(most_drawn_from);
    if (walk.more())
        return list_too_long(most_drawn_from);
    std::ranges::sort(all, {}, &AuditedCase::number);
    Sample sample;
    sample.population = all.size();
    std::string numbers;
    for (AuditedCase& one : all) {
        numbers += one.number + "\n";
        std::string hash = hex(sha256(asked.seed + ":" + one.number));
        sample.drawn.push_back({std::move(one), std::move(hash)});
    }
    sample.population_hash = hex(sha256(numbers));
    const std::size_t size = std::min(asked.size, sample.drawn.size());
    const auto middle = sample.drawn.begin() + static_cast<std::ptrdiff_t>(size);
    std::ranges::partial_sort(sample.drawn, middle, {}, [](const Drawn& one) {
        return std::tie(one.hash, one.of.number);
    });
    sample.drawn.resize(size);
    return sample;
}

plugin::Sheet::Row row_of(const Context& context, Names& names, const Case& subject)
{
    const auto rules = context.rules();
    const auto day = [](const std::optional<Date>& date) {
        return date ? date->text() : std::string();
    };
    const workflows::Workflow* const workflow = rules->workflows->find(subject.workflow);
    const workflows::Stage* const stage = workflow ? workflow->stage(subject.stage) : nullptr;
    return {
        subject.number,
        subject.title,
        workflow ? workflow->title.zh : subject.workflow,
        names.organisation(subject.organisation),
        stage ? stage->label.zh : subject.stage,
        day(subject.starts_on),
        day(subject.ends_on),
        std::to_string(subject.open_items),
        std::to_string(subject.version),
        subject.opened_at.text(),
        subject.changed_at.text(),
    };
}

}  // namespace

Result<json::object> audit_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked
)
{
    const std::size_t limit = asked.limit;
    const bool counted = !asked.corrected;  // corrections are found one by one
    Walk walk(txn, actor, std::move(asked));
    if (const auto begun = walk.begin(actor); !begun)
        return begun.error();
    const json::value total = counted ? json::value(walk.count()) : json::value();
    const auto cases = walk.next(limit);
    Names names(context, txn);
    json::array items;
    for (const AuditedCase& one : cases)
        items.emplace_back(line_of(context, txn, names, one.id));
    return json::object{
        {"items", std::move(items)},
        {"total", total},
        {"next_cursor", walk.more() ? cases.back().number : std::string()},
    };
}

Result<json::object> draw_sample(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked,
    const SampleAsked& wanted
)
{
    asked.query.opened_until = wanted.as_of;
    Walk walk(txn, actor, std::move(asked));
    if (const auto begun = walk.begin(actor); !begun)
        return begun.error();
    const auto sample = draw(walk, wanted);
    if (!sample)
        return sample.error();
    Names names(context, txn);
    json::array items;
    for (const Drawn& drawn : sample->drawn)
        items.emplace_back(json::object{
            {"hash", drawn.hash},
            {"case", line_of(context, txn, names, drawn.of.id)},
        });
    return json::object{
        {"seed", wanted.seed},
        {"as_of", wanted.as_of.text()},
        {"population", sample->population},
        {"population_hash", sample->population_hash},
        {"items", std::move(items)},
    };
}

Result<plugin::Sheet> audit_sheet(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked,
    const std::optional<SampleAsked>& wanted
)
{
    if (wanted)
        asked.query.opened_until = wanted->as_of;
    Walk walk(txn, actor, std::move(asked));
    if (const auto begun = walk.begin(actor); !begun)
        return begun.error();
    plugin::Sheet sheet{.name = wanted ? "抽样" : "案卷清单", .rows = {}};
    sheet.rows.push_back(
        {"案卷编号", "名称", "类型", "单位", "阶段", "开始日期", "结束日期", "未完成事项", "版本",
         "立卷时间", "最近变化"}
    );
    std::vector<AuditedCase> cases;
    std::vector<std::string> hashes;
    if (wanted) {
        sheet.rows.front().emplace_back("SHA-256(种子:编号)");
        const auto sample = draw(walk, *wanted);
        if (!sample)
            return sample.error();
        for (const Drawn& drawn : sample->drawn) {
            cases.push_back(drawn.of);
            hashes.push_back(drawn.hash);
        }
    } else {
        cases = walk.next(most_listed);
        if (walk.more())
            return list_too_long(most_listed);
    }
    Names names(context, txn);
    for (std::size_t i = 0; i < cases.size(); ++i)
        if (const auto subject = storage::find_case(txn, cases[i].id)) {
            auto& row = sheet.rows.emplace_back(row_of(context, names, *subject));
            if (wanted)
                row.push_back(hashes[i]);
        }
    return sheet;
}

json::array faults_json(const storage::EntryCheck& check)
{
    json::array faults;
    for (const storage::HistoryFault& fault : check.faults)
        faults.emplace_back(json::object{
            {"version", fault.version},
            {"what", fault.what},
            {"at", fault.at},
            {"expected", fault.expected},
            {"got", fault.got},
        });
    return faults;
}

Result<CheckedPage> check_cases(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked
)
{
    const std::size_t limit = asked.limit;
    Walk walk(txn, actor, std::move(asked));
    if (const auto begun = walk.begin(actor); !begun)
        return begun.error();
    const auto cases = walk.next(limit);
    CheckedPage page;
    for (const AuditedCase& one : cases) {
        auto subject = storage::find_case(txn, one.id);
        if (!subject)
            continue;
        storage::EntryCheck check = storage::check_entries(txn, *subject);
        page.cases.push_back({std::move(*subject), std::move(check)});
    }
    page.total = walk.count();
    page.next_before = walk.more() ? cases.back().number : std::string();
    return page;
}

json::object integrity_json(const CheckedCase& checked, Instant at)
{
    const storage::EntryCheck& check = checked.check;
    return {
        {"number", checked.subject.number}, {"verified", check.faults.empty()},
        {"entries", check.entries},         {"last_leaf", check.last_leaf},
        {"hidden", check.hidden},           {"erased", check.erased},
        {"documents", check.documents},     {"faults", faults_json(check)},
        {"checked_at", at.text()},
    };
}

json::object integrity_page_json(const CheckedPage& page, Instant at)
{
    storage::EntryCheck sum;
    json::array broken;
    for (const CheckedCase& one : page.cases) {
        sum.entries += one.check.entries;
        sum.hidden += one.check.hidden;
        sum.erased += one.check.erased;
        sum.documents += one.check.documents;
        if (!one.check.faults.empty())
            broken.emplace_back(json::object{
                {"number", one.subject.number},
                {"title", one.subject.title},
                {"faults", faults_json(one.check)},
            });
    }
    return {
        {"total", page.total},
        {"cases", page.cases.size()},
        {"entries", sum.entries},
        {"hidden", sum.hidden},
        {"erased", sum.erased},
        {"documents", sum.documents},
        {"broken", std::move(broken)},
        {"checked_at", at.text()},
        {"next_cursor", page.next_before},
    };
}

Result<json::object> integrity_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked
)
{
    const auto page = check_cases(txn, actor, std::move(asked));
    if (!page)
        return page.error();
    return integrity_page_json(*page, context.clock.now());
}

Result<json::object> case_integrity(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number
)
{
    auto subject = visible_case(txn, actor, number);
    if (!subject)
        return subject.error();
    storage::EntryCheck check = storage::check_entries(txn, *subject);
    return integrity_json({std::move(*subject), std::move(check)}, context.clock.now());
}

}  // namespace beihui::acts
