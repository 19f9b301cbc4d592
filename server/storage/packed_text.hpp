#pragma once

#include <string>
#include <string_view>

namespace beihui::storage
{

// Long texts that nothing searches, such as the trace of an act, are stored compressed: "zstd:" and
// base64 of one Zstandard frame (RFC 8878). No column is binary, see 0001. A hash is of the text itself.

// The text as it is stored. One that is packed already is given back as it is.
std::string packed(std::string_view text);
// The text that is stored; empty when its bytes were changed, so that no hash fits. One that was
// stored before texts were packed is given back as it is.
std::string unpacked(std::string stored);

}  // namespace beihui::storage
