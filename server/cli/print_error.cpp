#include "cli/commands.hpp"

#include <ostream>

namespace beihui::cli
{

void print_error(const Error& error, std::ostream& err)
{
    err << error.code << ' ' << error.detail.zh << '\n';
    if (!error.detail.en.empty() && error.detail.en != error.detail.zh)
        err << "  " << error.detail.en << '\n';
    for (const Fault& fault : error.faults) {
        err << (fault.where.empty() ? std::string("-") : fault.where) << ": " << fault.code << ' '
            << fault.detail.zh;
        if (!fault.detail.en.empty())
            err << " / " << fault.detail.en;
        err << '\n';
        if (!fault.clause.empty())
            err << "    依据 " << fault.clause << "：“" << fault.clause_text.zh << "”\n";
        if (!fault.way_out.zh.empty())
            err << "    怎么办：" << fault.way_out.zh
                << (fault.way_out.en.empty() ? "" : " / " + fault.way_out.en) << '\n';
    }
}

}  // namespace beihui::cli
