// beihui pack new, fmt, stubs, reference: the commands that write files.
#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/pack_bench.hpp"
#include "cli/pack_tools.hpp"
#include "rules/overlay.hpp"
#include "rules/tools/copy_pack.hpp"
#include "rules/tools/format_yaml.hpp"
#include "rules/tools/reference.hpp"

#include <algorithm>
#include <ostream>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_bytes = 4 << 20;
constexpr unsigned readable_by_all = 0644;

// Writes what differs; with `only_check` tells it instead. Counts the files that differ.
class Writing
{
public:
    Writing(bool only_check, std::ostream& out, std::ostream& err)
        : only_check_(only_check), out_(out), err_(err)
    {}

    void put(const std::filesystem::path& file, const std::string& bytes)
    {
        const auto old = read_file(file, most_bytes);
        if (old && *old == bytes)
            return;
        ++differing_;
        if (only_check_) {
            out_ << file.string() << '\n';
            return;
        }
        std::error_code failed;
        std::filesystem::create_directories(file.parent_path(), failed);
        if (const auto written = write_file(file, bytes, readable_by_all)) {
            out_ << "已写入 written " << file.string() << '\n';
        } else {
            print_error(written.error(), err_);
            failed_ = true;
        }
    }

    std::size_t differing() const { return differing_; }
    int code() const { return failed_ || (only_check_ && differing_ > 0) ? refused : good; }

private:
    bool only_check_;
    std::ostream& out_;
    std::ostream& err_;
    std::size_t differing_ = 0;
    bool failed_ = false;
};

// The host functions of a pack without rules: they are the same for every pack.
Result<std::unique_ptr<rules::Interpreter>> bare_interpreter(const rules::Pack& pack)
{
    return rules::Interpreter::load(pack, rules::lua::Limits::standard());
}

void print_decisions(const rules::PackCopy& copy, std::ostream& out)
{
    out << "须重新决定 " << copy.to_decide.size() << " 处 to be decided again\n";
    std::string about;
    for (const rules::ToDecide& each : copy.to_decide) {
        if (each.about != about)
            out << each.about << '\n';
        about = each.about;
        out << "  [ ] " << each.place << "  " << each.words.zh << '\n';
    }
}

}  // namespace

Result<rules::Pack> texts_of(const std::filesystem::path& folder)
{
    std::error_code missing;
    if (!std::filesystem::is_regular_file(folder / "pack.yaml", missing))
        return rules::read_pack(folder).error();
    rules::Pack pack;
    const auto whole = std::filesystem::absolute(folder / "").lexically_normal().parent_path();
    const bool is_local = whole.parent_path().filename() == "local";
    pack.folder = (is_local ? "rules/local/" : "rules/") + whole.filename().string();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string path = std::filesystem::relative(entry.path(), folder).generic_string();
        if (!entry.is_regular_file() || entry.is_symlink() || !path.ends_with(".yaml") ||
            path.starts_with('.') || path.find("/.") != std::string::npos)
            continue;
        auto bytes = read_file(entry.path(), most_bytes);
        if (!bytes)
            return bytes.error();
        pack.files.emplace_back(path, std::move(*bytes));
    }
    std::ranges::sort(pack.files);
    return pack;
}

int new_pack(
    const std::string& id,
    const std::filesystem::path& from,
    const std::filesystem::path& to,
    std::ostream& out,
    std::ostream& err
)
{
    const auto old = rules::read_pack(from);
    if (!old) {
        show_faults(faults_of(old.error()), from, err);
        return refused;
    }
    const auto copy = rules::copy_pack(**old, id);
    if (!copy) {
        show_faults(faults_of(copy.error()), from, err);
        return refused;
    }
    const std::filesystem::path folder =
        to.empty() ? std::filesystem::absolute(from / "").parent_path().parent_path() / id : to;
    if (folder.filename() != id || std::filesystem::exists(folder)) {
        print_error(
            refuse(
                Refusal::invalid_input, "RP3052",
                folder.string() + " 已经存在，或不与新编号同名；规则包的文件夹须与编号同名",
                folder.string() + " exists already, or is not named after the new id"
            ),
            err
        );
        return refused;
    }
    Writing writing(false, out, err);
    for (const auto& [path, bytes] : copy->files)
        writing.put(folder / path, bytes);
    if (writing.code() == good)
        print_decisions(*copy, out);
    return writing.code();
}

int format_pack(
    const std::filesystem::path& folder,
    bool only_check,
    std::ostream& out,
    std::ostream& err
)
{
    const auto pack = texts_of(folder);
    const auto files = pack ? rules::format_pack(*pack) : pack.error();
    if (!files) {
        show_faults(faults_of(files.error()), folder, err);
        return refused;
    }
    Writing writing(only_check, out, err);
    for (const auto& [path, bytes] : *files)
        writing.put(folder / path, bytes);
    if (only_check && writing.differing() > 0)
        out << "排版不一；修正：beihui pack fmt " << folder.string()
            << " / not laid out as agreed\n";
    return writing.code();
}

int write_stubs(
    const std::filesystem::path& folder,
    bool only_check,
    std::ostream& out,
    std::ostream& err
)
{
    Writing writing(only_check, out, err);
    for (const std::filesystem::path& one : packs_in(folder)) {
        const auto pack = rules::read_pack(one);
        if (!pack) {
            show_faults(faults_of(pack.error()), one, err);
            return refused;
        }
        const rules::Pack empty;
        const auto interpreter = bare_interpreter(empty);
        if (!interpreter) {
            print_error(interpreter.error(), err);
            return refused;
        }
        writing.put(
            rules::folder_around(one) / ".luals" / "circular.d.lua",
            rules::circular_stub((*interpreter)->functions())
        );
        writing.put(one / ".luals" / "pack.d.lua", rules::pack_stub(**pack));
    }
    if (only_check && writing.differing() > 0)
        out << "已过时；重新生成：beihui pack stubs " << folder.string() << " / stale\n";
    return writing.code();
}

int write_reference(
    const std::filesystem::path& file,
    bool only_check,
    std::ostream& out,
    std::ostream& err
)
{
    const rules::Pack empty;
    const auto interpreter = bare_interpreter(empty);
    if (!interpreter) {
        print_error(interpreter.error(), err);
        return refused;
    }
    const std::string page = rules::reference_page((*interpreter)->functions());
    if (file.empty()) {
        out << page;
        return good;
    }
    Writing writing(only_check, out, err);
    writing.put(file, page);
    if (only_check && writing.differing() > 0)
        out << "已过时；重新生成：beihui pack reference --output " << file.string() << " / stale\n";
    return writing.code();
}

}  // namespace beihui::cli
