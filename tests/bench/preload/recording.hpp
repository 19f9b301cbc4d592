#pragma once

// Loaded before the libraries of a server (LD_PRELOAD), it writes down every statement with its values
// that the server's writing connections run: what the limit programs run again. The server itself
// is the one that people run, and no time is taken while this is loaded.
//
// SQLite: sqlite3_prepare_v2, _bind_*, _step, _exec and checkpoints. PostgreSQL: PQprepare,
// PQexecPrepared, PQexecParams, PQexec and their PQsend… kin. Written to $BEIHUI_RECORDING when the
// program ends; see statements.hpp for the form.

#include <dlfcn.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace beihui::recorder
{

struct Value
{
    char kind = 'n';  // n null, i integer, t text, b blob
    std::int64_t number = 0;
    std::string text;
};

struct Run
{
    std::uint32_t sql = 0;
    std::uint32_t steps = 0;
    std::uint64_t order = 0;  // among the runs of all connections
    std::vector<Value> values;
};

struct Link
{
    bool only_reads = false;
    std::deque<Run> runs;
    std::map<std::string, std::string> prepared;  // PostgreSQL: names of statements
};

struct Statement
{
    void* link = nullptr;
    std::uint32_t sql = 0;
    std::vector<Value> values;
    Run* running = nullptr;
};

// How deep this thread is inside a function of ours: what the library calls itself is not written
// down a second time.
inline thread_local int depth = 0;

struct Inside
{
    Inside() { ++depth; }
    ~Inside() { --depth; }
    bool outermost() const { return depth == 1; }
};

class Recording
{
public:
    // Never destroyed: connections may end after everything else.
    static Recording& only()
    {
        static auto* const one = new Recording;
        return *one;
    }

    std::uint32_t number_of(const std::string& sql)
    {
        const auto [place, is_new] =
            numbers_.try_emplace(sql, static_cast<std::uint32_t>(texts_.size()));
        if (is_new)
            texts_.push_back(sql);
        return place->second;
    }
    Run* add(void* link, std::uint32_t sql, std::vector<Value> values)
    {
        Link& of = links[link];
        if (of.only_reads)
            return nullptr;
        of.runs.push_back({sql, 0, ++order_, std::move(values)});
        return &of.runs.back();
    }
    void write() const;

    std::mutex mutex;
    std::unordered_map<void*, Statement> statements;
    std::map<void*, Link> links;

private:
    std::uint64_t order_ = 0;
    std::vector<std::string> texts_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

// The function of that name in the library itself.
template <class Function>
Function real(const char* name)
{
    void* const found = ::dlsym(RTLD_NEXT, name);
    if (!found) {
        std::fprintf(stderr, "recorder: no %s\n", name);
        std::abort();
    }
    return reinterpret_cast<Function>(found);
}

#define REAL(name) static const auto real_##name = real<decltype(&name)>(#name)

}  // namespace beihui::recorder
