#pragma once

// From what a clerk writes to what an act takes: texts by the fields of a form, names to ids.

#include "base/json.hpp"
#include "base/yaml.hpp"
#include "rules/story.hpp"
#include "rules/world.hpp"
#include "workflows/definition.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// The names a story has introduced so far, by kind: organisation, person, employer, case (the
// number), and the documents of each case.
class NameBook
{
public:
    void add(std::string_view kind, const std::string& name, const std::string& id);
    const std::string* find(std::string_view kind, std::string_view name) const;
    std::vector<std::string> names_of(std::string_view kind) const;

    // A text in which every id is replaced by its name.
    std::string with_names(std::string_view text) const;
    json::value with_names(const json::value& value) const;

private:
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> ids_;
    std::map<std::string, std::string, std::less<>> names_;
};

// Reports a name that was not introduced (RP1310), with the nearest one.
std::optional<std::string> id_of(
    const NameBook& names,
    std::string_view kind,
    const std::string& name,
    const Place& place,
    Faults& faults
);

// The kind of names that the documents of a case have.
std::string documents_of(const std::string& subject);

// Reads values by their form. Reports unknown fields and names; whether a value is allowed is for
// the act to say.
class FormReader
{
public:
    // `documents`: the kind of names that its documents have.
    FormReader(const NameBook& names, Faults& faults, std::string documents = {})
        : names_(names), faults_(faults), documents_(std::move(documents))
    {}

    // The members of an object form; members named in `besides` are left to the caller.
    json::object object(
        const workflows::Form& form,
        const Yaml& node,
        const rules::Filling& filling,
        std::vector<std::string> besides = {}
    );
    // {"rows": […]}; a row with a range is as many rows.
    json::object rows(
        const workflows::Form& form,
        const Yaml& list,
        const rules::Filling& filling,
        const std::vector<std::string>& remove = {}
    );

private:
    json::value value(
        const workflows::Field& field,
        const Yaml& node,
        const rules::Filling& filling
    );
    json::value scalar(const workflows::Field& field, const Yaml& node, std::string text);

    const NameBook& names_;
    Faults& faults_;
    std::string documents_;
};

// What a step sends with its act; null when it sends nothing.
json::value data_of_step(
    const rules::StoryStep& step,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const NameBook& names,
    Faults& faults
);

// The live packs that a case of this kind may be bound by: those named, or all that bind it.
std::vector<PackPin> pins_for(
    const rules::World& world,
    std::string_view workflow,
    const std::vector<std::string>& named
);

}  // namespace beihui::acts
