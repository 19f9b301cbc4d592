// The file given with --sign-in: read strictly, every fault told at its place.
#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/files.hpp"
#include "plugin/identity_provider.hpp"
#include "plugin/web_address.hpp"
#include "plugins/cas/cas_provider.hpp"
#include "plugins/oidc/oidc_provider.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace beihui::plugin
{
namespace
{

// Nobody is asked while a file is read.
class NoWeb final : public WebClient
{
public:
    Result<WebAnswer> send(const WebRequest& request) const override
    {
        ADD_FAILURE() << "asked " << request.url;
        return WebAnswer{};
    }
};

class SignInFile : public testing::Test
{
protected:
    SignInFile() : folder_(std::filesystem::temp_directory_path() / ("sign-in-" + random_id()))
    {
        std::filesystem::create_directory(folder_);
        write_file(folder_ / "client.secret", "s3cret\n").value();
        write_file(folder_ / "two.secret", "one\ntwo\n").value();
        write_file(folder_ / "ca.pem", "-----BEGIN CERTIFICATE-----\n").value();
        oidc::add_kind(kinds_);
        cas::add_kind(kinds_);
    }
    ~SignInFile() override { std::filesystem::remove_all(folder_); }

    Result<SignInSettings> read(const std::string& text)
    {
        write_file(folder_ / "sign-in.yaml", text).value();
        return read_sign_in_file(folder_ / "sign-in.yaml", kinds_, web_, clock_);
    }
    // "LINE:COLUMN CODE" of every fault.
    std::vector<std::string> faults_of(const std::string& text)
    {
        const auto settings = read(text);
        if (settings)
            return {"none"};
        const Error error = settings.error();
        std::vector<std::string> found;
        for (const Fault& fault : error.faults) {
            const auto line = fault.where.find(".yaml:");
            found.push_back(
                (line == std::string::npos ? fault.where : fault.where.substr(line + 6)) + " " +
                fault.code
            );
        }
        return found;
    }

    std::filesystem::path folder_;
    IdentityProviderKinds kinds_;
    NoWeb web_;
    SystemClock clock_;
};

constexpr const char* good = R"(public_address: https://beihui.example.edu.cn
providers:
  - id: campus
    kind: cas
    name: { zh: 统一身份认证, en: Campus sign-in }
    server: https://cas.example.edu.cn/cas
    ca_file: ca.pem
    subject: employeeNumber
  - id: province
    kind: oidc
    name: { zh: 全省统一登录, en: Province }
    issuer: https://id.example.gov.cn
    client_id: beihui
    client_secret_file: client.secret
    algorithm: ES256
    scopes: [openid, profile]
)";

TEST_F(SignInFile, MakesTheProvidersInTheirOrder)
{
    const auto settings = read(good);
    ASSERT_TRUE(settings) << settings.error().faults.front().detail.en;
    EXPECT_EQ(settings->public_address, "https://beihui.example.edu.cn");
    ASSERT_EQ(settings->providers.size(), 2U);
    EXPECT_EQ(settings->providers[0]->id(), "campus");
    EXPECT_EQ(settings->providers[0]->name().zh, "统一身份认证");
    EXPECT_EQ(settings->providers[0]->issuer(), "https://cas.example.edu.cn/cas");
    EXPECT_EQ(settings->providers[1]->issuer(), "https://id.example.gov.cn");
    const auto begun = settings->providers[0]->begin();
    ASSERT_TRUE(begun);
    EXPECT_EQ(
        begun->address,
        "https://cas.example.edu.cn/cas/login?service="
        "https%3A%2F%2Fbeihui.example.edu.cn%2Fapi%2Fv1%2Fsign-in%2Fcampus%2Fcallback"
    );
}

// Puts `by` in the place of the line `line` (from 1) of the good file.
std::string with_line(int line, const std::string& by)
{
    std::string text = good;
    std::size_t at = 0;
    for (int i = 1; i < line; ++i)
        at = text.find('\n', at) + 1;
    return text.replace(at, text.find('\n', at) - at, by);
}

TEST_F(SignInFile, TellsEveryFaultAtItsPlace)
{
    const auto only = [](const char* fault) { return std::vector<std::string>{fault}; };
    EXPECT_EQ(
        faults_of(with_line(1, "public_address: http://beihui.test")), only("1:17 sign_in_address")
    );
    EXPECT_EQ(
        faults_of(with_line(1, "public_address: https://beihui.test/")), only("1:17 sign_in_slash")
    );
    EXPECT_EQ(faults_of(with_line(3, "  - id: Campus/1")), only("3:9 sign_in_id"));
    EXPECT_EQ(faults_of(with_line(9, "  - id: campus")), only("9:5 sign_in_id_twice"));
    EXPECT_EQ(faults_of(with_line(4, "    kind: saml")), only("4:11 sign_in_kind"));
    EXPECT_EQ(
        faults_of(with_line(6, "    server: https://a:b@cas.test/cas")),
        only("6:13 sign_in_address")
    );
    EXPECT_EQ(
        faults_of(with_line(6, "    server: https://cas.test/cas?x=1")),
        only("6:13 sign_in_address")
    );
    EXPECT_EQ(
        faults_of(with_line(6, "    server: http://cas.test/cas")), only("6:13 sign_in_address")
    );
    EXPECT_EQ(faults_of(with_line(7, "    ca_file: missing.pem")), only("7:14 sign_in_ca_file"));
    EXPECT_EQ(faults_of(with_line(7, "    ca_file: client.secret")), only("7:14 sign_in_ca_file"));
    EXPECT_EQ(
        faults_of(with_line(14, "    client_secret_file: missing")), only("14:25 sign_in_secret")
    );
    EXPECT_EQ(
        faults_of(with_line(14, "    client_secret_file: two.secret")), only("14:25 sign_in_secret")
    );
    // A secret in the file itself, where everybody may read it.
    EXPECT_EQ(
        faults_of(with_line(14, "    client_secret: s3cret")),
        (std::vector<std::string>{"14:5 RP1003", "9:5 RP1005"})
    );
    EXPECT_EQ(faults_of(with_line(16, "    scopes: [profile]")), only("16:13 sign_in_scopes"));
    EXPECT_EQ(faults_of(with_line(5, "    name: { zh: 统一身份认证 }")), only("5:11 RP1005"));
    EXPECT_EQ(faults_of("providers: []\n"), only("1:1 RP1005"));
}

// Whoever sets the algorithm must not be able to turn the check off.
TEST_F(SignInFile, TakesNoAlgorithmButTheTwo)
{
    for (const char* const name : {"none", "HS256", "RS512", "PS256", "rs256", "\"\""})
        EXPECT_EQ(
            faults_of(with_line(15, "    algorithm: " + std::string(name))),
            std::vector<std::string>{"15:16 sign_in_choice"}
        ) << name;
}

TEST(WebAddress, IsSafeOnlyWithTlsOrInsideThisMachine)
{
    for (const char* const safe :
         {"https://cas.test", "https://cas.test:8443/cas", "http://localhost:8080/a",
          "http://127.0.0.1/", "http://[::1]:1"})
        EXPECT_TRUE(is_safe_address(safe)) << safe;
    for (const char* const unsafe :
         {"", "cas.test", "http://cas.test", "http://127.0.0.1.cas.test", "http://localhost.test",
          "http://localhost@cas.test", "https://user@cas.test", "https://cas.test?x",
          "https://cas.test#x", "https://", "ftp://localhost", "file:///etc/passwd",
          "https://cas.test/a b", "//cas.test", "http://2130706433"})
        EXPECT_FALSE(is_safe_address(unsafe)) << unsafe;
}

TEST(WebAddress, EscapesWhatWouldEndAParameter)
{
    EXPECT_EQ(
        form_text({{"a", "1&b=2"}, {"c", "#?/ +%备"}}), "a=1%26b%3D2&c=%23%3F%2F%20%2B%25%E5%A4%87"
    );
    EXPECT_EQ(with_query("https://a.test/x?y=1", {{"z", "2"}}), "https://a.test/x?y=1&z=2");
}

}  // namespace
}  // namespace beihui::plugin
