#include "acts/case_page.hpp"
#include "acts/publication.hpp"
#include "acts/scenario.hpp"
#include "acts/stored_rulebook.hpp"
#include "acts/story_runner.hpp"
#include "rules/lint.hpp"
#include "rules/overlay.hpp"
#include "tables/pack_tables.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

Fault fault_of(std::string where, std::string_view code, Words detail, Words way_out)
{
    Fault fault;
    fault.where = std::move(where);
    fault.code = code;
    fault.detail = std::move(detail);
    fault.way_out = std::move(way_out);
    return fault;
}

Error refused(const Draft& draft, std::vector<Fault> faults)
{
    const std::string count = std::to_string(faults.size());
    return refuse(
        Refusal::invalid_input, "publication_refused",
        "规则包 " + draft.id + " 没有发布，原有版本不变：" + count + " 处不合要求",
        "pack " + draft.id + " was not published and the live revision stays: " + count +
            " things are not right",
        std::move(faults)
    );
}

Error refused(const Draft& draft, const Error& error)
{
    if (!error.faults.empty())
        return refused(draft, error.faults);
    return refused(draft, {fault_of(draft.id, error.code, error.detail, {})});
}

std::string manifest_of(const Draft& draft)
{
    return "rules/" + draft.id + "/pack.yaml";
}

// The live revision that the draft comes after, and what was ever published of the pack.
struct Standing
{
    std::vector<storage::PackRevision> revisions;
    std::vector<std::string> own_names;  // of who publishes: login, name
};

Standing read_standing(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Draft& draft
)
{
    Standing standing;
    for (storage::PackRevision& revision : storage::all_pack_revisions(txn))
        if (revision.id == draft.id)
            standing.revisions.push_back(std::move(revision));
    Names names(context, txn);
    standing.own_names.push_back(names.person(actor.key));
    if (const auto account = storage::find_account(txn, actor.account))
        standing.own_names.push_back(account->login);
    return standing;
}

Result<void> check_revision(
    const Draft& draft,
    const rules::Pack& pack,
    const Standing& standing,
    const rules::Pack* live
)
{
    std::int64_t highest = live ? live->revision : 0;
    for (const storage::PackRevision& known : standing.revisions)
        highest = std::max(highest, known.revision);
    if (pack.revision > highest)
        return {};
    const std::string known = std::to_string(highest);
    return refused(
        draft, {fault_of(
                   manifest_of(draft), "RP3008",
                   {"版次须递增：已发布到第 " + known + " 版，不能发布第 " +
                        std::to_string(pack.revision) + " 版",
                    "revisions rise: " + known + " is published, " + std::to_string(pack.revision) +
                        " is not later"},
                   {"把 revision 改为 " + std::to_string(highest + 1) + " 或更大，重新签名",
                    "write revision: " + std::to_string(highest + 1) + " or higher and sign again"}
               )}
    );
}

bool names_any(const std::vector<std::string>& list, const std::vector<std::string>& names)
{
    return std::ranges::any_of(names, [&](const std::string& name) {
        return std::ranges::find(list, name) != list.end();
    });
}

Result<void> check_people(const Draft& draft, const rules::Pack& pack, const Standing& standing)
{
    std::vector<Fault> faults;
    if (pack.authors.empty() || names_any(pack.authors, standing.own_names))
        faults.push_back(fault_of(
            manifest_of(draft), "RP3009",
            pack.authors.empty()
                ? Words{"没有写明作者（authors）", "authors is empty"}
                : Words{"您是作者，作者不能发布自己的规则包", "you are an author of this pack"},
            {"由作者以外的政策员发布", "have a policy officer who is not an author publish it"}
        ));
    const bool reviewed = std::ranges::any_of(pack.reviewers, [&](const std::string& reviewer) {
        return std::ranges::find(pack.authors, reviewer) == pack.authors.end();
    });
    if (!reviewed)
        faults.push_back(fault_of(
            manifest_of(draft), "RP3010",
            {"没有作者以外的复核人", "nobody but its authors has reviewed the pack"},
            {"由作者以外的人复核并写进 reviewers，重新签名",
             "have somebody else review it, name them in reviewers and sign again"}
        ));
    if (faults.empty())
        return {};
    return refused(draft, std::move(faults));
}

Result<Date> check_effective(const Draft& draft, Date today)
{
    const Date effective = draft.effective.value_or(today);
    if (effective <= today)
        return effective;
    return refused(
        draft, {fault_of(
                   draft.id, "RP3011",
                   {"生效日 " + effective.text() + " 还没有到：发布即刻生效",
                    "it would take effect on " + effective.text() +
                        ", and publishing takes effect at once"},
                   {"到那天再发布；要从某日起改变的数，在 params.yaml 写自该日起的值",
                    "publish on that day, or give the parameters values from that day on"}
               )}
    );
}

Result<void> check_lint(
    const Draft& draft,
    const std::shared_ptr<const rules::Pack>& pack,
    const Rulebook& now
)
{
    std::vector<std::shared_ptr<const rules::Pack>> others;
    for (const auto& one : now.world->packs())
        if (one->id != pack->id)
            others.push_back(one);
    const rules::Lint lint = rules::lint_pack(pack, std::move(others));
    if (lint.errors.empty())
        return {};
    return refused(draft, lint.errors);
}

// A story runs with its own pack and those it names, as at a desk.
Result<StoryBench> bench_beside(
    const rules::Pack& pack,
    const std::vector<std::string>& beside,
    const Rulebook& rulebook
)
{
    std::vector<std::string> ids = rules::packs_named_by(pack);
    ids.insert(ids.end(), beside.begin(), beside.end());
    ids.push_back(pack.id);
    std::vector<std::shared_ptr<const rules::Pack>> packs;
    for (const auto& one : rulebook.world->packs())
        if (std::ranges::find(ids, one->id) != ids.end())
            packs.push_back(one);
    auto world = rules::World::of(std::move(packs), rulebook.world->calendar());
    if (!world)
        return world.error();
    return StoryBench{std::move(*world), rulebook.workflows};
}

// The results of every scenario and every story of the pack.
Result<std::vector<ScenarioResult>> run_tests(const rules::Pack& pack, const Rulebook& rulebook)
{
    Faults faults;
    const std::vector<rules::Scenario> scenarios = rules::scenarios_of(pack, faults);
    const std::vector<rules::Story> stories = rules::stories_of(pack, faults);
    if (!faults.none())
        return faults.error();
    auto results = run_scenarios(*rulebook.world, pack, *rulebook.workflows, scenarios);
    if (!results)
        return results;
    auto told = run_stories(stories, [&](const std::vector<std::string>& beside) {
        return bench_beside(pack, beside, rulebook);
    });
    if (!told)
        return told;
    std::ranges::move(*told, std::back_inserter(*results));
    return results;
}

Result<void> check_tests(const Draft& draft, const rules::Pack& pack, const Rulebook& rulebook)
{
    const auto results = run_tests(pack, rulebook);
    if (!results)
        return refused(draft, results.error());
    if (results->empty())
        return refused(
            draft,
            {fault_of(
                pack.folder + "/tests", "RP3012", {"规则包没有测试", "the pack has no tests"},
                {"在 tests/ 写至少一个情景", "write at least one scenario in tests/"}
            )}
        );
    std::vector<Fault> failed;
    for (const ScenarioResult& result : *results)
        for (const rules::Mismatch& mismatch : result.mismatches)
            failed.push_back(fault_of(
                mismatch.place.text(), "RP3013",
                {"测试“" + result.name + "”不通过：" + mismatch.what.zh,
                 "the test \"" + result.name + "\" fails: " + mismatch.what.en},
                {"改正规则或测试", "mend the rule or the test"}
            ));
    if (failed.empty())
        return {};
    return refused(draft, std::move(failed));
}

// The packs as they would be with the draft live.
Result<std::shared_ptr<Rulebook>> rulebook_with(
    const Draft& draft,
    const std::shared_ptr<const rules::Pack>& pack,
    const Rulebook& now
)
{
    std::vector<std::shared_ptr<const rules::Pack>> live{pack};
    std::vector<std::shared_ptr<const rules::Pack>> earlier = now.world->earlier();
    for (const auto& one : now.world->packs())
        (one->id == pack->id ? earlier : live).push_back(one);
    std::ranges::sort(live, {}, &rules::Pack::id);
    auto world = rules::World::of(std::move(live), now.world->calendar(), std::move(earlier));
    if (!world)
        return refused(draft, world.error());
    if (const auto tables = tables::check_tables(**world); !tables)
        return refused(draft, tables.error());
    auto rulebook = make_rulebook(std::move(*world), *now.workflows);
    if (!rulebook)
        return refused(draft, rulebook.error());
    (*rulebook)->edition = now.edition;
    for (const NotLoaded& missing : now.not_loaded)
        if (missing.pin.pack != pack->id || !missing.live)
            (*rulebook)->not_loaded.push_back(missing);
    return rulebook;
}

}  // namespace

Words state_words(std::string_view state)
{
    if (state == "live")
        return {"在用", "live"};
    if (state == "superseded")
        return {"已被取代", "superseded"};
    if (state == "retired")
        return {"停用", "retired"};
    if (state == "draft")
        return {"草稿（未发布）", "draft, not published"};
    return {"文件夹", "in the folder"};
}

Result<void> may_publish(storage::ReadTxn& txn, const accounts::Actor& actor)
{
    const auto record = storage::find_registered(txn, "organisation", actor.organisation);
    const json::value data(record ? record->data : json::object());
    const json::value* const profile = member(data, "profile");
    const std::string_view level = profile ? text_of(*profile, "level") : std::string_view();
    const bool topmost = actor.org_path == "/" + actor.organisation + "/";
    if (actor.has("policy_officer") && (topmost || level == "ministry" || level == "province"))
        return {};
    return refuse(
        Refusal::not_allowed, "role_required",
        "规则包由部、省或最上级单位的政策员发布，您没有这个角色",
        "rule packs are published by a policy officer of a ministry, province or the topmost "
        "organisation"
    );
}

Result<CheckedDraft> check_draft(
    const Context& live,
    const accounts::Actor& actor,
    const Draft& draft
)
{
    const Context context = live.holding_rules();
    Result<void> allowed;
    Standing standing;
    context.database.read([&](storage::ReadTxn& txn) {
        allowed = may_publish(txn, actor);
        standing = read_standing(context, txn, actor, draft);
    });
    if (!allowed)
        return allowed.error();
    const auto signature =
        rules::check_signature(draft.files, draft.signature, context.key_folders);
    if (!signature)
        return refused(draft, signature.error());
    // Only signed bytes reach the readers of YAML and Lua.
    const auto pack = rules::read_pack(draft.id, draft.files);
    if (!pack)
        return refused(draft, pack.error());

    const rules::Pack* const before = context.held->world->find(draft.id);
    if (auto rising = check_revision(draft, **pack, standing, before); !rising)
        return rising.error();
    if (auto people = check_people(draft, **pack, standing); !people)
        return people.error();
    const auto effective = check_effective(draft, context.clock.now().date());
    if (!effective)
        return effective.error();
    if (auto linted = check_lint(draft, *pack, *context.held); !linted)
        return linted.error();
    const auto rulebook = rulebook_with(draft, *pack, *context.held);
    if (!rulebook)
        return rulebook.error();
    if (auto tested = check_tests(draft, **pack, **rulebook); !tested)
        return tested.error();

    CheckedDraft checked{*pack, *signature, *effective, std::nullopt, *rulebook};
    if (!before)
        return checked;
    checked.replaces = PackPin{before->id, before->revision, before->hash};
    const PackPin pin{(*pack)->id, (*pack)->revision, (*pack)->hash};
    std::vector<Fault> changed;
    context.database.read([&](storage::ReadTxn& txn) {
        changed = changed_results(context, txn, *checked.replaces, pin, *rulebook, *effective);
    });
    if (!changed.empty())
        return refused(draft, std::move(changed));
    return checked;
}

}  // namespace beihui::acts
