#include "cli/commands.hpp"
#include "storage/kept_numbers.hpp"
#include "storage/measure_store.hpp"
#include "storage/measure_words.hpp"
#include "storage/stores.hpp"

#include <ostream>

namespace beihui::cli
{
namespace
{

struct Differing
{
    storage::KeptQuestion question;
    std::string organisation;
    std::int64_t kept = 0;
    std::int64_t counted = 0;
};

struct Compared
{
    std::size_t numbers = 0;
    std::vector<Differing> differing;
};

std::string name_of_place(storage::ReadTxn& txn, const std::string& path)
{
    if (path.size() < 2)
        return path;
    const std::size_t begin = path.rfind('/', path.size() - 2) + 1;
    const std::string id = path.substr(begin, path.size() - begin - 1);
    const auto record = storage::find_registered(txn, "organisation", id);
    return record ? record->name : path;
}

// What tables answer beside a count of every fact, in one snapshot for each number.
Compared compare(const acts::Context& context)
{
    Compared compared;
    std::vector<storage::KeptNumber> kept;
    context.database.read([&](storage::ReadTxn& txn) {
        kept = storage::kept_numbers_since(txn, Instant::from_ms(0));
    });
    for (const storage::KeptNumber& number : kept) {
        const auto question = storage::KeptQuestion::read(number.question);
        if (!question)
            continue;
        ++compared.numbers;
        context.database.read([&](storage::ReadTxn& txn) {
            storage::KeptNumbers numbers(txn, number.asked_at);
            const auto answered = numbers.count(question->measure, question->asked);
            const auto counted = storage::count_measure(txn, question->measure, question->asked);
            if (answered != counted)
                compared.differing.push_back(
                    {*question, name_of_place(txn, question->asked.org_path), answered, counted}
                );
        });
    }
    return compared;
}

std::string days_of(const DaySpans& spans)
{
    std::string days;
    for (const auto& [first, last] : spans)
        days += (days.empty() ? "" : ", ") + first.text() + "…" + last.text();
    return days;
}

}  // namespace

int check_numbers(const Places& places, std::ostream& out, std::ostream& err)
{
    const SystemClock clock;
    const auto installation = Installation::open(places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    const Compared compared = compare((*installation)->context());
    for (const Differing& one : compared.differing) {
        const Words formula = storage::formula_of(one.question.measure);
        const CountAsked& asked = one.question.asked;
        err << one.organisation << " (" << asked.org_path << ") " << asked.circular << ' '
            << days_of(asked.window) << "\n  " << formula.zh << "\n  " << formula.en
            << "\n  表中 in the table: " << one.kept << "\n  逐条重数 recounted: " << one.counted
            << '\n';
    }
    if (!compared.differing.empty()) {
        err << compared.differing.size() << " 个数与逐条重数不符；请运行 beihui history rebuild"
            << " / numbers differ from a recount; run beihui history rebuild\n";
        return refused;
    }
    out << "已保存的 " << compared.numbers << " 个数与逐条重数一致 / all " << compared.numbers
        << " kept numbers are those of a recount\n";
    return good;
}

}  // namespace beihui::cli
