// beihui user link, unlink, links; beihui serve --sign-in with a file that has faults: as they are run.
#include "accounts/account_log.hpp"
#include "accounts/sign_in.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/installation.hpp"
#include "plugin/parts.hpp"
#include "plugins/cas/cas_provider.hpp"
#include "plugins/web/curl_client.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace beihui::cli
{
namespace
{

struct Ended
{
    int code = good;
    std::string out;
    std::string err;
};

class UserLink : public testing::Test
{
protected:
    UserLink() : data_(std::filesystem::temp_directory_path() / ("beihui-link-" + random_id()))
    {
        cas::add_kind(parts_.sign_in);
        parts_.web = web::make_client();
        Places places;
        places.home = BEIHUI_SOURCE_DIR;
        places.data = data_;
        const SystemClock clock;
        const auto installation = Installation::open(places, clock).value();
        const std::vector<std::string> roles{"auditor"};
        (void)accounts::add_account(installation->context().database, {login_, "", "", roles})
            .value();
    }
    ~UserLink() override
    {
        std::error_code ignored;
        std::filesystem::remove_all(data_, ignored);
    }

    Ended beihui(std::vector<std::string> words)
    {
        words.insert(words.begin(), "beihui");
        words.insert(words.end(), {"--data", data_.string()});
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        Ended ended;
        ended.code = run(static_cast<int>(arguments.size()), arguments.data(), parts_);
        ended.out = testing::internal::GetCapturedStdout();
        ended.err = testing::internal::GetCapturedStderr();
        return ended;
    }
    Ended link(const std::string& act, const std::string& login, const std::string& subject)
    {
        return beihui({"user", act, login, "--issuer", "https://cas.test/cas", "--subject", subject}
        );
    }

    // What the access log says about the account, the earliest first; all of it by the operator.
    std::string noted()
    {
        const SystemClock clock;
        Places places;
        places.home = BEIHUI_SOURCE_DIR;
        places.data = data_;
        const auto installation = Installation::open(places, clock).value();
        std::string actions;
        installation->context().database.read([&](storage::ReadTxn& txn) {
            storage::AccessQuery query;
            query.subject = storage::find_account_by_login(txn, login_).value().id;
            query.limit = 10;
            for (const storage::Access& line : storage::list_access(txn, query).value().items) {
                EXPECT_EQ(line.actor, accounts::operator_key);
                EXPECT_EQ(text_of(line.detail, "subject"), "2019010335");
                actions.insert(0, line.action + " ");
            }
        });
        return actions;
    }

    std::filesystem::path data_;
    std::string login_ = "wangmin";
    plugin::Parts parts_;
};

TEST_F(UserLink, LinksListsAndUnlinks)
{
    EXPECT_EQ(link("link", login_, "2019010335").code, good);
    EXPECT_EQ(link("link", login_, "2019010335").code, good) << "once more changes nothing";
    const Ended listed = beihui({"user", "links"});
    EXPECT_TRUE(listed.out.starts_with(login_ + "\thttps://cas.test/cas\t2019010335\t"))
        << listed.out;
    EXPECT_EQ(listed.out.find('\n'), listed.out.size() - 1) << listed.out;
    EXPECT_EQ(link("unlink", login_, "2019010335").code, good);
    EXPECT_EQ(beihui({"user", "links"}).out, "");
    EXPECT_EQ(link("unlink", login_, "2019010335").code, refused);
    EXPECT_EQ(noted(), "link_account unlink_account ") << "each once, in the access log";
}

TEST_F(UserLink, SaysWhyItLinksNobody)
{
    const Ended unknown = link("link", "nobody", "1");
    EXPECT_EQ(unknown.code, refused);
    EXPECT_NE(unknown.err.find("没有用户“nobody”"), std::string::npos) << unknown.err;
    EXPECT_EQ(link("link", login_, "1 ").code, refused);
    EXPECT_EQ(beihui({"user", "link", login_, "--issuer", "https://cas.test/cas"}).code, misused);
}

TEST_F(UserLink, ServesNothingWithASignInFileThatHasFaults)
{
    const std::string file = (data_ / "sign-in.yaml").string();
    write_file(file, "public_address: http://beihui.test\nproviders:\n  - id: campus\n").value();
    const Ended ended = beihui({"serve", "--listen", "127.0.0.1:0", "--sign-in", file});
    EXPECT_EQ(ended.code, refused);
    EXPECT_NE(ended.err.find("sign-in.yaml:1:17"), std::string::npos) << ended.err;
    EXPECT_NE(ended.err.find("sign-in.yaml:3:5"), std::string::npos) << ended.err;
    // The cookies of a sign-in over TLS need TLS in front, said before anybody tries.
    write_file(file, "public_address: https://beihui.test\nproviders: []\n").value();
    const Ended without = beihui({"serve", "--listen", "127.0.0.1:0", "--sign-in", file});
    EXPECT_EQ(without.code, refused);
    EXPECT_NE(without.err.find("--behind-tls"), std::string::npos) << without.err;
}

}  // namespace
}  // namespace beihui::cli
