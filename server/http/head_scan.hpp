#pragma once

#include "base/result.hpp"
#include "http/limits.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace beihui::http
{

// The head of a request, as views into the scanned bytes.
struct Head
{
    std::string_view method;
    std::string_view target;  // path and query: an absolute form has lost its scheme and authority
    int minor_version = 1;    // of HTTP/1.x
    std::string_view host;    // with its port; empty only in HTTP/1.0
    std::vector<std::pair<std::string_view, std::string_view>> fields;  // in order, values trimmed
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    std::size_t size = 0;  // bytes of the head, with the empty line

    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
    // The value of the first field of that name, in any case; none if there is no such field.
    std::optional<std::string_view> field(std::string_view name) const;
};

// Why these bytes are not the head of a request that we read. The connection closes after it:
// where the next request begins is not known.
struct HeadRefusal
{
    int status = 400;
    std::string_view code;
    Words words;
};

struct NeedMore
{};

using HeadVerdict = std::variant<NeedMore, HeadRefusal, Head>;

// Judges every byte of a request's head before Beast sees any. RFC 9112 leaves receivers much
// freedom (bare LF, folded lines, repeated lengths), and wherever two receivers use it differently
// one request can hide inside another; this scan has no freedom. docs/decisions/0003 says why.
//
// `bytes` begins at the first byte of the request and may end anywhere, also behind the head. Faults
// are found in the order of the bytes, so the verdict does not depend on how the bytes were split.
// Pure; takes time in proportion to the bytes; allocates for the fields only.
HeadVerdict scan_head(std::string_view bytes, const HeadLimits& limits = {});

}  // namespace beihui::http
