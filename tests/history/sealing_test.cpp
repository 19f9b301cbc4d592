#include "history/canonical.hpp"
#include "history/commitment.hpp"
#include "history/sealing.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace beihui::history
{
namespace
{

Instant instant(std::string_view text)
{
    return Instant::parse(text).value();
}

// An entry in which every member has a value of its own.
Entry full_entry()
{
    Entry entry;
    entry.tenant = "school";
    entry.uid = "00112233445566778899aabbccddeeff";
    entry.case_id = "case";
    entry.case_seq = 2;
    entry.at = Instant::from_ms(1767225600123);
    entry.valid_at = instant("2025-12-31T09:00:00+08:00");
    entry.actor = "somebody";
    entry.act = "edit_plan";
    entry.reason = "改地点";
    entry.data = {{"venue", "体育馆"}, {"expected", 9007199254740993}};
    entry.packs = {{"2026-youqi", 3, std::string(64, 'a')}};
    entry.calendar_hash = std::string(64, 'b');
    entry.trace_hash = std::string(64, 'c');
    Effects& effects = entry.effects;
    effects.after.id = "case";
    effects.after.number = "BH-2026-000001";
    effects.after.version = 2;
    effects.after.packs = entry.packs;
    effects.after.data = {{"plan", {{"title", "双选会"}}}};
    effects.after.starts_on = Date::parse("2026-05-20").value();
    effects.after.opened_at = instant("2026-04-01T08:00:00+08:00");
    effects.after.changed_at = entry.at;
    effects.rows = {{"participants", "e1", {{"booths", 2}}, 2, "somebody"}};
    effects.removed_rows = {{"participants", "e2"}};
    effects.facts_voided = {"f0"};
    Fact fact;
    fact.id = "f1";
    fact.kind = "event";
    fact.on = Date::parse("2026-05-20").value();
    fact.circulars = {"2026-youqi"};
    fact.attributes = {{"held", true}, {"size_class", "大型"}};
    effects.facts_made = {fact};
    Duty duty;
    duty.key = "annex1";
    duty.title = {"报送附件1", "File annex 1"};
    duty.due = instant("2026-06-30T24:00:00+08:00");
    duty.state = "open";
    effects.duties = {duty};
    effects.documents = {{"d1", "方案.pdf", "application/pdf", "plan", std::string(64, 'd'), 12}};
    effects.registers = {{"employer", "case", "school", "C1", "某公司", "verified", {{"a", 1}}}};
    return entry;
}

// RFC 6962, section 2.1: the hash of a leaf is SHA-256(0x00 ‖ leaf).
TEST(Leaf, IsTheRfc6962HashOfTheBody)
{
    EXPECT_EQ(hex(leaf_of("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    EXPECT_EQ(
        hex(leaf_of("1{}")), "9d07f6d33f943830825b857ae445363ac03a1afe34f786772e1551180b26d565"
    );
}

TEST(SealEntry, PutsEverythingIntoTheBodyAndHashesIt)
{
    Entry entry = full_entry();
    seal_entry(entry);
    EXPECT_EQ(entry.body.front(), '1');
    EXPECT_EQ(canonical(read_json(entry.body.substr(1)).value()), entry.body.substr(1));
    EXPECT_EQ(entry.leaf, leaf_of(entry.body));

    Entry again = read_body(entry.body);
    EXPECT_EQ(again.valid_at, entry.valid_at);
    EXPECT_EQ(again.at.ms(), 1767225600123);
    EXPECT_EQ(again.effects.removed_rows, entry.effects.removed_rows);
    seal_entry(again);
    EXPECT_EQ(again.body, entry.body);
}

// What is sealed says the same in memory as in its bytes; otherwise a rebuilt projection differs.
TEST(SealEntry, LeavesTheEntryAsItsBodySays)
{
    Entry entry = full_entry();
    entry.reason = "cafe\u0301";
    entry.effects.after.title = "cafe\u0301";
    seal_entry(entry);
    EXPECT_EQ(entry.reason, "caf\u00e9");
    EXPECT_EQ(entry.effects.after.title, "caf\u00e9");
}

TEST(SealEntry, ChangesTheLeafWithEveryMember)
{
    Entry plain = full_entry();
    seal_entry(plain);
    const std::function<void(Entry&)> changes[] = {
        [](Entry& e) { e.tenant = "other"; },
        [](Entry& e) { e.uid.back() = '0'; },
        [](Entry& e) { e.at = e.at.plus_ms(1); },
        [](Entry& e) { e.valid_at.reset(); },
        [](Entry& e) { e.actor += 'x'; },
        [](Entry& e) { e.act += 'x'; },
        [](Entry& e) { e.reason.clear(); },
        [](Entry& e) { e.data["expected"] = 1; },
        [](Entry& e) { e.packs.front().revision = 4; },
        [](Entry& e) { e.calendar_hash.clear(); },
        [](Entry& e) { e.trace_hash.clear(); },
        [](Entry& e) { e.effects.after.open_items = 1; },
        [](Entry& e) { e.effects.rows.front().by += 'x'; },
        [](Entry& e) { e.effects.removed_rows.clear(); },
        [](Entry& e) { e.effects.facts_made.front().quantity = 2; },
        [](Entry& e) { e.effects.facts_voided.clear(); },
        [](Entry& e) { e.effects.duties.front().due.reset(); },
        [](Entry& e) { e.effects.documents.front().size = 13; },
        [](Entry& e) { e.effects.registers.front().code.clear(); },
    };
    for (std::size_t i = 0; i < std::size(changes); ++i) {
        Entry other = full_entry();
        changes[i](other);
        seal_entry(other);
        EXPECT_NE(other.leaf, plain.leaf) << "change " << i;
    }
}

TEST(SealEntry, RefusesAnEntryThatContradictsItself)
{
    const std::function<void(Entry&)> faults[] = {
        [](Entry& e) { e.tenant.clear(); },
        [](Entry& e) { e.uid.clear(); },
        [](Entry& e) { e.case_seq = e.effects.after.version = 0; },
        [](Entry& e) { e.effects.after.id = "another"; },
        [](Entry& e) { e.effects.after.version = 3; },
        [](Entry& e) { e.data["share"] = 0.5; },
    };
    for (const auto& fault : faults) {
        Entry entry = full_entry();
        fault(entry);
        EXPECT_THROW(seal_entry(entry), std::logic_error);
    }
}

TEST(ReadBody, RefusesAnotherFormat)
{
    EXPECT_THROW((void)read_body(""), std::runtime_error);
    EXPECT_THROW((void)read_body("2{}"), std::runtime_error);
}

// The expected hash was computed apart from this program, with another SHA-256.
TEST(Commitment, HasAKnownAnswer)
{
    std::string salt;
    for (char byte = 0; byte < 16; ++byte)
        salt += byte;
    EXPECT_EQ(
        hex(commitment(
            "测试大学", "00112233445566778899aabbccddeeff", "data.contact_phone", salt,
            "\"13800000000\""
        )),
        "4e0a8a10e911c0e1a7509ee995d87ed67b5b5a65e0d42fbc5ac50e531656c378"
    );
}

// Each part has its length in front: moving a character to the next part is another commitment.
TEST(Commitment, KeepsItsPartsApart)
{
    const Hash one = commitment("ab", "c", "d", "e", "f");
    EXPECT_NE(one, commitment("a", "bc", "d", "e", "f"));
    EXPECT_NE(one, commitment("ab", "cd", "", "e", "f"));
    EXPECT_NE(one, commitment("ab", "c", "d", "ef", ""));
}

TEST(Hide, PutsACommitmentInPlaceOfTheValueWithANewSaltEachTime)
{
    const Hidden first = hide("uid", "school", "data.phone", "person", "13800000000");
    const Hidden second = hide("uid", "school", "data.phone", "person", "13800000000");
    EXPECT_EQ(first.value.value, "\"13800000000\"");
    EXPECT_EQ(first.value.salt.size(), 16u);
    EXPECT_NE(first.value.salt, second.value.salt);
    EXPECT_EQ(first.reference.at("hidden"), "uid/data.phone");
    EXPECT_EQ(
        first.reference.at("commitment"),
        json::value(
            hex(commitment("school", "uid", "data.phone", first.value.salt, first.value.value))
        )
    );
    EXPECT_NE(first.reference.at("commitment"), second.reference.at("commitment"));
    // The whole value: three of its digits stand in one commitment of a hundred by chance.
    EXPECT_EQ(canonical(first.reference).find("13800000000"), std::string::npos);
}

}  // namespace
}  // namespace beihui::history
