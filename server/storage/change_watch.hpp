#pragma once

#include <cstdint>
#include <string>

namespace beihui::storage
{

class ReadTxn;

// What tells whether anything was written since an answer was read, so that it may be given again.

// How often this program has committed to a SQLite database, which no other program writes to while it
// runs. Ask before the reading begins: whoever commits in between is then counted as later.
std::uint64_t commits();
// Told by the backend after each COMMIT, before anybody hears that it is done.
void note_commit();

// PostgreSQL, where other programs write too: the name of the snapshot that this transaction reads.
// Two of the same name see the same rows. Empty on SQLite.
std::string snapshot_name(ReadTxn& txn);

}  // namespace beihui::storage
