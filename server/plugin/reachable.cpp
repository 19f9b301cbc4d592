#include "plugin/reachable.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace beihui::plugin
{
namespace
{

namespace ip = boost::asio::ip;
using Bytes = ip::address_v6::bytes_type;

constexpr unsigned all_bits = 128;
constexpr unsigned bits_before_v4 = 96;

// An IPv4 address as the IPv6 address that stands for it, so that one comparison serves both.
Bytes bytes_of_address(const ip::address& address)
{
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes()
                           : address.to_v6().to_bytes();
}

bool lies_within(const Bytes& address, const Bytes& network, unsigned bits)
{
    constexpr unsigned of_a_byte = 8;
    for (std::size_t i = 0; i < address.size(); ++i) {
        const auto before = static_cast<unsigned>(i) * of_a_byte;
        if (bits <= before)
            return true;
        const unsigned here = std::min(bits - before, of_a_byte);
        const auto mask = (0xFF00U >> here) & 0xFFU;
        if ((address[i] & mask) != (network[i] & mask))
            return false;
    }
    return true;
}

std::optional<std::pair<Bytes, unsigned>> read_network(std::string_view text)
{
    const std::size_t slash = text.find('/');
    boost::system::error_code bad;
    const auto address = ip::make_address(std::string(text.substr(0, slash)), bad);
    if (bad || (address.is_v6() && address.to_v6().scope_id() != 0))
        return std::nullopt;
    unsigned bits = address.is_v4() ? all_bits - bits_before_v4 : all_bits;
    if (slash != std::string_view::npos) {
        const std::string_view length = text.substr(slash + 1);
        unsigned asked = 0;
        const auto [end, trouble] =
            std::from_chars(length.data(), length.data() + length.size(), asked);
        if (trouble != std::errc() || end != length.data() + length.size() || asked > bits)
            return std::nullopt;
        bits = asked;
    }
    return std::pair(bytes_of_address(address), address.is_v4() ? bits + bits_before_v4 : bits);
}

template <std::size_t Count>
bool lies_in_any(const Bytes& address, const std::array<std::string_view, Count>& networks)
{
    return std::ranges::any_of(networks, [&](std::string_view text) {
        const auto network = read_network(text);
        return network && lies_within(address, network->first, network->second);
    });
}

// IANA special-purpose registries (RFC 6890 and its updates).
constexpr std::array<std::string_view, 15> special_v4{
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
};
// Of IPv6 only 2000::/3 is given out; in it these are not, or lead to an IPv4 address.
constexpr std::array<std::string_view, 4> special_v6{
    "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"
};

}  // namespace

bool is_public(const ip::address& address)
{
    const Bytes bytes = bytes_of_address(address);
    if (address.is_v4() || address.to_v6().is_v4_mapped())
        return !lies_in_any(bytes, special_v4);
    static const auto given_out = read_network("2000::/3").value();
    return lies_within(bytes, given_out.first, given_out.second) && !lies_in_any(bytes, special_v6);
}

Result<Reachable> Reachable::read(const std::vector<std::string>& networks)
{
    Reachable reachable;
    for (const std::string& text : networks) {
        const auto network = read_network(text);
        if (!network)
            return refuse(
                Refusal::invalid_input, "bad_network",
                "网段写作 10.1.0.0/16、fd00::/8 或一个地址，不是 " + text,
                "write a network as 10.1.0.0/16, fd00::/8 or one address, not " + text
            );
        reachable.networks_.push_back({network->first, network->second});
    }
    return reachable;
}

bool Reachable::allows(const ip::address& address) const
{
    const Bytes bytes = bytes_of_address(address);
    return is_public(address) || std::ranges::any_of(networks_, [&](const Network& network) {
               return lies_within(bytes, network.bytes, network.bits);
           });
}

bool Reachable::allows_own_machine() const
{
    return allows(ip::address_v4::loopback()) || allows(ip::address_v6::loopback());
}

}  // namespace beihui::plugin
