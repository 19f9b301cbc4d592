#include "http/table_asked.hpp"

#include "acts/visible.hpp"
#include "base/log.hpp"
#include "storage/wall.hpp"

namespace beihui::http
{

Result<Whose> whose_table(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const std::optional<std::string>& organisation
)
{
    const std::string id =
        organisation.value_or(accounts::default_organisation(actor, accounts::Action::read_tables));
    const auto found = acts::visible_organisation(txn, actor, accounts::Action::read_tables, id);
    if (!found)
        return found.error();
    Whose whose;
    whose.org_path = found->org_path;
    whose.organisation = id;
    return whose;
}

TableQuery read_table_query(QueryReader& reader, const Request& request)
{
    TableQuery query;
    query.organisation = reader.text("organisation");
    query.table.table = request.path_value("id");
    query.table.from = reader.date("from");
    query.table.to = reader.date("to");
    query.table.as_of = reader.instant("as_of");
    return query;
}

Result<FilledTable> fill_asked(
    const Api& api,
    storage::ReadTxn& txn,
    const Request& request,
    TableQuery query
)
{
    auto whose = whose_table(txn, actor_of(request), query.organisation);
    if (!whose)
        return whose.error();
    query.table.org_path = whose->org_path;
    auto rules = api.context.rules();
    const storage::Unwalled all(txn);
    auto answer = tables::fill_table(txn, *rules->world, query.table, api.context.clock.now());
    if (!answer)
        return answer.error();
    if (!answer->to_keep.empty())
        api.context.database.write_later(
            [kept = std::move(answer->to_keep)](storage::WriteTxn& writing) -> Result<void> {
                storage::put_kept_numbers(writing, kept);
                return {};
            },
            [](const Result<void>& written) {
                if (!written)
                    log(LogLevel::warning, "tables", "numbers were not kept; they will be counted",
                        {{"code", written.error().code}});
            }
        );
    whose->filer = tables::filer_on(txn, whose->organisation, *answer, query.table.as_of);
    return FilledTable{std::move(rules), std::move(*whose), std::move(*answer)};
}

}  // namespace beihui::http
