#include "plugin/channel.hpp"
#include "mail.hpp"
#include "accounts/person.hpp"
#include <boost/beast/core.hpp>
