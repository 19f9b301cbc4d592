#pragma once

// Facts put into a real database the way acts do it: by sealed entries, one case for each case_id.
// For test programs that link storage.

#include "history/sealing.hpp"
#include "storage/stores.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace beihui::test
{

// A folder that is gone when the test is over.
class Folder
{
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("beihui-" + random_id()))
    {
        std::filesystem::create_directory(path_);
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline std::unique_ptr<storage::Database> open_database(const std::string& address)
{
    storage::DatabaseSettings settings;
    settings.address = address;
    settings.master_key = std::string(32, 'k');
    settings.readers = 1;
    settings.writers = 1;
    auto database = storage::Database::open(settings);
    if (!database)
        throw std::runtime_error(database.error().detail.en);
    return std::move(*database);
}

// Writes facts as the entries of their cases.
class FactWriter
{
public:
    explicit FactWriter(storage::Database& database) : database_(database) {}

    // One entry of a case at a moment; the facts get its id as their case.
    void write(
        const std::string& case_id,
        Instant at,
        std::vector<Fact> made,
        std::vector<std::string> voided = {}
    )
    {
        Entry entry;
        entry.tenant = "tenant";
        entry.uid = random_id();
        entry.case_id = case_id;
        entry.case_seq = ++versions_[case_id];
        entry.at = at;
        entry.actor = "somebody";
        entry.act = "record";
        Case& after = entry.effects.after;
        after.id = case_id;
        after.number = "T-" + case_id;
        after.title = "活动 " + case_id;
        after.organisation = made.empty() ? "school" : made.front().organisation;
        after.org_path = made.empty() ? "/school/" : made.front().org_path;
        after.workflow = "recruitment-event";
        after.stage = "held";
        after.version = entry.case_seq;
        after.opened_at = at;
        after.changed_at = at;
        after.opened_by = "somebody";
        for (Fact& fact : made)
            fact.case_id = case_id;
        entry.effects.facts_made = std::move(made);
        entry.effects.facts_voided = std::move(voided);
        history::seal_entry(entry);
        const auto written = database_.write([&](storage::WriteTxn& txn) {
            return storage::append_entry(txn, entry, {}, {});
        });
        if (!written)
            throw std::runtime_error(written.error().detail.en);
    }

private:
    storage::Database& database_;
    std::map<std::string, std::int64_t> versions_;
};

}  // namespace beihui::test
