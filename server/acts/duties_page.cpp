#include "acts/case_page.hpp"

namespace beihui::acts
{

json::array duties_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view state,
    std::size_t most
)
{
    const std::string path = accounts::scope_of(actor).org_path();
    Names names(context, txn);
    json::array items;
    for (const storage::DutyLine& line : storage::list_duties(txn, path, state, most)) {
        json::object item = duty_json(context, line.duty, context.clock.now());
        item["case"] = json::object{{"number", line.case_number}, {"title", line.case_title}};
        item["organisation"] = json::object{
            {"id", line.organisation}, {"name", names.organisation(line.organisation)}
        };
        items.emplace_back(std::move(item));
    }
    return items;
}

}  // namespace beihui::acts
