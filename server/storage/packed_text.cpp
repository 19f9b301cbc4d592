#include "storage/packed_text.hpp"

#include "base/bytes.hpp"

#include <zstd.h>

#include <memory>
#include <new>

namespace beihui::storage
{
namespace
{

constexpr std::string_view mark = "zstd:";
constexpr int level = 1;  // twice as quick as the next, and a twentieth larger
constexpr std::size_t most_bytes = 64 << 20;

}  // namespace

std::string packed(std::string_view text)
{
    if (text.starts_with(mark))
        return std::string(text);
    thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(
        ZSTD_createCCtx(), ZSTD_freeCCtx
    );
    if (!context)
        throw std::bad_alloc();
    std::string frame(ZSTD_compressBound(text.size()), '\0');
    const std::size_t size = ZSTD_compressCCtx(
        context.get(), frame.data(), frame.size(), text.data(), text.size(), level
    );
    if (ZSTD_isError(size))
        throw std::bad_alloc();
    frame.resize(size);
    return std::string(mark) + base64(frame);
}

std::string unpacked(std::string stored)
{
    if (!stored.starts_with(mark))
        return stored;
    const auto frame = from_base64(std::string_view(stored).substr(mark.size()));
    if (!frame)
        return {};
    const auto size = ZSTD_getFrameContentSize(frame->data(), frame->size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most_bytes)
        return {};
    std::string text(size, '\0');
    const std::size_t got = ZSTD_decompress(text.data(), text.size(), frame->data(), frame->size());
    return ZSTD_isError(got) || got != text.size() ? std::string() : text;
}

}  // namespace beihui::storage
