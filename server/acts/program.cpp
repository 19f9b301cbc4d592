#include "acts/program.hpp"

#include "accounts/sign_in.hpp"
#include "base/bytes.hpp"
#include "storage/pack_store.hpp"

#include <boost/json/serialize.hpp>

#include <functional>

namespace beihui::acts
{

accounts::Actor the_program()
{
    accounts::Actor actor;
    actor.key = "system";
    actor.org_path = "/";
    for (const std::string& role : accounts::all_roles())
        actor.hold(role);
    return actor;
}

Result<std::string> register_organisation(
    const Context& context,
    std::string_view parent,
    json::object profile
)
{
    OpenCase opening;
    opening.wanted.workflow = "organisation";
    opening.wanted.organisation = parent;
    if (!parent.empty())
        profile["parent"] = parent;
    opening.first.data = std::move(profile);
    const auto opened = open_case(context, the_program(), opening);
    if (!opened)
        return opened.error();
    return opened->case_id;
}

Result<std::string> register_person(
    const Context& context,
    std::string_view organisation,
    std::string_view login,
    std::string_view name,
    const std::vector<std::string>& roles
)
{
    OpenCase opening;
    opening.wanted.workflow = "person";
    opening.wanted.organisation = organisation;
    opening.first.data =
        json::object{{"name", name}, {"login", login}, {"organisation", organisation}};
    const auto opened = open_case(context, the_program(), opening);
    if (!opened)
        return opened.error();
    if (roles.empty())
        return opened->case_id;
    json::array rows;
    for (const std::string& role : roles)
        rows.emplace_back(json::object{
            {"role", role},
            {"organisation", organisation},
            {"from", context.clock.now().date().text()},
        });
    SubmitAct assign;
    assign.number = opened->number;
    assign.wanted.act = "assign_roles";
    assign.wanted.data = json::object{{"rows", std::move(rows)}};
    const auto assigned = submit_act(context, the_program(), assign);
    if (!assigned)
        return assigned.error();
    return opened->case_id;
}

namespace
{

// What is judged by, under the hash that traces and entries name.
struct Definition
{
    std::string hash;
    std::string kind;
    std::string id;
    std::int64_t revision = 0;
    std::function<std::string()> bytes;
};

std::vector<Definition> definitions_of(const Rulebook& rules, std::string_view calendar)
{
    std::vector<Definition> definitions;
    for (const auto& pack : rules.world->packs())
        definitions.push_back({pack->hash, "pack", pack->id, pack->revision, [pack] {
                                   json::object files;
                                   for (const auto& [path, bytes] : pack->files)
                                       files[path] = base64(bytes);
                                   return json::serialize(files);
                               }});
    for (const workflows::Workflow& workflow : rules.workflows->all())
        definitions.push_back(
            {workflow.hash, "workflow", workflow.id, workflow.revision,
             [text = rules.workflows->text_of(workflow.id)] { return text; }}
        );
    definitions.push_back({hex(sha256(calendar)), "calendar", "cn", 0, [calendar] {
                               return std::string(calendar);
                           }});
    return definitions;
}

}  // namespace

// Nearly every start finds all of them there, and then writes nothing.
Result<void> keep_definitions(const Context& context, std::string_view calendar)
{
    const auto rules = context.rules();
    std::vector<Definition> missing = definitions_of(*rules, calendar);
    context.database.read([&](storage::ReadTxn& txn) {
        std::erase_if(missing, [&](const Definition& definition) {
            return storage::has_definition(txn, definition.hash);
        });
    });
    if (missing.empty())
        return {};
    return context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        for (const Definition& definition : missing)
            storage::keep_definition(
                txn, definition.hash, definition.kind, definition.id, definition.revision,
                definition.bytes()
            );
        return {};
    });
}

Result<std::optional<accounts::OneTime>> first_start(const Context& context)
{
    bool empty = false;
    context.database.read([&](storage::ReadTxn& txn) { empty = storage::all_accounts(txn).empty(); }
    );
    if (!empty)
        return std::optional<accounts::OneTime>();
    const auto made = accounts::make_setup_code(context.database, context.clock.now());
    if (!made)
        return made.error();
    return std::optional(*made);
}

}  // namespace beihui::acts
