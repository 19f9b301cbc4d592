#pragma once

#include "bench/ground.hpp"

namespace beihui::bench
{

// The acts of the rows about acts. Each connection has cases of its own and does so many acts on one
// before it goes to its next, in this order again and again: seven times the plan is changed, three
// times a comment is written. All of them ask every rule of the circulars about the case anew.
class Acts final : public Requests
{
public:
    static constexpr std::size_t of_one_case = 20;
    static constexpr const char* mix_zh = "7 次修改方案、3 次批注，轮流；每个案卷 20 次后换下一个";
    static constexpr const char* mix_en =
        "7 changes of the plan and 3 comments in turn; after 20 acts the next case";

    Acts(const Ground& ground, std::size_t connections, bool minimal);

    bool next(std::size_t connection, std::string& bytes) override;
    bool take(std::size_t connection, const Answer& answer) override;

    // A connection had used up its cases and went through them again: their histories grew longer.
    bool went_round() const { return went_round_; }
    std::size_t done() const { return done_; }
    // Whether an answer said that it left the case out, as it was asked.
    bool minimal_applied() const { return applied_; }
    std::size_t answer_bytes() const { return answer_bytes_; }

private:
    struct Line
    {
        std::vector<Target> cases;
        std::size_t at = 0;
        std::size_t acts = 0;  // on this case
    };

    std::string cookie_;
    bool minimal_;
    std::vector<Line> lines_;
    bool went_round_ = false;
    bool applied_ = false;
    std::size_t done_ = 0;
    std::size_t answer_bytes_ = 0;
};

}  // namespace beihui::bench
