#include "acts/what_if.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/find_organisation.hpp"
#include "cli/pack_case.hpp"
#include "cli/remote_desk.hpp"
#include "cli/show_fault.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <ostream>
#include <thread>

namespace beihui::cli
{
namespace
{

// One line that is drawn over itself: [#####-----] 1200 / 60000.
class ProgressBar
{
public:
    explicit ProgressBar(std::ostream& err) : err_(err) {}

    void show(std::size_t done, std::size_t all)
    {
        constexpr std::size_t width = 40;
        const std::size_t filled = all == 0 ? width : done * width / all;
        err_ << "\r[" << std::string(filled, '#') << std::string(width - filled, '-') << "] "
             << done << " / " << all << std::flush;
        drawn_ = true;
    }
    ~ProgressBar()
    {
        if (drawn_)
            err_ << '\n';
    }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

private:
    std::ostream& err_;
    bool drawn_ = false;
};

void show_refusal(const Error& error, const std::filesystem::path& folder, std::ostream& err)
{
    if (error.faults.empty()) {
        print_error(error, err);
        return;
    }
    for (const Fault& fault : error.faults)
        show_fault(fault, folder, err);
}

Error bad_days(std::string_view text)
{
    return refuse(
        Refusal::invalid_input, "RP3075",
        "看不懂案卷的时间“" + one_line(text, 60) + "”：写一个年份，或 2026-04-01..2026-12-31",
        "write the cases as a year, or as 2026-04-01..2026-12-31"
    );
}

Error no_organisation(std::string_view wanted)
{
    const std::string shown = one_line(wanted, 80);
    return refuse(
        Refusal::not_found, "RP3074", "没有单位“" + shown + "”",
        "there is no organisation \"" + shown + "\""
    );
}

Result<acts::WhatIfAsked> read_asked(const WhatIfWanted& wanted, const acts::Context& context)
{
    acts::WhatIfAsked asked;
    const auto days = read_days(wanted.cases);
    if (!days)
        return days.error();
    asked.from = days->first;
    asked.to = days->second;
    if (wanted.today) {
        const auto today = Date::parse(*wanted.today);
        if (!today)
            return today.error();
        asked.today = *today;
    }
    std::optional<FoundOrganisation> organisation;
    context.database.read([&](storage::ReadTxn& txn) {
        organisation = find_organisation(txn, wanted.organisation);
    });
    if (!organisation)
        return no_organisation(wanted.organisation);
    asked.organisation = organisation->record.id;
    asked.threads =
        wanted.threads > 0 ? wanted.threads : std::max(1U, std::thread::hardware_concurrency());
    asked.most_listed = wanted.most;
    return asked;
}

Result<json::object> run(
    const WhatIfWanted& wanted,
    const acts::Context& context,
    std::ostream& err
)
{
    const auto pack = rules::read_pack(wanted.folder);
    if (!pack)
        return pack.error();
    const auto draft = acts::rules_with_draft(context, *pack, wanted.instead_of);
    if (!draft)
        return draft.error();
    auto asked = read_asked(wanted, context);
    if (!asked)
        return asked.error();
    ProgressBar bar(err);
    if (wanted.shows_progress)
        asked->progress = [&](std::size_t done, std::size_t all) { bar.show(done, all); };
    return acts::what_if(context, *draft, *asked);
}

// The id of one that the server lets this person see; without a name their own.
Result<std::string> remote_organisation(http::Remote& remote, const std::string& wanted)
{
    const json::value* const own = member(remote.session(), "organisation");
    if (wanted.empty() && own)
        return std::string(text_of(*own, "id"));
    const auto all = remote.get("/api/v1/organisations");
    if (!all)
        return all.error();
    for (const std::string_view name : {"id", "code", "name"})
        for (const json::value& one : all->at("items").as_array())
            if (text_of(one, name) == wanted)
                return std::string(text_of(one, "id"));
    return no_organisation(wanted);
}

// The same of a server that runs, which has its own limits of time and of what it lists.
Result<json::object> run_remote(const WhatIfWanted& wanted)
{
    const auto days = read_days(wanted.cases);
    if (!days)
        return days.error();
    const auto pack_files = rules::read_pack_files(wanted.folder);
    if (!pack_files)
        return pack_files.error();
    const auto remote = sign_in({wanted.server, wanted.login});
    if (!remote)
        return remote.error();
    const auto organisation = remote_organisation(**remote, wanted.organisation);
    if (!organisation)
        return organisation.error();
    json::object files;
    for (const auto& [path, bytes] : *pack_files)
        files[path] = base64(bytes);
    json::object body{
        {"pack", std::filesystem::absolute(wanted.folder / "").parent_path().filename().string()},
        {"files", std::move(files)},
        {"organisation", *organisation},
        {"from", days->first.text()},
        {"to", days->second.text()},
    };
    if (!wanted.instead_of.empty())
        body["instead_of"] = wanted.instead_of;
    if (wanted.today)
        body["today"] = *wanted.today;
    const auto report = (*remote)->post("/api/v1/packs/what-if", body);
    if (!report)
        return report.error();
    return report->as_object();
}

Result<json::object> run_here(const WhatIfWanted& wanted, std::ostream& err)
{
    const SystemClock clock;
    const auto installation = open_existing(wanted.places, clock);
    if (!installation)
        return installation.error();
    return run(wanted, (*installation)->context(), err);
}

}  // namespace

Result<std::pair<Date, Date>> read_days(std::string_view text)
{
    if (text.size() == 4) {
        const auto first = Date::parse(std::string(text) + "-01-01");
        const auto last = Date::parse(std::string(text) + "-12-31");
        if (!first || !last)
            return bad_days(text);
        return std::pair(*first, *last);
    }
    const auto dots = text.find("..");
    if (dots == std::string_view::npos)
        return bad_days(text);
    const auto first = Date::parse(text.substr(0, dots));
    const auto last = Date::parse(text.substr(dots + 2));
    if (!first || !last || *last < *first)
        return bad_days(text);
    return std::pair(*first, *last);
}

int ask_what_if(const WhatIfWanted& asked, std::ostream& out, std::ostream& err)
{
    const auto report = asked.server.empty() ? run_here(asked, err) : run_remote(asked);
    if (!report) {
        show_refusal(report.error(), asked.folder, err);
        return refused;
    }
    if (asked.as_json)
        out << json::serialize(*report) << '\n';
    else
        out << text_of(*report, "text");
    return good;
}

}  // namespace beihui::cli
