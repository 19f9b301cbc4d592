// Lists that come from outside: what programs write, and what somebody might send on purpose.
#include "plugins/xlsx/xlsx_format.hpp"
#include "tables/table_page.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace beihui::tables
{
namespace
{

using plugin::Sheet;

const plugin::TableFormats& formats()
{
    static const plugin::TableFormats all = [] {
        plugin::TableFormats made;
        add_csv_format(made);
        xlsx::add_format(made);
        return made;
    }();
    return all;
}

Result<Sheet> read(std::string_view bytes)
{
    const plugin::SheetFormat* const format = formats().sheet_of(bytes);
    if (!format)
        return refuse(Refusal::invalid_input, "no_format", "无", "none");
    return format->read(bytes);
}

std::string code_of(std::string_view bytes)
{
    const auto sheet = read(bytes);
    return sheet ? "" : sheet.error().code;
}

std::string number(std::size_t value, int size)
{
    std::string bytes;
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> (8 * i));
    return bytes;
}

struct Part
{
    std::string name;
    std::string bytes;
    bool deflated = false;
};

std::string deflate_raw(const std::string& bytes)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<unsigned char*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

// A zip archive as APPNOTE says, by hand.
std::string zip(const std::vector<Part>& parts)
{
    std::string bytes;
    std::string directory;
    for (const Part& part : parts) {
        const std::string packed = part.deflated ? deflate_raw(part.bytes) : part.bytes;
        const auto crc = static_cast<std::uint32_t>(
            crc32_z(0, reinterpret_cast<const unsigned char*>(part.bytes.data()), part.bytes.size())
        );
        const std::string sizes = number(crc, 4) + number(packed.size(), 4) +
                                  number(part.bytes.size(), 4) + number(part.name.size(), 2) +
                                  number(0, 2);
        const std::string method =
            number(20, 2) + number(0, 2) + number(part.deflated ? 8 : 0, 2) + number(0, 4);
        directory += number(0x02014b50, 4) + number(20, 2) + method + sizes + number(0, 2) +
                     number(0, 2) + number(0, 2) + number(0, 4) + number(bytes.size(), 4) +
                     part.name;
        bytes += number(0x04034b50, 4) + method + sizes + part.name + packed;
    }
    return bytes + directory + number(0x06054b50, 4) + number(0, 4) + number(parts.size(), 2) +
           number(parts.size(), 2) + number(directory.size(), 4) + number(bytes.size(), 4) +
           number(0, 2);
}

std::string workbook(const std::string& sheet, const std::string& strings = {})
{
    std::vector<Part> parts = {
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"r\"><sheets><sheet name=\"一\" sheetId=\"1\" r:id=\"rId7\"/>"
         "<sheet name=\"二\" sheetId=\"2\" r:id=\"rId8\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id=\"rId8\" Target=\"worksheets/sheet2.xml\"/>"
         "<Relationship Id=\"rId7\" Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>"},
        {"xl/worksheets/sheet1.xml", sheet, true},
    };
    if (!strings.empty())
        parts.push_back({"xl/sharedStrings.xml", strings, true});
    return zip(parts);
}

TEST(SheetFormats, GiveBackWhatTheyWrote)
{
    const Sheet sheet{
        "单位",
        {{"代码", "名称"}, {"4133010335", "=SUM(1,2)"}, {"007", "含\"引号\"，\n换行"}, {"", "-x"}}
    };
    for (const char* id : {"csv", "xlsx"}) {
        const auto bytes = formats().find_sheet(id)->write(sheet);
        ASSERT_TRUE(bytes) << id;
        EXPECT_EQ(*bytes, *formats().find_sheet(id)->write(sheet)) << id;
        const auto back = read(*bytes);
        ASSERT_TRUE(back) << id << back.error().detail.zh;
        EXPECT_EQ(back->rows, sheet.rows) << id;
    }
    const std::string csv = *formats().find_sheet("csv")->write(sheet);
    EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF代码,名称\r\n"));
    EXPECT_NE(csv.find("\"'=SUM(1,2)\""), std::string::npos);
    EXPECT_NE(csv.find(",'-x"), std::string::npos);
}

TEST(SheetFormats, ReadCsvAsOfficeProgramsSaveIt)
{
    const Sheet::Row row{"代码", "名称"};
    EXPECT_EQ(read("代码,名称")->rows.at(0), row);
    EXPECT_EQ(read("\xEF\xBB\xBF代码,名称\n")->rows.at(0), row);
    EXPECT_EQ(read("\xB4\xFA\xC2\xEB,\xC3\xFB\xB3\xC6\r\n")->rows.at(0), row);  // GB18030
    EXPECT_EQ(read("a,b\r\n\r\nc,d")->rows.size(), 3u);
    EXPECT_EQ(code_of("a,\xFF\xFF"), "sheet_unreadable");
    EXPECT_EQ(code_of("a,\"b"), "sheet_unreadable");
    EXPECT_EQ(code_of("a,\"b\"c\n"), "sheet_unreadable");
    EXPECT_EQ(code_of(std::string(9000, 'a')), "sheet_too_large");
    EXPECT_EQ(code_of(std::string(70, ',')), "sheet_too_large");
    std::string many;
    for (std::size_t i = 0; i <= plugin::most_sheet_rows; ++i)
        many += "a\n";
    EXPECT_EQ(code_of(many), "sheet_too_large");
}

TEST(SheetFormats, ReadWorkbooksOfOtherPrograms)
{
    const auto sheet = read(workbook(
        "<x:worksheet xmlns:x=\"s\"><x:sheetData><x:row r=\"1\">"
        "<x:c r=\"A1\" t=\"s\"><x:v>1</x:v></x:c><x:c r=\"C1\" "
        "t=\"inlineStr\"><x:is><x:t>内联</x:t></x:is></x:c>"
        "</x:row><x:row r=\"3\"><x:c r=\"A3\"><x:v>4.133010335E9</x:v></x:c>"
        "<x:c r=\"B3\" t=\"str\"><x:f>A1</x:f><x:v>结果</x:v></x:c>"
        "<x:c r=\"C3\"><x:v>45474</x:v></x:c></x:row></x:sheetData></x:worksheet>",
        "<sst><si><t>零</t></si><si><r><t>一</t></r><r><t>号</t></r><rPh><t>yi</t></rPh></si></sst>"
    ));
    ASSERT_TRUE(sheet) << sheet.error().detail.en;
    EXPECT_EQ(
        sheet->rows,
        (std::vector<Sheet::Row>{{"一号", "", "内联"}, {}, {"4133010335", "结果", "45474"}})
    );
}

TEST(SheetFormats, RefuseWorkbooksThatAreNone)
{
    const std::string good = workbook("<worksheet><row><c><v>1</v></c></row></worksheet>");
    EXPECT_EQ(code_of(good), "");
    EXPECT_EQ(code_of("PK\x03\x04"), "sheet_unreadable");
    EXPECT_EQ(code_of(good.substr(0, good.size() / 2)), "sheet_unreadable");
    EXPECT_EQ(code_of(zip({{"a.txt", "x"}})), "sheet_unreadable");
    EXPECT_EQ(code_of(workbook("<worksheet><row>")), "sheet_unreadable");
    EXPECT_EQ(code_of(workbook("<worksheet><row r=\"200000\"/></worksheet>")), "sheet_too_large");
    EXPECT_EQ(
        code_of(workbook("<worksheet><row r=\"1\"><c r=\"ZZZ1\"><v>1</v></c></row></worksheet>")),
        "sheet_too_large"
    );
    // Every byte that is turned around is noticed or does no harm.
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string damaged = good;
        damaged[i] = static_cast<char>(~damaged[i]);
        (void)read(damaged);
    }
}

TEST(SheetFormats, RefuseBombs)
{
    // 200 MB of blanks in 200 kB.
    const std::string blanks = "<worksheet>" + std::string(200u << 20, ' ') + "</worksheet>";
    EXPECT_EQ(code_of(workbook(blanks)), "sheet_too_large");
    EXPECT_EQ(
        code_of(workbook("<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
                         "<worksheet><row><c t=\"str\"><v>&b;</v></c></row></worksheet>")),
        "sheet_unreadable"
    );
}

}  // namespace
}  // namespace beihui::tables
