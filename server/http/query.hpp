#pragma once

#include "base/civil.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::http
{

// Reads the parameters of a request by name and type and collects every fault. An endpoint asks for
// all that it knows and then calls done(), which also refuses what nobody asked for.
// Every reading function answers none (or its default) for a parameter that is missing or faulty.
class QueryReader
{
public:
    explicit QueryReader(const Request& request) : query_(request.query) {}

    // ?limit=, how many items of a list to answer: 1 to 200, 50 if it is not given.
    std::size_t limit();
    // ?cursor=, where the next page of a list begins: text that we gave out, unread here.
    std::optional<std::string> cursor();

    std::optional<std::string> text(std::string_view name, std::size_t most_characters = 200);
    std::optional<std::int64_t> integer(
        std::string_view name,
        std::int64_t least,
        std::int64_t most
    );
    std::optional<Instant> instant(std::string_view name);  // 2026-04-30T12:00:00+08:00
    std::optional<Date> date(std::string_view name);        // 2026-04-30
    bool flag(std::string_view name);                       // true or false; false if not given
    // One of the words in `of`.
    std::optional<std::string> choice(std::string_view name, const std::vector<std::string>& of);

    // Refuses (invalid_input, code "bad_query") with every fault found: wrong values, parameters
    // given twice, and unknown ones with the name that was probably meant.
    Result<void> done();

private:
    const std::string* find(std::string_view name);
    void fault(std::string_view name, std::string code, Words detail, Words way_out = {});
    void take(std::string_view name, const Error& error);

    const Pairs& query_;
    std::vector<std::string> known_;
    std::vector<Fault> faults_;
};

}  // namespace beihui::http
