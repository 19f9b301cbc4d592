#include "http/forwarded.hpp"

#include "base/text.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace beihui::http
{

std::string client_of(
    const std::string& peer,
    std::string_view forwarded,
    const std::vector<std::string>& trusted
)
{
    const auto is_trusted = [&](const std::string& address) {
        return std::ranges::find(trusted, address) != trusted.end();
    };
    std::string client = peer;
    if (forwarded.empty())
        return client;
    auto hops = split(forwarded, ',');
    while (is_trusted(client) && !hops.empty()) {
        boost::system::error_code failure;
        const auto address = boost::asio::ip::make_address(std::string(trim(hops.back())), failure);
        if (failure)
            break;
        client = address.to_string();
        hops.pop_back();
    }
    return client;
}

}  // namespace beihui::http
