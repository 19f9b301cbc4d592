#pragma once

#include "accounts/actor.hpp"
#include "acts/context.hpp"
#include "acts/plan_act.hpp"
#include "acts/scenario.hpp"
#include "rules/story.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace beihui::acts
{

// What a story runs on: the pack it tests and those in force beside it, and the workflows with what
// these packs add.
struct StoryBench
{
    std::shared_ptr<const rules::World> world;
    std::shared_ptr<const workflows::Library> workflows;
};
// Refuses (invalid_input) when one of the packs cannot be read.
using BenchFor = std::function<Result<StoryBench>(const std::vector<std::string>& circulars)>;

// A way to do what people of a story do, and to see what they see. Everything it answers is as the
// API shows it; docs/openapi.yaml names the schemas.
class StoryDriver
{
public:
    virtual ~StoryDriver() = default;

    // Of an empty installation, on which the program registers who and what the story has.
    virtual const Context& context() const = 0;
    virtual void move_clock(Instant at) = 0;
    // From now on `who` acts as this actor.
    virtual void admit(const std::string& who, const accounts::Actor& actor) = 0;

    virtual Result<std::string> open(  // the number of the case
        const std::string& who,
        const CaseWanted& wanted,
        const ActWanted& first
    ) = 0;
    virtual Result<void> act(
        const std::string& who,
        const std::string& number,
        const ActWanted& wanted
    ) = 0;
    virtual Result<std::string> upload(  // the id of the document
        const std::string& who,
        const std::string& number,
        const rules::StoryUpload& upload
    ) = 0;

    virtual Result<json::value> page(const std::string& who, const std::string& number) = 0;
    virtual Result<json::value> table(
        const std::string& who,
        const std::string& id,
        const std::string& organisation,
        std::optional<Date> from,
        std::optional<Date> to
    ) = 0;
    // Those that are open or done.
    virtual Result<json::array> duties(const std::string& who) = 0;
    // What the rules went by when the last act on the case was done.
    virtual Result<json::value> trace(const std::string& who, const std::string& number) = 0;
};

// The bytes that are uploaded under a name: a PDF as far as anybody looks.
std::string bytes_of(const rules::StoryUpload& upload);

// Checks what a story says against the workflows and tables: acts, forms, fields, columns, and that
// every name it uses was introduced before. Reports each fault as file:line:column.
void check_story(const rules::Story& story, const StoryBench& bench, Faults& faults);

// Runs a story that was checked. The first step that does not go as told ends it.
ScenarioResult run_story(const rules::Story& story, StoryDriver& driver);

// Runs each story on the acts of this program, with a database and a clock of its own. Two runs give
// the same traces, byte for byte.
// Refuses (invalid_input) with every fault of the stories; nothing was run then.
Result<std::vector<ScenarioResult>> run_stories(
    const std::vector<rules::Story>& stories,
    const BenchFor& bench_for
);

}  // namespace beihui::acts
