// How deliveries of webhooks are signed (docs/webhooks.md).
#include "accounts/webhooks.hpp"
#include "base/bytes.hpp"

#include <gtest/gtest.h>

namespace beihui::accounts::test
{
namespace
{

// The example that Standard Webhooks publishes; also by
// printf '%s' "$id.$timestamp.$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64
TEST(WebhookSignature, IsWhatOpensslWorksOut)
{
    const std::string secret = from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    EXPECT_EQ(
        webhook_signature(
            secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330, R"({"test": 2432232314})"
        ),
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    );
}

TEST(WebhookSignature, DependsOnEveryPart)
{
    const std::string secret(32, 's');
    const std::string plain = webhook_signature(secret, "msg_1", 1, "{}");
    EXPECT_NE(webhook_signature(std::string(32, 't'), "msg_1", 1, "{}"), plain);
    EXPECT_NE(webhook_signature(secret, "msg_2", 1, "{}"), plain);
    EXPECT_NE(webhook_signature(secret, "msg_1", 2, "{}"), plain);
    EXPECT_NE(webhook_signature(secret, "msg_1", 1, "{} "), plain);
}

}  // namespace
}  // namespace beihui::accounts::test
