#include "accounts/secret_link.hpp"

#include "accounts/secrets.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"

namespace beihui::accounts
{

std::string fresh_secret(std::string_view prefix)
{
    return std::string(prefix) + fresh_secret();
}

std::string secret_hash(std::string_view secret)
{
    return hex(sha256(secret));
}

Fault asked_fault(std::string_view member, std::string code, std::string zh, std::string en)
{
    Fault found;
    found.where = "#/" + std::string(member);
    found.code = std::move(code);
    found.detail = {std::move(zh), std::move(en)};
    return found;
}

void check_link_name(std::string_view name, Words otherwise, std::vector<Fault>& faults)
{
    constexpr std::size_t most_characters = 80;
    if (trim(name).empty() || length_in_characters(name) > most_characters)
        faults.push_back(
            asked_fault("name", "bad_name", std::move(otherwise.zh), std::move(otherwise.en))
        );
}

}  // namespace beihui::accounts
