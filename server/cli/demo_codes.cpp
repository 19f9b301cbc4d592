#include "cli/demo_codes.hpp"

#include "domain/uscc.hpp"

#include <array>
#include <stdexcept>
#include <string_view>

namespace beihui::cli::demo
{
namespace
{

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // GB 32100-2015
constexpr std::array<int, 8> inner_weights = {3, 7, 9, 10, 5, 8, 4, 2};   // GB 11714
constexpr std::size_t spread = 7919;  // a prime: neighbouring numbers do not look alike

// `number` in four characters of the alphabet.
std::string serial(std::size_t number)
{
    std::string text(4, '0');
    for (std::size_t rest = number * spread, i = text.size(); i-- > 0; rest /= alphabet.size())
        text[i] = alphabet[rest % alphabet.size()];
    return text;
}

// Eight characters and their check; letters count from A = 10 here.
std::string with_inner_check(std::string inner)
{
    int sum = 0;
    for (std::size_t i = 0; i < inner_weights.size(); ++i)
        sum += (inner[i] <= '9' ? inner[i] - '0' : inner[i] - 'A' + 10) * inner_weights[i];
    const int check = 11 - sum % 11;
    return inner += check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

// The only one of the 31 characters that makes the whole code right, or (pilot) one that does not.
std::string with_outer_check(const std::string& body, UsccVerdict wanted)
{
    for (const char c : alphabet)
        if (check_uscc(body + c).verdict == wanted)
            return body + c;
    throw std::logic_error("no check digit for " + body);
}

}  // namespace

std::string synthetic_code(const std::string& begins, std::size_t number)
{
    const std::string inner = with_inner_check("MA" + serial(number).insert(0, "00"));
    return with_outer_check(begins + "000000" + inner, UsccVerdict::accepted);
}

std::string pilot_code(std::size_t number)
{
    const std::string inner = with_inner_check("M000" + serial(number));
    return with_outer_check("91000000" + inner, UsccVerdict::held);
}

}  // namespace beihui::cli::demo
