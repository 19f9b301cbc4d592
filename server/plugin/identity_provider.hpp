#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/yaml.hpp"
#include "plugin/web_client.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::plugin
{

// Somebody as another system knows them. Issuer and subject together name one person for ever;
// names, numbers and addresses that may pass to somebody else are attributes and prove nothing.
struct ExternalIdentity
{
    std::string issuer;
    std::string subject;
    Fields attributes;
};

// A sign-in that somebody has begun.
struct BegunSignIn
{
    std::string address;  // where the browser goes now
    std::string kept;     // what finish() needs again; only this browser and we may know it
};

// One other system that may vouch for people: a campus' 统一身份认证, for instance.
class IdentityProvider
{
public:
    virtual ~IdentityProvider() = default;

    virtual const std::string& id() const = 0;  // "campus": part of addresses
    virtual const Words& name() const = 0;      // 统一身份认证: what the button says
    virtual const std::string& issuer() const = 0;

    // This and finish() may ask the other system and so block for some seconds: call them on a
    // worker. All are safe for many threads.
    // Refuses: unavailable "provider_unavailable", its fault says why.
    virtual Result<BegunSignIn> begin() const = 0;

    // Whether what the browser brought back belongs to what was begun, and what in it is good for
    // one sign-in: a ticket, a code. Asks nobody.
    // Refuses: not_allowed "sign_in_state" when it does not belong to it; "sign_in_declined" when
    // the other system said no; "sign_in_answer_refused".
    virtual Result<std::string> recognise(const Fields& query, std::string_view kept) const = 0;

    // Whom the other system vouches for. Called once for what recognise() gave, and after it.
    // Refuses: not_allowed "sign_in_answer_refused" when what it says proves nothing, its fault says
    // why; unavailable as begin().
    virtual Result<ExternalIdentity> finish(const Fields& query, std::string_view kept) const = 0;

    // Whether the other system tells when somebody signs out there, and if so what recognise() gave
    // for the sign-in that has ended; empty when the form does not say.
    virtual bool tells_ends() const { return false; }
    virtual std::string ended(const Fields& /*form*/) const { return {}; }
};

// The refusals of every provider. `code` and the words are those of the one fault.
Error answer_refused(std::string code, Words why);
Error provider_unavailable(std::string code, Words why);
Error state_refused();
// The same from a refusal of the web client, or from a status that should not be.
Error provider_unavailable(const Error& web);
Error provider_answered(int status);

// The value of a field that stands there exactly once; none otherwise.
const std::string* single_field(const Fields& fields, std::string_view name);

// What a provider of any kind is made with.
struct ProviderTerms
{
    std::string id;
    Words name;
    std::string return_address;  // ours, from the configuration: never from a request
    std::string ca_file;
    std::filesystem::path folder;  // of the configuration file: what it names stands beside it
    const WebClient& web;
    const Clock& clock;
};

// Reads the part of the configuration that is the kind's own, reporting every fault, and makes the
// provider; none when there was a fault. The keys every kind has are in common_keys.
using MakeProvider = std::function<
    std::unique_ptr<const IdentityProvider>(const Yaml& node, ProviderTerms terms, Faults& faults)>;
const std::vector<std::string>& common_provider_keys();
// An address that is_safe_address(), without a slash at its end; reports a fault otherwise.
std::string read_address(const Yaml& map, std::string_view key, Faults& faults);
// The one line of the file that `key` names: a secret never stands in the configuration itself.
std::string read_secret(
    const Yaml& map,
    std::string_view key,
    const std::filesystem::path& folder,
    Faults& faults
);

// The kinds that the program was put together with. Filled once, before the server listens.
class IdentityProviderKinds
{
public:
    void add(std::string kind, MakeProvider make)
    {
        kinds_.emplace_back(std::move(kind), std::move(make));
    }
    const MakeProvider* find(std::string_view kind) const;  // none: nullptr
    std::vector<std::string> names() const;

private:
    std::vector<std::pair<std::string, MakeProvider>> kinds_;
};

// The providers of this installation, in the order of the configuration.
struct SignInSettings
{
    std::string public_address;  // "https://beihui.example.edu.cn": how browsers reach us
    std::vector<std::unique_ptr<const IdentityProvider>> providers;
};

// Reads the file given with --sign-in. Refuses (invalid_input, "sign_in_faults") with every fault
// as file:line:column.
Result<SignInSettings> read_sign_in_file(
    const std::filesystem::path& file,
    const IdentityProviderKinds& kinds,
    const WebClient& web,
    const Clock& clock
);

}  // namespace beihui::plugin
