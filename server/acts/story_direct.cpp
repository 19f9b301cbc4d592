// Stories on the acts of this program: no server, no account, no password.
#include "acts/case_page.hpp"
#include "acts/scratch.hpp"
#include "acts/story_runner.hpp"
#include "acts/submit_act.hpp"
#include "base/bytes.hpp"
#include "base/counted_ids.hpp"
#include "tables/table_page.hpp"

#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <map>

namespace beihui::acts
{
namespace
{

constexpr std::size_t most_duties = 200;  // as many as the API gives at once

class DirectDriver final : public StoryDriver
{
public:
    DirectDriver(const StoryBench& bench, std::unique_ptr<storage::Database> database)
        : database_(std::move(database)),
          rulebook_(std::make_shared<Rulebook>(Rulebook{bench.world, bench.workflows, 0, {}})),
          context_{*database_, clock_, rulebook_, workers_}
    {}

    const Context& context() const override { return context_; }
    void move_clock(Instant at) override { clock_.set(at); }

    void admit(const std::string& who, const accounts::Actor& actor) override
    {
        actors_[who] = actor;
    }

    Result<std::string> open(
        const std::string& who,
        const CaseWanted& wanted,
        const ActWanted& first
    ) override
    {
        OpenCase opening;
        opening.wanted = wanted;
        opening.first = first;
        const auto done = open_case(context_, actors_.at(who), opening);
        if (!done)
            return done.error();
        return done->number;
    }

    Result<void> act(const std::string& who, const std::string& number, const ActWanted& wanted)
        override
    {
        SubmitAct request;
        request.number = number;
        request.wanted = wanted;
        const auto done = submit_act(context_, actors_.at(who), request);
        return done ? Result<void>() : done.error();
    }

    Result<std::string> upload(
        const std::string& who,
        const std::string& number,
        const rules::StoryUpload& upload
    ) override
    {
        const std::string bytes = bytes_of(upload);
        SubmitAct request;
        request.number = number;
        request.wanted.act = upload_act(number);
        if (request.wanted.act.empty())
            return refuse(
                Refusal::conflict, "act_not_open", "案卷在此阶段不收材料",
                "the case takes no documents at this stage"
            );
        request.wanted.upload = Upload{
            upload.name, "application/pdf", upload.kind, hex(sha256(bytes)),
            static_cast<std::int64_t>(bytes.size())
        };
        request.bytes = std::make_shared<const std::string>(bytes);
        const auto done = submit_act(context_, actors_.at(who), request);
        if (!done)
            return done.error();
        return done->document;
    }

    Result<json::value> page(const std::string& who, const std::string& number) override
    {
        return look([&](storage::ReadTxn& txn) -> Result<json::value> {
            auto page = case_page(context_, txn, actors_.at(who), number, std::nullopt);
            if (!page)
                return page.error();
            return json::value(std::move(*page));
        });
    }

    Result<json::value> table(
        const std::string& who,
        const std::string& id,
        const std::string& organisation,
        std::optional<Date> from,
        std::optional<Date> to
    ) override
    {
        return look([&](storage::ReadTxn& txn) -> Result<json::value> {
            const auto whose = visible_case(txn, actors_.at(who), organisation);
            if (!whose)
                return whose.error();
            tables::TableAsked asked;
            asked.table = id;
            asked.org_path = whose->org_path;
            asked.from = from;
            asked.to = to;
            const auto rules = context_.rules();
            const auto answer = tables::fill_table(txn, *rules->world, asked, clock_.now());
            if (!answer)
                return answer.error();
            const tables::Filer filer = tables::filer_on(txn, organisation, *answer, {});
            return json::value(tables::table_json(*answer, filer));
        });
    }

    Result<json::array> duties(const std::string& who) override
    {
        json::array all;
        database_->read([&](storage::ReadTxn& txn) {
            for (const char* const state : {"open", "done"})
                for (json::value& duty :
                     duties_page(context_, txn, actors_.at(who), state, most_duties))
                    all.push_back(std::move(duty));
        });
        return all;
    }

    Result<json::value> trace(const std::string&, const std::string& number) override
    {
        return look([&](storage::ReadTxn& txn) -> Result<json::value> {
            const Case subject = storage::find_case(txn, number).value();
            const auto last = storage::entries_of_case(txn, subject.id, subject.version - 1, 1);
            const auto trace = storage::find_trace(txn, last.at(0).trace_hash);
            return trace ? read_json(*trace) : json::value();
        });
    }

private:
    template <class Look>
    Result<json::value> look(const Look& look)
    {
        Result<json::value> found = json::value();
        database_->read([&](storage::ReadTxn& txn) { found = look(txn); });
        return found;
    }

    // The act that takes files at the stage the case is at; empty when there is none.
    std::string upload_act(const std::string& number)
    {
        std::string id;
        database_->read([&](storage::ReadTxn& txn) {
            const Case subject = storage::find_case(txn, number).value();
            for (const workflows::Act& act : workflow_of(context_, subject)->acts)
                if (act.upload && std::ranges::find(act.from, subject.stage) != act.from.end())
                    id = act.id;
        });
        return id;
    }

    SetClock clock_{Instant()};
    boost::asio::thread_pool workers_{1};
    std::unique_ptr<storage::Database> database_;
    LiveRulebook rulebook_;
    Context context_;
    std::map<std::string, accounts::Actor, std::less<>> actors_;
};

}  // namespace

Result<std::vector<ScenarioResult>> run_stories(
    const std::vector<rules::Story>& stories,
    const BenchFor& bench_for
)
{
    std::map<std::vector<std::string>, StoryBench> benches;
    Faults faults;
    for (const rules::Story& story : stories) {
        if (!benches.contains(story.circulars)) {
            const auto bench = bench_for(story.circulars);
            if (!bench) {
                faults.take(bench.error());
                continue;
            }
            benches.emplace(story.circulars, *bench);
        }
        check_story(story, benches.at(story.circulars), faults);
    }
    if (!faults.none())
        return faults.error();
    std::vector<ScenarioResult> results;
    Scratch scratch;
    for (const rules::Story& story : stories) {
        const CountedIds counted;
        DirectDriver driver(benches.at(story.circulars), scratch.database());
        results.push_back(run_story(story, driver));
    }
    return results;
}

}  // namespace beihui::acts
