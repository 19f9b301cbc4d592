#pragma once

// An installation in folders of its own, whose clock tests set, and cases in it: what the tools that
// ask packs over real cases work on.

#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "cli/installation.hpp"
#include "cli/pack_case.hpp"
#include "storage/stores.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace beihui::cli
{

// A folder that goes with its owner.
class OwnFolder
{
public:
    OwnFolder() : path_(std::filesystem::temp_directory_path() / ("beihui-desk-" + random_id()))
    {
        std::filesystem::create_directories(path_);
    }
    OwnFolder(const OwnFolder&) = delete;
    OwnFolder& operator=(const OwnFolder&) = delete;
    ~OwnFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }
    void write(const std::string& file, std::string_view text) const
    {
        std::filesystem::create_directories((path_ / file).parent_path());
        std::ofstream(path_ / file, std::ios::binary) << text;
    }

private:
    std::filesystem::path path_;
};

// A copy of a pack of the project in a folder of its own, with one text replaced by another.
inline void copy_pack(
    const std::filesystem::path& from,
    const std::filesystem::path& to,
    const std::string& file,
    const std::string& old_text,
    const std::string& new_text
)
{
    std::filesystem::create_directories(to.parent_path());
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
    std::ifstream in(to / file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const auto at = text.find(old_text);
    if (at == std::string::npos)
        throw std::logic_error("there is no such text in " + file);
    text.replace(at, old_text.size(), new_text);
    std::ofstream(to / file, std::ios::binary) << text;
}

class CaseDesk
{
public:
    // `home` holds rules/ and workflows/.
    CaseDesk(std::filesystem::path home, std::string_view now) : clock_(Instant::parse(now).value())
    {
        places_.home = std::move(home);
        places_.data = data_.path();
        open();
    }

    const acts::Context& context() const { return installation_->context(); }
    Installation& installation() { return *installation_; }
    const Places& places() const { return places_; }
    void today(std::string_view now) { clock_.set(Instant::parse(now).value()); }

    // A command opens the database itself, and only one program may: close before, open after.
    void close() { installation_.reset(); }
    void open()
    {
        auto opened = Installation::open(places_, clock_);
        if (!opened)
            throw std::runtime_error(opened.error().detail.zh);
        installation_ = std::move(*opened);
    }

    std::string organisation(const std::string& code, const std::string& name, const char* kind)
    {
        const bool school = std::string_view(kind) == "school";
        return acts::register_organisation(
                   context(), "",
                   {{"code", code},
                    {"name", name},
                    {"level", school ? "school" : "province"},
                    {"kind", kind}}
        ).value();
    }
    // The number of a new case, opened by the program itself.
    std::string open_case(
        const std::string& workflow,
        const std::string& organisation,
        json::object data,
        const std::string& act = {}
    )
    {
        acts::OpenCase opening;
        opening.wanted.workflow = workflow;
        opening.wanted.organisation = organisation;
        // Named, since a case of another year is not bound by them of itself.
        const auto rules = context().rules();
        for (const auto& pack : rules->world->packs())
            if (std::ranges::find(pack->workflows, workflow) != pack->workflows.end())
                opening.wanted.circulars.push_back(pack->id);
        opening.first.act = act;
        opening.first.data = std::move(data);
        const auto opened = acts::open_case(context(), acts::the_program(), opening);
        if (!opened)
            throw std::runtime_error(opened.error().detail.zh + " " + opened.error().code);
        return opened->number;
    }
    std::string event(
        const std::string& organisation,
        const std::string& title,
        const std::string& day,
        std::int64_t expected
    )
    {
        return open_case(
            "recruitment-event", organisation,
            {{"title", title},
             {"form", "专场招聘会"},
             {"mode", "线下"},
             {"starts_at", day + "T09:00:00+08:00"},
             {"ends_at", day + "T16:30:00+08:00"},
             {"venue", "大学生活动中心一层"},
             {"expected", expected},
             {"expected_basis", "去年同类活动"}}
        );
    }
    void act(const std::string& number, const std::string& act, json::value data)
    {
        acts::SubmitAct wanted;
        wanted.number = number;
        wanted.wanted.act = act;
        wanted.wanted.data = std::move(data);
        const auto done = acts::submit_act(context(), acts::the_program(), wanted);
        if (!done)
            throw std::runtime_error(done.error().detail.zh + " " + done.error().code);
    }

    Case found(const std::string& number)
    {
        std::optional<Case> subject;
        context().database.read([&](storage::ReadTxn& txn) {
            subject = storage::find_case(txn, number);
        });
        return subject.value();
    }
    // Asks something about a case in one snapshot.
    template <class Look>
    json::object look(const std::string& number, const Look& look)
    {
        Result<json::object> answer = json::object();
        context().database.read([&](storage::ReadTxn& txn) {
            answer = look(txn, storage::find_case(txn, number).value());
        });
        if (!answer)
            throw std::runtime_error(answer.error().code + " " + answer.error().detail.zh);
        return std::move(*answer);
    }

    // Everything that the history and its projections hold: equal texts, nothing was written.
    std::string everything()
    {
        std::string text;
        context().database.read([&](storage::ReadTxn& txn) {
            text = storage::dump_projections(txn);
            storage::for_each_entry(txn, [&](const storage::StoredEntry& entry) {
                text += entry.uid + " " + entry.leaf + "\n";
            });
        });
        return text;
    }

private:
    OwnFolder data_;
    Places places_;
    SetClock clock_;
    std::unique_ptr<Installation> installation_;
};

// A home with the project's workflows and calendar and the packs that a test writes into it.
class OwnHome : public OwnFolder
{
public:
    OwnHome()
    {
        const std::filesystem::path source = BEIHUI_SOURCE_DIR;
        std::filesystem::create_directories(path() / "rules" / "calendars");
        std::filesystem::copy(
            source / "rules" / "calendars", path() / "rules" / "calendars",
            std::filesystem::copy_options::recursive
        );
        std::filesystem::copy(
            source / "workflows", path() / "workflows", std::filesystem::copy_options::recursive
        );
    }
    // An invented circular whose first day is 2025-04-01; `rule` is its one Lua file.
    void write_pack(
        const std::string& id,
        std::string_view parameters,
        std::string_view rule,
        const std::string& folder = "rules/"
    ) const
    {
        const std::string source = "二、活动结束后三个工作日内报送。\n三、组织走访。\n";
        const std::string at = folder + id + "/";
        write(at + "source.txt", source);
        write(
            at + "pack.yaml",
            "pack: " + id +
                "\nrevision: 1\napi: 1\ntitle: { zh: 试行通知, en: Trial circular }\n"
                "source: { file: source.txt, sha256: " +
                hex(sha256(source)) +
                " }\nknown_from: 2025-04-01\n"
                "phases: [ { from: 2025-04-01, to: 2025-06-30 } ]\n"
                "binds: [recruitment-event, visit]\nauthors: [甲]\nreviewers: [乙]\n"
        );
        write(
            at + "clauses.yaml",
            "2025/二:\n  text: \"活动结束后三个工作日内报送\"\n  kind: recurring\n  check: rule\n"
            "2025/三:\n  text: \"组织走访\"\n  kind: mandatory\n  check: rule\n"
        );
        write(
            at + "interpretations.yaml",
            "i-001:\n  question: 当日算不算？\n  answer: 不算\n  decided_by: null\n"
            "  basis: 通知未写\n  affects: [report.days]\n"
        );
        write(at + "params.yaml", parameters);
        write(at + "rules/all.lua", rule);
    }
};

}  // namespace beihui::cli
