// What pages of cases are put together from.
#include "acts/case_page.hpp"
#include "storage/case_batch.hpp"
#include "storage/place_store.hpp"

#include <algorithm>

namespace beihui::acts
{

json::value instant_json(const std::optional<Instant>& instant)
{
    return instant ? json::value(instant->text()) : json::value();
}

json::object words_json(const Words& words)
{
    return {{"zh", words.zh}, {"en", words.en.empty() ? words.zh : words.en}};
}

json::object fault_json(const Fault& fault)
{
    json::object object{{"code", fault.code}, {"detail", fault.detail.zh}};
    const auto put = [&](const char* name, const std::string& text) {
        if (!text.empty())
            object[name] = text;
    };
    put("pointer", fault.where);
    put("way_out", fault.way_out.zh);
    put("clause", fault.clause);
    put("clause_text", fault.clause_text.zh);
    put("owner", fault.owner);
    return object;
}

json::object document_json(
    const Context& context,
    storage::ReadTxn& txn,
    const Document& document,
    bool masked
)
{
    constexpr std::string_view prefix = "hidden:";
    json::value name(document.name);
    if (document.name.starts_with(prefix)) {
        // reveal() opens only what carries a commitment, which the projection of a document lacks.
        name = json::object{{"hidden", document.name.substr(prefix.size())}, {"commitment", ""}};
        storage::reveal(txn, context.database, name, masked);
    }
    return {
        {"id", document.id},       {"name", name.is_string() ? name : json::value("（不公开）")},
        {"media", document.media}, {"kind", document.kind},
        {"size", document.size},   {"sha256", document.sha256},
    };
}

namespace
{

// The words of a clause as the revision of the case has them; else as another has them.
std::string clause_text(const rules::World& world, const Duty& duty, std::string_view hash)
{
    std::vector<const rules::Pack*> packs{world.find(duty.pack, hash), world.find(duty.pack)};
    for (const auto& pack : world.earlier())
        if (pack->id == duty.pack)
            packs.push_back(pack.get());
    for (const rules::Pack* const pack : packs)
        if (const rules::Clause* const clause = pack ? pack->clause(duty.clause) : nullptr)
            return clause->text;
    return {};
}

}  // namespace

json::object duty_json(
    const Context& context,
    const Duty& duty,
    Instant now,
    const std::vector<PackPin>& pins
)
{
    const auto rules = context.rules();
    const auto pin = std::ranges::find(pins, duty.pack, &PackPin::pack);
    const std::string hash = pin == pins.end() ? std::string() : pin->hash;
    const bool overdue = duty.state == "open" && duty.due && *duty.due <= now;
    return {
        {"key", duty.key},
        {"title", words_json(duty.title)},
        {"pack", duty.pack},
        {"clause", duty.clause},
        {"clause_text", clause_text(*rules->world, duty, hash)},
        {"owner", duty.owner},
        {"form", duty.form},
        {"due", instant_json(duty.due)},
        {"due_source", duty.due_source},
        {"state", duty.state},
        {"overdue", overdue},
        {"done_at", instant_json(duty.done_at)},
        {"late", duty.late()},
        {"known_after_due", duty.known_after_due()},
        {"rules", duty.rules},
        {"period_end", duty.period_end ? json::value(duty.period_end->text()) : json::value()},
        {"occasion", duty.occasion},
        {"acceptances", duty.acceptances},
    };
}

std::string Names::person(std::string_view key)
{
    if (key == "system")
        return "系统";
    if (const auto known = people_.find(key); known != people_.end())
        return known->second;
    std::string name(key.substr(0, 8));
    if (const auto record = storage::find_registered(txn_, "person", key)) {
        json::value data(record->data);
        storage::reveal(txn_, context_.database, data, false);
        if (const json::value* const profile = member(data, "profile"))
            if (const std::string_view shown = text_of(*profile, "name"); !shown.empty())
                name = shown;
    } else if (const auto account = storage::find_account(txn_, key)) {
        name = account->login;
    }
    people_.emplace(key, name);
    return name;
}

std::string Names::organisation(std::string_view id)
{
    if (const auto known = organisations_.find(id); known != organisations_.end())
        return known->second;
    const auto record = storage::find_registered(txn_, "organisation", id);
    std::string name = record ? record->name : std::string();
    organisations_.emplace(id, name);
    return name;
}

void Names::expect_organisations_of(std::span<const Case> cases)
{
    std::set<std::string> ids;
    for (const Case& subject : cases)
        if (!organisations_.contains(subject.organisation))
            ids.insert(subject.organisation);
    const std::vector<std::string> asked(ids.begin(), ids.end());
    for (auto& [id, name] : storage::registered_names(txn_, "organisation", asked))
        organisations_.emplace(std::move(id), std::move(name));
}

std::string Names::organisation(std::string_view id, Date day)
{
    std::string name = storage::organisation_name_on(txn_, id, day);
    return name.empty() ? organisation(id) : name;
}

}  // namespace beihui::acts
