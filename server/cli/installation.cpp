#include "cli/installation.hpp"

#include "acts/program.hpp"
#include "acts/stored_rulebook.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/kept_yaml.hpp"
#include "base/log.hpp"
#include "base/parallel.hpp"
#include "workflows/library_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace beihui::cli
{
namespace
{

constexpr std::size_t key_size = 32;
constexpr std::size_t most_calendar_bytes = 1 << 20;

// The key that wraps the keys of personal values: made at the first start, readable by us only.
Result<std::string> master_key(const std::filesystem::path& data)
{
    const std::filesystem::path file = data / "master.key";
    if (std::filesystem::exists(file)) {
        const auto text = read_file(file, 1024);
        if (!text)
            return text.error();
        const auto key = from_hex(std::string_view(*text).substr(0, key_size * 2));
        if (!key || key->size() != key_size)
            return refuse(
                Refusal::unavailable, "bad_master_key",
                file.string() + " 不是有效的主密钥；请恢复备份",
                file.string() + " is not a valid master key; restore it from the backup"
            );
        return *key;
    }
    const std::string key = random_bytes(key_size);
    if (auto written = write_file(file, hex(key) + "\n", 0600); !written)
        return written.error();
    return key;
}

using Packs = std::vector<std::shared_ptr<const rules::Pack>>;

// A pack of the folder rules/. One whose bytes are those of a pack that was read already is that pack.
Result<std::shared_ptr<const rules::Pack>> read_draft(
    const std::filesystem::path& folder,
    const acts::PackSet& known
)
{
    auto files = rules::read_pack_files(folder);
    if (!files)
        return files.error();
    const std::string name = folder.filename().string();
    const std::string hash = hex(sha256(rules::file_list(*files)));
    for (const Packs* const packs : {&known.live, &known.earlier})
        for (const auto& pack : *packs)
            if (pack->hash == hash && pack->id == name)
                return pack;
    return rules::read_pack(name, std::move(*files));
}

// The packs of the folder rules/, without those of rules/local: a local pack binds whoever stands in
// its scope, so it is a draft until somebody publishes it. A draft that cannot be read stops nobody: what is live is in the
// database. The first start needs them all, and their faults are told.
Result<Packs> packs_of_folder(
    const std::filesystem::path& rules,
    const acts::PackSet& known,
    bool are_drafts
)
{
    const auto listed = list_folder(rules);
    if (!listed)
        return listed.error();
    Faults faults;
    Packs packs;
    for (const std::filesystem::path& entry : *listed) {
        if (!std::filesystem::is_regular_file(entry / "pack.yaml"))
            continue;
        auto pack = read_draft(entry, known);
        if (pack)
            packs.push_back(std::move(*pack));
        else if (!are_drafts)
            faults.take(pack.error());
        else
            log(LogLevel::warning, "packs", "a draft in rules/ has faults",
                {{"pack", entry.filename().string()}, {"code", pack.error().code}});
    }
    if (!faults.none())
        return faults.error();
    return packs;
}

// With --dev the packs of the folder are live, whatever was published.
void lay_over(acts::PackSet& packs, const Packs& folder)
{
    for (const auto& pack : folder) {
        for (const auto& live : packs.live)
            if (live->id == pack->id && live->hash != pack->hash)
                packs.earlier.push_back(live);
        std::erase_if(packs.live, [&](const auto& live) { return live->id == pack->id; });
        std::erase_if(packs.earlier, [&](const auto& other) { return other->hash == pack->hash; });
        packs.live.push_back(pack);
    }
    std::ranges::sort(packs.live, {}, [](const auto& pack) { return pack->id; });
}

using ReadLibrary = Result<std::shared_ptr<const workflows::Library>>;

// The rulebook of these, with the workflows that were read meanwhile.
Result<std::shared_ptr<const acts::Rulebook>> make_rulebook(
    const acts::PackSet& packs,
    const WorkingCalendar& calendar,
    const std::filesystem::path& workflows,
    const ReadLibrary& read
)
{
    // One that has faults is read again beside the packs, so that the faults of both are told at once.
    auto rulebook = read ? acts::rulebook_of(packs, calendar, **read)
                         : acts::rulebook_of(packs, calendar, workflows);
    if (rulebook)
        for (const acts::NotLoaded& missing : (*rulebook)->not_loaded)
            log(LogLevel::error, "packs", "a published revision is not loaded",
                {{"pack", missing.pin.pack},
                 {"revision", missing.pin.revision},
                 {"code", missing.error.code},
                 {"what", missing.error.detail.en}});
    return rulebook;
}

Result<std::shared_ptr<const acts::Rulebook>> open_rulebook(
    storage::Database& database,
    const Places& places,
    const WorkingCalendar& calendar,
    std::future<ReadLibrary> workflows,
    Instant now
)
{
    const auto stored = [&] {
        acts::PackSet packs;
        database.read([&](storage::ReadTxn& txn) { packs = acts::read_pack_set(txn, nullptr); });
        return packs;
    };
    acts::PackSet packs = stored();
    const bool is_first = packs.edition == 0;
    const auto read_folder = [&](const acts::PackSet& known) {
        return packs_of_folder(places.home / "rules", known, !is_first);
    };
    std::future<Result<Packs>> drafts;
    if (is_first || places.dev) {
        const auto folder = read_folder(packs);
        if (!folder)
            return folder.error();
        if (auto done = acts::install_packs(database, *folder, now); !done)
            return done.error();
        if (is_first)
            packs = stored();
        if (places.dev)
            lay_over(packs, *folder);
    } else {  // only to tell which drafts have faults
        drafts = beside([&] { return read_folder(packs); });
    }
    auto rulebook = make_rulebook(packs, calendar, places.home / "workflows", workflows.get());
    if (drafts.valid())
        if (const auto folder = drafts.get(); !folder)
            return folder.error();
    return rulebook;
}

// Cases that were opened while a pack was being written are pinned to what it was then: the revisions
// that this program has judged by stay, the latest of them.
void keep_tried(acts::PackSet& packs, const rules::World& now)
{
    constexpr std::size_t most_kept = 50;
    std::size_t kept = 0;
    const auto keep = [&](const std::shared_ptr<const rules::Pack>& pack) {
        const auto same = [&](const auto& other) { return other->hash == pack->hash; };
        if (std::ranges::any_of(packs.live, same) || std::ranges::any_of(packs.earlier, same) ||
            kept++ >= most_kept)
            return;
        packs.earlier.push_back(pack);
    };
    std::ranges::for_each(now.packs(), keep);
    std::ranges::for_each(now.earlier(), keep);
}

std::vector<std::string> changed_packs(const rules::World& before, const rules::World& after)
{
    std::vector<std::string> ids;
    const auto add = [&](const rules::World& of, const rules::World& in) {
        for (const auto& pack : of.packs()) {
            const rules::Pack* const other = in.find(pack->id);
            if (!other || other->hash != pack->hash)
                ids.push_back(pack->id);
        }
    };
    add(before, after);
    add(after, before);
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

}  // namespace

std::filesystem::path find_home()
{
    if (const char* const named = std::getenv("BEIHUI_HOME"))
        return named;
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    for (std::filesystem::path folder = program.parent_path();
         !failed && folder.has_relative_path(); folder = folder.parent_path())
        if (std::filesystem::is_directory(folder / "rules" / "calendars"))
            return folder;
    return "/usr/share/beihui";
}

Result<std::unique_ptr<Installation>> Installation::open(const Places& places, const Clock& clock)
{
    std::unique_ptr<Installation> installation(new Installation(places));
    std::error_code failed;
    std::filesystem::create_directories(places.data, failed);
    if (failed)
        return refuse(
            Refusal::unavailable, "no_data_folder",
            "不能建立数据目录 " + places.data.string() + "：" + failed.message(),
            "cannot make the data folder " + places.data.string() + ": " + failed.message()
        );
    storage::DatabaseSettings settings;
    settings.address = places.database.empty() ? "sqlite:" + (places.data / "beihui.db").string()
                                               : places.database;
    auto key = master_key(places.data);
    if (!key)
        return key.error();
    settings.master_key = *key;
    KeptYaml kept(places.data / "yaml.kept", *key);
    const KeptYaml::Use use(kept);
    auto workflows = beside([&] { return workflows::read_library(places.home / "workflows"); });
    auto calendar = rules::read_calendar(places.home / "rules");
    if (!calendar)
        return calendar.error();
    auto database = storage::Database::open(settings);
    if (!database)
        return database.error();
    installation->database_ = std::move(*database);
    auto rulebook = open_rulebook(
        *installation->database_, places, *calendar, std::move(workflows), clock.now()
    );
    if (!rulebook)
        return rulebook.error();
    const unsigned threads = std::max(2U, std::thread::hardware_concurrency());
    installation->workers_ = std::make_unique<boost::asio::thread_pool>(threads);
    installation->rulebook_ = std::make_unique<acts::LiveRulebook>(std::move(*rulebook));
    installation->context_ = std::make_unique<acts::Context>(acts::Context{
        *installation->database_,
        clock,
        *installation->rulebook_,
        *installation->workers_,
        {places.data / "trusted-keys", places.home / "rules" / "trusted-keys"},
    });
    const auto text =
        read_file(places.home / "rules" / "calendars" / "cn.yaml", most_calendar_bytes);
    if (!text)
        return text.error();
    if (auto done = acts::keep_definitions(*installation->context_, *text); !done)
        return done.error();
    if (auto saved = kept.save(); !saved)  // the next start is slower, and nothing else
        log(LogLevel::warning, "start", "what was read could not be kept for the next start",
            {{"what", saved.error().detail.en}});
    return installation;
}

Result<std::vector<std::string>> Installation::read_folder_again()
{
    const auto calendar = rules::read_calendar(places_.home / "rules");
    if (!calendar)
        return calendar.error();
    const auto now = rulebook_->take();
    acts::PackSet packs;
    database_->read([&](storage::ReadTxn& txn) {
        packs = acts::read_pack_set(txn, now->world.get());
    });
    acts::PackSet known = packs;
    keep_tried(known, *now->world);
    const auto folder = packs_of_folder(places_.home / "rules", known, false);
    if (!folder)
        return folder.error();
    lay_over(packs, *folder);
    keep_tried(packs, *now->world);
    auto next = acts::rulebook_of(packs, *calendar, places_.home / "workflows");
    if (!next)
        return next.error();
    Faults faults;
    for (const acts::NotLoaded& missing : (*next)->not_loaded)
        if (missing.live)
            faults.take(missing.error);
    if (!faults.none())
        return faults.error();
    auto changed = changed_packs(*now->world, *(*next)->world);
    if (calendar->hash() != now->world->calendar().hash())
        changed.emplace_back("calendars");
    if (!changed.empty())
        rulebook_->put(std::move(*next));
    return changed;
}

}  // namespace beihui::cli
