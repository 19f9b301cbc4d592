#include "messages/mail_message.hpp"

#include "base/bytes.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace beihui::messages
{
namespace
{

constexpr std::string_view line_end = "\r\n";

bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// What stands in an address without quotes: dot-atoms on both sides.
bool is_address(std::string_view address)
{
    constexpr std::string_view signs = "!#$%&'*+-/=?^_`{|}~.";
    const std::size_t at = address.find('@');
    const auto is_dot_atom = [&](std::string_view part) {
        return !part.empty() && part.front() != '.' && part.back() != '.' &&
               part.find("..") == std::string_view::npos && std::ranges::all_of(part, [&](char c) {
                   return is_letter_or_digit(c) || signs.find(c) != std::string_view::npos;
               });
    };
    return at != std::string_view::npos && address.size() <= 254 &&
           is_dot_atom(address.substr(0, at)) && is_dot_atom(address.substr(at + 1));
}

Result<std::string> address_line(std::string_view name, const std::vector<std::string>& addresses)
{
    std::string line(name);
    line += ":";
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        if (!is_address(addresses[i]))
            return refuse(
                Refusal::rule_refused, "bad_mail_address", "规则包写的报送邮箱不是有效的邮箱地址",
                "the address that the pack gives is no address of mail"
            );
        line += (i > 0 ? ",\r\n " : " ") + addresses[i];
    }
    line += line_end;
    return line;
}

// How many bytes of the text fit into `most` without cutting a character.
std::size_t whole_characters(std::string_view text, std::size_t most)
{
    if (text.size() <= most)
        return text.size();
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    return end;
}

// A heading may hold no control character: a line end in it would begin another heading.
std::string without_controls(std::string_view text)
{
    std::string clean;
    for (const char c : text)
        clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    return clean;
}

// Encoded words, each on a line of its own. 39 bytes give 52 characters of base64, 64 with what
// stands around them: with the name of the heading the first line stays below 78.
std::string encoded_words(std::string_view dirty)
{
    constexpr std::size_t bytes_of_a_word = 39;
    const std::string text = without_controls(dirty);
    std::string words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size =
            whole_characters(std::string_view(text).substr(at), bytes_of_a_word);
        words += (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") +
                 base64(std::string_view(text).substr(at, size)) + "?=";
        at += size;
    }
    return words;
}

std::string percent_encoded(char c)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return {'%', digits[byte >> 4U], digits[byte & 15U]};
}

// "; filename*0*=UTF-8''%E6…;\r\n filename*1*=…": RFC 2231, each piece on a line.
std::string in_pieces(std::string_view parameter, std::string_view dirty)
{
    constexpr std::size_t most = 54;
    const std::string value = without_controls(dirty);
    std::string text;
    std::string piece = "UTF-8''";
    int number = 0;
    const auto flush = [&] {
        text += ";\r\n " + std::string(parameter) + "*" + std::to_string(number++) + "*=" + piece;
        piece.clear();
    };
    for (const char c : value) {
        const bool plain = is_letter_or_digit(c) || c == '.' || c == '-' || c == '_';
        const std::string one = plain ? std::string(1, c) : percent_encoded(c);
        if (piece.size() + one.size() > most)
            flush();
        piece += one;
    }
    flush();
    return text;
}

std::string base64_lines(std::string_view bytes)
{
    constexpr std::size_t line = 76;
    const std::string encoded = base64(bytes);
    std::string text;
    text.reserve(encoded.size() + encoded.size() / line * 2 + 2);
    for (std::size_t at = 0; at < encoded.size(); at += line) {
        text.append(encoded, at, line);
        text += line_end;
    }
    return text;
}

// "Tue, 30 Jun 2026 16:00:00 +0800".
std::string date_time(Instant at)
{
    constexpr std::array<const char*, 7> days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Date day = at.date();
    const std::string text = at.text();  // 2026-06-30T16:00:00+08:00
    return std::string(days.at(static_cast<std::size_t>(day.weekday()) - 1)) + ", " +
           std::to_string(day.day()) + " " + months.at(static_cast<std::size_t>(day.month()) - 1) +
           " " + std::to_string(day.year()) + " " + text.substr(11, 8) + " +0800";
}

std::string with_line_ends(std::string_view text)
{
    std::string lines;
    for (const char c : text) {
        if (c == '\r')
            continue;
        if (c == '\n')
            lines += line_end;
        else
            lines += c;
    }
    return lines;
}

// Between the parts: its "=_" cannot stand in base64, so no body holds it.
std::string boundary_of(const MailMessage& message)
{
    std::string all = message.subject + message.text + message.at.text();
    for (const MailFile& file : message.files)
        all += file.name + file.bytes;
    return "=_" + hex(sha256(all)).substr(0, 32);
}

}  // namespace

Result<std::string> mail_text(const MailMessage& message)
{
    if (message.to.empty())
        return refuse(
            Refusal::rule_refused, "bad_mail_address", "规则包没有写这张表的报送邮箱",
            "the pack names no address for this table"
        );
    const auto to = address_line("To", message.to);
    if (!to)
        return to.error();
    const std::string boundary = boundary_of(message);
    // A group without members (RFC 6854): the name stands there, and the mail program that sends
    // the draft puts the address of its user in.
    std::string text = "From: " + encoded_words(message.from) + ":;\r\n" + *to;
    if (!message.cc.empty()) {
        const auto cc = address_line("Cc", message.cc);
        if (!cc)
            return cc.error();
        text += *cc;
    }
    text += "Subject: " + encoded_words(message.subject) + "\r\n";
    text += "Date: " + date_time(message.at) + "\r\n";
    text += "MIME-Version: 1.0\r\nX-Unsent: 1\r\n";
    text += "Content-Type: multipart/mixed;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
    text += "--" + boundary +
            "\r\nContent-Type: text/plain; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n" +
            base64_lines(with_line_ends(message.text));
    for (const MailFile& file : message.files) {
        text += "--" + boundary + "\r\nContent-Type:\r\n " + without_controls(file.media_type) +
                in_pieces("name", file.name) + "\r\nContent-Transfer-Encoding: base64\r\n" +
                "Content-Disposition: attachment" + in_pieces("filename", file.name) + "\r\n\r\n";
        text += base64_lines(file.bytes);
    }
    return text + "--" + boundary + "--\r\n";
}

}  // namespace beihui::messages
