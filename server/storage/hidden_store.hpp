#pragma once

#include "domain/entry.hpp"
#include "storage/database.hpp"

#include <vector>

namespace beihui::storage
{

// Seals the hidden values of an entry, each with the key of its subject, and keeps them. A subject
// without a key gets one.
void keep_hidden(WriteTxn& txn, const Entry& entry, const std::vector<HiddenValue>& hidden);

}  // namespace beihui::storage
