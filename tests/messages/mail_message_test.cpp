#include "base/bytes.hpp"
#include "messages/mail_message.hpp"

#include <gtest/gtest.h>

namespace beihui::messages
{
namespace
{

MailMessage filing()
{
    return {
        .from = "浙江省经济和信息化厅",
        .to = {"rlzy@chinasme.org.cn"},
        .cc = {"fengmj@chsi.com.cn"},
        .subject = "浙江省_附件1_2026第一阶段_20260630 进校招聘活动成果统计表",
        .text = "附件为统计表。\n此致",
        .at = Instant::parse("2026-07-01T09:05:00+08:00").value(),
        .files = {{
            "浙江省_附件1_2026第一阶段_20260630.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            std::string("PK\x03\x04\0\xff", 6) + std::string(300, 'x'),
        }},
    };
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::size_t at = 0;
    for (std::size_t end; (end = text.find("\r\n", at)) != std::string::npos; at = end + 2)
        lines.push_back(text.substr(at, end - at));
    EXPECT_EQ(at, text.size()) << "the last line is not ended";
    return lines;
}

TEST(MailMessage, KeepsToTheLinesAndTheCharactersOfMail)
{
    const std::string text = mail_text(filing()).value();
    for (const std::string& line : lines_of(text)) {
        EXPECT_LE(line.size(), 78U) << line;
        for (const char c : line)
            ASSERT_TRUE(c >= 0x20 && c < 0x7f) << line;
    }
}

TEST(MailMessage, NamesWhoGetsItInTheHead)
{
    const std::string text = mail_text(filing()).value();
    EXPECT_NE(text.find("\r\nTo: rlzy@chinasme.org.cn\r\n"), std::string::npos);
    EXPECT_NE(text.find("\r\nCc: fengmj@chsi.com.cn\r\n"), std::string::npos);
    EXPECT_NE(text.find("\r\nDate: Wed, 1 Jul 2026 09:05:00 +0800\r\n"), std::string::npos);
    EXPECT_NE(text.find("\r\nX-Unsent: 1\r\n"), std::string::npos);
}

TEST(MailMessage, EncodesTheSubjectInWordsThatEndBetweenCharacters)
{
    std::string decoded;
    bool inside = false;
    for (const std::string& line : lines_of(mail_text(filing()).value())) {
        inside = line.starts_with("Subject: ") || (inside && line.starts_with(" "));
        if (!inside)
            continue;
        const std::size_t from = line.find("=?UTF-8?B?") + 10;
        const std::string word = line.substr(from, line.size() - from - 2);
        const std::string bytes = from_base64(word).value();
        EXPECT_NE(static_cast<unsigned char>(bytes.front()) & 0xc0U, 0x80U) << "cut in a character";
        decoded += bytes;
    }
    EXPECT_EQ(decoded, filing().subject);
}

TEST(MailMessage, NamesTheFileInPieces)
{
    const std::string text = mail_text(filing()).value();
    EXPECT_NE(text.find("\r\n filename*0*=UTF-8''%E6%B5%99"), std::string::npos) << text;
    EXPECT_NE(text.find("\r\n filename*1*="), std::string::npos);
    EXPECT_EQ(text.find("filename="), std::string::npos);
}

TEST(MailMessage, CarriesTheBytesOfTheFile)
{
    const MailMessage message = filing();
    const std::string text = mail_text(message).value();
    const std::size_t head = text.find("Content-Disposition: attachment");
    const std::size_t from = text.find("\r\n\r\n", head) + 4;
    std::string body = text.substr(from, text.find("\r\n--", from) - from);
    std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
    EXPECT_EQ(from_base64(body).value(), message.files.front().bytes);
}

TEST(MailMessage, IsTheSameEachTime)
{
    EXPECT_EQ(mail_text(filing()).value(), mail_text(filing()).value());
}

TEST(MailMessage, LetsNoTextBeginAnotherHeading)
{
    MailMessage message = filing();
    message.subject = "附件\r\nBcc: somebody@example.org";
    message.from = "厅\r\nBcc: somebody@example.org";
    message.files.front().name = "a\r\nBcc: x.xlsx";
    const std::string text = mail_text(message).value();
    EXPECT_EQ(text.find("\r\nBcc:"), std::string::npos);
}

TEST(MailMessage, RefusesWhatIsNoAddress)
{
    for (const char* const bad :
         {"", "nobody", "a@b@c", "a b@c.cn", "a@c.cn\r\nBcc: x@y.cn", "张@c.cn", "a@c.cn,b@c.cn"}) {
        MailMessage message = filing();
        message.to = {bad};
        const auto text = mail_text(message);
        ASSERT_FALSE(text) << bad;
        EXPECT_EQ(text.error().code, "bad_mail_address");
    }
    MailMessage nobody = filing();
    nobody.to.clear();
    EXPECT_FALSE(mail_text(nobody));
}

}  // namespace
}  // namespace beihui::messages
