#include "bench/statements.hpp"

#include "bench/process.hpp"

#include <algorithm>
#include <fstream>
#include <map>

namespace beihui::bench
{
namespace
{

class File
{
public:
    explicit File(const std::filesystem::path& path) : in_(path, std::ios::binary)
    {
        if (!in_)
            fail("the server recorded nothing: " + path.string());
    }
    std::uint64_t number()
    {
        std::uint64_t value = 0;
        in_.read(reinterpret_cast<char*>(&value), sizeof value);
        if (!in_)
            fail("the recording is cut off");
        return value;
    }
    std::string text()
    {
        std::string value(number(), '\0');
        in_.read(value.data(), static_cast<std::streamsize>(value.size()));
        return value;
    }
    RecordedValue value()
    {
        RecordedValue value;
        value.kind = static_cast<char>(in_.get());
        if (value.kind == 'i')
            value.number = static_cast<std::int64_t>(number());
        else if (value.kind != 'n')
            value.text = text();
        return value;
    }
    std::vector<RecordedRun> runs()
    {
        std::vector<RecordedRun> list(number());
        for (RecordedRun& run : list) {
            run.sql = number();
            run.steps = number();
            run.order = number();
            run.values.resize(number());
            for (RecordedValue& each : run.values)
                each = value();
        }
        return list;
    }

private:
    std::ifstream in_;
};

// The place of a column among those that an INSERT fills; -1: it is no such INSERT.
int column_of_insert(const std::string& sql, const std::string& table, const std::string& column)
{
    const auto head = "INSERT INTO " + table + " (";
    const auto alike = "INSERT INTO " + table + "(";
    if (!sql.starts_with(head) && !sql.starts_with(alike))
        return -1;
    const auto open = sql.find('(');
    const std::string list = sql.substr(open + 1, sql.find(')') - open - 1);
    int at = 0;
    for (std::size_t from = 0; from < list.size(); ++at) {
        const auto comma = std::min(list.find(',', from), list.size());
        std::string name = list.substr(from, comma - from);
        std::erase_if(name, [](char c) { return c == ' ' || c == '\n'; });
        if (name == column)
            return at;
        from = comma + 1;
    }
    return -1;
}

class Reader
{
public:
    explicit Reader(Recorded& into) : into_(into)
    {
        for (const std::string& sql : into_.sql)
            places_.push_back(column_of_insert(sql, "entry", "case_id"));
    }

    void read(std::vector<RecordedRun> runs)
    {
        for (RecordedRun& run : runs)
            read(std::move(run));
        close();
    }

private:
    void read(RecordedRun run)
    {
        const std::string& sql = into_.sql[run.sql];
        if (sql == "-- checkpoint")
            return note_checkpoint(run);
        if (sql.starts_with("PRAGMA")) {
            into_.settings.push_back(sql);
            return;
        }
        if (sql.starts_with("SAVEPOINT") || sql.starts_with("BEGIN")) {
            close();
            open_ = sql.find("READ ONLY") == std::string::npos;
            return;
        }
        // What the server says to its own connection is none of the act.
        if (sql.starts_with("SET LOCAL"))
            return;
        if (sql.starts_with("ROLLBACK")) {
            unit_ = {};
            open_ = false;
            return;
        }
        if (sql.starts_with("RELEASE") || sql.starts_with("COMMIT"))
            return close();
        if (!open_)
            return;
        const int place = places_[run.sql];
        if (place >= 0 && static_cast<std::size_t>(place) < run.values.size()) {
            unit_.case_id = run.values[static_cast<std::size_t>(place)].text;
            ++unit_.entries;
        }
        unit_.runs.push_back(std::move(run));
    }
    void close()
    {
        into_.entries += unit_.entries;
        if (!unit_.runs.empty())
            into_.units.push_back(std::move(unit_));
        unit_ = {};
        // On SQLite a transaction has several savepoints, and what stands between them is nothing.
        open_ = false;
    }
    // The least number of frames after which it checkpointed while it was busy.
    void note_checkpoint(const RecordedRun& run)
    {
        constexpr int passive = 0;
        const auto frames = static_cast<int>(run.values[1].number);
        if (run.values[0].number != passive || frames <= 0)
            return;
        ++into_.checkpoints;
        const int since = frames >= frames_before_ ? frames - frames_before_ : frames;
        frames_before_ = frames;
        if (since > 0 && (into_.checkpoint_frames == 0 || since < into_.checkpoint_frames))
            into_.checkpoint_frames = since;
    }

    Recorded& into_;
    std::vector<int> places_;
    bool open_ = false;
    int frames_before_ = 0;
    RecordedUnit unit_;
};

}  // namespace

Recorded read_recording(const std::filesystem::path& path, bool postgresql)
{
    File file(path);
    Recorded recorded;
    recorded.sql.resize(file.number());
    for (std::string& sql : recorded.sql)
        sql = file.text();
    std::vector<std::vector<RecordedRun>> links(file.number());
    for (auto& link : links)
        link = file.runs();
    // SQLite has one connection that writes: the one that ran most, readers left out already.
    if (!postgresql && links.size() > 1) {
        const auto most =
            std::ranges::max_element(links, {}, [](const auto& l) { return l.size(); });
        links = {std::move(*most)};
    }
    Reader reader(recorded);
    for (auto& link : links)
        reader.read(std::move(link));
    // What writes a case anew began after the one before it had ended, on whichever connection.
    std::ranges::sort(recorded.units, {}, [](const RecordedUnit& unit) {
        return unit.runs.front().order;
    });
    if (recorded.entries == 0)
        fail("the recording holds no entry: the server wrote nothing while it was recorded");
    return recorded;
}

}  // namespace beihui::bench
