// What a story says of an organisation, a person or an employer, as acts on its register.
#include "acts/story_setup.hpp"
#include "domain/organisation.hpp"
#include "domain/role.hpp"
#include "domain/uscc.hpp"
#include "rules/read_parts.hpp"

#include <algorithm>
#include <cstdio>

namespace beihui::acts
{
namespace
{

using workflows::Form;
using workflows::Workflow;

constexpr std::string_view long_ago = "2000-01-01";  // since when who has no first day is in post

std::string text_in(const rules::StoryThing& thing, std::string_view key, Faults& faults)
{
    const Yaml* const node = thing.values.find(key);
    if (!node)
        return {};
    (void)node->text(faults, key);
    return thing.filling.fill(*node, faults);
}

// The act that takes a rows form while a record is new.
const workflows::Act* act_for(const Workflow& workflow, const Form& form)
{
    for (const workflows::Act& act : workflow.acts)
        if (act.form == form.id &&
            std::ranges::find(act.from, workflow.starts_at) != act.from.end())
            return &act;
    return nullptr;
}

// The profile and the rows forms of a register, by their own names. `besides` the caller reads.
Registration read_registration(
    const rules::StoryThing& thing,
    const Workflow& workflow,
    const NameBook& names,
    std::vector<std::string> besides,
    Faults& faults
)
{
    Registration made;
    made.workflow = workflow.id;
    const Form* const profile = workflow.form("profile");
    FormReader reader(names, faults);
    for (const Form& form : workflow.forms) {
        const workflows::Act* const act = form.rows ? act_for(workflow, form) : nullptr;
        if (!act || std::ranges::find(besides, form.id) != besides.end())
            continue;
        besides.push_back(form.id);
        if (const Yaml* const rows = thing.values.find(form.id))
            made.acts.emplace_back(act->id, reader.rows(form, *rows, thing.filling));
    }
    if (profile)
        made.profile = reader.object(*profile, thing.values, thing.filling, std::move(besides));
    made.profile.emplace("name", thing.name);
    return made;
}

std::string_view level_of(std::string_view kind)
{
    const OrganisationKind* const known = find_organisation_kind(kind);
    return known ? known->level : "ministry";
}

// A code of GB 32100-2015 of the test area, which no register issues.
std::string made_code(std::string_view first, int running)
{
    char body[24];
    std::snprintf(
        body, sizeof body, "%.*s000000MA%06d", static_cast<int>(first.size()), first.data(), running
    );
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    for (const char outer : alphabet)
        if (const std::string code = std::string(body) + "0" + outer;
            check_uscc(code).verdict == UsccVerdict::accepted)
            return code;
    return {};
}

json::object certificate(const rules::StoryThing& thing, const Yaml& node, Faults& faults)
{
    node.only({"from", "to", "level", "number"}, faults);
    json::object row{{"number", "ZJTX-" + thing.name}, {"level", "省级专精特新"}};
    row["valid_from"] = rules::read_date(node.need("from", faults), faults, "from").text();
    if (const Yaml* const to = node.find("to"))
        row["valid_to"] = rules::read_date(*to, faults, "to").text();
    if (const Yaml* const level = node.find("level"))
        row["level"] = level->text(faults, "level");
    if (const Yaml* const number = node.find("number"))
        row["number"] = thing.filling.fill(*number, faults);
    return {{"rows", json::array{std::move(row)}}};
}

bool truth_in(const rules::StoryThing& thing, std::string_view key, bool otherwise, Faults& faults)
{
    const Yaml* const node = thing.values.find(key);
    return node ? node->boolean(faults, key) : otherwise;
}

void check_roles(const Yaml& node, Faults& faults)
{
    std::vector<std::string> known;
    for (const Role& role : beihui::all_roles())
        known.emplace_back(role.id);
    for (const Yaml& each : node.is_list() ? node.items() : std::vector<Yaml>{node})
        rules::check_one_of(each, known, faults, "roles");
}

// One row for each role of `roles`, all with the same post and days.
json::array rows_of_roles(
    const rules::StoryThing& thing,
    const Registration& person,
    Faults& faults
)
{
    json::array rows;
    for (const std::string& role : person.roles) {
        json::object row{{"role", role}, {"organisation", person.sees}};
        const std::string from = text_in(thing, "from", faults);
        row["from"] = from.empty() ? std::string(long_ago) : from;
        for (const char* const key : {"post", "to"})
            if (const std::string value = text_in(thing, key, faults); !value.empty())
                row[key] = value;
        rows.emplace_back(std::move(row));
    }
    return rows;
}

}  // namespace

std::string written(const rules::StoryThing& thing, std::string_view key)
{
    const Yaml* const node = thing.values.find(key);
    Faults ignored;  // reported when the thing is registered
    return node ? thing.filling.fill(*node, ignored) : std::string();
}

Registration organisation_of_story(
    const rules::StoryThing& thing,
    const workflows::Library& workflows,
    const NameBook& names,
    Faults& faults
)
{
    (void)thing.values.need("kind", faults);
    Registration made =
        read_registration(thing, *workflows.find("organisation"), names, {}, faults);
    made.profile.emplace("level", level_of(text_of(made.profile, "kind")));
    made.profile.emplace("code", thing.name);
    made.organisation = text_of(made.profile, "parent");
    return made;
}

Registration person_of_story(
    const rules::StoryThing& thing,
    const workflows::Library& workflows,
    const NameBook& names,
    Faults& faults
)
{
    const Yaml& in = thing.values.need("organisation", faults);
    const Workflow& workflow = *workflows.find("person");
    const Form* const roles_form = workflow.form("roles");
    Registration made = read_registration(
        thing, workflow, names, {"roles", "posts", "post", "from", "to", "sees"}, faults
    );
    made.profile.emplace("login", thing.name);
    made.organisation = text_of(made.profile, "organisation");
    made.sees = made.organisation;
    if (const Yaml* const sees = thing.values.find("sees"))
        made.sees =
            id_of(names, "organisation", text_in(thing, "sees", faults), sees->place(), faults)
                .value_or("");
    json::array rows;
    if (const Yaml* const roles = thing.values.find("roles")) {
        check_roles(*roles, faults);
        made.roles = roles->texts(faults, "roles");
        rows = rows_of_roles(thing, made, faults);
    }
    if (const Yaml* const posts = thing.values.find("posts"); posts && roles_form) {
        json::object more = FormReader(names, faults).rows(*roles_form, *posts, thing.filling);
        for (json::value& row : more["rows"].as_array()) {
            row.as_object().emplace("organisation", made.organisation);
            row.as_object().emplace("from", long_ago);
            const std::string role(text_of(row, "role"));
            if (std::ranges::find(made.roles, role) == made.roles.end())
                made.roles.push_back(role);
            rows.push_back(std::move(row));
        }
    }
    if (rows.empty())
        faults.add(
            in.place(), "RP1319", thing.name + " 没有角色", thing.name + " holds no role",
            "写 roles: [employment_officer] 或 posts", "write roles or posts"
        );
    made.acts.insert(made.acts.begin(), {"assign_roles", json::object{{"rows", std::move(rows)}}});
    return made;
}

Registration employer_of_story(
    const rules::StoryThing& thing,
    const workflows::Library& workflows,
    const NameBook& names,
    int running,
    Date today,
    Faults& faults
)
{
    Registration made = read_registration(
        thing, *workflows.find("employer"), names, {"of", "srdi", "verified", "enterprise"}, faults
    );
    if (const Yaml* const of = thing.values.find("of"))
        made.organisation =
            id_of(names, "organisation", text_in(thing, "of", faults), of->place(), faults)
                .value_or("");
    const bool enterprise = truth_in(thing, "enterprise", true, faults);
    made.profile.emplace("uscc", made_code(enterprise ? "91" : "12", running));
    made.profile.emplace("size", enterprise ? "小型" : "不适用");
    if (const Yaml* const srdi = thing.values.find("srdi"))
        made.acts.emplace_back("add_certificate", certificate(thing, *srdi, faults));
    if (truth_in(thing, "verified", true, faults))
        made.acts.emplace_back(
            "verify",
            json::object{
                {"method", "营业执照原件"},
                {"checked_on", today.text()},
                {"licence_valid", true},
                {"not_abnormal", true},
                {"authority_letter", true},
                {"agent_id_seen", true},
            }
        );
    return made;
}

}  // namespace beihui::acts
