#include "domain/role.hpp"
#include "rules/pack_folder.hpp"
#include "rules/tools/pack_diff.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

struct Loaded
{
    explicit Loaded(const PackFolder& folder) : pack(read_pack(folder.pack()).value())
    {
        interpreter = std::move(Interpreter::load(*pack, lua::Limits::standard()).value());
    }

    std::shared_ptr<const Pack> pack;
    std::unique_ptr<Interpreter> interpreter;
};

PackDiff diff_of(const PackFolder& older, const PackFolder& newer)
{
    const Loaded a(older);
    const Loaded b(newer);
    return diff_packs(*a.pack, *a.interpreter, *b.pack, *b.interpreter);
}

std::vector<std::string> words_of(const PackDiff& diff, std::string_view part)
{
    std::vector<std::string> all;
    for (const DifferencePart& each : diff.parts)
        if (each.id == part)
            for (const Difference& difference : each.differences)
                all.push_back(difference.kind + " " + difference.words.zh);
    return all;
}

void write(
    const PackFolder& folder,
    const std::string& path,
    std::string text,
    std::string_view from,
    std::string_view to
)
{
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    folder.write(path, text);
}

TEST(PackDiff, FindsNothingBetweenAPackAndItself)
{
    const PackFolder folder;
    const PackDiff diff = diff_of(folder, folder);
    EXPECT_TRUE(diff.equal());
    EXPECT_EQ(
        words_of(diff, "readings"), std::vector<std::string>{"open i-001 千人以上含不含一千？"}
    );
}

TEST(PackDiff, SaysInWordsThatAValueIsNoLongerLaidDown)
{
    const PackFolder older;
    older.write(
        "params.yaml", std::string(PackFolder::params) +
                           "report.days:\n  title: { zh: 活动结束后的报送天数 }\n  unit: 个工作日\n"
                           "  values: { 2026-04-01: { value: 3, clause: 2026/二 } }\n"
    );
    const PackFolder newer;
    EXPECT_EQ(
        words_of(diff_of(older, newer), "parameters"),
        std::vector<std::string>{"gone 通知不再规定活动结束后的报送天数（《小通知》为 3 个工作日）"}
    );
    EXPECT_EQ(
        words_of(diff_of(newer, older), "parameters"),
        std::vector<std::string>{"added 新规定活动结束后的报送天数：3 个工作日（条款 2026/二）"}
    );
}

TEST(PackDiff, TellsAReadingFromWhatIsPrintedAndCountsListsInsteadOfPrintingThem)
{
    const PackFolder older;
    older.write(
        "params.yaml",
        "permit.from:\n  values: { 2026-04-01: { value: 1000, interpretation: i-001 } }\n"
    );
    const PackFolder newer;
    newer.write(
        "params.yaml",
        std::string(PackFolder::params) +
            "filers:\n  title: { zh: 报送单位 }\n"
            "  values: { 2026-04-01: { value: [province_sme], interpretation: i-001 } }\n"
    );
    EXPECT_EQ(
        words_of(diff_of(older, newer), "parameters"),
        (std::vector<std::string>{
            "added 新规定items：共 1 项（条款 2026/三）",
            "added 新增口径，报送单位：" + role_words("province_sme").zh + "（口径 i-001）"
        })
    );
}

TEST(PackDiff, SaysInWordsWhatPacksWriteAsIds)
{
    const PackFolder older;
    older.write(
        "params.yaml", std::string(PackFolder::params) +
                           "roll:\n  title: { zh: 遇休息日, en: On a rest day }\n"
                           "  values: { 2026-04-01: { value: none, interpretation: i-001 } }\n"
    );
    const PackFolder newer;
    newer.write(
        "params.yaml",
        std::string(PackFolder::params) +
            "roll:\n  title: { zh: 遇休息日, en: On a rest day }\n"
            "  values: { 2026-04-01: { value: next_workday_noon, interpretation: i-001 } }\n"
            "filers:\n  title: { zh: 报送单位, en: Filers }\n"
            "  values: { 2026-04-01: { value: { annex1: [support, school] }, interpretation: i-001 "
            "} }\n"
    );
    const PackDiff diff = diff_of(older, newer);
    EXPECT_EQ(
        words_of(diff, "parameters"),
        (std::vector<std::string>{
            "changed 遇休息日由没有改为下一个工作日中午（口径 i-001）",
            "added 新增口径，报送单位：附件 1：支撑单位（有关单位）、高校（口径 i-001）"
        })
    );
    EXPECT_EQ(
        diff.parts.front().differences.front().words.en,
        "roll was none, is noon of the next working day"
    );
}

TEST(PackDiff, TellsChangedValuesPhasesAndItems)
{
    const PackFolder older;
    const PackFolder newer;
    write(newer, "params.yaml", std::string(PackFolder::params), "value: 1000", "value: 800");
    write(newer, "pack.yaml", PackFolder::manifest(), "to: 2026-06-30", "to: 2026-05-31");
    newer.write(
        "items.yaml", "items:\n  - { id: B13, title: 场地 }\n  - { id: B14, title: 安保 }\n"
    );
    const PackDiff diff = diff_of(older, newer);
    EXPECT_EQ(
        words_of(diff, "parameters"),
        std::vector<std::string>{"changed permit.from由 1000 改为 800（口径 i-001）"}
    );
    EXPECT_EQ(
        words_of(diff, "phases"),
        std::vector<std::string>{
            "changed 第 1 阶段由 2026-04-01 至 2026-06-30 改为 2026-04-01 至 2026-05-31"
        }
    );
    EXPECT_EQ(
        words_of(diff, "items"),
        (std::vector<std::string>{"changed B13“场地”有变化：名称", "added 新增事项 B14“安保”"})
    );
}

TEST(PackDiff, MatchesClausesByTheirWordsAndNotByTheirNumbers)
{
    const PackFolder older;
    const PackFolder newer;
    std::string clauses(PackFolder::clauses);
    clauses.replace(clauses.find("2026/三"), std::string("2026/三").size(), "2026/五");
    newer.write("clauses.yaml", clauses);
    std::string params(PackFolder::params);
    params.replace(params.find("2026/三"), std::string("2026/三").size(), "2026/五");
    newer.write("params.yaml", params);
    EXPECT_TRUE(words_of(diff_of(older, newer), "clauses").empty());
}

TEST(PackDiff, TellsColumnsThatCameAndWent)
{
    const PackFolder older;
    const PackFolder newer;
    const std::string head = "id: small.annex1\nannex: 附件 1\ntitle: 统计表\nclause: 2026/二\n"
                             "columns:\n";
    const std::string events =
        "  - { id: events, label: 活动, unit: 场, clause: 2026/二, measure: { "
        "of: event, count: rows } }\n";
    const std::string visits =
        "  - { id: visits, label: 走访, unit: 家次, clause: 2026/二, measure: { "
        "of: visit, count: rows } }\n";
    older.write("annex/1.yaml", head + events);
    newer.write("annex/1.yaml", head + visits);
    EXPECT_EQ(
        words_of(diff_of(older, newer), "tables"),
        (std::vector<std::string>{
            "added 附件 1《统计表》新增一列“走访”", "gone 附件 1《统计表》不再有“活动”一列"
        })
    );
}

TEST(PackDiff, MakesAPageThatNeedsNothingElseAndEscapesWords)
{
    const PackFolder older;
    const PackFolder newer;
    write(newer, "pack.yaml", PackFolder::manifest(), "zh: 小通知", "zh: 大<b>通知");
    const std::string page = diff_as_html(diff_of(older, newer));
    EXPECT_NE(page.find("大&lt;b&gt;通知"), std::string::npos);
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(page.find("http"), std::string::npos);
    EXPECT_NE(page.find("prefers-color-scheme: dark"), std::string::npos);
}

}  // namespace
}  // namespace beihui::rules
