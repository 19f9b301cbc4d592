#include "accounts/feeds.hpp"

#include "accounts/account_log.hpp"
#include "accounts/secret_link.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace beihui::accounts
{
namespace
{

constexpr std::string_view prefix = "bh_cal_";
std::vector<Fault> faults_of(const FeedAsked& asked, const std::vector<std::string>& known_layers)
{
    std::vector<Fault> faults;
    check_link_name(
        asked.name, {"请写明用在哪里，1 至 80 个字符", "say where it is used: 1 to 80 characters"},
        faults
    );
    const bool known = std::ranges::all_of(asked.layers, [&](const std::string& layer) {
        return std::ranges::count(asked.layers, layer) == 1 &&
               std::ranges::find(known_layers, layer) != known_layers.end();
    });
    if (asked.layers.empty() || !known)
        faults.push_back(asked_fault(
            "layers", "bad_layers", "请至少选一类，每类一次：event、duty、visit",
            "choose at least one, each once: event, duty, visit"
        ));
    if (asked.language != "zh" && asked.language != "en")
        faults.push_back(
            asked_fault("language", "bad_language", "语言应为 zh 或 en", "the language is zh or en")
        );
    return faults;
}

}  // namespace

Result<FeedMade> make_feed(
    storage::Database& database,
    const Actor& owner,
    const FeedAsked& asked,
    const std::vector<std::string>& known_layers,
    std::string_view address,
    Instant now
)
{
    if (auto faults = faults_of(asked, known_layers); !faults.empty())
        return refuse(
            Refusal::invalid_input, "form_faults", "订阅填写有误", "the subscription has faults",
            std::move(faults)
        );
    FeedMade made;
    made.token = fresh_secret(prefix);
    made.kept.id = random_id();
    made.kept.account = owner.account;
    made.kept.name = trim(asked.name);
    made.kept.token_hash = secret_hash(made.token);
    made.kept.layers = asked.layers;
    made.kept.language = asked.language;
    made.kept.made_at = now;
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (storage::live_calendar_feeds(txn, owner.account).size() >= most_feeds)
            return refuse(
                Refusal::conflict, "too_many_feeds",
                "最多同时有 " + std::to_string(most_feeds) + " 个日历订阅，请先停用不用的",
                "there can be " + std::to_string(most_feeds) +
                    " calendar subscriptions at a time; end one that is not used"
            );
        storage::put_calendar_feed(txn, made.kept);
        note(
            txn,
            {.what = "make_feed",
             .account = owner.account,
             .actor = owner.key,
             .address = std::string(address)},
            now
        );
        return {};
    });
    if (!kept)
        return kept.error();
    return made;
}

Result<void> end_feed(
    storage::Database& database,
    const Actor& owner,
    std::string_view id,
    std::string_view address,
    Instant now
)
{
    return database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (!storage::revoke_calendar_feed(txn, id, owner.account, now))
            return refuse(
                Refusal::not_found, "feed_not_found", "没有这个日历订阅，或它已经停用",
                "there is no such calendar subscription, or it was ended already"
            );
        note(
            txn,
            {.what = "end_feed",
             .account = owner.account,
             .actor = owner.key,
             .address = std::string(address)},
            now
        );
        return {};
    });
}

std::optional<FeedReader> reader_of_feed(
    storage::Database& database,
    std::string_view token,
    Instant now
)
{
    const std::string hash = secret_hash(token);
    std::optional<FeedReader> reader;
    database.read([&](storage::ReadTxn& txn) {
        auto feed = storage::find_live_calendar_feed(txn, hash);
        const auto account = feed ? storage::find_account(txn, feed->account) : std::nullopt;
        if (!account)
            return;
        Actor actor = actor_for(txn, *account, now.date());
        if (may(actor, Action::read_cases))
            reader.emplace(FeedReader{std::move(actor), std::move(*feed)});
    });
    if (reader && (!reader->feed.used_at || now.ms() - reader->feed.used_at->ms() > minute_ms))
        database.write_later(
            [id = reader->feed.id, now](storage::WriteTxn& txn) -> Result<void> {
                storage::touch_calendar_feed(txn, id, now);
                return {};
            },
            [](const Result<void>&) {}
        );
    return reader;
}

}  // namespace beihui::accounts
