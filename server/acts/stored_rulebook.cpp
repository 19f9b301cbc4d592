#include "acts/stored_rulebook.hpp"

#include "base/parallel.hpp"

#include <algorithm>
#include <functional>

namespace beihui::acts
{
namespace
{

using Bind =
    std::function<Result<std::shared_ptr<Rulebook>>(std::shared_ptr<const rules::World> world)>;
using Packs = std::vector<std::shared_ptr<const rules::Pack>>;

PackPin pin_of(const rules::Pack& pack)
{
    return {pack.id, pack.revision, pack.hash};
}

std::shared_ptr<const rules::Pack> known_pack(const rules::World* known, std::string_view hash)
{
    if (!known)
        return nullptr;
    for (const Packs* const packs : {&known->packs(), &known->earlier()})
        for (const auto& pack : *packs)
            if (pack->hash == hash)
                return pack;
    return nullptr;
}

Result<std::shared_ptr<const rules::Pack>> read_stored(
    const storage::PackRevision& revision,
    const std::optional<std::string>& packed
)
{
    auto files = packed ? storage::unpack_files(*packed) : std::nullopt;
    if (!files)
        return refuse(
            Refusal::unavailable, "pack_bytes_missing",
            "数据库里没有规则包 " + revision.id + " 第 " + std::to_string(revision.revision) +
                " 版的文件",
            "the database lacks the files of revision " + std::to_string(revision.revision) +
                " of pack " + revision.id
        );
    auto pack = rules::read_pack(revision.id, std::move(*files));
    if (pack && (*pack)->hash != revision.hash)
        return refuse(
            Refusal::unavailable, "pack_bytes_changed",
            "规则包 " + revision.id + " 第 " + std::to_string(revision.revision) +
                " 版的文件与登记的哈希不符，请用备份核对",
            "the files of revision " + std::to_string(revision.revision) + " of pack " +
                revision.id + " are not those of its hash; compare with a backup"
        );
    return pack;
}

Result<std::shared_ptr<Rulebook>> attempt(
    const Packs& live,
    const Packs& earlier,
    const WorkingCalendar& calendar,
    const Bind& bind
)
{
    auto world = rules::World::of(live, calendar, earlier);
    if (!world)
        return world.error();
    return bind(std::move(*world));
}

// As many of the live packs as load together. One may need another that comes later in the list.
Packs loadable(
    const PackSet& packs,
    const WorkingCalendar& calendar,
    const Bind& bind,
    std::vector<NotLoaded>& left_out
)
{
    Packs kept;
    Packs waiting = packs.live;
    for (bool more = true; more;) {
        more = false;
        left_out.clear();
        Packs still;
        for (const auto& pack : waiting) {
            Packs with = kept;
            with.push_back(pack);
            const auto tried = attempt(with, packs.earlier, calendar, bind);
            if (tried) {
                kept = std::move(with);
                more = true;
            } else {
                still.push_back(pack);
                left_out.push_back({pin_of(*pack), true, tried.error()});
            }
        }
        waiting = std::move(still);
    }
    return kept;
}

Result<std::shared_ptr<const Rulebook>> build(
    const PackSet& packs,
    const WorkingCalendar& calendar,
    const Bind& bind
)
{
    std::vector<NotLoaded> left_out;
    auto rulebook = attempt(packs.live, packs.earlier, calendar, bind);
    if (!rulebook) {
        const Error whole = rulebook.error();
        const Packs kept = loadable(packs, calendar, bind, left_out);
        rulebook = attempt(kept, packs.earlier, calendar, bind);
        if (!rulebook || left_out.empty())
            return whole;
    }
    (*rulebook)->edition = packs.edition;
    (*rulebook)->not_loaded = packs.not_loaded;
    std::ranges::move(left_out, std::back_inserter((*rulebook)->not_loaded));
    return std::shared_ptr<const Rulebook>(std::move(*rulebook));
}

}  // namespace

Result<void> install_packs(
    storage::Database& database,
    const std::vector<std::shared_ptr<const rules::Pack>>& packs,
    Instant now
)
{
    return database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (!storage::all_pack_revisions(txn).empty())
            return {};
        for (const auto& pack : packs) {
            storage::PackRevision revision;
            revision.hash = pack->hash;
            revision.id = pack->id;
            revision.revision = pack->revision;
            revision.authors = pack->authors;
            revision.published_by = "system";
            revision.published_at = now;
            revision.effective = now.date();
            const auto edition =
                storage::publish_revision(txn, revision, pack->files, storage::pack_edition(txn));
            if (!edition)
                return edition.error();
        }
        return {};
    });
}

PackSet read_pack_set(storage::ReadTxn& txn, const rules::World* known)
{
    PackSet packs;
    packs.edition = storage::pack_edition(txn);
    const std::vector<storage::PackRevision> revisions = storage::all_pack_revisions(txn);
    std::vector<std::optional<std::string>> packed(revisions.size());
    std::vector<Result<std::shared_ptr<const rules::Pack>>> read(revisions.size());
    for (std::size_t i = 0; i < revisions.size(); ++i) {
        read[i] = known_pack(known, revisions[i].hash);
        if (!*read[i])
            packed[i] = storage::find_packed_files(txn, revisions[i].hash);
    }
    in_parallel(revisions.size(), [&](std::size_t i) {
        if (!*read[i])
            read[i] = read_stored(revisions[i], packed[i]);
    });
    for (std::size_t i = 0; i < revisions.size(); ++i) {
        const storage::PackRevision& revision = revisions[i];
        const bool live = revision.state == "live";
        if (read[i])
            (live ? packs.live : packs.earlier).push_back(std::move(*read[i]));
        else
            packs.not_loaded.push_back(
                {{revision.id, revision.revision, revision.hash}, live, read[i].error()}
            );
    }
    return packs;
}

Result<std::shared_ptr<const Rulebook>> rulebook_of(
    const PackSet& packs,
    const WorkingCalendar& calendar,
    const std::filesystem::path& workflows
)
{
    return build(packs, calendar, [&](std::shared_ptr<const rules::World> world) {
        return make_rulebook(std::move(world), workflows);
    });
}

Result<std::shared_ptr<const Rulebook>> rulebook_of(
    const PackSet& packs,
    const WorkingCalendar& calendar,
    const workflows::Library& workflows
)
{
    return build(packs, calendar, [&](std::shared_ptr<const rules::World> world) {
        return make_rulebook(std::move(world), workflows);
    });
}

Result<bool> follow_published(const Context& context)
{
    const auto now = context.rulebook.take();
    std::optional<PackSet> packs;
    context.database.read([&](storage::ReadTxn& txn) {
        if (storage::pack_edition(txn) > now->edition)
            packs = read_pack_set(txn, now->world.get());
    });
    if (!packs)
        return false;
    auto next = rulebook_of(*packs, now->world->calendar(), *now->workflows);
    if (!next)
        return next.error();
    context.rulebook.put(std::move(*next));
    return true;
}

std::vector<Words> not_converged(const Context& context, storage::ReadTxn& txn)
{
    const auto rules = context.rules();
    std::vector<Words> why;
    const std::int64_t published = storage::pack_edition(txn);
    if (published > rules->edition)
        why.push_back(
            {"规则包已更新到第 " + std::to_string(published) + " 次变动，本机还在第 " +
                 std::to_string(rules->edition) + " 次",
             "the rule packs are at change " + std::to_string(published) +
                 ", this program is at change " + std::to_string(rules->edition)}
        );
    for (const NotLoaded& missing : rules->not_loaded)
        if (missing.live)
            why.push_back(
                {"规则包 " + missing.pin.pack + " 第 " + std::to_string(missing.pin.revision) +
                     " 版没有装入：" + missing.error.detail.zh,
                 "revision " + std::to_string(missing.pin.revision) + " of pack " +
                     missing.pin.pack + " is not loaded: " + missing.error.detail.en}
            );
    return why;
}

}  // namespace beihui::acts
