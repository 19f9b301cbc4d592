// What may not be published changes nothing for those who are served: every pack of
// tests/rules/bad_packs.hpp, signed correctly, one after the other to a running server.
#include "rules/bad_packs.hpp"
#include "system/publication.hpp"

#include <algorithm>

namespace beihui::test
{
namespace
{

class BadPacks : public Publication
{};

INSTANTIATE_TEST_SUITE_P(
    On,
    BadPacks,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

rules::PackFiles spoilt(rules::PackFiles files, const rules::BadPack& bad)
{
    auto found = std::ranges::find(files, bad.file, [](const auto& file) { return file.first; });
    if (found == files.end())
        found = files.emplace(files.end(), bad.file, "");
    bad.spoil(found->second);
    std::ranges::sort(files);
    return files;
}

TEST_P(BadPacks, AreRefusedAndLeaveTheLiveRulesAsTheyWere)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const auto live = server_.context().rules();
    const Reply before = policy().get("/api/v1/packs");
    SmallPack next;
    next.revision = 2;
    for (const rules::BadPack& bad : rules::bad_packs()) {
        const rules::PackFiles files = spoilt(next.files(), bad);
        json::object body{{"pack", next.id}};
        json::object sent;
        for (const auto& [path, bytes] : files)
            sent[path] = base64(bytes);
        body["files"] = std::move(sent);
        body["signature"] = rules::sign_pack(files, key_.private_pem).value().text();
        const Reply refused = policy().post("/api/v1/packs", body);
        EXPECT_EQ(refused.status, 422) << bad.name << ": " << refused.body;
        EXPECT_NE(refused.codes().find(bad.code), std::string::npos)
            << bad.name << ": " << refused.body;
        EXPECT_NE(refused.body.find(bad.words), std::string::npos)
            << bad.name << ": " << refused.body;
        EXPECT_EQ(states(), "1 live") << bad.name;
        EXPECT_EQ(server_.context().rules(), live) << bad.name << ": the very same rulebook";
    }
    EXPECT_EQ(policy().get("/api/v1/packs").body, before.body);
    const Reply served = page(event(1100));
    EXPECT_EQ(revision_in(served), 1);
    EXPECT_EQ(served.count("decision.incidents"), 0U);
    ASSERT_EQ(publish(next).status, 200) << "the same without what was wrong";
    EXPECT_EQ(states(), "1 superseded, 2 live");
}

}  // namespace
}  // namespace beihui::test
