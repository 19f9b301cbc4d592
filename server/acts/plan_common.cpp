// The acts of common.yaml: comment, claim, give back, hand over, remind.
#include "accounts/grants.hpp"
#include "acts/case_page.hpp"
#include "acts/plan_parts.hpp"
#include "base/bytes.hpp"
#include "domain/role.hpp"

#include <algorithm>
#include <cctype>

namespace beihui::acts
{
namespace
{

using workflows::Does;

bool is_open(const workflows::Act& act, const Case& subject)
{
    return std::ranges::find(act.from, subject.stage) != act.from.end();
}

// Whether there is anything at this stage that somebody with these roles may do.
bool may_work(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const Case& subject,
    const std::vector<accounts::Grant>& grants
)
{
    LookUp look_up(txn);
    return std::ranges::any_of(workflow.acts, [&](const workflows::Act& act) {
        return is_open(act, subject) &&
               accounts::suffices(
                   grants, roles_for(act, look_up, subject.organisation), subject.org_path
               );
    });
}

// The roles that may do something at this stage, by name.
Words who_may_work(storage::ReadTxn& txn, const workflows::Workflow& workflow, const Case& subject)
{
    LookUp look_up(txn);
    std::vector<std::string> roles;
    for (const workflows::Act& act : workflow.acts)
        if (is_open(act, subject))
            for (const std::string& role : roles_for(act, look_up, subject.organisation))
                if (role != system_role && std::ranges::find(roles, role) == roles.end())
                    roles.push_back(role);
    Words words;
    for (const std::string& role : roles) {
        const Words name = role_words(role);
        words.zh += (words.zh.empty() ? "" : "、") + name.zh;
        words.en += (words.en.empty() ? "" : ", ") + name.en;
    }
    return words;
}

bool may_with_others(const accounts::Actor& actor, const workflows::Act& act)
{
    return std::ranges::any_of(act.of_others, [&](const std::string& role) {
        return actor.has(role);
    });
}

Error bad_field(std::string_view field, std::string code, Words detail)
{
    Fault fault;
    fault.where = "#/data/" + std::string(field);
    fault.code = std::move(code);
    fault.detail = detail;
    return refuse(Refusal::invalid_input, "form_faults", detail.zh, detail.en, {fault});
}

// One planning of a common act.
class CommonPlan
{
public:
    CommonPlan(
        const Context& context,
        storage::ReadTxn& txn,
        const accounts::Actor& actor,
        const Case& subject,
        const ActWanted& wanted,
        ActPlan plan
    )
        : context_(context),
          txn_(txn),
          actor_(actor),
          wanted_(wanted),
          before_(read_state(txn, subject)),
          look_up_(txn),
          names_(context, txn),
          now_(context.clock.now()),
          plan_(std::move(plan))
    {}

    Result<ActPlan> run()
    {
        if (!wanted_.reason.empty())
            return refuse(
                Refusal::invalid_input, "no_reason",
                plan_.act->label.zh + "不带理由，请去掉 reason", plan_.act->id + " takes no reason"
            );
        begin();
        if (auto done = apply(); !done)
            return done.error();
        Case& after = plan_.after.subject;
        after.version += 1;
        after.changed_at = now_;
        plan_.entry.case_seq = after.version;
        for (CaseRow& row : plan_.entry.effects.rows)
            row.version = after.version;
        note_stand_in(plan_);
        plan_.entry.effects.after = after;
        return std::move(plan_);
    }

private:
    const Case& subject() const { return before_.subject; }

    void begin()
    {
        plan_.after = before_;
        plan_.stage_before = subject().stage;
        plan_.doer = doer_of(txn_, *plan_.act, subject(), actor_);
        Case& after = plan_.after.subject;
        // What forms are compared with stays, so that nobody's open form becomes stale.
        after.content_version =
            subject().content_version > 0 ? subject().content_version : subject().version;
        Entry& entry = plan_.entry;
        entry.at = now_;
        entry.actor = actor_.key;
        entry.act = plan_.act->id;
        entry.tenant = subject().organisation;
        entry.case_id = subject().id;
        entry.uid = random_id();
    }

    Result<void> apply()
    {
        switch (plan_.act->does) {
        case Does::comment:   return comment();
        case Does::claim:     put_in_hand(plan_.after.subject, {actor_.key, now_}); return no_data();
        case Does::give_back: clear_desk(plan_.after.subject); return no_data();
        case Does::hand_over: return hand_over();
        case Does::remind:    return remind();
        case Does::ordinary:  break;
        }
        return {};
    }

    Result<void> no_data()
    {
        if (wanted_.data.is_null() ||
            (wanted_.data.is_object() && wanted_.data.as_object().empty()))
            return {};
        return refuse(
            Refusal::invalid_input, "no_form", plan_.act->label.zh + "不带表单，请去掉 data",
            plan_.act->id + " takes no data"
        );
    }

    Hider new_hider()
    {
        return Hider(
            plan_.entry.tenant, plan_.entry.uid, context_.database.master_key(),
            subject().organisation
        );
    }

    // Whether somebody sees the case at all, so that telling them of it tells them nothing new.
    bool sees(std::string_view person)
    {
        accounts::Actor other;
        other.person = person;
        other.key = person;
        other.grants = accounts::grants_of(txn_, person, now_.date());
        return static_cast<bool>(visible_case(txn_, other, subject().id));
    }

    Result<void> check_sees(std::string_view person, std::string_view field)
    {
        if (sees(person))
            return {};
        const std::string name = names_.person(person);
        return bad_field(
            field, "cannot_see_case",
            {"“" + name + "”看不到本案卷（不在其单位范围内，或已离岗），不能提醒",
             name + " does not see this case and cannot be told of it"}
        );
    }

    void tell(Notice notice)
    {
        auto& notices = plan_.entry.effects.notices;
        if (std::ranges::find(notices, notice) == notices.end())
            notices.push_back(std::move(notice));
    }

    // "@login" in the text calls that person; what is no login stays text.
    void add_called(std::string_view text, json::array& mentions)
    {
        for (std::size_t at = text.find('@'); at != std::string_view::npos;
             at = text.find('@', at + 1)) {
            std::size_t end = at + 1;
            while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) ||
                                         text[end] == '.' || text[end] == '-' || text[end] == '_'))
                ++end;
            const std::string_view login = text.substr(at + 1, end - at - 1);
            const auto called = login.empty()
                                    ? std::nullopt
                                    : storage::find_registered_by_code(txn_, "person", login);
            if (called && std::ranges::find(mentions, json::value(called->id)) == mentions.end())
                mentions.emplace_back(called->id);
        }
    }

    Result<void> comment()
    {
        json::object row = wanted_.data.is_object() ? wanted_.data.as_object() : json::object();
        for (const char* const own : {"key", "at"})
            if (row.contains(own))
                return bad_field(
                    own, "field_unknown",
                    {"批注只能新加，不填 " + std::string(own),
                     "a comment is only ever added; leave out " + std::string(own)}
                );
        json::array mentions;
        if (const json::value* const sent = row.if_contains("mentions"); sent && sent->is_array())
            mentions = sent->as_array();
        add_called(text_of(row, "text"), mentions);
        if (!mentions.empty())
            row["mentions"] = mentions;
        row["at"] = now_.text();
        ActWanted as_row = wanted_;
        as_row.data = json::object{{"rows", json::array{std::move(row)}}};
        Hider hider = new_hider();
        const Applying applying{
            txn_, context_, actor_, as_row, before_, look_up_, hider, plan_,
        };
        if (auto applied = apply_rows(applying, *plan_.workflow->form(plan_.act->form)); !applied)
            return applied.error();
        plan_.hidden = hider.hidden();
        for (const json::value& mentioned : mentions) {
            const std::string person(mentioned.as_string());
            if (auto seen = check_sees(person, "mentions"); !seen)
                return seen.error();
            if (person != actor_.key)
                tell({.kind = "mention", .person = person});
        }
        return {};
    }

    // The answers of an act whose form is not kept: they stand in the entry alone.
    Result<json::object> answers()
    {
        const workflows::Form& form = *plan_.workflow->form(plan_.act->form);
        auto merged = workflows::check_object(form, wanted_.data, json::object(), "#/data");
        if (!merged)
            return merged.error();
        Hider hider = new_hider();
        const Applying applying{
            txn_, context_, actor_, wanted_, before_, look_up_, hider, plan_,
        };
        if (auto faults = check_references(applying, form, *merged, "#/data"); !faults.empty())
            return refuse(
                Refusal::invalid_input, "form_faults", "填写有误", "the form has faults",
                std::move(faults)
            );
        drop_nulls(*merged);
        const json::object clear = *merged;
        hider.hide(form, form.id, *merged);
        plan_.entry.data = {{"form", form.id}, {"changed", changes_between({}, *merged)}};
        plan_.hidden = hider.hidden();
        return clear;
    }

    Result<void> hand_over()
    {
        const auto given = answers();
        if (!given)
            return given.error();
        const std::string to(text_of(*given, "to"));
        if (to == actor_.key)
            return bad_field(
                "to", "hand_over_to_self",
                {"不用转交给自己，请办理“认领”", "claim the case rather than handing it to yourself"
                }
            );
        const auto grants = accounts::grants_of(txn_, to, now_.date());
        if (!may_work(txn_, *plan_.workflow, subject(), grants) || !sees(to)) {
            const std::string name = names_.person(to);
            const Words who = who_may_work(txn_, *plan_.workflow, subject());
            return bad_field(
                "to", "cannot_take_over",
                {"“" + name + "”不能办理本案卷现在的阶段，不能转交；可以办理的是：" +
                     (who.zh.empty() ? "无" : who.zh),
                 name + " may do nothing at this stage of the case; who may: " +
                     (who.en.empty() ? "nobody" : who.en)}
            );
        }
        put_in_hand(plan_.after.subject, {to, now_});
        tell({.kind = "handed", .person = to});
        return {};
    }

    Result<void> remind()
    {
        const auto given = answers();
        if (!given)
            return given.error();
        auto notice = addressee(*given);
        if (!notice)
            return notice.error();
        notice->kind = "reminder";
        for (const storage::StoredNotice& earlier :
             storage::notices_of_case(txn_, subject().id, "reminder", start_of(now_.date()))) {
            if (earlier.notice.person != notice->person ||
                earlier.notice.organisation != notice->organisation ||
                earlier.notice.roles != notice->roles)
                continue;
            const std::string whom = words_of(*notice);
            const std::string by = names_.person(earlier.by);
            return refuse(
                Refusal::rule_refused, "reminded_today",
                "今天已由" + by + "催办过" + whom + "；同一案卷对同一人一天只催一次，请明天再催",
                by + " reminded " + whom + " of this case today; once a day is enough"
            );
        }
        tell(std::move(*notice));
        return {};
    }

    std::string words_of(const Notice& notice)
    {
        if (!notice.person.empty())
            return "“" + names_.person(notice.person) + "”";
        std::string words = "“" + names_.organisation(notice.organisation) + "”的";
        for (std::size_t i = 0; i < notice.roles.size(); ++i)
            words += (i > 0 ? "、" : "") + role_words(notice.roles[i]).zh;
        return words;
    }

    // The same thing asked of one person.
    static Notice to_person(Notice notice, const std::string& person)
    {
        notice.person = person;
        notice.roles.clear();
        notice.organisation.clear();
        return notice;
    }

    // To whom a reminder goes: who was named, who has the case in hand, or whose turn it is.
    Result<Notice> addressee(const json::object& given)
    {
        Notice notice;
        notice.organisation = subject().organisation;
        const std::string duty(text_of(given, "duty"));
        const std::string requirement(text_of(given, "requirement"));
        notice.about = duty.empty() ? requirement : duty;
        if (!duty.empty()) {
            if (auto found = owners_of_duty(duty, notice); !found)
                return found.error();
        } else if (!requirement.empty()) {
            if (auto found = owner_of_requirement(requirement, notice); !found)
                return found.error();
        }
        if (const std::string named(text_of(given, "to")); !named.empty()) {
            if (auto seen = check_sees(named, "to"); !seen)
                return seen.error();
            return to_person(std::move(notice), named);
        }
        if (const auto hand = in_hand(subject()); hand && requirement.empty())
            return to_person(std::move(notice), hand->person);
        if (notice.roles.empty())
            next_step(notice);
        if (notice.roles.empty())
            return refuse(
                Refusal::conflict, "nobody_to_remind", "现在没有要催办的下一步",
                "there is no next step to remind anybody of"
            );
        return notice;
    }

    Result<void> owners_of_duty(const std::string& key, Notice& notice)
    {
        const auto duty = std::ranges::find(before_.duties, key, &Duty::key);
        if (duty == before_.duties.end())
            return bad_field(
                "duty", "unknown_duty",
                {"案卷没有应报事项“" + key + "”", "the case has no duty \"" + key + "\""}
            );
        if (duty->state != "open")
            return refuse(
                Refusal::conflict, "nothing_missing", "“" + duty->title.zh + "”已经办结，不用催办",
                "the duty \"" + key + "\" is not open any more"
            );
        if (find_role(duty->owner)) {
            notice.roles = {duty->owner};
            return {};
        }
        // Owed by a kind of organisation: whoever files there.
        for (const workflows::Act& act : plan_.workflow->acts)
            if (files_duties(act))
                for (const std::string& role : roles_of(act))
                    if (std::ranges::find(notice.roles, role) == notice.roles.end())
                        notice.roles.push_back(role);
        return {};
    }

    std::vector<std::string> roles_of(const workflows::Act& act)
    {
        return roles_for(act, look_up_, subject().organisation);
    }

    // Not one that only sets dates.
    bool files_duties(const workflows::Act& act) const
    {
        const workflows::Form* const form = plan_.workflow->form(act.form);
        return !act.duty.empty() && form && !form->find("due_on");
    }

    // The rules are asked, and what they say is not written: a reminder changes nothing.
    Result<void> owner_of_requirement(const std::string& key, Notice& notice)
    {
        const Decision decision =
            evaluate(context_, txn_, *plan_.workflow, before_, look_up_, now_);
        const auto found = std::ranges::find(decision.requirements, key, &Requirement::key);
        if (found == decision.requirements.end())
            return bad_field(
                "requirement", "unknown_requirement",
                {"案卷没有“" + key + "”这一项", "the case has no requirement \"" + key + "\""}
            );
        if (found->met || !found->applicable)
            return refuse(
                Refusal::conflict, "nothing_missing", "“" + found->title.zh + "”不缺，不用催办",
                "the requirement \"" + key + "\" is met"
            );
        if (find_role(found->owner))
            notice.roles = {found->owner};
        return {};
    }

    // Whoever may take the case onward; with levels, the level whose turn it is.
    void next_step(Notice& notice)
    {
        const workflows::Workflow& workflow = *plan_.workflow;
        const int now = workflow.order_of(subject().stage);
        for (const workflows::Act& act : workflow.acts) {
            if (!is_open(act, subject()))
                continue;
            const bool accepts = act.level == workflows::LevelStep::accept;
            if (!accepts &&
                (act.level != workflows::LevelStep::none || workflow.order_of(act.to) <= now))
                continue;
            if (accepts) {
                const Approval approval(txn_, subject());
                if (approval.complete() >= approval.levels().size())
                    continue;
                notice.organisation = organisation_at(approval.levels()[approval.complete()]);
            }
            notice.roles = roles_of(act);
            std::erase(notice.roles, system_role);
            if (!notice.roles.empty())
                return;
        }
    }

    const Context& context_;
    storage::ReadTxn& txn_;
    const accounts::Actor& actor_;
    const ActWanted& wanted_;
    CaseState before_;
    LookUp look_up_;
    Names names_;
    Instant now_;
    ActPlan plan_;
};

}  // namespace

Result<void> check_common(
    storage::ReadTxn& txn,
    const workflows::Act& act,
    const workflows::Workflow& workflow,
    const Case& subject,
    const accounts::Actor& actor
)
{
    if (auto allowed = accounts::may(actor, act.by, subject.org_path); !allowed)
        return allowed.error();
    const auto hand = in_hand(subject);
    if (act.does == Does::claim) {
        if (hand)
            return refuse(
                Refusal::conflict, "claimed_already",
                hand->person == actor.key ? "您已经认领" : "已有人认领；要接手请其转交",
                hand->person == actor.key ? "you have claimed it already"
                                          : "somebody has claimed it; ask them to hand it over"
            );
        if (may_work(txn, workflow, subject, actor.grants))
            return {};
        const Words who = who_may_work(txn, workflow, subject);
        return refuse(
            Refusal::not_allowed, "nothing_to_do_here",
            "您不能办理本案卷现在的阶段，不能认领；可以办理的是：" +
                (who.zh.empty() ? "无" : who.zh),
            "there is nothing for you to do at this stage; who may: " +
                (who.en.empty() ? "nobody" : who.en)
        );
    }
    const bool anothers = hand && hand->person != actor.key && !may_with_others(actor, act);
    if (act.does == Does::give_back && !hand)
        return refuse(
            Refusal::conflict, "not_claimed", "没有人认领，不用放回", "nobody has claimed it"
        );
    if ((act.does == Does::give_back || act.does == Does::hand_over) && anothers)
        return refuse(
            Refusal::not_allowed, "in_other_hands", "案卷在别人手中，请其放回或转交",
            "the case is in another's hands; ask them to give it back or to hand it over"
        );
    return {};
}

Result<ActPlan> plan_common(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Case& subject,
    const ActWanted& wanted,
    ActPlan plan
)
{
    if (auto fits = check_common(txn, *plan.act, *plan.workflow, subject, actor); !fits)
        return fits.error();
    return CommonPlan(context, txn, actor, subject, wanted, std::move(plan)).run();
}

}  // namespace beihui::acts
