// beihui pack keygen, sign, list, publish, retire, revert, migrate: as they are run.
#include "accounts/sign_in.hpp"
#include "accounts/tokens.hpp"
#include "acts/program.hpp"
#include "base/files.hpp"
#include "cli/pack_case.hpp"
#include "cli/published.hpp"
#include "cli/remote_desk.hpp"
#include "http/api.hpp"
#include "http/listener.hpp"
#include "http/remote.hpp"
#include "rules/pack_folder.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace beihui::cli
{
namespace
{

constexpr std::string_view scenario = R"(- name: 两千人须办许可
  clause: 2026/二
  today: 2026-04-20
  workflow: recruitment-event
  case: { stage: plan, plan: { expected: 2000 } }
  org: { kind: school }
  expect: { requirements: { B13: { met: false } } }
)";

// A rule that reads only what the real workflow has.
constexpr std::string_view rule = R"lua(local N = require "circular"
N.rule {
    id = "permit", clause = "2026/二", title = "许可", on = "recruitment-event", emits = "requirement",
    eval = function(ctx, p, out)
        out:requirement {
            key = p("items").items[1].id, met = ctx.case.plan.expected < p "permit.from",
            missing = { "没有安全许可" },
        }
    end,
}
)lua";

class Published : public testing::Test
{
protected:
    Published()
    {
        asked_.places.home = BEIHUI_SOURCE_DIR;
        asked_.places.data = pack_.rules() / "data";
        asked_.login = "policy";
        asked_.reason = "测试";
        pack_.write("rules/permit.lua", rule);
        pack_.write("tests/tests.yaml", scenario);
        const auto installation = Installation::open(asked_.places, clock_).value();
        const acts::Context& context = installation->context();
        const std::vector<std::string> roles{"policy_officer"};
        const std::string unit =
            acts::register_organisation(
                context, "",
                {{"code", "LOCAL"}, {"name", "本单位"}, {"level", "school"}, {"kind", "school"}}
            )
                .value();
        const std::string person =
            acts::register_person(context, unit, asked_.login, "政策员", roles).value();
        password_ =
            accounts::put_account(context.database, asked_.login, "", person, unit, roles).value();
        std::filesystem::create_directories(asked_.places.data / "trusted-keys");
    }

    std::filesystem::path key() const { return pack_.rules() / "policy.key"; }
    void make_trusted_key()
    {
        ASSERT_EQ(make_key(key(), out_, err_), good) << err_.str();
        std::filesystem::copy_file(
            key().string() + ".pub", asked_.places.data / "trusted-keys" / "policy.pub"
        );
    }
    void sign_revision(int revision)
    {
        std::string manifest = rules::PackFolder::manifest();
        manifest.replace(manifest.find("revision: 1"), 11, "revision: " + std::to_string(revision));
        pack_.write("pack.yaml", manifest);
        ASSERT_EQ(sign_pack(pack_.pack(), key(), out_, err_), good) << err_.str();
    }
    // A token of the one who publishes.
    std::string token(const acts::Context& context)
    {
        accounts::Actor owner;
        context.database.read([&](storage::ReadTxn& txn) {
            owner = accounts::actor_for(
                txn, storage::find_account_by_login(txn, asked_.login).value(), clock_.now().date()
            );
        });
        accounts::TokenAsked wanted;
        wanted.name = "发布";
        wanted.scope = "write";
        wanted.expires_at = clock_.now().plus_ms(accounts::day_ms);
        return accounts::make_token(context.database, owner, wanted, "", clock_.now())
            .value()
            .token;
    }
    int publish() { return publish_pack(asked_, pack_.pack(), out_, err_); }
    std::string listed()
    {
        std::ostringstream list;
        EXPECT_EQ(list_packs(asked_.places, false, list, err_), good) << err_.str();
        return list.str();
    }
    // The line of `pack list` about a revision of the small pack.
    std::string line_of(int revision)
    {
        std::istringstream lines(listed());
        for (std::string line; std::getline(lines, line);)
            if (line.starts_with("small\t第 " + std::to_string(revision) + " 版"))
                return line;
        return {};
    }

    const rules::PackFolder pack_;
    SystemClock clock_;
    PublishAsked asked_;
    std::string password_;
    std::ostringstream out_;
    std::ostringstream err_;
};

TEST_F(Published, MakesAKeyThatOnlyItsOwnerReadsAndNeverOverwritesOne)
{
    ASSERT_EQ(make_key(key(), out_, err_), good);
    EXPECT_EQ(
        std::filesystem::status(key()).permissions() & std::filesystem::perms::all,
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
    );
    EXPECT_EQ(make_key(key(), out_, err_), refused);
    EXPECT_NE(err_.str().find("key_exists"), std::string::npos);
}

TEST_F(Published, PublishesListsRevertsAndRetires)
{
    make_trusted_key();
    EXPECT_EQ(publish(), refused) << "not signed";
    EXPECT_NE(err_.str().find("RP3004"), std::string::npos) << err_.str();
    EXPECT_EQ(line_of(1), "");
    sign_revision(1);
    ASSERT_EQ(publish(), good) << err_.str();
    EXPECT_NE(line_of(1).find("live"), std::string::npos) << listed();
    EXPECT_NE(line_of(1).find("2 条"), std::string::npos) << line_of(1);
    EXPECT_NE(line_of(1).find("2026-04-01/2026-06-30"), std::string::npos) << line_of(1);
    EXPECT_NE(listed().find("2026-youqi"), std::string::npos) << "what came with the program";
    EXPECT_EQ(publish(), refused) << "the same revision again";
    sign_revision(2);
    ASSERT_EQ(publish(), good) << err_.str();
    EXPECT_NE(line_of(1).find("superseded"), std::string::npos);
    EXPECT_EQ(change_pack(asked_, "small", "revert", out_, err_), good) << err_.str();
    EXPECT_NE(line_of(1).find("live"), std::string::npos);
    EXPECT_EQ(change_pack(asked_, "small", "retire", out_, err_), good) << err_.str();
    EXPECT_NE(line_of(1).find("retired"), std::string::npos);
    EXPECT_EQ(change_pack(asked_, "unknown", "retire", out_, err_), refused);
}

TEST_F(Published, SaysAtTheSignatureThatNobodyHasReviewedThePack)
{
    ASSERT_EQ(make_key(key(), out_, err_), good);
    sign_revision(1);
    EXPECT_EQ(out_.str().find("还没有人复核"), std::string::npos) << out_.str();
    std::string manifest = rules::PackFolder::manifest();
    const std::size_t at = manifest.find("reviewers:");
    ASSERT_NE(at, std::string::npos);
    manifest.replace(at, manifest.find('\n', at) - at, "reviewers: []");
    pack_.write("pack.yaml", manifest);
    ASSERT_EQ(sign_pack(pack_.pack(), key(), out_, err_), good) << err_.str();
    EXPECT_NE(out_.str().find("还没有人复核"), std::string::npos) << out_.str();
}

TEST_F(Published, KeepsAPublishedPackWhenTheProgramStartsAgainWithoutItsFolder)
{
    make_trusted_key();
    sign_revision(1);
    ASSERT_EQ(publish(), good) << err_.str();
    const auto again = Installation::open(asked_.places, clock_).value();
    EXPECT_NE(again->context().rules()->world->find("small"), nullptr);
    EXPECT_TRUE(again->context().rules()->not_loaded.empty());
}

// A draft lies beside the packs of the program for weeks. Nobody publishes it by looking at it.
TEST_F(Published, LeavesANewPackOfTheFolderADraftUntilItIsPublished)
{
    const std::filesystem::path home = pack_.rules() / "home";
    const std::filesystem::path draft = home / "rules" / "small";
    std::filesystem::create_directories(home);
    for (const char* const part : {"rules", "workflows"})
        std::filesystem::copy(
            std::filesystem::path(BEIHUI_SOURCE_DIR) / part, home / part,
            std::filesystem::copy_options::recursive
        );
    std::filesystem::copy(pack_.pack(), draft, std::filesystem::copy_options::recursive);
    ASSERT_NE(listed().find("2026-youqi"), std::string::npos) << "the first start";
    asked_.places.home = home;

    EXPECT_EQ(
        Installation::open(asked_.places, clock_).value()->context().rules()->world->find("small"),
        nullptr
    );
    EXPECT_NE(line_of(1).find("draft"), std::string::npos) << listed();

    write_file(draft / "params.yaml", "this: [is no pack\n").value();
    EXPECT_TRUE(Installation::open(asked_.places, clock_)) << "a faulty draft stops nobody";
}

// A local pack binds whoever stands in its scope without being asked: so nobody makes it live but by
// publishing it, not even the first start.
TEST_F(Published, LeavesALocalPackADraftUntilItIsPublished)
{
    const std::filesystem::path home = pack_.rules() / "home";
    std::filesystem::create_directories(home);
    for (const char* const part : {"rules", "workflows"})
        std::filesystem::copy(
            std::filesystem::path(BEIHUI_SOURCE_DIR) / part, home / part,
            std::filesystem::copy_options::recursive
        );
    asked_.places.home = home;
    const std::filesystem::path local = home / "rules" / "local" / "beijing-2020";
    const auto line = [&] {
        const std::string list = listed();
        const std::size_t at = list.find("beijing-2020\t");
        return at == std::string::npos ? list : list.substr(at, list.find('\n', at) - at);
    };
    EXPECT_NE(line().find("draft"), std::string::npos) << line();
    EXPECT_EQ(
        Installation::open(asked_.places, clock_)
            .value()
            ->context()
            .rules()
            ->world->find("beijing-2020"),
        nullptr
    );

    make_trusted_key();
    std::string manifest = read_file(local / "pack.yaml", 1 << 20).value();
    manifest.replace(manifest.find("reviewers: []"), 13, "reviewers: [复核人]");
    write_file(local / "pack.yaml", manifest).value();
    ASSERT_EQ(sign_pack(local, key(), out_, err_), good) << err_.str();
    ASSERT_EQ(publish_pack(asked_, local, out_, err_), good) << err_.str();
    EXPECT_NE(line().find("live"), std::string::npos) << line();
}

TEST_F(Published, TellsWhoMayNot)
{
    make_trusted_key();
    sign_revision(1);
    asked_.login = "nobody";
    EXPECT_EQ(publish(), refused);
    EXPECT_NE(err_.str().find("user_not_found"), std::string::npos);
}

TEST_F(Published, MovesCasesAndTellsWhatItCannot)
{
    MigrateAsked asked;
    asked.who = asked_;
    asked.cases = {"BH-1999-0001"};
    EXPECT_EQ(migrate_cases(asked, out_, err_), refused);
    EXPECT_NE(err_.str().find("case_not_found"), std::string::npos) << err_.str();
    asked.due = "whenever";
    EXPECT_EQ(migrate_cases(asked, out_, err_), refused);
}

// With a server that holds the database.
class PublishedToServer : public Published
{
protected:
    PublishedToServer()
    {
        http::add_api(router_, api_);
        listener_->start();
        asked_.server = "http://127.0.0.1:" + std::to_string(listener_->port());
        setenv("BEIHUI_PASSWORD", password_.c_str(), 1);
        make_trusted_key();
        sign_revision(1);
    }
    ~PublishedToServer() override { unsetenv("BEIHUI_PASSWORD"); }

    const rules::Pack* live() { return installation_->context().rules()->world->find("small"); }
    std::string said()
    {
        const std::string text = err_.str();
        err_.str("");
        return text;
    }
    std::string listed_by_server()
    {
        std::ostringstream list;
        EXPECT_EQ(list_packs(ServerAsked{asked_.server, asked_.login}, list, err_), good) << said();
        return list.str();
    }

    const std::unique_ptr<Installation> installation_ =
        Installation::open(asked_.places, clock_).value();
    const plugin::TableFormats formats_;
    const http::Api api_{installation_->context(), "", false, formats_};
    http::Router router_;
    const std::unique_ptr<http::Listener> listener_ =
        http::Listener::open(http::ListenOptions{}, http::Front{router_, clock_}).value();
};

TEST_F(PublishedToServer, PublishesAndRetires)
{
    EXPECT_EQ(publish(), good) << err_.str();
    EXPECT_NE(live(), nullptr);
    EXPECT_EQ(publish(), refused);
    EXPECT_NE(said().find("RP3008"), std::string::npos);
    EXPECT_EQ(change_pack(asked_, "small", "retire", out_, err_), good) << err_.str();
    EXPECT_EQ(live(), nullptr);
    setenv("BEIHUI_PASSWORD", "wrong", 1);
    EXPECT_EQ(publish(), refused);
    EXPECT_NE(said().find("sign_in_failed"), std::string::npos);
    setenv("BEIHUI_TOKEN", "bh_pat_000000000000_wrong", 1);
    EXPECT_EQ(publish(), refused);
    EXPECT_NE(said().find("bad_token"), std::string::npos);
    setenv("BEIHUI_TOKEN", token(installation_->context()).c_str(), 1);
    EXPECT_EQ(publish(), refused);
    EXPECT_NE(said().find("RP3008"), std::string::npos)
        << "it was let in, and is published already";
    unsetenv("BEIHUI_TOKEN");
    listener_->stop();
    EXPECT_EQ(publish(), refused);
    EXPECT_NE(said().find("no_answer"), std::string::npos);
    EXPECT_EQ(http::Remote::with_token("ftp://x", "t").error().code, "bad_server");
    EXPECT_EQ(http::Remote::sign_in("ftp://x", "a", "b").error().code, "bad_server");
}

TEST_F(PublishedToServer, TellsWhatTheServerRefusesInBothLanguages)
{
    ASSERT_EQ(publish(), good) << err_.str();
    EXPECT_EQ(publish(), refused);
    const std::string text = said();
    EXPECT_NE(text.find("没有发布"), std::string::npos) << text;
    EXPECT_NE(text.find("was not published"), std::string::npos) << text;
    EXPECT_NE(text.find("版次须递增"), std::string::npos) << text;
    EXPECT_NE(text.find("revisions rise"), std::string::npos) << text;
    EXPECT_NE(text.find("write revision: 2 or higher"), std::string::npos) << text;
    EXPECT_EQ(change_pack(asked_, "unknown", "retire", out_, err_), refused);
    EXPECT_NE(said().find("there is no live pack \"unknown\""), std::string::npos);
}

TEST_F(PublishedToServer, ListsWhatTheServerJudgesBy)
{
    EXPECT_EQ(listed_by_server().find("small\t"), std::string::npos);
    EXPECT_NE(listed_by_server().find("2026-youqi\t第 "), std::string::npos);
    ASSERT_EQ(publish(), good) << err_.str();
    sign_revision(2);
    ASSERT_EQ(publish(), good) << err_.str();
    const std::string list = listed_by_server();
    const auto second = list.find("small\t第 2 版\t在用 live\t2 条 clauses\t" + live()->hash);
    EXPECT_NE(second, std::string::npos) << list;
    EXPECT_NE(list.find("2026-04-01/2026-06-30", second), std::string::npos) << list;
    EXPECT_NE(list.find("small\t第 1 版\t已被取代 superseded"), std::string::npos) << list;
    EXPECT_EQ(list_packs(ServerAsked{asked_.server, ""}, out_, err_), refused);
    EXPECT_NE(said().find("user_required"), std::string::npos);
}

TEST_F(PublishedToServer, AsksTheServerWhatADraftWouldChange)
{
    WhatIfWanted wanted;
    wanted.folder = pack_.pack();
    wanted.cases = "2026";
    wanted.server = asked_.server;
    wanted.login = asked_.login;
    EXPECT_EQ(ask_what_if(wanted, out_, err_), refused) << "no live pack that it stands for";
    EXPECT_NE(said().find("RP3070"), std::string::npos);
    wanted.instead_of = "2026-youqi";
    for (const char* const organisation : {"", "LOCAL", "本单位"}) {
        wanted.organisation = organisation;
        out_.str("");
        EXPECT_EQ(ask_what_if(wanted, out_, err_), good) << said();
        EXPECT_NE(out_.str().find("small"), std::string::npos) << out_.str();
    }
    wanted.as_json = true;
    out_.str("");
    EXPECT_EQ(ask_what_if(wanted, out_, err_), good) << said();
    EXPECT_EQ(out_.str().front(), '{');
    wanted.organisation = "没有的单位";
    EXPECT_EQ(ask_what_if(wanted, out_, err_), refused);
    EXPECT_NE(said().find("RP3074"), std::string::npos);
    wanted.organisation.clear();
    pack_.write("params.yaml", "permit.from:\n  valeus: {}\n");
    EXPECT_EQ(ask_what_if(wanted, out_, err_), refused);
    const std::string text = said();
    EXPECT_NE(text.find("rules/small/params.yaml:"), std::string::npos) << text;
    EXPECT_NE(text.find("2 |   valeus: {}"), std::string::npos) << "the line itself: " << text;
}

}  // namespace
}  // namespace beihui::cli
