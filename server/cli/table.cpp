#include "cli/commands.hpp"
#include "cli/find_organisation.hpp"
#include "cli/give_out.hpp"
#include "plugin/table_format.hpp"
#include "tables/table_page.hpp"

#include <boost/json/serialize.hpp>

#include <ostream>

namespace beihui::cli
{
namespace
{

Error unknown_format(const std::string& format)
{
    return refuse(
        Refusal::invalid_input, "unknown_format", "没有输出格式“" + format + "”",
        "there is no format \"" + format + "\""
    );
}

// The days and the moment as typed. Refuses what is no day or no moment.
Result<tables::TableAsked> read_asked(const TableAsked& asked)
{
    tables::TableAsked read;
    read.table = asked.table;
    for (const auto& [text, day] :
         {std::pair(&asked.from, &read.from), std::pair(&asked.to, &read.to)}) {
        if (!*text)
            continue;
        const auto parsed = Date::parse(**text);
        if (!parsed)
            return parsed.error();
        *day = *parsed;
    }
    if (asked.as_of) {
        const auto parsed = Instant::parse(*asked.as_of);
        if (!parsed)
            return parsed.error();
        read.as_of = *parsed;
    }
    return read;
}

Result<TakenOut> render(
    storage::ReadTxn& txn,
    const acts::Context& context,
    const TableAsked& asked,
    const plugin::TableFormats& formats
)
{
    auto read = read_asked(asked);
    if (!read)
        return read.error();
    const auto organisation = find_organisation(txn, asked.organisation);
    if (!organisation)
        return refuse(
            Refusal::not_found, "organisation_not_found", "没有单位“" + asked.organisation + "”",
            "there is no organisation \"" + asked.organisation + "\""
        );
    read->org_path = organisation->org_path;
    const auto rules = context.rules();  // the answer points into it
    const auto answer = tables::fill_table(txn, *rules->world, *read, context.clock.now());
    if (!answer)
        return answer.error();
    const tables::Filer filer =
        tables::filer_on(txn, organisation->record.id, *answer, read->as_of);
    TakenOut taken;
    taken.subject = read->table;
    taken.org_path = organisation->org_path;
    taken.detail = {{"format", asked.format}, {"hash", tables::table_hash(*answer, filer)}};
    if (asked.format == "json") {
        taken.bytes = json::serialize(tables::table_json(*answer, filer)) + "\n";
        return taken;
    }
    const plugin::TableFormat* const format = formats.find(asked.format);
    if (!format)
        return unknown_format(asked.format);
    auto bytes = format->render(tables::printed_table(*answer, filer));
    if (!bytes)
        return bytes.error();
    taken.bytes = std::move(*bytes);
    return taken;
}

}  // namespace

int print_table(
    const TableAsked& asked,
    const plugin::TableFormats& formats,
    std::ostream& out,
    std::ostream& err
)
{
    const SystemClock clock;
    const auto installation = Installation::open(asked.places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    const acts::Context& context = (*installation)->context();
    Result<TakenOut> taken = TakenOut();
    context.database.read([&](storage::ReadTxn& txn) {
        taken = render(txn, context, asked, formats);
    });
    return give_out(context, taken, asked.output, out, err);
}

}  // namespace beihui::cli
