#include "session.hpp"
#include "cli/serve.hpp"
#include "acts/submit_act.hpp"
#include <boost/beast/http.hpp>
