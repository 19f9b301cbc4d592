#pragma once

#include "acts/story_runner.hpp"
#include "system/people.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace beihui::test
{

// Tells a story to a running server, as browsers would. Who and what it begins with is registered by
// the program itself, and everybody is signed in without a password; all else goes over HTTP.
class HttpDriver final : public acts::StoryDriver
{
public:
    explicit HttpDriver(TestServer& server) : server_(server) {}

    const acts::Context& context() const override { return server_.context(); }
    void move_clock(Instant at) override;
    void admit(const std::string& who, const accounts::Actor& actor) override;

    Result<std::string> open(
        const std::string& who,
        const acts::CaseWanted& wanted,
        const acts::ActWanted& first
    ) override;
    Result<void> act(
        const std::string& who,
        const std::string& number,
        const acts::ActWanted& wanted
    ) override;
    Result<std::string> upload(
        const std::string& who,
        const std::string& number,
        const rules::StoryUpload& upload
    ) override;

    Result<json::value> page(const std::string& who, const std::string& number) override;
    Result<json::value> table(
        const std::string& who,
        const std::string& id,
        const std::string& organisation,
        std::optional<Date> from,
        std::optional<Date> to
    ) override;
    Result<json::array> duties(const std::string& who) override;
    Result<json::value> trace(const std::string& who, const std::string& number) override;

private:
    struct Known
    {
        std::string account;
        std::unique_ptr<Person> person;
        Instant signed_in;
    };

    Person& person(const std::string& who);
    Result<json::value> get(const std::string& who, const std::string& target);

    TestServer& server_;
    Instant at_;
    std::map<std::string, Known, std::less<>> known_;
};

// The stories of one pack of the project, and the packs and workflows each runs on.
struct PackOfStories
{
    std::shared_ptr<const rules::Pack> pack;
    std::vector<rules::Story> stories;
};
std::vector<PackOfStories> stories_of_the_project();
acts::StoryBench bench_of(const PackOfStories& of, const rules::Story& story);

}  // namespace beihui::test
