// Which addresses may be connected to when an administrator chose the name (docs/webhooks.md).
#include "plugin/reachable.hpp"

#include <gtest/gtest.h>

namespace beihui::plugin
{
namespace
{

boost::asio::ip::address ip(const char* text)
{
    return boost::asio::ip::make_address(text);
}

TEST(Reachable, AreAddressesOfTheOpenInternet)
{
    const Reachable nothing_named = Reachable::read({}).value();
    for (const char* open :
         {"1.1.1.1", "202.112.0.1", "172.15.255.255", "172.32.0.1", "192.167.1.1", "2001:da8::1",
          "2400:3200::1", "::ffff:1.1.1.1"})
        EXPECT_TRUE(nothing_named.allows(ip(open))) << open;
    for (const char* inner :
         {"127.0.0.1",        "127.255.255.254", "0.0.0.0",     "10.0.0.1",
          "172.16.0.1",       "172.31.255.255",  "192.168.1.1", "169.254.169.254",
          "100.64.0.1",       "192.0.0.8",       "198.18.0.1",  "203.0.113.9",
          "224.0.0.1",        "255.255.255.255", "::",          "::1",
          "fe80::1",          "fc00::1",         "fd12::1",     "ff02::1",
          "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1",    "64:ff9b::7f00:1",
          "2002:7f00:1::1",   "2001:0:1::1",     "2001:db8::1"})
        EXPECT_FALSE(nothing_named.allows(ip(inner))) << inner;
    EXPECT_FALSE(nothing_named.allows_own_machine());
}

TEST(Reachable, AreThoseOfTheNetworksThatWereNamed)
{
    const Reachable named = Reachable::read({"10.1.0.0/16", "192.168.7.9", "fd00:1::/32"}).value();
    for (const char* inside :
         {"10.1.0.1", "10.1.255.255", "192.168.7.9", "fd00:1::5", "::ffff:10.1.2.3", "1.1.1.1"})
        EXPECT_TRUE(named.allows(ip(inside))) << inside;
    for (const char* outside :
         {"10.2.0.1", "10.0.255.255", "192.168.7.8", "fd00:2::5", "127.0.0.1"})
        EXPECT_FALSE(named.allows(ip(outside))) << outside;
    EXPECT_FALSE(named.allows_own_machine());
    EXPECT_TRUE(Reachable::read({"127.0.0.1"}).value().allows_own_machine());
}

TEST(Reachable, IsNotReadFromWhatIsNoNetwork)
{
    for (const char* wrong :
         {"", "campus", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "fd00::/129", "10.0.0.0/-1",
          "10.0.0.0/8 "}) {
        const auto read = Reachable::read({wrong});
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.error().code, "bad_network");
    }
}

}  // namespace
}  // namespace beihui::plugin
