#pragma once

#include "domain/entry.hpp"

#include <string_view>

namespace beihui::history
{

// RFC 6962, section 2.1: SHA-256(0x00 ‖ body).
Hash leaf_of(std::string_view body);

// Sets `body` (the format version '1', then the canonical JSON of everything else in the entry)
// and `leaf`. The entry is then exactly what its body says, also where that needed NFC, so that
// projections written from it and projections rebuilt from the body are the same.
// Throws std::logic_error when the entry contradicts itself or holds what canonical() refuses.
void seal_entry(Entry& entry);

// The entry that a body tells. Throws when the bytes were not written by seal_entry: compare the
// leaf first.
Entry read_body(std::string_view body);

}  // namespace beihui::history
