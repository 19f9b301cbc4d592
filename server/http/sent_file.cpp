#include "http/sent_file.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace beihui::http
{
namespace
{

struct Signature
{
    std::string_view begins;
    std::string_view media;
};

// What a file begins with. What the browser claims about it is not asked.
constexpr std::array signatures = {
    Signature{"%PDF-", "application/pdf"},
    Signature{"\x89PNG\r\n\x1a\n", "image/png"},
    Signature{"\xff\xd8\xff", "image/jpeg"},
    Signature{"PK\x03\x04", "application/zip"},  // also xlsx and docx
    Signature{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"},  // doc, xls
};

// The media type of a file by its bytes; none when it is of no kind that is kept.
std::optional<std::string> media_of(std::string_view bytes, std::string_view name)
{
    for (const Signature& signature : signatures)
        if (bytes.starts_with(signature.begins)) {
            if (signature.media == "application/zip" && name.ends_with(".xlsx"))
                return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            if (signature.media == "application/zip" && name.ends_with(".docx"))
                return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            return std::string(signature.media);
        }
    if (bytes.find('\0') == std::string_view::npos && is_utf8(bytes))
        return "text/plain";
    return std::nullopt;
}

bool has_control_character(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

}  // namespace

std::optional<Response> refuse_file(
    const Request& request,
    const std::string& kind,
    const std::string& name
)
{
    if (has_control_character(kind) || has_control_character(name))
        return problem(
            422, "bad_query",
            {"kind、name 不能含控制字符", "kind and name hold no control characters"}, request
        );
    if (kind.empty() || name.empty() || request.body.empty())
        return problem(
            422, "file_missing",
            {"须有 kind、name 与文件内容", "kind, name and the bytes of a file are required"},
            request
        );
    if (!media_of(request.body, name))
        return problem(
            415, "file_kind",
            {"只收 PDF、PNG、JPEG、Office 文档与文本文件",
             "only PDF, PNG, JPEG, office documents and text"},
            request
        );
    return std::nullopt;
}

acts::Upload sent_file(const Request& request, const std::string& kind, const std::string& name)
{
    acts::Upload upload;
    upload.sha256 = hex(sha256(request.body));
    upload.name = name;
    upload.media = media_of(request.body, name).value_or("");
    upload.kind = kind;
    upload.size = static_cast<std::int64_t>(request.body.size());
    return upload;
}

}  // namespace beihui::http
