#include "bench/acts.hpp"

#include <charconv>

namespace beihui::bench
{
namespace
{

constexpr std::size_t turn = 10;

bool is_comment(std::size_t act)
{
    return act % turn == 2 || act % turn == 5 || act % turn == 8;
}

}  // namespace

Acts::Acts(const Ground& ground, std::size_t connections, bool minimal)
    : cookie_(ground.cookie()), minimal_(minimal), lines_(connections)
{
    const auto& targets = ground.targets();
    if (targets.size() < connections)
        fail("fewer cases than connections");
    for (std::size_t i = 0; i < targets.size(); ++i)
        lines_[i % connections].cases.push_back(targets[i]);
}

bool Acts::next(std::size_t connection, std::string& bytes)
{
    Line& line = lines_[connection];
    const Target& target = line.cases[line.at];
    const std::string path = "/api/v1/cases/" + target.number + "/acts";
    const std::string_view more = minimal_ ? "Prefer: return=minimal\r\n" : "";
    if (is_comment(line.acts)) {
        bytes = post(
            path, cookie_, R"({"act":"comment","data":{"text":"请核对场地与人数。"}})", new_uuid(),
            "", more
        );
        return true;
    }
    // Another number each time, below what would make another circular bind.
    const std::string body = R"({"act":"edit_plan","data":{"expected":)" +
                             std::to_string(301 + target.version % 400) + "}}";
    bytes =
        post(path, cookie_, body, new_uuid(), "\"v" + std::to_string(target.version) + "\"", more);
    return true;
}

bool Acts::take(std::size_t connection, const Answer& answer)
{
    Line& line = lines_[connection];
    if (answer.status < 200 || answer.status > 299)
        return false;
    std::int64_t version = 0;
    const std::string_view tag = answer.field("ETag");
    if (tag.size() > 3)
        std::from_chars(tag.data() + 2, tag.data() + tag.size(), version);
    Target& target = line.cases[line.at];
    const bool good = version == target.version + 1;
    target.version = version;
    applied_ = applied_ || !answer.field("Preference-Applied").empty();
    answer_bytes_ = answer.head.size() + answer.body.size();
    ++done_;
    if (++line.acts == of_one_case) {
        line.acts = 0;
        line.at = (line.at + 1) % line.cases.size();
        went_round_ = went_round_ || line.at == 0;
    }
    return good;
}

}  // namespace beihui::bench
