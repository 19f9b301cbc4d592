#include "cli/watching.hpp"

#include "cli/pack_bench.hpp"
#include "cli/show_fault.hpp"

#include <algorithm>
#include <ostream>
#include <vector>

namespace beihui::cli
{
namespace
{

// Path, size and time of every file: another text when anything was changed. What cannot be looked
// at, because it is being written, is not in it and comes with the next look.
std::string state_of(const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    std::vector<std::string> files;
    std::error_code failed;
    for (auto entry = fs::recursive_directory_iterator(folder, failed); entry != fs::end(entry);
         entry.increment(failed)) {
        const bool hidden = entry->path().filename().string().starts_with(".");
        if (hidden && entry->is_directory(failed))
            entry.disable_recursion_pending();
        if (hidden || !entry->is_regular_file(failed))
            continue;
        const auto size = entry->file_size(failed);
        const auto written = entry->last_write_time(failed).time_since_epoch().count();
        files.push_back(
            entry->path().string() + " " + std::to_string(size) + " " + std::to_string(written)
        );
    }
    std::ranges::sort(files);
    std::string state;
    for (const std::string& file : files)
        state += file + "\n";
    return state;
}

// The folder of the pack that a fault in "rules/<id>/rules/visits.lua:7:3" is about.
std::filesystem::path folder_of(const Fault& fault, const std::filesystem::path& home)
{
    const std::filesystem::path file = place_of(fault.where).file;
    std::filesystem::path folder = home;
    int names = 0;
    for (const std::filesystem::path& name : file)
        if (++names <= 2)
            folder /= name;
    return folder;
}

}  // namespace

Watching::Watching(Installation& installation, std::ostream& err, std::chrono::milliseconds pause)
    : installation_(installation), err_(err), pause_(pause), thread_([this] { run(); })
{}

Watching::~Watching()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
}

void Watching::run()
{
    for (;;) {
        try {
            look();
        } catch (const std::exception& trouble) {
            err_ << "rules/ 没有读入 not read: " << trouble.what() << '\n' << std::flush;
        }
        std::unique_lock lock(mutex_);
        if (stopped_.wait_for(lock, pause_, [this] { return stopping_; }))
            return;
    }
}

// A state that two looks in a row find is one that nobody is writing at.
void Watching::look()
{
    std::string now = state_of(installation_.places().home / "rules");
    const bool is_still = now == seen_;
    seen_ = std::move(now);
    if (!is_still || seen_ == read_)
        return;
    read_ = seen_;
    read_again();
}

void Watching::read_again()
{
    const auto changed = installation_.read_folder_again();
    if (!changed) {
        err_ << "rules/ 有错误，仍用原来的规则 faults in rules/: the rules stay as they were\n";
        for (const Fault& fault : faults_of(changed.error())) {
            show_fault(fault, folder_of(fault, installation_.places().home), err_);
            err_ << '\n';
        }
        err_ << std::flush;
        return;
    }
    if (changed->empty())
        return;
    err_ << "已换用 rules/ 里现在的规则 the rules of rules/ are in use as they are now:";
    for (const std::string& id : *changed)
        err_ << ' ' << id;
    err_ << '\n' << std::flush;
}

}  // namespace beihui::cli
