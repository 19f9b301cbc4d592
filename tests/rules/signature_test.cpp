#include "base/files.hpp"
#include "base/signing.hpp"
#include "pack_folder.hpp"
#include "rules/signature.hpp"

namespace beihui::rules
{
namespace
{

TEST(Signature, HoldsForTheFilesOfAPackAndATrustedKey)
{
    const PackFolder folder;
    const PackFiles files = read_pack_files(folder.pack()).value();
    const SigningKey key = make_signing_key();
    const std::filesystem::path trusted = folder.rules() / "trusted-keys";
    const auto signature = sign_pack(files, key.private_pem);
    ASSERT_TRUE(signature);
    const std::string text = signature->text();
    const auto code = [&](const PackFiles& of, std::string_view signed_as) {
        const auto checked = check_signature(of, signed_as, {trusted});
        return checked ? std::string("good") : checked.error().code;
    };
    EXPECT_EQ(code(files, text), "RP3006") << "nobody trusts the key yet";
    std::filesystem::create_directory(trusted);
    ASSERT_TRUE(write_file(trusted / "shenyi.pub", key.public_pem));
    EXPECT_EQ(code(files, text), "good");

    EXPECT_EQ(code(files, ""), "RP3004");
    EXPECT_EQ(code(files, "what is this\n"), "RP3005");
    EXPECT_EQ(code(files, text + "more\n"), "RP3005");
    PackFiles changed = files;
    changed.back().second += " ";
    EXPECT_EQ(code(changed, text), "RP3007");
    changed = files;
    changed.emplace_back("rules/z.lua", "");
    EXPECT_EQ(code(changed, text), "RP3007") << "an added file";
    changed = files;
    changed.back().first = "rules/renamed.lua";
    EXPECT_EQ(code(changed, text), "RP3007");
}

}  // namespace
}  // namespace beihui::rules
