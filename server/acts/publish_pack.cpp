#include "acts/publication.hpp"
#include "acts/stored_rulebook.hpp"
#include "base/bytes.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::string_view of_packs = "rule-pack";  // their workflow

// The acts on a pack's case are done by the program on behalf of somebody whom may_publish() has let
// through: nobody holds the role "system", so that there is no other way to them.
accounts::Actor on_behalf_of(const accounts::Actor& actor)
{
    accounts::Actor program = actor;
    program.hold("system");
    program.org_path = "/";
    return program;
}

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : "、") + name;
    return text;
}

// What the entry says about a revision: the form `revision` of workflows/rule-pack.yaml.
json::object revision_form(
    const rules::Pack& pack,
    const rules::PackSignature& signature,
    Date effective,
    const std::string& replaces  // hash; empty: nothing
)
{
    json::object form{
        {"pack", pack.id},   {"title", pack.title.zh},          {"revision", pack.revision},
        {"hash", pack.hash}, {"authors", joined(pack.authors)}, {"effective", effective.text()},
    };
    const auto put = [&](const char* name, const std::string& value) {
        form[name] = value.empty() ? json::value() : json::value(value);
    };
    put("reviewers", joined(pack.reviewers));
    put("signature", signature.bytes.empty() ? "" : base64(signature.bytes));
    put("signed_by", signature.key);
    put("replaces", replaces);
    return form;
}

// What a change of the packs is: the act, and what it does to the store.
struct Change
{
    std::string act;
    json::value data;  // of the act's form; null when it has none
    std::string reason;
    std::function<Result<std::int64_t>(storage::WriteTxn&)> apply;  // gives the new edition
};

struct Written
{
    ActDone done;
    std::int64_t edition = 0;
};

// The number of the case that holds the acts on a pack; empty when there is none yet.
std::string case_of_pack(const Context& context, std::string_view id)
{
    std::string number;
    context.database.read([&](storage::ReadTxn& txn) {
        if (const auto record = storage::find_registered_by_code(txn, "pack", id))
            if (const auto subject = storage::find_case(txn, record->id))
                number = subject->number;
    });
    return number;
}

// A pack that came with the program gets its case when the first act on it is done.
Result<std::string> record_installed(
    const Context& context,
    const accounts::Actor& actor,
    const rules::Pack& pack
)
{
    OpenCase opening;
    opening.wanted.workflow = of_packs;
    opening.wanted.organisation = actor.organisation;
    opening.first.act = "record";
    opening.first.data = revision_form(pack, {}, context.clock.now().date(), "");
    const auto opened = open_case(context, on_behalf_of(actor), opening);
    if (!opened)
        return opened.error();
    return opened->number;
}

Result<Written> write_change(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view id,
    Change change,
    const Once& once
)
{
    Written written;
    const AlsoWritten also = [&](storage::WriteTxn& txn) -> Result<void> {
        const auto edition = change.apply(txn);
        if (!edition)
            return edition.error();
        written.edition = *edition;
        return {};
    };
    std::string number = case_of_pack(context, id);
    const rules::Pack* const live = context.held->world->find(id);
    if (number.empty() && live) {
        const auto recorded = record_installed(context, actor, *live);
        if (!recorded)
            return recorded.error();
        number = *recorded;
    }
    const ActWanted wanted{change.act, std::move(change.data), change.reason, std::nullopt};
    Result<ActDone> done = ActDone();
    if (number.empty()) {
        OpenCase opening{{std::string(of_packs), actor.organisation, {}}, wanted, once, also};
        opening.first.act = "publish_first";
        done = open_case(context, on_behalf_of(actor), opening);
    } else {
        done = submit_act(
            context, on_behalf_of(actor), {number, std::nullopt, wanted, nullptr, once, also}
        );
    }
    if (!done)
        return done.error();
    written.done = *done;
    return written;
}

// What an equal request was answered before, when there was one.
Result<std::optional<PackChanged>> earlier_change(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view id,
    const Once& once
)
{
    const auto kept = earlier_answer(context, actor, once);
    if (!kept)
        return kept.error();
    if (!*kept)
        return std::optional<PackChanged>();
    PackChanged changed;
    context.database.read([&](storage::ReadTxn& txn) {
        changed.edition = storage::pack_edition(txn);
        for (const storage::PackRevision& revision : storage::all_pack_revisions(txn))
            if (revision.id == id && (revision.state == "live" || changed.state != "live")) {
                changed.pin = {revision.id, revision.revision, revision.hash};
                changed.state = revision.state;
            }
    });
    changed.case_number = (*kept)->number;
    changed.entry = (*kept)->entry;
    changed.replayed = true;
    return std::optional(changed);
}

PackChanged changed_by(const Written& written, PackPin pin, std::string state)
{
    return {std::move(pin),      std::move(state),   written.edition,
            written.done.number, written.done.entry, written.done.replayed};
}

// After a change of state: everything is read from the store and put in one swap.
Result<void> swap_stored(const Context& context)
{
    const auto followed = follow_published(context);
    return followed ? Result<void>() : followed.error();
}

}  // namespace

Result<PackChanged> publish_pack(
    const Context& live,
    const accounts::Actor& actor,
    const Draft& draft,
    const Once& once
)
{
    if (const auto followed = follow_published(live); !followed)
        return followed.error();  // what others have published comes first
    const Context context = live.holding_rules();
    const auto kept = earlier_change(context, actor, draft.id, once);
    if (!kept)
        return kept.error();
    if (*kept)
        return **kept;
    const auto checked = check_draft(context, actor, draft);
    if (!checked)
        return checked.error();
    const rules::Pack& pack = *checked->pack;
    storage::PackRevision revision;
    revision.hash = pack.hash;
    revision.id = pack.id;
    revision.revision = pack.revision;
    revision.signature = base64(checked->signature.bytes);
    revision.signed_by = checked->signature.key;
    revision.authors = pack.authors;
    revision.published_by = actor.key;
    revision.published_at = context.clock.now();
    revision.effective = checked->effective;
    Change change;
    change.act = "publish";
    change.data = revision_form(
        pack, checked->signature, checked->effective,
        checked->replaces ? checked->replaces->hash : ""
    );
    change.reason = draft.reason;
    change.apply = [&](storage::WriteTxn& txn) {
        return storage::publish_revision(txn, revision, pack.files, context.held->edition);
    };
    const auto written = write_change(context, actor, pack.id, std::move(change), once);
    if (!written)
        return written.error();
    checked->rulebook->edition = written->edition;
    live.rulebook.put(checked->rulebook);
    return changed_by(*written, {pack.id, pack.revision, pack.hash}, "live");
}

namespace
{

// What retiring or reverting does to a pack, decided on the rules of the moment.
struct LiveChange
{
    Change change;
    const rules::Pack* pack = nullptr;  // that the answer names
    std::string state;                  // it is in afterwards
};
using Decide = std::function<Result<LiveChange>(const Context& context)>;

// Takes a live pack out of use or puts another revision in its place: who may, once, as an act of
// its case, and then everybody judges by what the store holds.
Result<PackChanged> change_live(
    const Context& live,
    const accounts::Actor& actor,
    std::string_view id,
    const std::string& reason,
    const Once& once,
    const Decide& decide
)
{
    if (const auto followed = follow_published(live); !followed)
        return followed.error();  // what others have published comes first
    const Context context = live.holding_rules();
    const auto kept = earlier_change(context, actor, id, once);
    if (!kept)
        return kept.error();
    if (*kept)
        return **kept;
    Result<void> allowed;
    context.database.read([&](storage::ReadTxn& txn) { allowed = may_publish(txn, actor); });
    if (!allowed)
        return allowed.error();
    auto decided = decide(context);
    if (!decided)
        return decided.error();
    decided->change.reason = reason;
    const auto written = write_change(context, actor, id, std::move(decided->change), once);
    if (!written)
        return written.error();
    if (auto swapped = swap_stored(live); !swapped)
        return swapped.error();
    const rules::Pack& pack = *decided->pack;
    return changed_by(*written, {pack.id, pack.revision, pack.hash}, decided->state);
}

}  // namespace

Result<PackChanged> retire_pack(
    const Context& live,
    const accounts::Actor& actor,
    std::string_view id,
    const std::string& reason,
    const Once& once
)
{
    const Decide retire = [&](const Context& context) -> Result<LiveChange> {
        const rules::Pack* const pack = context.held->world->find(id);
        if (!pack)
            return refuse(
                Refusal::not_found, "pack_not_found", "没有在用的规则包“" + std::string(id) + "”",
                "there is no live pack \"" + std::string(id) + "\""
            );
        Change change;
        change.act = "retire";
        change.apply = [id, edition = context.held->edition](storage::WriteTxn& txn) {
            return storage::retire_pack(txn, id, edition);
        };
        return LiveChange{std::move(change), pack, "retired"};
    };
    return change_live(live, actor, id, reason, once, retire);
}

Result<PackChanged> revert_pack(
    const Context& live,
    const accounts::Actor& actor,
    std::string_view id,
    const std::string& reason,
    const Once& once
)
{
    const Decide revert = [&](const Context& context) -> Result<LiveChange> {
        std::optional<storage::PackRevision> target;
        context.database.read([&](storage::ReadTxn& txn) {
            target = storage::revision_to_revert_to(txn, id);
        });
        const rules::Pack* const pack =
            target ? context.held->world->find(id, target->hash) : nullptr;
        if (!pack)
            return refuse(
                Refusal::not_found, "no_earlier_revision",
                "规则包“" + std::string(id) + "”没有可以退回的版本",
                "pack \"" + std::string(id) + "\" has no revision to go back to"
            );
        const rules::Pack* const before = context.held->world->find(id);
        const auto signature = from_base64(target->signature);
        Change change;
        change.act = "revert";
        change.data = revision_form(
            *pack, {target->signed_by, signature.value_or("")}, context.clock.now().date(),
            before ? before->hash : std::string()
        );
        change.apply = [id, edition = context.held->edition](storage::WriteTxn& txn) {
            return storage::revert_pack(txn, id, edition);
        };
        return LiveChange{std::move(change), pack, "live"};
    };
    return change_live(live, actor, id, reason, once, revert);
}

}  // namespace beihui::acts
