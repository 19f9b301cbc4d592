#pragma once

#include <chrono>

namespace beihui::storage
{

// Who may do what is about to change: a session or token is ended, an account locked or given another
// password, a person's roles or an organisation's place are written. Called by what writes it, before
// the commit. Whoever remembers visitors asks again for as long as access_is_settled() says no.
void note_access_change();

// Whether what was read at this moment may be remembered: no change was under way then, nor any since.
bool access_is_settled(std::chrono::steady_clock::time_point read_at);

}  // namespace beihui::storage
