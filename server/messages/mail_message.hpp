#pragma once

// A mail as a file that a mail program opens: nothing is sent from here.

#include "base/civil.hpp"
#include "base/result.hpp"

#include <string>
#include <vector>

namespace beihui::messages
{

struct MailFile
{
    std::string name;  // any characters
    std::string media_type;
    std::string bytes;
};

struct MailMessage
{
    std::string from;  // name of who sends it; the address is the mail program's own
    std::vector<std::string> to;
    std::vector<std::string> cc;
    std::string subject;
    std::string text;  // plain, lines ended by \n
    Instant at;
    std::vector<MailFile> files;
};

// The message after RFC 5322: lines of at most 78 characters ended by CRLF, US-ASCII throughout.
// Subject and names are encoded words (RFC 2047), names of files parameters in pieces (RFC 2231),
// bodies base64 (RFC 2045). Marked as a draft not yet sent. The same message gives the same bytes.
// Refuses (rule_refused, "bad_mail_address") an address that is not one of plain ASCII, and a message
// to nobody.
Result<std::string> mail_text(const MailMessage& message);

}  // namespace beihui::messages
