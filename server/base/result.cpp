#include "base/result.hpp"

#include <stdexcept>

namespace beihui
{

void throw_exception_from_error(const Error& error, const boost::source_location& where)
{
    throw std::logic_error(
        where.to_string() + ": value of a refused result: " + error.code + ": " + error.detail.zh
    );
}

}  // namespace beihui
