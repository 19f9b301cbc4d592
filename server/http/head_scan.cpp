#include "http/head_scan.hpp"

#include "http/grammar.hpp"

#include <algorithm>
#include <array>

namespace beihui::http
{
namespace
{

HeadRefusal malformed(std::string_view code, std::string zh, std::string en)
{
    return {400, code, Words{std::move(zh), std::move(en)}};
}

HeadRefusal bad_request_line()
{
    return malformed(
        "bad_request_line", "请求行不合规范，应为“方法 路径 HTTP/1.1”，以单个空格分隔",
        "The request line is malformed; it must be method, path and HTTP/1.1 with single spaces"
    );
}

HeadRefusal bad_line_end()
{
    return malformed(
        "bad_head_bytes", "请求头中有控制字符，或行末不是 CRLF",
        "The head holds control characters, or a line that does not end in CRLF"
    );
}

HeadRefusal bad_field(std::string_view name)
{
    return malformed(
        "bad_field", "请求头字段不合规范：" + std::string(name),
        "A header field is malformed: " + std::string(name)
    );
}

HeadRefusal repeated_field(std::string_view name)
{
    return malformed(
        "repeated_field", "请求头字段只能出现一次：" + std::string(name),
        "A header field may appear once only: " + std::string(name)
    );
}

HeadRefusal too_large(std::string_view what_zh, std::string_view what_en)
{
    return {
        431, "head_too_large",
        Words{
            "请求头过大：" + std::string(what_zh), "The head is too large: " + std::string(what_en)
        }
    };
}

// One pass over the bytes of a head, line by line.
class Scan
{
public:
    Scan(std::string_view bytes, const HeadLimits& limits) : bytes_(bytes), limits_(limits) {}

    HeadVerdict run();

private:
    enum class Line
    {
        complete,
        unfinished,
        refused,
    };

    Line next_line();
    std::size_t skip_plain(std::size_t position) const;
    bool byte_is_allowed(std::size_t position);
    bool read_request_line();
    bool read_version(std::string_view version);
    bool read_target(std::string_view target);
    bool read_field();
    bool finish();
    bool finish_framing();
    bool refuse_with(HeadRefusal refusal);

    std::string_view bytes_;
    const HeadLimits& limits_;
    std::size_t begin_ = 0;  // of the line being read
    std::string_view line_;  // the last complete line, without CRLF
    bool in_first_line_ = true;
    std::string_view authority_;  // of an absolute-form target
    Head head_;
    HeadRefusal refusal_;
};

HeadVerdict Scan::run()
{
    for (;;) {
        switch (next_line()) {
        case Line::unfinished: return NeedMore{};
        case Line::refused:    return refusal_;
        case Line::complete:   break;
        }
        if (in_first_line_) {
            if (!read_request_line())
                return refusal_;
            in_first_line_ = false;
        } else if (line_.empty()) {
            head_.size = begin_;
            if (!finish())
                return refusal_;
            return std::move(head_);
        } else if (!read_field()) {
            return refusal_;
        }
    }
}

bool Scan::refuse_with(HeadRefusal refusal)
{
    refusal_ = std::move(refusal);
    return false;
}

Scan::Line Scan::next_line()
{
    for (std::size_t i = skip_plain(begin_); i < bytes_.size(); i = skip_plain(i + 1)) {
        if (i >= limits_.bytes) {
            refuse_with(too_large("总长度", "in all"));
            return Line::refused;
        }
        if (bytes_[i] == '\r') {
            if (i + 1 == bytes_.size())
                return Line::unfinished;
            if (bytes_[i + 1] != '\n') {
                refuse_with(bad_line_end());
                return Line::refused;
            }
            if (i + 1 >= limits_.bytes) {
                refuse_with(too_large("总长度", "in all"));
                return Line::refused;
            }
            line_ = bytes_.substr(begin_, i - begin_);
            begin_ = i + 2;
            return Line::complete;
        }
        if (!byte_is_allowed(i))
            return Line::refused;
    }
    return Line::unfinished;
}

// The next byte that next_line() has to judge: the bytes before it are none of those that end a line or
// are refused, and stand at no limit. Most bytes of a head are skipped here.
std::size_t Scan::skip_plain(std::size_t position) const
{
    std::size_t line_limit = limits_.field_bytes;
    if (in_first_line_)
        line_limit = position - begin_ <= limits_.method
                         ? std::min(limits_.method, limits_.first_line)
                         : limits_.first_line;
    const std::size_t end = std::min({bytes_.size(), limits_.bytes, begin_ + line_limit});
    while (position < end && !is_forbidden(bytes_[position]))
        ++position;
    return position;
}

bool Scan::byte_is_allowed(std::size_t position)
{
    const char c = bytes_[position];
    const std::size_t in_line = position - begin_;
    if (is_forbidden(c))
        return refuse_with(bad_line_end());
    if (in_first_line_) {
        // Judged here and not at the end of the line, so that a stream of letters ends early.
        if (in_line == limits_.method &&
            bytes_.substr(begin_, in_line + 1).find(' ') == std::string_view::npos)
            return refuse_with(bad_request_line());
        if (in_line >= limits_.first_line)
            return refuse_with(
                {414, "target_too_long",
                 Words{"请求的地址过长", "The address of the request is too long"}}
            );
    } else if (in_line >= limits_.field_bytes) {
        return refuse_with(too_large("一个字段过长", "one field is too long"));
    }
    return true;
}

bool Scan::read_request_line()
{
    const auto first = line_.find(' ');
    const auto last = line_.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return refuse_with(bad_request_line());
    head_.method = line_.substr(0, first);
    if (!is_token(head_.method) || head_.method.size() > limits_.method)
        return refuse_with(bad_request_line());
    if (!read_target(line_.substr(first + 1, last - first - 1)))
        return false;
    return read_version(line_.substr(last + 1));
}

bool Scan::read_version(std::string_view version)
{
    const bool formed = version.size() == 8 && version.starts_with("HTTP/") &&
                        is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
    if (!formed)
        return refuse_with(bad_request_line());
    if (version[5] != '1' || version[7] > '1')
        return refuse_with(
            {505, "version_not_supported",
             Words{"只支持 HTTP/1.1 和 HTTP/1.0", "Only HTTP/1.1 and HTTP/1.0 are spoken here"}}
        );
    head_.minor_version = version[7] - '0';
    return true;
}

bool Scan::read_target(std::string_view target)
{
    const auto allowed = [](char c) {
        return c >= 0x21 && c <= 0x7E &&
               std::string_view("#\"<>").find(c) == std::string_view::npos;
    };
    if (!std::ranges::all_of(target, allowed))
        return refuse_with(bad_request_line());

    // RFC 9112 section 3.2.2: servers must accept the absolute form.
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!same_name(target.substr(0, scheme.size()), scheme))
            continue;
        target.remove_prefix(scheme.size());
        const auto slash = target.find('/');
        if (slash == std::string_view::npos || !is_host(target.substr(0, slash)))
            return refuse_with(bad_request_line());
        authority_ = target.substr(0, slash);
        target.remove_prefix(slash);
    }
    if (!target.starts_with('/'))
        return refuse_with(bad_request_line());
    head_.target = target;
    return true;
}

bool Scan::read_field()
{
    const auto colon = line_.find(':');
    const auto name = line_.substr(0, std::min(colon, line_.size()));
    // A folded line begins with a blank, which is no token character. The underscore is one, but
    // gateways turn both "-" and "_" into "_": two names would become one.
    if (colon == std::string_view::npos || !is_token(name) ||
        name.find('_') != std::string_view::npos)
        return refuse_with(bad_field(is_token(name) ? name : std::string_view("?")));
    if (head_.fields.size() == limits_.fields)
        return refuse_with(too_large("字段过多", "too many fields"));

    constexpr std::array<std::string_view, 6> at_most_once{
        "host", "content-length", "transfer-encoding", "content-type", "authorization", "cookie"
    };
    const auto is_this = [&](std::string_view other) { return same_name(other, name); };
    if (std::ranges::any_of(at_most_once, is_this) && head_.field(name))
        return refuse_with(repeated_field(name));

    head_.fields.emplace_back(name, trim_blanks(line_.substr(colon + 1)));
    return true;
}

// Two cookies of one "__Host-" name cannot come from one browser and one site (RFC 6265bis 4.1.3):
// the second was planted, to make two readers see two different sessions.
std::optional<std::string_view> repeated_host_cookie(std::string_view cookies)
{
    std::vector<std::string_view> seen;
    while (!cookies.empty()) {
        const auto end = std::min(cookies.find(';'), cookies.size());
        const auto pair = trim_blanks(cookies.substr(0, end));
        const auto name = trim_blanks(pair.substr(0, std::min(pair.find('='), pair.size())));
        cookies.remove_prefix(std::min(end + 1, cookies.size()));
        if (!same_name(name.substr(0, 7), "__Host-"))
            continue;
        if (std::ranges::find(seen, name) != seen.end())
            return name;
        seen.push_back(name);
    }
    return std::nullopt;
}

bool Scan::finish()
{
    const auto host = head_.field("host");
    if (!host && head_.minor_version == 1)
        return refuse_with(
            malformed("host_missing", "请求缺少 Host 字段", "The request has no Host field")
        );
    if (host && !is_host(*host))
        return refuse_with(bad_field("Host"));
    if (host && !authority_.empty() && !same_name(*host, authority_))
        return refuse_with(bad_field("Host"));
    head_.host = host.value_or(authority_);

    if (const auto cookies = head_.field("cookie"))
        if (repeated_host_cookie(*cookies))
            return refuse_with(repeated_field("Cookie"));
    return finish_framing();
}

bool Scan::finish_framing()
{
    const auto encoding = head_.field("transfer-encoding");
    const auto length = head_.field("content-length");
    if (encoding && length)
        return refuse_with(malformed(
            "length_twice", "Content-Length 与 Transfer-Encoding 不能同时出现",
            "Content-Length and Transfer-Encoding exclude each other"
        ));
    if (encoding) {
        if (head_.minor_version == 0)
            return refuse_with(bad_field("Transfer-Encoding"));
        if (!same_name(*encoding, "chunked"))
            return refuse_with(
                {501, "coding_not_supported",
                 Words{
                     "Transfer-Encoding 只支持 chunked",
                     "The only Transfer-Encoding here is chunked"
                 }}
            );
        head_.chunked = true;
    }
    if (length) {
        // 19 digits always fit into 64 bits.
        if (length->empty() || length->size() > 19 || !std::ranges::all_of(*length, is_digit))
            return refuse_with(bad_field("Content-Length"));
        std::uint64_t value = 0;
        for (const char c : *length)
            value = value * 10 + static_cast<std::uint64_t>(c - '0');
        head_.content_length = value;
    }
    // A GET with a body means something only to those who want two servers to disagree about it.
    if (head_.has_body() && (head_.method == "GET" || head_.method == "HEAD"))
        return refuse_with(malformed(
            "body_not_expected", "GET 与 HEAD 请求不能带正文", "GET and HEAD carry no body"
        ));
    return true;
}

}  // namespace

std::optional<std::string_view> Head::field(std::string_view name) const
{
    for (const auto& [known, value] : fields)
        if (same_name(known, name))
            return value;
    return std::nullopt;
}

HeadVerdict scan_head(std::string_view bytes, const HeadLimits& limits)
{
    return Scan(bytes, limits).run();
}

}  // namespace beihui::http
