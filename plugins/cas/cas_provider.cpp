#include "plugins/cas/cas_provider.hpp"

#include "plugin/web_address.hpp"
#include "plugins/cas/service_answer.hpp"

#include <algorithm>

namespace beihui::cas
{
namespace
{

constexpr std::size_t most_ticket_bytes = 256;
constexpr std::size_t most_subject_bytes = 255;

// CAS Protocol 3.0, section 3.7: nothing that could add a parameter to our question.
bool is_ticket(std::string_view text)
{
    return !text.empty() && text.size() <= most_ticket_bytes &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-';
           });
}

class CasProvider final : public plugin::IdentityProvider
{
public:
    CasProvider(plugin::ProviderTerms terms, std::string server, std::string subject)
        : terms_(std::move(terms)), server_(std::move(server)), subject_(std::move(subject))
    {}

    const std::string& id() const override { return terms_.id; }
    const Words& name() const override { return terms_.name; }
    const std::string& issuer() const override { return server_; }

    Result<plugin::BegunSignIn> begin() const override
    {
        return plugin::BegunSignIn{
            .address = plugin::with_query(server_ + "/login", {{"service", terms_.return_address}}),
            .kept = "{}",
        };
    }

    // CAS sends nothing back that could be compared with what was kept: that this browser has it is
    // all there is.
    Result<std::string> recognise(
        const plugin::Fields& query,
        std::string_view /*kept*/
    ) const override
    {
        const std::string* const ticket = plugin::single_field(query, "ticket");
        if (!ticket || !is_ticket(*ticket))
            return plugin::answer_refused(
                "ticket_form", {"没有票据，或票据含不允许的字符",
                                "there is no ticket, or it holds characters that none has"}
            );
        return *ticket;
    }

    Result<plugin::ExternalIdentity> finish(const plugin::Fields& query, std::string_view kept)
        const override
    {
        const auto ticket = recognise(query, kept);
        if (!ticket)
            return ticket.error();
        const auto answer = terms_.web.send({
            .url = plugin::with_query(
                server_ + "/p3/serviceValidate",
                {{"service", terms_.return_address}, {"ticket", *ticket}}
            ),
            .ca_file = terms_.ca_file,
        });
        if (!answer)
            return plugin::provider_unavailable(answer.error());
        if (answer->status != 200)
            return plugin::provider_answered(answer->status);
        auto read = read_service_answer(answer->body);
        if (!read)
            return read.error();
        return identity_of(std::move(*read));
    }

    bool tells_ends() const override { return true; }

    std::string ended(const plugin::Fields& form) const override
    {
        const std::string* const request = plugin::single_field(form, "logoutRequest");
        const std::string ticket = request ? ticket_of_logout(*request) : std::string();
        return is_ticket(ticket) ? ticket : std::string();
    }

private:
    Result<plugin::ExternalIdentity> identity_of(ServiceAnswer answer) const
    {
        std::string subject = answer.user;
        if (!subject_.empty()) {
            const std::string* const named = plugin::single_field(answer.attributes, subject_);
            subject = named ? *named : std::string();
        }
        if (subject.empty() || subject.size() > most_subject_bytes)
            return plugin::answer_refused(
                "answer_subject", {"CAS 没有给出唯一的“" + subject_ + "”，请管理员核对属性发布",
                                   "CAS did not give exactly one \"" + subject_ +
                                       "\"; check which attributes it sends"}
            );
        plugin::ExternalIdentity identity{server_, std::move(subject), {}};
        identity.attributes.emplace_back("preferred_username", answer.user);
        return identity;
    }

    plugin::ProviderTerms terms_;
    std::string server_;
    std::string subject_;  // name of an attribute; empty: the user
};

std::unique_ptr<const plugin::IdentityProvider> make_provider(
    const Yaml& node,
    plugin::ProviderTerms terms,
    Faults& faults
)
{
    std::vector<std::string> keys = plugin::common_provider_keys();
    keys.insert(keys.end(), {"server", "subject"});
    node.only(keys, faults);
    std::string server = plugin::read_address(node, "server", faults);
    const Yaml* const named = node.find("subject");
    std::string subject = named ? named->text(faults, "subject") : std::string();
    if (!faults.none())
        return nullptr;
    return std::make_unique<const CasProvider>(
        std::move(terms), std::move(server), std::move(subject)
    );
}

}  // namespace

void add_kind(plugin::IdentityProviderKinds& kinds)
{
    kinds.add("cas", make_provider);
}

}  // namespace beihui::cas
