#include "cli/commands.hpp"
#include "storage/stores.hpp"

#include <ostream>
#include <sstream>

namespace beihui::cli
{
namespace
{

// The first line that stands in only one of two sorted texts.
std::string first_difference(const std::string& before, const std::string& after)
{
    std::istringstream left(before);
    std::istringstream right(after);
    std::string a;
    std::string b;
    for (;;) {
        const bool more_left = static_cast<bool>(std::getline(left, a));
        const bool more_right = static_cast<bool>(std::getline(right, b));
        if (!more_left && !more_right)
            return {};
        if (!more_left)
            return "缺少 missing: " + b;
        if (!more_right)
            return "多出 surplus: " + a;
        if (a != b)
            return "现有 stored:  " + a + "\n应为 rebuilt: " + b;
    }
}

}  // namespace

int rebuild_history(const Places& places, bool only_check, std::ostream& out, std::ostream& err)
{
    const SystemClock clock;
    const auto installation = Installation::open(places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    storage::Database& database = (*installation)->context().database;
    std::string before;
    std::string after;
    const auto compared =
        refuse(Refusal::conflict, "only_compared", "只比较，不改动", "compared only");
    const auto rebuilt = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        before = storage::dump_projections(txn);
        if (auto made = storage::rebuild_projections(txn); !made)
            return made.error();
        after = storage::dump_projections(txn);
        // A refusal rolls everything back: the check leaves no trace.
        return only_check ? Result<void>(compared) : Result<void>();
    });
    if (!rebuilt && rebuilt.error().code != compared.code) {
        print_error(rebuilt.error(), err);
        return refused;
    }
    if (before != after) {
        err << (only_check
                    ? "投影与历史不一致 / a projection differs from the history\n"
                    : "投影与历史不一致，已按历史重建 / projections differed and were made again\n")
            << first_difference(before, after) << '\n';
        return only_check ? refused : good;
    }
    out << "历史与全部投影逐字节一致 / history and all projections agree byte for byte ("
        << after.size() << " bytes)\n";
    return good;
}

}  // namespace beihui::cli
