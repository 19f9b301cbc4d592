#include "table_fixture.hpp"

namespace beihui::tables
{
namespace
{

class PackTables : public TableTest
{};

const rules::Pack& campaign()
{
    return *world().find("2026-youqi");
}

std::string span_text(std::optional<Date> from, std::optional<Date> to, std::string_view today)
{
    const auto span = span_asked(campaign(), from, to, day(today));
    return span ? span->from.text() + " " + span->to.text() : span.error().code;
}

TEST(Span, IsThePhaseOfTodayOrTheLatestThatBegan_2026_2)
{
    EXPECT_EQ(span_text({}, {}, "2026-05-01"), "2026-04-01 2026-06-30");
    EXPECT_EQ(span_text({}, {}, "2026-08-15"), "2026-04-01 2026-06-30");
    EXPECT_EQ(span_text({}, {}, "2026-10-01"), "2026-10-01 2026-12-31");
    EXPECT_EQ(span_text({}, {}, "2027-03-01"), "2026-10-01 2026-12-31");
    EXPECT_EQ(span_text({}, {}, "2026-01-01"), "2026-04-01 2026-06-30");
}

TEST(Span, FillsTheEndThatIsNotGivenFromItsPhase)
{
    EXPECT_EQ(span_text(day("2026-05-04"), {}, "2026-11-01"), "2026-05-04 2026-06-30");
    EXPECT_EQ(span_text({}, day("2026-11-15"), "2026-05-01"), "2026-10-01 2026-11-15");
    EXPECT_EQ(span_text(day("2026-08-01"), {}, "2026-05-01"), "2026-08-01 2026-08-01");
    EXPECT_EQ(span_text({}, day("2026-03-01"), "2026-05-01"), "2026-03-01 2026-03-01");
    EXPECT_EQ(span_text(day("2026-06-02"), day("2026-06-01"), "2026-05-01"), "bad_span");
}

TEST(PackTable, IsFoundByItsIdOrNamedBesideTheOneMeant)
{
    EXPECT_EQ(find_table(world(), "2025.annex3").value().table->annex, "附件 3");
    EXPECT_EQ(find_table(world(), "2026.annex2").value().table->annex, "附件 2");
    const auto missing = find_table(world(), "2026.anex1");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, Refusal::not_found);
    EXPECT_NE(missing.error().detail.zh.find("是不是 2026.annex1"), std::string::npos);
}

TEST(PackTable, OfTheCampaignIsCountedInItsUnits)
{
    const auto checked = check_tables(world());
    EXPECT_TRUE(checked) << checked.error().faults.front().detail.zh;
}

// A world of one pack, changed for the test.
class OnePack final : public rules::World
{
public:
    explicit OnePack(rules::Pack pack)
        : packs_{std::make_shared<const rules::Pack>(std::move(pack))}
    {}
    const std::vector<std::shared_ptr<const rules::Pack>>& packs() const override { return packs_; }
    const std::vector<std::shared_ptr<const rules::Pack>>& earlier() const override
    {
        return earlier_;
    }
    const rules::Pack* find(std::string_view) const override { return packs_.front().get(); }
    const rules::Pack* find(std::string_view, std::string_view) const override
    {
        return packs_.front().get();
    }
    const WorkingCalendar& calendar() const override { return tables::world().calendar(); }
    Decision evaluate(const rules::Question&) const override { return {}; }
    rules::Answered ask(const rules::Question&) const override { return {}; }
    rules::AnsweredAgain ask_again(const rules::Question&, const rules::Answered&) const override
    {
        return {};
    }
    std::vector<Finding> check_table(std::string_view, const json::object&, Date) const override
    {
        Finding finding;
        finding.level = "error";
        finding.message = "来自规则包";
        return {finding};
    }

private:
    std::vector<std::shared_ptr<const rules::Pack>> packs_;
    std::vector<std::shared_ptr<const rules::Pack>> earlier_;
};

TEST(PackTable, IsRefusedWhenUnitAndCountDisagree)
{
    rules::Pack pack = campaign();
    rules::Column& column = pack.tables.front().columns.at(1);
    column.measure["count"] = "distinct(employer)";  // 家 where 家次 is printed
    pack.tables.front().checks.front().left = "srdii";
    const auto checked = check_tables(OnePack(pack));
    ASSERT_FALSE(checked);
    std::string codes;
    for (const Fault& fault : checked.error().faults)
        codes += fault.code + " ";
    EXPECT_EQ(codes, "RP1120 RP1121 ");
}

TEST_P(PackTables, TellWhichDaysAskedLieInNoPhase)
{
    on_ = day("2026-06-30");
    write({fact("event", "in")});
    on_ = day("2026-07-15");
    write({fact("event", "between")});
    now_ = instant("2026-12-01T00:00:00+08:00");
    TableAsked question = asked("2026.annex1");
    EXPECT_FALSE(fill(question).overlap);
    question.to = day("2026-07-31");
    EXPECT_EQ(
        fill(question).overlap.value_or(""),
        "所选日期 2026年4月1日至2026年7月31日 有一部分不在行动各阶段内，按阶段统计的各列只计 "
        "2026年4月1日至2026年6月30日。"
    );
    EXPECT_EQ(cells(question).at("events"), 1);
    question.from = day("2026-07-01");
    EXPECT_EQ(
        fill(question).overlap.value_or(""),
        "所选日期 2026年7月1日至2026年7月31日 不在行动各阶段内，按阶段统计的各列为 0。"
    );
    EXPECT_EQ(cells(question).at("events"), 0);
}

TEST_P(PackTables, MarkANumberByTheWeakestReadingItRestsOn)
{
    rules::Pack pack = campaign();
    const auto mark = [&] {
        const OnePack changed(pack);
        std::optional<SourceMark> found;
        database_.read([&](storage::ReadTxn& txn) {
            const auto answer = fill_table(txn, changed, asked("2026.annex1"), now_).value();
            found = answer.cells.front().mark;
            EXPECT_EQ(answer.findings.back().message, "来自规则包");
        });
        return found;
    };
    EXPECT_EQ(mark(), SourceMark::unconfirmed);
    const auto confirm = [&](std::string_view id) {
        for (rules::Interpretation& reading : pack.interpretations)
            if (reading.id == id)
                reading.decided_by = "省教育厅";
    };
    confirm("i-004");  // the column's own
    EXPECT_EQ(mark(), SourceMark::unconfirmed);
    confirm("i-005");  // of table.annex1.modes, which it uses
    EXPECT_EQ(mark(), SourceMark::interpretation);
}

// 2026/附件1: specialised SMEs are some of the SMEs. Only a pack that counts them in two ways can
// contradict itself, and is told.
TEST_P(PackTables, FindMoreSpecialisedThanAllSmes_2026_annex1)
{
    rules::Pack pack = campaign();
    pack.tables.front().columns.at(2).measure["where"].as_object().erase("attended");
    const OnePack changed(pack);
    write({
        fact("event", "fair"),
        attendance("fair", "absent", {{"attended", false}, {"srdi", true}}),
    });
    database_.read([&](storage::ReadTxn& txn) {
        const auto answer = fill_table(txn, changed, asked("2026.annex1"), now_).value();
        EXPECT_EQ(answer.findings.front().level, "error");
        EXPECT_EQ(
            answer.findings.front().message,
            "参与专精特新中小企业家次不得多于参与中小企业家次（参与专精特新中小企业数量 (家次) 1，"
            "参与中小企业数量 (家次) 0）"
        );
    });
}

TEST_P(PackTables, AnswerAsTheContractSays)
{
    write({fact("event", "fair")});
    Filer filer;
    filer.id = "z";
    filer.name = "浙江省教育厅";
    filer.province = "浙江";
    const json::object answer = table_json(fill(asked("2026.annex1")), filer);
    EXPECT_EQ(answer.at("table").at("send_to"), "rlzy@chinasme.org.cn");
    EXPECT_EQ(answer.at("table").at("phases").as_array().size(), 2u);
    EXPECT_EQ(answer.at("organisation").at("province"), "浙江");
    EXPECT_EQ(answer.at("from"), "2026-04-01");
    EXPECT_EQ(answer.at("as_of"), "2026-06-20T12:00:00+08:00");
    const json::value& cell = answer.at("cells").as_array().front();
    EXPECT_EQ(cell.at("value"), 1);
    EXPECT_EQ(cell.at("unit"), "场");
    EXPECT_EQ(cell.at("reading").at("id"), "i-004");
    EXPECT_EQ(cell.at("reading").at("mark"), "unconfirmed");
    EXPECT_TRUE(answer.at("overlap").is_null());
}

TEST_P(PackTables, RefuseAMomentThatHasNotCome)
{
    TableAsked question = asked("2026.annex1");
    question.as_of = now_.plus_ms(1);
    database_.read([&](storage::ReadTxn& txn) {
        EXPECT_EQ(fill_table(txn, world(), question, now_).error().code, "as_of_in_future");
    });
    EXPECT_EQ(
        ask_column(world(), asked("2026.annex1"), "smees", now_).error().code, "column_not_found"
    );
}

BEIHUI_ON_BOTH_DATABASES(PackTables);

}  // namespace
}  // namespace beihui::tables
