#include "acts/imports/bring_in.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

std::string reason_of(const BringIn& asked)
{
    const std::string name = asked.file_name.empty() ? "名单" : asked.file_name;
    return "导入《" + one_line(name, 120) + "》" +
           (asked.reason.empty() ? std::string() : "：" + asked.reason);
}

// Writes what was checked, inside one transaction.
class Writing
{
public:
    Writing(
        const Context& context,
        storage::WriteTxn& txn,
        const accounts::Actor& actor,
        const ListKind& kind,
        const BringIn& asked,
        const CheckedList& checked
    )
        : context_(context),
          txn_(txn),
          actor_(actor),
          kind_(kind),
          asked_(asked),
          checked_(checked),
          reason_(reason_of(asked))
    {}

    Result<void> run()
    {
        if (!kind_.opens)
            return write_counts();
        for (const ListRow& row : checked_.rows)
            if (row.state == ListRow::ready)
                if (auto written = open(row); !written)
                    return written.error();
        return {};
    }

    std::vector<storage::ImportedCase> cases;
    std::size_t acts = 0;

private:
    Error at_row(Error why, std::size_t row) const
    {
        const std::string line = std::to_string(row + 1);
        why.detail.zh = "第 " + line + " 行：" + why.detail.zh + "（没有导入任何一行）";
        why.detail.en = "row " + line + ": " + why.detail.en + " (nothing was brought in)";
        return why;
    }

    Result<void> open(const ListRow& row)
    {
        CaseWanted wanted;
        wanted.workflow = kind_.workflow->id;
        wanted.organisation = asked_.list.organisation;
        ActWanted first;
        first.act = kind_.act;
        first.data = row.data;
        first.reason = reason_;
        auto plan = plan_opening(context_, txn_, actor_, wanted, first);
        if (!plan)
            return at_row(plan.error(), row.row);
        auto done = write_plan(txn_, std::move(*plan), true);
        if (!done)
            return at_row(done.error(), row.row);
        ++acts;
        std::int64_t version = done->version;
        if (kind_.more && !row.more.empty()) {
            const auto opened = storage::find_case(txn_, done->case_id);
            ActWanted more;
            more.act = kind_.more_act;
            more.data = json::object{{"rows", json::array{row.more}}};
            more.reason = reason_;
            auto next = plan_act(context_, txn_, actor_, opened.value(), more);
            if (!next)
                return at_row(next.error(), row.row);
            const auto added = write_plan(txn_, std::move(*next), false);
            if (!added)
                return at_row(added.error(), row.row);
            version = added->version;
            ++acts;
        }
        cases.push_back({done->case_id, version, {}});
        return {};
    }

    Result<void> write_counts()
    {
        std::map<std::string, std::vector<const ListRow*>> by_event;
        for (const ListRow& row : checked_.rows)
            if (row.state == ListRow::ready)
                by_event[row.event].push_back(&row);
        for (const auto& [event, rows] : by_event) {
            json::array sent;
            for (const ListRow* const row : rows)
                sent.emplace_back(row->data);
            const auto subject = storage::find_case(txn_, event);
            ActWanted wanted;
            wanted.act = kind_.act;
            wanted.data = json::object{{"rows", std::move(sent)}};
            wanted.reason = reason_;
            auto plan = plan_act(context_, txn_, actor_, subject.value(), wanted);
            if (!plan)
                return at_row(plan.error(), rows.front()->row);
            const auto done = write_plan(txn_, std::move(*plan), false);
            if (!done)
                return at_row(done.error(), rows.front()->row);
            ++acts;
            for (const ListRow* const row : rows)
                cases.push_back(
                    {event, done->version, std::string(text_of(row->data, kind_.form->key))}
                );
        }
        return {};
    }

    const Context& context_;
    storage::WriteTxn& txn_;
    const accounts::Actor& actor_;
    const ListKind& kind_;
    const BringIn& asked_;
    const CheckedList& checked_;
    std::string reason_;
};

// The answer of an equal request; a refusal when the key was used for another.
Result<std::optional<BroughtIn>> earlier(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Once& once
)
{
    const auto kept =
        once.key.empty() ? std::nullopt : storage::find_answer(txn, actor.key, once.key);
    if (!kept)
        return std::optional<BroughtIn>();
    if (kept->request_hash != once.request_hash)
        return refuse(
            Refusal::invalid_input, "idempotency_key_reused",
            "此 Idempotency-Key 已用于另一请求，请换一个",
            "this Idempotency-Key was used for another request"
        );
    const json::value body = read_json(kept->body).value();
    BroughtIn done;
    done.id = text_of(body, "id");
    done.rows = static_cast<std::size_t>(integer_of(body, "rows"));
    done.left_out = static_cast<std::size_t>(integer_of(body, "left_out"));
    done.acts = static_cast<std::size_t>(integer_of(body, "acts"));
    if (const auto at = Instant::parse(text_of(body, "at")))
        done.at = *at;
    done.replayed = true;
    return std::optional(done);
}

Result<void> keep(
    storage::WriteTxn& txn,
    const accounts::Actor& actor,
    const Once& once,
    const BroughtIn& done
)
{
    if (once.key.empty())
        return {};
    storage::KeptAnswer answer;
    answer.request_hash = once.request_hash;
    answer.status = 200;
    answer.body = json::serialize(done.to_json());
    answer.headers = "{}";
    return storage::keep_answer(txn, actor.key, once.key, answer, done.at);
}

Result<BroughtIn> write_list(
    const Context& context,
    storage::WriteTxn& txn,
    const accounts::Actor& actor,
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const BringIn& asked
)
{
    const auto checked = check_list(context, txn, actor, kind, sheet, asked.list);
    if (!checked)
        return checked.error();
    BroughtIn done;
    done.rows = checked->count(ListRow::ready);
    done.left_out = checked->rows.size() - done.rows;
    if (done.rows == 0)
        return refuse(
            Refusal::invalid_input, "nothing_to_import", "没有可导入的行",
            "there is no row to bring in"
        );
    if (fingerprint_of(kind, *checked) != asked.check)
        return refuse(
            Refusal::conflict, "list_changed",
            "检查之后情况有变，现在可导入 " + std::to_string(done.rows) + " 行；请重新检查后再导入",
            "things have changed since the check: " + std::to_string(done.rows) +
                " rows can be brought in now; check again"
        );
    Writing writing(context, txn, actor, kind, asked, *checked);
    if (auto written = writing.run(); !written)
        return written.error();
    done.id = random_id();
    done.acts = writing.acts;
    done.at = context.clock.now();
    storage::ImportRun run;
    run.id = done.id;
    run.kind = kind.id;
    run.org_path = actor.org_path;
    run.actor = actor.key;
    run.file_name = asked.file_name;
    run.file_hash = asked.file_hash;
    run.rows = static_cast<std::int64_t>(done.rows);
    run.at = done.at;
    storage::put_import(txn, run, writing.cases);
    if (auto kept = keep(txn, actor, asked.once, done); !kept)
        return kept.error();
    return done;
}

}  // namespace

json::object BroughtIn::to_json() const
{
    return {
        {"id", id},
        {"rows", rows},
        {"left_out", left_out},
        {"acts", acts},
        {"at", at.text()},
        {"undo_until", at.plus_ms(std::chrono::milliseconds(undo_time).count()).text()},
    };
}

std::string fingerprint_of(const ListKind& kind, const CheckedList& checked)
{
    std::string text = kind.id;
    for (const ListRow& row : checked.rows)
        if (row.state == ListRow::ready)
            text += "\n" + std::to_string(row.row) + " " + json::serialize(row.data) +
                    json::serialize(row.more);
    return hex(sha256(text));
}

Result<BroughtIn> bring_in(
    const Context& live,
    const accounts::Actor& actor,
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const BringIn& asked
)
{
    const Context context = live.holding_rules();
    BroughtIn done;
    const auto written = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const auto kept = earlier(txn, actor, asked.once);
        if (!kept)
            return kept.error();
        if (*kept) {
            done = **kept;
            return {};
        }
        auto made = write_list(context, txn, actor, kind, sheet, asked);
        if (!made)
            return made.error();
        done = std::move(*made);
        return {};
    });
    if (!written)
        return written.error();
    return done;
}

}  // namespace beihui::acts
