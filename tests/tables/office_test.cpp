// The workbooks as LibreOffice reads them: another program than the one that wrote them opens each,
// and every cell of the first sheet is what the circular prints.
#include "plugins/xlsx/xlsx_format.hpp"
#include "table_fixture.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace beihui::tables
{
namespace
{

using Lines = std::vector<std::vector<std::string>>;

// RFC 4180, as LibreOffice writes it with every text in quotes.
Lines read_csv(const std::string& text)
{
    Lines lines;
    std::vector<std::string> line;
    std::string cell;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
            cell += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ',' || c == '\n')) {
            line.push_back(std::move(cell));
            cell.clear();
            if (c == '\n')
                lines.push_back(std::exchange(line, {}));
        } else if (c != '\r' || quoted) {
            cell += c;
        }
    }
    return lines;
}

// The first sheet of a workbook, opened by LibreOffice and saved as UTF-8.
Lines opened_by_office(const std::string& workbook)
{
    const test::Folder folder;
    const std::string at = folder.path().string();
    std::ofstream(folder.path() / "table.xlsx", std::ios::binary) << workbook;
    // A profile of its own: two tests may run at once.
    const std::string command = "soffice --headless -env:UserInstallation='file://" + at +
                                "/profile' --convert-to 'csv:Text - txt - csv (StarCalc):"
                                "44,34,76,1,,0,false,true,false' --outdir '" +
                                at + "' '" + at + "/table.xlsx' > '" + at + "/log' 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << "libreoffice-calc-nogui: scripts/packages.txt";
    std::ifstream file(folder.path() / "table.csv", std::ios::binary);
    EXPECT_TRUE(file) << "LibreOffice did not open the workbook";
    return read_csv({std::istreambuf_iterator<char>(file), {}});
}

class Office : public TableTest
{
protected:
    Office()
    {
        filer_.id = "z";
        filer_.name = "浙江省厅";
        filer_.province = "浙江省";
        xlsx::add_format(formats_);
    }

    Lines opened(const std::string& table)
    {
        return opened_by_office(
            formats_.find("xlsx")->render(printed_table(fill(asked(table)), filer_)).value()
        );
    }
    // A line with what is printed in its first cells; the rest of it is empty.
    static void expect_line(const Lines& lines, std::size_t at, std::vector<std::string> cells)
    {
        ASSERT_LT(at, lines.size());
        cells.resize(lines[at].size());
        EXPECT_EQ(lines[at], cells) << "line " << at + 1;
    }

    plugin::TableFormats formats_;
    Filer filer_;
};

TEST_P(Office, OpensAnnex1CellByCell_2026_annex1)
{
    write({fact("event", "fair"), attendance("fair", "A"), posting("P-1", 120)});
    const Lines lines = opened("2026.annex1");
    ASSERT_EQ(lines.size(), 7U);
    expect_line(lines, 0, {"附件 1"});
    expect_line(lines, 1, {"进校招聘活动成果统计表"});
    expect_line(lines, 2, {"(中小企业主管部门填报)"});
    expect_line(lines, 3, {"浙江省(区、市)"});
    expect_line(
        lines, 4,
        {"举办活动次数 (场)", "参与中小企业数量 (家次)", "参与专精特新中小企业数量 (家次)",
         "提供岗位数 (个)", "参与高校毕业生人数 (人次)", "签订就业(意向)协议人数 (人)"}
    );
    expect_line(lines, 5, {"1", "1", "0", "120", "0", "0"});
    expect_line(lines, 6, {"注：该表格报送至rlzy@chinasme.org.cn，同时抄送fengmj@chsi.com.cn"});
}

TEST_P(Office, OpensAnnex2CellByCell_2026_annex2)
{
    const Lines lines = opened("2026.annex2");
    ASSERT_EQ(lines.size(), 7U);
    expect_line(lines, 0, {"附件 2"});
    expect_line(lines, 1, {"访企拓岗和就业指导活动成果统计表"});
    expect_line(lines, 2, {"(教育行政部门填报)"});
    expect_line(lines, 3, {"浙江省(区、市)"});
    expect_line(
        lines, 4,
        {"走访专精特新企业数 (家次)", "走访企业进校园招聘数 (场次)", "提供就业岗位数 (个)",
         "签订就业(意向)协议人数 (人)", "开展其他就业指导服务 活动数(场次)"}
    );
    expect_line(lines, 5, {"0", "0", "0", "0", "0"});
    expect_line(lines, 6, {"注: 该表格报送至 fengmj@chsi.com.cn, 同时抄送 rlzy@chinasme.org.cn"});
}

// What a workbook looks like does not depend on the database it was counted in.
INSTANTIATE_TEST_SUITE_P(Sqlite, Office, testing::Values(false));

}  // namespace
}  // namespace beihui::tables
