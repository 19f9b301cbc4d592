#pragma once

#include "base/result.hpp"

#include <boost/asio/ip/address.hpp>

#include <string>
#include <vector>

namespace beihui::plugin
{

// Which addresses the program may connect to when somebody else chose the name: public ones, and
// those of the networks that the operator named. Asked for the very address that a connection is
// opened to, so that a name which resolves differently the second time gains nothing.
class Reachable
{
public:
    // "10.1.0.0/16", "fd00::/8" or a single address. Refuses: invalid_input, "bad_network".
    static Result<Reachable> read(const std::vector<std::string>& networks);

    bool allows(const boost::asio::ip::address& address) const;
    // Whether the operator named the machine itself.
    bool allows_own_machine() const;

private:
    struct Network
    {
        boost::asio::ip::address_v6::bytes_type bytes{};  // IPv4 as ::ffff:a.b.c.d
        unsigned bits = 0;
    };

    std::vector<Network> networks_;
};

// Whether an address is one of the open internet: not of this machine, this link or a private
// network, no multicast, nothing reserved or for examples, and no tunnel that would lead to one.
bool is_public(const boost::asio::ip::address& address);

}  // namespace beihui::plugin
