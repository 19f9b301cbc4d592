#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace beihui::bench
{

// What preload/recording.cpp wrote down. Numbers are 64 bits, texts their length and bytes: the SQL
// texts; then the connections, each with its runs: number of the text, steps, order, values (a letter n, i,
// t or b, then the number or the text).
struct RecordedValue
{
    char kind = 'n';
    std::int64_t number = 0;
    std::string text;
};

struct RecordedRun
{
    std::size_t sql = 0;
    std::size_t steps = 0;
    std::uint64_t order = 0;  // among those of all connections
    std::vector<RecordedValue> values;
};

// The statements of one unit of work: one act and all it writes. Without those that begin and end
// it, since the limit commits in its own way.
struct RecordedUnit
{
    std::vector<RecordedRun> runs;
    std::string case_id;  // of its entry; empty: not an act
    std::size_t entries = 0;
};

struct Recorded
{
    std::vector<std::string> sql;
    std::vector<std::string> settings;  // SQLite: the PRAGMAs of the writing connection
    std::vector<RecordedUnit> units;    // as they began
    std::size_t entries = 0;
    int checkpoint_frames = 0;    // SQLite: after so many new frames the server checkpoints
    std::size_t checkpoints = 0;  // while it was recorded
};

Recorded read_recording(const std::filesystem::path& path, bool postgresql);

}  // namespace beihui::bench
