#include "cli/pack_case.hpp"

#include "acts/explain.hpp"
#include "acts/replay.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/show_fault.hpp"

#include <boost/json/serialize.hpp>

#include <ostream>

namespace beihui::cli
{
namespace
{

// Opens the database, looks at one case, prints what was found.
template <class Look>
int about_case(
    const Places& places,
    const std::string& number,
    bool as_json,
    const Look& look,
    std::ostream& out,
    std::ostream& err
)
{
    const SystemClock clock;
    const auto installation = open_existing(places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    const acts::Context& context = (*installation)->context();
    Result<json::object> found = json::object();
    context.database.read([&](storage::ReadTxn& txn) {
        const auto subject = storage::find_case(txn, number);
        found = subject ? look(context, txn, *subject)
                        : Result<json::object>(refuse(
                              Refusal::not_found, "RP3081", "没有案卷 " + one_line(number, 80),
                              "there is no case " + one_line(number, 80)
                          ));
    });
    if (!found) {
        print_error(found.error(), err);
        return refused;
    }
    if (as_json)
        out << json::serialize(*found) << '\n';
    else
        out << text_of(*found, "text");
    return good;
}

}  // namespace

Result<std::unique_ptr<Installation>> open_existing(const Places& places, const Clock& clock)
{
    const std::filesystem::path file = places.data / "beihui.db";
    std::error_code failed;
    if (places.database.empty() && !std::filesystem::exists(file, failed))
        return refuse(
            Refusal::not_found, "RP3080",
            "没有数据库 " + file.string() + "；用 --data 指明数据目录，或用 --database 指明数据库",
            "there is no database " + file.string() + "; name it with --data or --database"
        );
    return Installation::open(places, clock);
}

int explain_rule(const ExplainAsked& asked, std::ostream& out, std::ostream& err)
{
    std::optional<Instant> as_of;
    if (asked.as_of) {
        const auto read = Instant::parse(*asked.as_of);
        if (!read) {
            print_error(read.error(), err);
            return misused;
        }
        as_of = *read;
    }
    return about_case(
        asked.places, asked.number, asked.as_json,
        [&](const acts::Context& context, storage::ReadTxn& txn, const Case& subject) {
            return acts::explain_rule(context, txn, subject, asked.rule, as_of);
        },
        out, err
    );
}

int why_due(const WhyDueAsked& asked, std::ostream& out, std::ostream& err)
{
    return about_case(
        asked.places, asked.number, asked.as_json,
        [&](const acts::Context& context, storage::ReadTxn& txn, const Case& subject) {
            return acts::why_due(context, txn, subject, asked.duty);
        },
        out, err
    );
}

int replay_case(const ReplayAsked& asked, std::ostream& out, std::ostream& err)
{
    return about_case(
        asked.places, asked.number, asked.as_json,
        [&](const acts::Context& context, storage::ReadTxn& txn,
            const Case& subject) -> Result<json::object> {
            if (asked.rules == "now")
                return acts::replay_case(context, txn, subject, acts::live_rules(context));
            const auto draft = rules::read_pack(asked.rules);
            if (!draft)
                return draft.error();
            const auto rules = acts::rules_with_draft(context, *draft, asked.instead_of);
            if (!rules)
                return rules.error();
            return acts::replay_case(context, txn, subject, *rules);
        },
        out, err
    );
}

}  // namespace beihui::cli
