#include "cli/demonstration.hpp"

#include "acts/case_page.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "cli/demo_fill.hpp"
#include "storage/condition.hpp"
#include "storage/sign_in_stores.hpp"

#include <boost/json/serialize.hpp>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_bytes = 1 << 20;
constexpr std::string_view made_file = "demonstration.json";

Places places_in(const Places& real, const std::filesystem::path& folder)
{
    return {.home = real.home, .data = folder, .database = {}, .dev = false};
}

std::int64_t entries_in(const acts::Context& context)
{
    std::int64_t entries = 0;
    context.database.read([&](storage::ReadTxn& txn) { entries = storage::condition(txn).entries; }
    );
    return entries;
}

json::object made_json(const DemoMade& made, Instant since, std::int64_t entries)
{
    json::array accounts;
    for (const DemoAccount& one : made.accounts)
        accounts.emplace_back(json::object{
            {"login", one.login},
            {"name", one.name},
            {"unit", one.unit},
            {"role", acts::words_json(one.role)},
        });
    return {
        {"since", since.text()},
        {"entries", entries},
        {"password", made.password},
        {"accounts", std::move(accounts)},
    };
}

Error not_there()
{
    return refuse(
        Refusal::not_found, "no_demonstration", "现在没有这样的演示数据",
        "there is no such demonstration now"
    );
}

void take_away(const std::filesystem::path& folder)
{
    std::error_code failed;
    std::filesystem::remove_all(folder, failed);
    if (failed)
        log(LogLevel::error, "demonstration", "a folder could not be removed",
            {{"folder", folder.string()}, {"what", failed.message()}});
}

}  // namespace

// The demonstration while it is open.
struct DemonstrationFolder::Place
{
    std::unique_ptr<Installation> installation;
    json::object made;
    std::optional<Site> site;

    ~Place()
    {
        // What a request left running on the workers ends before what it works with.
        if (installation)
            installation->context().workers.join();
    }
};

DemonstrationFolder::DemonstrationFolder(Setting setting, const Clock& clock)
    : setting_(std::move(setting)),
      clock_(clock),
      folder_(setting_.real.data / "demonstration"),
      part_(setting_.real.data / "demonstration.part")
{
    take_away(part_);
    if (!std::filesystem::exists(folder_))
        return;
    auto opened = open_place();
    if (opened) {
        place_ = std::move(*opened);
        state_ = State::ready;
        return;
    }
    failure_ = opened.error();
    state_ = State::failed;
    log(LogLevel::error, "demonstration", "the demonstration could not be opened",
        {{"code", failure_->code}, {"what", failure_->detail.en}});
}

DemonstrationFolder::~DemonstrationFolder()
{
    stop();
}

void DemonstrationFolder::stop()
{
    stopping_ = true;
    if (loader_.joinable())
        loader_.join();
    if (const auto place = here())
        place->installation->context().workers.join();
    const std::lock_guard lock(mutex_);
    for (const auto& place : leaving_)
        place->installation->context().workers.join();
}

Result<std::shared_ptr<DemonstrationFolder::Place>> DemonstrationFolder::open_place() const
{
    const auto text = read_file(folder_ / made_file, most_bytes);
    if (!text)
        return text.error();
    const auto made = read_json(*text);
    if (!made)
        return made.error();
    if (!made->is_object())
        return not_there();
    auto opened = Installation::open(places_in(setting_.real, folder_), clock_);
    if (!opened)
        return opened.error();
    auto place = std::make_shared<Place>();
    place->made = made->as_object();
    place->installation = std::move(*opened);
    const acts::Context& context = place->installation->context();
    place->site.emplace(context, clock_, setting_.api(context), setting_.hosts, setting_.pages);
    http::Router& router = place->site->router();
    http::add_endpoints_inside_demonstration(router, place->site->api());
    return place;
}

std::shared_ptr<DemonstrationFolder::Place> DemonstrationFolder::here() const
{
    const std::lock_guard lock(mutex_);
    return place_;
}

std::shared_ptr<const http::Router> DemonstrationFolder::place() const
{
    const auto place = here();
    if (!place)
        return nullptr;
    return {place, &place->site->router()};
}

http::Demonstration::Status DemonstrationFolder::status() const
{
    Status status;
    std::shared_ptr<Place> place;
    {
        const std::lock_guard lock(mutex_);
        status.state = state_;
        status.failure = failure_;
        place = place_;
    }
    status.percent = percent_;
    if (!place)
        return status;
    const json::object& made = place->made;
    if (const auto since = Instant::parse(text_of(made, "since")))
        status.since = *since;
    status.password = text_of(made, "password");
    if (const json::value* const accounts = made.if_contains("accounts"))
        for (const json::value& one : accounts->as_array()) {
            const json::value& role = one.at("role");
            status.accounts.push_back(
                {std::string(text_of(one, "login")),
                 std::string(text_of(one, "name")),
                 std::string(text_of(one, "unit")),
                 {std::string(text_of(role, "zh")), std::string(text_of(role, "en"))}}
            );
        }
    status.acts_since = entries_in(place->installation->context()) - integer_of(made, "entries");
    return status;
}

Result<void> DemonstrationFolder::load()
{
    const std::lock_guard lock(mutex_);
    if (state_ == State::loading || state_ == State::ready)
        return refuse(
            Refusal::conflict, "demonstration_there", "演示数据已经装入或正在装入",
            "the demonstration is there already, or is being loaded"
        );
    if (loader_.joinable())
        loader_.join();  // it has come to its end: nothing is being loaded
    state_ = State::loading;
    failure_.reset();
    percent_ = 0;
    loader_ = std::thread([this] { run(); });
    return {};
}

Result<void> DemonstrationFolder::fill()
{
    take_away(part_);
    take_away(folder_);  // of one that could not be opened
    {
        auto opened = Installation::open(places_in(setting_.real, part_), clock_);
        if (!opened)
            return opened.error();
        const acts::Context& context = (*opened)->context();
        const auto reached = [this](double done) {
            percent_ = static_cast<int>(done * 100);
            return !stopping_;
        };
        const auto made = play_demo(context, setting_.seed, reached);
        if (!made)
            return made.error();
        const json::object all = made_json(*made, clock_.now(), entries_in(context));
        if (auto kept = write_file(part_ / made_file, json::serialize(all) + "\n"); !kept)
            return kept.error();
        context.workers.join();
    }
    std::error_code failed;
    std::filesystem::rename(part_, folder_, failed);
    if (failed)
        return refuse(
            Refusal::unavailable, "file_not_written",
            "不能建立目录 " + folder_.string() + "：" + failed.message(),
            "cannot make the folder " + folder_.string() + ": " + failed.message()
        );
    return {};
}

void DemonstrationFolder::run()
{
    std::optional<Error> failure;
    std::shared_ptr<Place> place;
    try {
        if (auto filled = fill(); !filled)
            failure = filled.error();
        if (!failure) {
            auto opened = open_place();
            if (opened)
                place = std::move(*opened);
            else
                failure = opened.error();
        }
    } catch (const std::exception& exception) {
        failure = refuse(
            Refusal::unavailable, "demonstration_stopped", "演示数据没有装完",
            std::string("the demonstration was not filled to the end: ") + exception.what()
        );
    }
    if (failure) {
        take_away(part_);
        take_away(folder_);
        log(LogLevel::error, "demonstration", "the demonstration was not loaded",
            {{"code", failure->code}, {"what", failure->detail.en}});
    }
    const std::lock_guard lock(mutex_);
    place_ = std::move(place);
    failure_ = std::move(failure);
    state_ = failure_ ? State::failed : State::ready;
}

Result<void> DemonstrationFolder::remove()
{
    const std::lock_guard lock(mutex_);
    if (state_ != State::ready)
        return not_there();
    // Whoever is in it is put out: live streams hold on to it until they see no session.
    const auto ended =
        place_->installation->context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
            for (const storage::Account& one : storage::all_accounts(txn))
                storage::drop_sessions_of(txn, one.id, "");
            return {};
        });
    if (!ended)
        return ended.error();
    std::erase_if(leaving_, [](const auto& one) { return one.use_count() == 1; });
    leaving_.push_back(std::move(place_));
    place_.reset();
    state_ = State::none;
    take_away(folder_);
    return {};
}

Result<accounts::SignedIn> DemonstrationFolder::open_session(
    std::string_view login,
    const accounts::Knock& knock
)
{
    const auto place = here();
    if (!place)
        return not_there();
    const acts::Context& context = place->installation->context();
    std::optional<storage::Account> account;
    context.database.read([&](storage::ReadTxn& txn) {
        account = storage::find_account_by_login(txn, login);
    });
    if (!account)
        return not_there();
    return accounts::open_session(
        context.database, place->site->api().sign_in, *account, knock, context.clock.now()
    );
}

}  // namespace beihui::cli
