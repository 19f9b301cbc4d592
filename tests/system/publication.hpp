#pragma once

// A small invented circular, and a server to publish it to.

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/signing.hpp"
#include "rules/signature.hpp"
#include "support/databases.hpp"
#include "system/campus.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{

inline constexpr std::string_view source =
    "二、举办千人以上活动须办理安全许可。\n三、活动情况按期报送。\n";
inline constexpr std::string_view clauses = R"(2026/二:
  text: "举办千人以上活动须办理安全许可"
  kind: mandatory
  check: rule
2026/三:
  text: "活动情况按期报送"
  kind: mandatory
  check: rule
)";
inline constexpr std::string_view readings = R"(i-001:
  question: 千人以上含不含一千？哪一天前报送？
  answer: 含；按参数
  decided_by: null
  basis: 通知未写
  affects: [permit.from, report.day]
)";
inline constexpr std::string_view rules_file = R"(local N = require "circular"
N.rule {
    id = "permit",
    clause = "2026/二",
    title = "安全许可",
    on = "recruitment-event",
    emits = "requirement",
    eval = function(ctx, p, out)
        out:requirement { key = "X1", met = ctx.case.plan.expected < p "permit.from", missing = { "没有安全许可" } }
    end,
}
N.rule {
    id = "report",
    clause = "2026/三",
    title = "活动情况",
    on = "recruitment-event",
    emits = "duty",
    eval = function(ctx, p, out)
        out:duty { key = "small_report", due = ctx.cal.end_of(p "report.day"), who = "employment_officer" }
    end,
}
)";
inline constexpr std::string_view scenarios = R"(- name: 两千人须办许可
  clause: 2026/二
  today: 2026-04-20
  workflow: recruitment-event
  case: { stage: plan, plan: { expected: 2000 } }
  org: { kind: school }
  expect: { requirements: { X1: { met: false } }, duties: { small_report: { due: "2026-07-15 24:00" } } }
  why: [2026/二, 2026/三]
)";

// A small invented circular; tests change one thing.
struct SmallPack
{
    int revision = 1;
    std::string permit = "2026-04-01: { value: 1000, interpretation: i-001 }";
    std::string day = "2026-04-01: { value: 2026-07-15, interpretation: i-001 }";
    std::string authors = "[甲]";
    std::string reviewers = "[乙]";
    std::string tests{scenarios};
    std::string more_rules;
    std::string id = "2026-xiaotongzhi";
    std::string binds = "[recruitment-event]";

    rules::PackFiles files() const
    {
        const std::string manifest = "pack: " + id + "\nrevision: " + std::to_string(revision) +
                                     "\napi: 1\ntitle: { zh: 小通知, en: Small circular }\n"
                                     "source: { file: source.txt, sha256: " +
                                     hex(sha256(source)) +
                                     " }\nknown_from: 2026-04-01\n"
                                     "phases: [ { from: 2026-04-01, to: 2026-06-30 } ]\n"
                                     "binds: " +
                                     binds + "\nauthors: " + authors + "\nreviewers: " + reviewers +
                                     "\n";
        const std::string parameters = "permit.from:\n  values:\n    " + permit +
                                       "\nreport.day:\n  values:\n    " + day + "\n";
        return {
            {"clauses.yaml", std::string(clauses)},
            {"interpretations.yaml", std::string(readings)},
            {"pack.yaml", manifest},
            {"params.yaml", parameters},
            {"rules/rules.lua", std::string(rules_file) + more_rules},
            {"source.txt", std::string(source)},
            {"tests/tests.yaml", tests},
        };
    }
};

inline SmallPack later_threshold(int revision)
{
    SmallPack pack;
    pack.revision = revision;
    pack.permit += "\n    2026-05-20: { value: 1200, interpretation: i-001 }";
    pack.day += "\n    2026-05-20: { value: 2026-08-01, interpretation: i-001 }";
    return pack;
}

class Publication : public testing::TestWithParam<Store>
{
protected:
    Publication() : server_(address_), campus_(server_)
    {
        write_file(server_.key_folder() / "policy.pub", key_.public_pem).value();
        server_.today("2026-05-10");
    }

    static std::string fresh_address()
    {
        const Backend backend = GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql;
        return fresh_database(backend).address;
    }

    Person& policy() { return campus_.person("policy", campus_.province, {"policy_officer"}); }

    json::object body_of(const SmallPack& pack) const
    {
        return body_of(pack, rules::sign_pack(pack.files(), key_.private_pem).value().text());
    }
    static json::object body_of(const SmallPack& pack, const std::string& signature)
    {
        json::object files;
        for (const auto& [path, bytes] : pack.files())
            files[path] = base64(bytes);
        return {{"pack", pack.id}, {"files", std::move(files)}, {"signature", signature}};
    }
    Reply publish(const SmallPack& pack) { return policy().post("/api/v1/packs", body_of(pack)); }

    // The number of a new event for so many people.
    std::string event(int expected)
    {
        const Reply opened = campus_.officer().open(
            "recruitment-event", campus_.school, plan_for("活动", "2026-06-20", expected)
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        return opened.text("number");
    }
    Reply page(const std::string& number)
    {
        return campus_.officer().get("/api/v1/cases/" + number);
    }
    static std::int64_t revision_in(const Reply& page)
    {
        const json::value& pin = page.find("packs", "pack", "2026-xiaotongzhi");
        return pin.is_null() ? 0 : integer_of(pin, "revision");
    }
    static bool is_met(const Reply& page)
    {
        return bool_of(page.find("decision.requirements", "key", "X1"), "met");
    }
    static std::string due_in(const Reply& page)
    {
        return std::string(text_of(page.find("duties", "key", "small_report"), "due"));
    }
    // revision, state of every revision: "1 superseded, 2 live"
    std::string states()
    {
        const Reply list = policy().get("/api/v1/packs/2026-xiaotongzhi/revisions");
        std::string text;
        if (list.status == 200)
            for (const json::value& one : list.at("items")->as_array())
                text = std::to_string(integer_of(one, "revision")) + " " +
                       std::string(text_of(one, "state")) + (text.empty() ? "" : ", ") + text;
        return text;
    }
    void expect_refused(const SmallPack& pack, const std::string& code, const std::string& stays)
    {
        const Reply refused = publish(pack);
        EXPECT_EQ(refused.status, 422) << refused.body;
        EXPECT_EQ(refused.text("code"), "publication_refused");
        EXPECT_NE(refused.codes().find(code), std::string::npos) << refused.body;
        EXPECT_EQ(states(), stays) << "a failed publication leaves everything as it was";
    }
    Reply migrate(const std::string& number, json::object body)
    {
        return policy().post(
            "/api/v1/cases/" + number + "/migration", body,
            {{"If-Match", page(number).field("ETag")}}
        );
    }

    const std::string address_ = fresh_address();
    const SigningKey key_ = make_signing_key();
    TestServer server_;
    Campus campus_;
};

}  // namespace beihui::test
