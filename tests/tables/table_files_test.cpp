#include "plugins/xlsx/xlsx_format.hpp"
#include "table_fixture.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <regex>

namespace beihui::tables
{
namespace
{

// A part of a workbook, taken out by another program than the one that put it in.
std::string part_of(const std::string& workbook, const std::string& part)
{
    const test::Folder folder;
    const std::filesystem::path file = folder.path() / "table.xlsx";
    std::ofstream(file, std::ios::binary) << workbook;
    const std::string command = "unzip -p '" + file.string() + "' '" + part + "'";
    FILE* const pipe = popen(command.c_str(), "r");
    std::string text;
    std::array<char, 4096> bytes{};
    while (const std::size_t count = fread(bytes.data(), 1, bytes.size(), pipe))
        text.append(bytes.data(), count);
    EXPECT_EQ(pclose(pipe), 0) << part;
    return text;
}

// Cells of a sheet by their place: "A1" → text; numbers as they stand.
std::map<std::string, std::string> sheet_of(const std::string& workbook, int number)
{
    const std::string shared = part_of(workbook, "xl/sharedStrings.xml");
    std::vector<std::string> texts;
    const std::regex text("<t(?: [^>]*)?>([^<]*)</t>");
    for (std::sregex_iterator at(shared.begin(), shared.end(), text), end; at != end; ++at)
        texts.push_back((*at)[1]);
    const std::string sheet =
        part_of(workbook, "xl/worksheets/sheet" + std::to_string(number) + ".xml");
    std::map<std::string, std::string> cells;
    const std::regex cell("<c r=\"([A-Z]+[0-9]+)\"[^>]*?( t=\"s\")?><v>([^<]*)</v>");
    for (std::sregex_iterator at(sheet.begin(), sheet.end(), cell), end; at != end; ++at)
        cells[(*at)[1]] = (*at)[2].matched ? texts.at(std::stoul((*at)[3])) : (*at)[3].str();
    return cells;
}

class TableFiles : public TableTest
{
protected:
    TableFiles()
    {
        xlsx::add_format(formats_);
        add_csv_format(formats_);
        filer_.id = "z";
        filer_.name = "浙江省经济和信息化厅";
        filer_.province = "浙江";
    }

    std::string bytes(const std::string& format, const std::string& table = "2026.annex1")
    {
        return formats_.find(format)->render(printed_table(fill(asked(table)), filer_)).value();
    }

    plugin::TableFormats formats_;
    Filer filer_;
};

TEST_P(TableFiles, PrintsAnnex1WithTheWordsOfTheCircular_2026_annex1)
{
    write({fact("event", "fair"), attendance("fair", "A"), posting("P-1", 120)});
    const std::string workbook = bytes("xlsx");
    auto cells = sheet_of(workbook, 1);
    EXPECT_EQ(cells["A1"], "附件 1");
    EXPECT_EQ(cells["A2"], "进校招聘活动成果统计表");
    EXPECT_EQ(cells["A3"], "(中小企业主管部门填报)");
    EXPECT_EQ(cells["A4"], "浙江省(区、市)");
    EXPECT_EQ(cells["A5"], "举办活动次数 (场)");
    EXPECT_EQ(cells["B5"], "参与中小企业数量 (家次)");
    EXPECT_EQ(cells["C5"], "参与专精特新中小企业数量 (家次)");
    EXPECT_EQ(cells["D5"], "提供岗位数 (个)");
    EXPECT_EQ(cells["E5"], "参与高校毕业生人数 (人次)");
    EXPECT_EQ(cells["F5"], "签订就业(意向)协议人数 (人)");
    EXPECT_EQ(cells["A6"], "1");
    EXPECT_EQ(cells["B6"], "1");
    EXPECT_EQ(cells["C6"], "0");
    EXPECT_EQ(cells["D6"], "120");
    EXPECT_EQ(cells["A7"], "注：该表格报送至rlzy@chinasme.org.cn，同时抄送fengmj@chsi.com.cn");
    const std::string sheet = part_of(workbook, "xl/worksheets/sheet1.xml");
    EXPECT_NE(sheet.find("orientation=\"landscape\""), std::string::npos);
    EXPECT_NE(sheet.find("paperSize=\"9\""), std::string::npos);
    EXPECT_NE(part_of(workbook, "xl/workbook.xml").find("name=\"附件 1\""), std::string::npos);
}

TEST_P(TableFiles, PrintsAnnex2WithItsOwnAddressesAndReadings_2026_annex2)
{
    const std::string workbook = bytes("xlsx", "2026.annex2");
    auto cells = sheet_of(workbook, 1);
    EXPECT_EQ(cells["A3"], "(教育行政部门填报)");
    EXPECT_EQ(cells["E5"], "开展其他就业指导服务 活动数(场次)");
    EXPECT_EQ(cells["A7"], "注: 该表格报送至 fengmj@chsi.com.cn, 同时抄送 rlzy@chinasme.org.cn");
    std::string basis;
    for (const auto& [place, text] : sheet_of(workbook, 2))
        basis += text + "\n";
    EXPECT_NE(basis.find("缺省口径，尚无人确认"), std::string::npos);
    EXPECT_NE(basis.find("截至：2026-06-20T12:00:00+08:00"), std::string::npos);
    EXPECT_NE(basis.find("i-013"), std::string::npos);
    EXPECT_NE(basis.find("i-012"), std::string::npos);  // of a parameter that the column uses
}

TEST_P(TableFiles, GivesTheSameBytesForTheSameQuestion)
{
    write({fact("event", "fair")});
    const std::string first = bytes("xlsx");
    EXPECT_EQ(first, bytes("xlsx"));
    const std::string properties = part_of(first, "docProps/core.xml");
    EXPECT_NE(properties.find("2026-06-20T04:00:00Z"), std::string::npos) << properties;
    const std::string hash = table_hash(fill(asked("2026.annex1")), filer_);
    EXPECT_NE(properties.find(hash), std::string::npos);
    write({fact("event", "another fair")});
    EXPECT_NE(first, bytes("xlsx"));
}

TEST_P(TableFiles, WritesCsvThatSpreadsheetsReadAndDoNotRun)
{
    write({fact("event", "fair")});
    filer_.name = "=HYPERLINK(\"x\"),厅";
    EXPECT_EQ(
        bytes("csv"), "\xEF\xBB\xBF单位,举办活动次数 (场),参与中小企业数量 "
                      "(家次),参与专精特新中小企业数量 (家次),"
                      "提供岗位数 (个),参与高校毕业生人数 (人次),签订就业(意向)协议人数 (人)\r\n"
                      "\"'=HYPERLINK(\"\"x\"\"),厅\",1,0,0,0,0,0\r\n"
    );
}

TEST_P(TableFiles, NamesAFileByProvinceAnnexPhaseAndDay)
{
    filer_.province = "浙江省";
    TableAsked question = asked("2026.annex1");
    EXPECT_EQ(file_name(fill(question), filer_), "浙江省_附件1_2026第一阶段_20260620");
    now_ = instant("2026-12-31T12:00:00+08:00");
    EXPECT_EQ(file_name(fill(question), filer_), "浙江省_附件1_2026第一阶段_20260630");
    question.to = day("2026-10-05");
    EXPECT_EQ(file_name(fill(question), filer_), "浙江省_附件1_20260401起_20261005");
    filer_.is_whole = false;
    filer_.name = "东海/理工*大学";
    question.from = day("2026-10-01");
    EXPECT_EQ(file_name(fill(question), filer_), "东海理工大学_附件1_2026第二阶段_20261005");
    EXPECT_EQ(printed_table(fill(question), filer_).place, "浙江省(区、市)　东海/理工*大学");
}

BEIHUI_ON_BOTH_DATABASES(TableFiles);

}  // namespace
}  // namespace beihui::tables
