#pragma once

#include "system/people.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace beihui::test
{

// The systems that vouch for people (tests/system/providers/serve.mjs) as a child of this program:
// on loopback, with certificates of an authority that was made for this run. Ends with its owner.
class Providers
{
public:
    Providers();
    ~Providers();
    Providers(const Providers&) = delete;
    Providers& operator=(const Providers&) = delete;

    // A file for --sign-in with all of them, each under the name that the tests call it by.
    std::filesystem::path sign_in_file() const;
    std::string address(std::string_view of) const;  // "real", "forging", "cas", "stranger"

    // A ticket as /cas/login gives it to this user.
    std::string ticket_for(std::string_view user) const;
    // Has the forging provider publish one more key.
    void rotate() const;
    // How often they were asked: "validated", "keys_asked", "tokens_asked", "elsewhere_asked".
    std::int64_t count(std::string_view of) const;

    // Goes with a browser of its own (curl) to an address of a provider, signs in there as `user`,
    // and stops where the provider sends it back to us: that address.
    std::string sign_in_at(const std::string& address, const std::string& user) const;

private:
    json::value ask(const std::string& target) const;

    TemporaryFolder folder_;
    json::value addresses_;
    int input_ = -1;
    int process_ = 0;
};

// A browser of somebody who is not known yet: cookies, and no person.
class Visitor
{
public:
    explicit Visitor(TestServer& server) : server_(server) {}

    // The answer is held against docs/openapi.yaml. `fields` beside Host and Cookie.
    Reply get(std::string_view target, const Fields& fields = {{"Accept", "application/json"}});
    // Begins a sign-in and returns what the provider is told, by name; "" is its address.
    std::map<std::string, std::string> begin(std::string_view provider, std::string_view to = {});
    Reply come_back(std::string_view provider, std::string_view query);
    // What a CAS server sends to the return address; without cookies.
    Reply post_form(std::string_view provider, std::string_view form);
    // Signs in with a CAS ticket.
    Reply with_ticket(std::string_view ticket, std::string_view provider = "campus");

    std::map<std::string, std::string> cookies;

private:
    Reply send(std::string_view method, std::string_view target, const std::string& rest);

    TestServer& server_;
};

// The fields of the query of an address, decoded; "" is what stands before it.
std::map<std::string, std::string> query_of(std::string_view address);

}  // namespace beihui::test
