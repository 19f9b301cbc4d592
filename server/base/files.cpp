#include "base/files.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace beihui
{
namespace
{

// An open file of the operating system; closed at the end of the scope.
class Descriptor
{
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }

    explicit operator bool() const { return number_ >= 0; }
    int number() const { return number_; }

private:
    int number_;
};

Error file_refused(
    Refusal kind,
    const char* code,
    const std::filesystem::path& path,
    const std::string& zh,
    const std::string& en
)
{
    const std::string shown = one_line(path.string(), 200);
    return refuse(kind, code, zh + "：" + shown, en + ": " + shown);
}

// Reads the reason from errno, so it must be called first after the call that failed.
Error from_errno(
    const char* code,
    const std::filesystem::path& path,
    const std::string& zh,
    const std::string& en
)
{
    const std::string reason = std::system_category().message(errno);
    return file_refused(
        Refusal::unavailable, code, path, zh + "（" + reason + "）", en + " (" + reason + ")"
    );
}

bool write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool write_and_sync(const std::filesystem::path& file, std::string_view bytes, unsigned mode)
{
    const Descriptor descriptor(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    );
    return descriptor && write_all(descriptor.number(), bytes) && ::fsync(descriptor.number()) == 0;
}

// A new name in a folder survives a power cut only when the folder itself has been written.
bool sync_folder(const std::filesystem::path& folder)
{
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return descriptor && ::fsync(descriptor.number()) == 0;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file, std::size_t most_bytes)
{
    // Not blocking: opening a pipe that nobody writes to would wait for ever.
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor && (errno == ENOENT || errno == ENOTDIR))
        return file_refused(
            Refusal::not_found, "file_not_found", file, "没有这个文件", "there is no such file"
        );
    struct stat about = {};
    if (!descriptor || ::fstat(descriptor.number(), &about) != 0)
        return from_errno("file_not_readable", file, "读不了文件", "the file cannot be read");
    if (!S_ISREG(about.st_mode))
        return file_refused(
            Refusal::unavailable, "file_not_readable", file, "不是普通文件", "not a regular file"
        );
    std::string bytes;
    if (about.st_size > 0)  // all that it will be, so that it need not grow
        bytes.reserve(std::min(static_cast<std::size_t>(about.st_size), most_bytes));
    char part[65536];
    while (bytes.size() <= most_bytes) {
        const ssize_t count = ::read(descriptor.number(), part, sizeof part);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return from_errno("file_not_readable", file, "读不了文件", "the file cannot be read");
        if (count == 0)
            return bytes;
        bytes.append(part, static_cast<std::size_t>(count));
    }
    const std::string most = std::to_string(most_bytes);
    return file_refused(
        Refusal::invalid_input, "file_too_large", file, "文件超过 " + most + " 字节",
        "the file has more than " + most + " bytes"
    );
}

Result<void> write_file(const std::filesystem::path& file, std::string_view bytes, unsigned mode)
{
    // In the same folder, because a rename does not cross file systems.
    std::filesystem::path fresh = file;
    fresh += "." + random_id().substr(0, 12) + ".new";
    if (!write_and_sync(fresh, bytes, mode) || ::rename(fresh.c_str(), file.c_str()) != 0) {
        const Error error =
            from_errno("file_not_written", file, "写不了文件", "the file cannot be written");
        ::unlink(fresh.c_str());
        return error;
    }
    const std::filesystem::path folder = file.parent_path();
    if (!sync_folder(folder.empty() ? "." : folder))
        return from_errno("file_not_written", file, "写不了文件", "the file cannot be written");
    return {};
}

Result<std::vector<std::filesystem::path>> list_folder(
    const std::filesystem::path& folder,
    std::size_t most_names
)
{
    std::error_code code;
    std::filesystem::directory_iterator next(folder, code);
    if (code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory)
        return file_refused(
            Refusal::not_found, "folder_not_found", folder, "没有这个文件夹",
            "there is no such folder"
        );
    std::vector<std::filesystem::path> found;
    for (; !code && next != std::filesystem::directory_iterator(); next.increment(code)) {
        if (found.size() == most_names)
            return file_refused(
                Refusal::invalid_input, "folder_too_large", folder, "文件夹里的文件太多",
                "the folder holds too many files"
            );
        found.push_back(next->path());
    }
    if (code)
        return file_refused(
            Refusal::unavailable, "folder_not_readable", folder,
            "读不了文件夹（" + code.message() + "）",
            "the folder cannot be read (" + code.message() + ")"
        );
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.native() < b.native();
    });
    return found;
}

}  // namespace beihui
