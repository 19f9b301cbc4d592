#include "acts/imports/bring_in.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

constexpr std::size_t most_faults = 50;

Fault moved_on(const Case& subject, std::string code, Words why)
{
    Fault fault;
    fault.where = "#/cases/" + subject.number;
    fault.code = std::move(code);
    fault.detail = {
        subject.number + " " + subject.title + "：" + why.zh, subject.number + ": " + why.en
    };
    return fault;
}

// Takes back what one run brought, the last first.
class Undoing
{
public:
    Undoing(
        const Context& context,
        storage::WriteTxn& txn,
        const accounts::Actor& actor,
        const ListKind& kind,
        std::string reason
    )
        : context_(context), txn_(txn), actor_(actor), kind_(kind), reason_(std::move(reason))
    {}

    Result<void> run(std::vector<storage::ImportedCase> cases)
    {
        std::ranges::reverse(cases);
        if (auto undone = kind_.opens ? take_back(cases) : remove_rows(cases); !undone)
            return undone;
        if (faults_.empty())
            return {};
        const std::string count = std::to_string(faults_.size());
        if (faults_.size() > most_faults)
            faults_.resize(most_faults);
        return refuse(
            Refusal::conflict, "import_in_use",
            "有 " + count + " 处在导入之后又有人办理，不能整批撤销；请逐个办理",
            count + " of them were worked on since; they cannot be taken back together", faults_
        );
    }

private:
    Result<void> act(const Case& subject, json::value data)
    {
        ActWanted wanted;
        wanted.act = kind_.undo_act;
        wanted.data = std::move(data);
        wanted.reason = reason_;
        auto plan = plan_act(context_, txn_, actor_, subject, wanted);
        if (!plan) {
            Error why = plan.error();
            why.detail.zh = subject.number + "：" + why.detail.zh;
            why.detail.en = subject.number + ": " + why.detail.en;
            return why;
        }
        const auto done = write_plan(txn_, std::move(*plan), false);
        return done ? Result<void>() : done.error();
    }

    Result<void> take_back(const std::vector<storage::ImportedCase>& cases)
    {
        for (const storage::ImportedCase& one : cases) {
            const auto subject = storage::find_case(txn_, one.case_id);
            if (!subject)
                continue;  // its history was lost with it
            if (!subject->unchanged_since(one.version))
                faults_.push_back(moved_on(
                    *subject, "case_moved_on",
                    {"导入之后已有新的变化", "it has changed since it was brought in"}
                ));
            else if (kind_.id == "employers" && storage::is_employer_named(txn_, one.case_id))
                faults_.push_back(moved_on(
                    *subject, "employer_named",
                    {"已参加活动或已走访", "an event or a visit names it"}
                ));
            else if (faults_.empty())
                if (auto undone = act(*subject, nullptr); !undone)
                    return undone;
        }
        return {};
    }

    // Rows that were written into cases: each case has one act.
    Result<void> remove_rows(const std::vector<storage::ImportedCase>& cases)
    {
        std::map<std::string, std::vector<const storage::ImportedCase*>> by_case;
        for (const storage::ImportedCase& one : cases)
            by_case[one.case_id].push_back(&one);
        for (const auto& [id, rows] : by_case) {
            const auto subject = storage::find_case(txn_, id);
            if (!subject)
                continue;
            const auto stored = storage::rows_of_case(txn_, id);
            json::array keys;
            for (const storage::ImportedCase* const row : rows) {
                const auto same = [&](const CaseRow& one) {
                    return one.form == kind_.form->id && one.key == row->row;
                };
                const auto now = std::ranges::find_if(stored, same);
                if (now == stored.end() || now->version != row->version)
                    faults_.push_back(moved_on(
                        *subject, "row_moved_on",
                        {"“" + row->row + "”导入之后已改过", row->row + " was changed since"}
                    ));
                keys.emplace_back(row->row);
            }
            if (!faults_.empty())
                continue;
            if (auto undone = act(*subject, json::object{{"remove", std::move(keys)}}); !undone)
                return undone;
        }
        return {};
    }

    const Context& context_;
    storage::WriteTxn& txn_;
    const accounts::Actor& actor_;
    const ListKind& kind_;
    std::string reason_;
    std::vector<Fault> faults_;
};

Result<void> check_undoable(const storage::ImportRun& run, Instant now)
{
    if (run.undone_at)
        return refuse(
            Refusal::conflict, "import_undone", "这次导入已经撤销", "it was taken back already"
        );
    if (run.at.plus_ms(std::chrono::milliseconds(undo_time).count()) <= now)
        return refuse(
            Refusal::conflict, "import_too_old", "导入已超过 24 小时，不能整批撤销；请逐个办理",
            "it was brought in more than 24 hours ago and cannot be taken back as a whole"
        );
    return {};
}

}  // namespace

Result<storage::ImportRun> visible_import(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view id
)
{
    auto run = storage::find_import(txn, id);
    const auto scope = accounts::scope_of(actor, accounts::Action::work_on_cases);
    if (!run || (run->actor != actor.key && !scope.reaches(run->org_path)))
        return refuse(
            Refusal::not_found, "import_not_found", "没有这次导入", "there is no such import"
        );
    return std::move(*run);
}

Result<storage::ImportRun> undo_import(
    const Context& live,
    const accounts::Actor& actor,
    std::string_view id,
    std::string_view reason
)
{
    const Context context = live.holding_rules();
    storage::ImportRun undone;
    const auto written = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const auto run = visible_import(txn, actor, id);
        if (!run)
            return run.error();
        const Instant now = context.clock.now();
        if (auto undoable = check_undoable(*run, now); !undoable)
            return undoable;
        const auto kind = list_kind(*context.rules(), run->kind);
        if (!kind)
            return kind.error();
        std::string why = "撤销导入《" + one_line(run->file_name, 120) + "》";
        if (!reason.empty())
            why += "：" + std::string(reason);
        Undoing undoing(context, txn, actor, *kind, std::move(why));
        if (auto done = undoing.run(storage::cases_of_import(txn, id)); !done)
            return done;
        storage::mark_undone(txn, id, actor.key, now);
        undone = *run;
        undone.undone_at = now;
        undone.undone_by = actor.key;
        return {};
    });
    if (!written)
        return written.error();
    return undone;
}

}  // namespace beihui::acts
