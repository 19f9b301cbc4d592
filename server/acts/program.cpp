#include "acts/program.hpp"

#include "accounts/sign_in.hpp"
#include "base/bytes.hpp"

#include <boost/json/serialize.hpp>

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

Result<void> keep_definitions(const Context& context, std::string_view calendar)
{
    return context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const auto rules = context.rules();
        for (const auto& pack : rules->world->packs()) {
            json::object files;
            for (const auto& [path, bytes] : pack->files)
                files[path] = base64(bytes);
            storage::keep_definition(
                txn, pack->hash, "pack", pack->id, pack->revision, json::serialize(files)
            );
        }
        for (const workflows::Workflow& workflow : rules->workflows->all())
            storage::keep_definition(
                txn, workflow.hash, "workflow", workflow.id, workflow.revision,
                rules->workflows->text_of(workflow.id)
            );
        storage::keep_definition(txn, hex(sha256(calendar)), "calendar", "cn", 0, calendar);
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
