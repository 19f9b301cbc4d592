#include "plugins/xlsx/zip_archive.hpp"

#include "plugin/sheet_format.hpp"

#include <zlib.h>

#include <array>

namespace beihui::xlsx
{
namespace
{

constexpr std::size_t most_files = 1000;
constexpr std::size_t end_size = 22;
constexpr std::size_t most_comment = 0xFFFF;
constexpr std::size_t entry_size = 46;
constexpr std::size_t local_size = 30;
constexpr std::uint32_t end_mark = 0x06054b50;
constexpr std::uint32_t entry_mark = 0x02014b50;
constexpr std::uint32_t local_mark = 0x04034b50;
constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;
constexpr std::uint16_t encrypted = 1;

Error damaged()
{
    return plugin::sheet_unreadable(
        "不是完好的 xlsx 文件，请用 Excel 或 WPS 另存后重试",
        "it is not a sound xlsx file; save it again with a spreadsheet program"
    );
}

// Little-endian numbers; beyond the end is 0, which fits no signature.
std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint32_t number = 0;
    if (at > bytes.size() || bytes.size() - at < size)
        return 0;
    for (std::size_t i = size; i-- > 0;)
        number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

// Where the record that ends the archive begins; npos when there is none.
std::size_t find_end(std::string_view bytes)
{
    if (bytes.size() < end_size)
        return std::string_view::npos;
    const std::size_t last = bytes.size() - end_size;
    for (std::size_t back = 0; back <= std::min(last, most_comment); ++back)
        if (number_at(bytes, last - back, 4) == end_mark)
            return last - back;
    return std::string_view::npos;
}

class Inflater
{
public:
    Inflater() { good_ = inflateInit2(&stream_, -MAX_WBITS) == Z_OK; }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    Result<std::string> run(std::string_view packed)
    {
        std::string unpacked;
        std::array<unsigned char, 65536> part{};
        stream_.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(packed.data()));
        stream_.avail_in = static_cast<uInt>(packed.size());
        for (int status = good_ ? Z_OK : Z_DATA_ERROR; status != Z_STREAM_END;) {
            stream_.next_out = part.data();
            stream_.avail_out = static_cast<uInt>(part.size());
            status = status == Z_OK ? inflate(&stream_, Z_NO_FLUSH) : status;
            if (status != Z_OK && status != Z_STREAM_END)
                return damaged();
            const std::size_t count = part.size() - stream_.avail_out;
            if (unpacked.size() + count > most_unpacked)
                return plugin::sheet_too_large();
            if (count == 0 && status == Z_OK)
                return damaged();  // it asks for more than there is
            unpacked.append(reinterpret_cast<const char*>(part.data()), count);
        }
        return unpacked;
    }

private:
    z_stream stream_{};
    bool good_ = false;
};

}  // namespace

Result<ZipArchive> ZipArchive::open(std::string_view bytes)
{
    ZipArchive archive;
    const std::size_t end = find_end(bytes);
    if (end == std::string_view::npos)
        return damaged();
    const std::size_t count = number_at(bytes, end + 10, 2);
    std::size_t at = number_at(bytes, end + 16, 4);
    if (count > most_files)
        return plugin::sheet_too_large();
    for (std::size_t i = 0; i < count; ++i) {
        if (number_at(bytes, at, 4) != entry_mark)
            return damaged();
        const std::size_t name_size = number_at(bytes, at + 28, 2);
        const std::size_t packed_size = number_at(bytes, at + 20, 4);
        const std::size_t local = number_at(bytes, at + 42, 4);
        if (number_at(bytes, local, 4) != local_mark || at + entry_size + name_size > bytes.size())
            return damaged();
        const std::size_t begin =
            local + local_size + number_at(bytes, local + 26, 2) + number_at(bytes, local + 28, 2);
        if (begin > bytes.size() || packed_size > bytes.size() - begin ||
            (number_at(bytes, at + 8, 2) & encrypted) != 0)
            return damaged();
        File file;
        file.method = static_cast<std::uint16_t>(number_at(bytes, at + 10, 2));
        file.crc = number_at(bytes, at + 16, 4);
        file.packed = bytes.substr(begin, packed_size);
        archive.files_.insert_or_assign(
            std::string(bytes.substr(at + entry_size, name_size)), file
        );
        at += entry_size + name_size + number_at(bytes, at + 30, 2) + number_at(bytes, at + 32, 2);
    }
    return archive;
}

Result<std::string> ZipArchive::unpack(std::string_view name) const
{
    const auto found = files_.find(name);
    if (found == files_.end())
        return damaged();
    const File& file = found->second;
    Result<std::string> bytes = damaged();
    if (file.method == stored)
        bytes = std::string(file.packed);
    else if (file.method == deflated)
        bytes = Inflater().run(file.packed);
    if (!bytes)
        return bytes;
    const auto crc =
        crc32_z(0, reinterpret_cast<const unsigned char*>(bytes->data()), bytes->size());
    if (crc != file.crc)
        return damaged();
    return bytes;
}

}  // namespace beihui::xlsx
