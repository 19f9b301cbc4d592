#include "acts/imports/known_already.hpp"

#include "acts/imports/cell_value.hpp"

namespace beihui::acts
{
namespace
{

constexpr std::size_t page_size = 200;
constexpr std::size_t most_alike = 50;

Words there(const std::string& zh, const std::string& en)
{
    return {zh + "，不再导入", en + "; it is left out"};
}

// The days of a moment in Beijing are its first ten characters: "2026-04-10T09:00:00+08:00".
std::string day_in(const json::object& data, std::string_view field)
{
    return std::string(text_of(data, field).substr(0, 10));
}

std::string who_was_visited(const json::object& visit)
{
    const std::string_view employer = text_of(visit, "employer");
    return std::string(employer.empty() ? text_of(visit, "employer_typed") : employer);
}

}  // namespace

std::string KnownAlready::telling_column() const
{
    if (kind_.id == "employers")
        return "profile.uscc";
    if (kind_.id == "events")
        return "plan.title";
    if (kind_.id == "visits")
        return "visit.employer";
    return "gate_counts.gate";
}

std::string KnownAlready::key_of(const ListRow& row) const
{
    if (kind_.id == "employers") {
        const std::string_view code = text_of(row.data, "uscc");
        return std::string(code.empty() ? text_of(row.data, "name") : code);
    }
    if (kind_.id == "events")
        return day_in(row.data, "starts_at") + " " + std::string(text_of(row.data, "title"));
    if (kind_.id == "visits") {
        const std::string who = who_was_visited(row.data);
        return who.empty() ? std::string() : day_in(row.data, "date") + " " + who;
    }
    return row.event + " " + std::string(text_of(row.data, "gate"));
}

std::optional<Words> KnownAlready::find(const ListRow& row)
{
    if (kind_.id == "employers")
        return find_employer(row);
    if (kind_.id == "counts")
        return find_count(row);
    return find_case(row, kind_.id == "events" ? "starts_at" : "date");
}

std::optional<Words> KnownAlready::find_employer(const ListRow& row)
{
    const std::string code(text_of(row.data, "uscc"));
    const std::string name(text_of(row.data, "name"));
    if (!code.empty())
        if (const auto known = storage::find_registered_by_code(txn_, "employer", code))
            return there(
                "该代码已登记为“" + known->name + "”", "the code is registered as " + known->name
            );
    for (const RegisterChange& one :
         storage::list_registered(txn_, "employer", name, "", most_alike)) {
        if (one.name != name || !is_registered(one))
            continue;
        if (one.code == code || one.code.empty() || code.empty())
            return there("企业库里已有“" + name + "”", name + " is in the register");
        return there(
            "企业库里已有同名单位，代码是 " + one.code + "；请核对后单独登记",
            "one of that name has the code " + one.code + "; compare them, then register it"
        );
    }
    return std::nullopt;
}

const std::map<std::string, std::string>& KnownAlready::cases_on(const std::string& day)
{
    const auto known = by_day_.find(day);
    if (known != by_day_.end())
        return known->second;
    std::map<std::string, std::string>& found = by_day_[day];
    const auto date = Date::parse(day);
    if (!date)
        return found;
    storage::CaseQuery query;
    query.workflows = {kind_.workflow->id};
    query.from = query.to = *date;
    query.limit = page_size;
    const auto scope = accounts::scope_of(actor_, accounts::Action::read_cases);
    for (bool more = true; more;) {
        const auto page = storage::list_cases(txn_, scope, query);
        if (!page)
            break;
        for (const Case& one : page->items) {
            if (one.stage == "cancelled")
                continue;
            const json::value* const form = one.data.if_contains(kind_.form->id);
            if (!form || !form->is_object())
                continue;
            ListRow as_row;
            as_row.data = form->get_object();
            found.emplace(key_of(as_row), one.number);
        }
        query.cursor = page->next_cursor;
        more = !query.cursor.empty();
    }
    return found;
}

std::optional<Words> KnownAlready::find_case(const ListRow& row, std::string_view day)
{
    const auto& known = cases_on(day_in(row.data, day));
    const auto found = known.find(row.key);
    if (found == known.end())
        return std::nullopt;
    return there("已有同一天的案卷 " + found->second, "there is case " + found->second);
}

std::optional<Words> KnownAlready::find_count(const ListRow& row)
{
    const std::string gate(text_of(row.data, "gate"));
    for (const CaseRow& one : storage::rows_of_case(txn_, row.event))
        if (one.form == kind_.form->id && one.key == gate)
            return there(
                "“" + gate + "”已登记 " + std::to_string(integer_of(one.data, "counted")) + " 人次",
                gate + " has a count already"
            );
    return std::nullopt;
}

}  // namespace beihui::acts
