#include "base/result.hpp"

#include <stdexcept>
#include <utility>

namespace beihui
{

Error::Error() = default;
Error::Error(const Error&) = default;
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(const Error&) = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

Error::Error(Refusal why, std::string stable_code, Words sentence, std::vector<Fault> wrong)
    : kind(why), code(std::move(stable_code)), detail(std::move(sentence)), faults(std::move(wrong))
{}

Error refuse(
    Refusal kind,
    std::string code,
    std::string zh,
    std::string en,
    std::vector<Fault> faults
)
{
    return Error{kind, std::move(code), Words{std::move(zh), std::move(en)}, std::move(faults)};
}

void throw_exception_from_error(const Error& error, const boost::source_location& where)
{
    throw std::logic_error(
        where.to_string() + ": value of a refused result: " + error.code + ": " + error.detail.zh
    );
}

}  // namespace beihui
