#pragma once

// A history as it might have happened, the same for the same seed: cases with rows, facts made and
// voided, duties, documents, register records and hidden values.

#include "history/commitment.hpp"
#include "storage/stores.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace beihui::storage
{

class RandomHistory
{
public:
    RandomHistory(unsigned seed, Instant from) : random_(seed), now_(from) {}

    struct Step
    {
        Entry entry;  // not sealed
        std::vector<HiddenValue> hidden;
    };

    Step next()
    {
        Step step;
        Entry& entry = step.entry;
        Track& track = pick();
        now_ = now_.plus_ms(1 + below(100'000));
        entry.tenant = "school";
        entry.uid = id();
        entry.case_id = track.now.id;
        entry.case_seq = ++track.now.version;
        entry.at = now_;
        if (below(3) == 0)
            entry.valid_at = now_.plus_ms(-below(1'000'000'000));
        entry.actor = "actor" + std::to_string(below(3));
        entry.act = track.now.version == 1 ? "open" : "edit_plan";
        entry.reason = words();
        change_case(step, track);
        change_rows(entry, track);
        change_facts(entry, track);
        change_duties(entry);
        add_documents(entry);
        if (track.now.workflow == "employer")
            entry.effects.registers = {
                {"employer",
                 track.now.id,
                 "school",
                 "CODE" + track.now.number,
                 words(),
                 track.now.stage,
                 {{"size", "小型"}, {"note", words()}}}
            };
        entry.effects.after = track.now;
        return step;
    }

private:
    struct Track
    {
        Case now;
        std::set<std::pair<std::string, std::string>> rows;
        std::map<std::string, std::string> live;  // key of the live fact to its id
    };

    std::int64_t below(std::int64_t end)
    {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(end));
    }

    std::string id()
    {
        const std::uint64_t parts[] = {random_(), random_()};
        return hex({reinterpret_cast<const char*>(parts), sizeof parts});
    }

    // Also what needs NFC, folding and escapes.
    std::string words()
    {
        static const std::string_view pieces[] = {"招聘", "ＡＢＣ", "e\u0301", "\uF900",
                                                  "100%", "_",      "'",       "\"",
                                                  "\\",   "\t",     "😀",      "a"};
        std::string text;
        for (std::int64_t left = below(6); left > 0; --left)
            text += pieces[below(std::size(pieces))];
        return text;
    }

    Date date()
    {
        return Instant::parse("2026-04-01T09:00:00+08:00")
            .value()
            .plus_ms(below(90) * 86'400'000)
            .date();
    }

    Track& pick()
    {
        if (tracks_.empty() || below(6) == 0) {
            Track& track = tracks_.emplace_back();
            track.now.id = id();
            track.now.number = "N" + std::to_string(tracks_.size());
            track.now.organisation = "school";
            track.now.org_path = "/ministry/province/school/";
            track.now.workflow = below(3) == 0 ? "employer" : "recruitment-event";
            track.now.opened_at = now_;
            track.now.opened_by = "actor0";
            return track;
        }
        return tracks_[static_cast<std::size_t>(below(std::ssize(tracks_)))];
    }

    void change_case(Step& step, Track& track)
    {
        Case& now = track.now;
        now.stage = below(2) == 0 ? "plan" : "filing";
        now.title = words();
        now.changed_at = now_;
        now.open_items = below(20);
        now.reopened = below(2) * now.version;
        now.closed = below(5) == 0;
        now.packs = {{"2026-youqi", below(5), id() + id()}};
        if (below(2) == 0)
            now.starts_on = date();
        else
            now.starts_on.reset();
        auto hidden = history::hide(
            step.entry.uid, step.entry.tenant, "data.contact", "person" + std::to_string(below(4)),
            json::value(words())
        );
        now.data = {{"plan", {{"title", words()}, {"expected", below(1LL << 62)}, {"on", true}}}};
        now.data["contact"] = {{"name", hidden.reference}};
        step.entry.data = {{"name", std::move(hidden.reference)}};
        step.hidden.push_back(std::move(hidden.value));
    }

    void change_rows(Entry& entry, Track& track)
    {
        for (std::int64_t left = below(3); left > 0; --left) {
            std::pair<std::string, std::string> place("participants", std::to_string(below(6)));
            const bool written_here =
                std::ranges::any_of(entry.effects.rows, [&](const CaseRow& row) {
                    return row.key == place.second;
                });
            if (written_here)
                continue;
            if (track.rows.contains(place) && below(2) == 0) {
                track.rows.erase(place);
                entry.effects.removed_rows.push_back(place);
                continue;
            }
            entry.effects.rows.push_back(
                {place.first,
                 place.second,
                 {{"note", words()}, {"booths", below(9)}},
                 entry.case_seq,
                 entry.actor}
            );
            track.rows.insert(std::move(place));
        }
    }

    void change_facts(Entry& entry, Track& track)
    {
        for (int i = 0; i < 3; ++i) {
            std::string key = "key" + std::to_string(below(4));
            const bool made_here =
                std::ranges::any_of(entry.effects.facts_made, [&](const Fact& fact) {
                    return fact.key == key;
                });
            if (made_here)
                continue;
            if (const auto live = track.live.find(key); live != track.live.end()) {
                entry.effects.facts_voided.push_back(live->second);
                track.live.erase(live);
                if (below(3) == 0)
                    continue;
            }
            Fact fact = some_fact(track, key);
            track.live[key] = fact.id;
            entry.effects.facts_made.push_back(std::move(fact));
        }
    }

    Fact some_fact(const Track& track, const std::string& key)
    {
        Fact fact;
        fact.id = id();
        fact.kind = "event";
        fact.key = key;
        fact.case_id = track.now.id;
        fact.occasion = track.now.id;
        fact.organisation = "school";
        fact.org_path = track.now.org_path;
        fact.on = date();
        fact.employer = below(2) == 0 ? "employer" : "";
        fact.quantity = below(1LL << 50);
        if (below(2) == 0)
            fact.circulars = {"2026-other", "2026-youqi"};
        for (const AttributeKind& attribute : fact_attributes())
            if (below(2) == 0)
                fact.attributes[attribute.name] = value_of(attribute.type);
        return fact;
    }

    json::value value_of(AttributeType type)
    {
        switch (type) {
        case AttributeType::boolean: return json::value(below(2) == 1);
        case AttributeType::integer: return json::value(below(1LL << 40) - 100);
        case AttributeType::date:    return json::value(date().text());
        default:                     return json::value(words());
        }
    }

    void change_duties(Entry& entry)
    {
        if (below(2) == 0)
            return;
        Duty duty;
        duty.key = "duty" + std::to_string(below(3));
        duty.clause = "2026/五(三)a";
        duty.title = {words(), words()};
        duty.state = below(2) == 0 ? "open" : "done";
        if (below(2) == 0)
            duty.due = now_.plus_ms(below(1'000'000'000));
        if (duty.state == "done")
            duty.done_at = now_;
        duty.rules = below(2) == 0 ? "pin" : "follow";
        if (below(2) == 0)
            duty.known_on = date();
        if (below(2) == 0)
            duty.period_end = date();
        duty.occasion = words();
        entry.effects.duties.push_back(std::move(duty));
    }

    // A document may be described anew under its id.
    void add_documents(Entry& entry)
    {
        if (below(3) > 0)
            return;
        const std::string id = entry.case_id.substr(0, 30) + "d" + std::to_string(below(3));
        entry.effects.documents.push_back(
            {id, words(), "application/pdf", words(), this->id() + this->id(), below(1LL << 40)}
        );
    }

    std::mt19937_64 random_;
    Instant now_;
    std::deque<Track> tracks_;
};

}  // namespace beihui::storage
