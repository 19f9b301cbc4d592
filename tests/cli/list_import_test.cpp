// beihui import: a list brought in and taken back on the command line.
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/installation.hpp"
#include "plugin/parts.hpp"
#include "plugins/xlsx/xlsx_sheet.hpp"
#include "tables/csv_sheet.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace beihui::cli
{
namespace
{

struct Ended
{
    int code = good;
    std::string out;
    std::string err;
};

class ListImport : public testing::Test
{
protected:
    ListImport() : data_(std::filesystem::temp_directory_path() / ("beihui-list-" + random_id()))
    {
        tables::add_csv_sheet(parts_.formats);
        xlsx::add_sheet(parts_.formats);
        Places places;
        places.home = BEIHUI_SOURCE_DIR;
        places.data = data_;
        const SystemClock clock;
        const auto installation = Installation::open(places, clock).value();
        (void)acts::register_organisation(
            installation->context(), "",
            {{"code", "10335"}, {"name", "东海学院"}, {"level", "school"}, {"kind", "school"}}
        )
            .value();
    }
    ~ListImport() override
    {
        std::error_code ignored;
        std::filesystem::remove_all(data_, ignored);
    }

    std::string file(const std::string& name) const { return (data_ / name).string(); }
    std::string write(const std::string& text)
    {
        EXPECT_TRUE(write_file(file("名单.csv"), text, 0644));
        return file("名单.csv");
    }
    Ended beihui(std::vector<std::string> words)
    {
        words.insert(words.begin(), "beihui");
        words.insert(words.end(), {"--data", data_.string(), "--home", BEIHUI_SOURCE_DIR});
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        Ended ended;
        ended.code = run(static_cast<int>(arguments.size()), arguments.data(), parts_);
        ended.out = testing::internal::GetCapturedStdout();
        ended.err = testing::internal::GetCapturedStderr();
        return ended;
    }

    std::filesystem::path data_;
    plugin::Parts parts_;
};

TEST_F(ListImport, StopsAtAFaultAndNamesItsRow)
{
    const std::string list = write("企业名称,规模\n甲厂,小型\n乙厂,巨型\n");
    const Ended ended = beihui({"import", "employers", list, "--marked", file("标红.xlsx")});
    EXPECT_EQ(ended.code, refused);
    EXPECT_NE(ended.err.find(list + ":3: 第 3 行 B 列"), std::string::npos) << ended.err;
    EXPECT_NE(ended.out.find("没有写入"), std::string::npos) << ended.out;
    EXPECT_TRUE(std::filesystem::exists(file("标红.xlsx")));
    EXPECT_EQ(beihui({"import", "employers", list, "--leave-out", "--dry-run"}).code, refused);
}

TEST_F(ListImport, BringsInTheOthersAndTakesThemBack)
{
    const std::string list = write("企业名称\n甲厂\n乙厂\n");
    const std::vector<std::string> words{
        "import", "employers", list, "--fill", "profile.size=小型"
    };
    const Ended first = beihui(words);
    ASSERT_EQ(first.code, good) << first.out << first.err;
    EXPECT_NE(first.out.find("已导入 brought in: 2 行"), std::string::npos) << first.out;
    const Ended again = beihui(words);
    EXPECT_NE(again.out.find("重复 duplicate 2"), std::string::npos) << again.out;
    const std::size_t at = first.out.find("--undo ") + 7;
    const std::string id = first.out.substr(at, first.out.find('\n', at) - at);
    const Ended undone = beihui({"import", "--undo", id, "--reason", "试"});
    EXPECT_EQ(undone.code, good) << undone.err;
    EXPECT_EQ(beihui({"import", "--undo", id, "--reason", "试"}).code, refused);
    EXPECT_EQ(beihui(words).code, good) << "they may come in again";
}

TEST_F(ListImport, SaysHowItIsUsed)
{
    EXPECT_EQ(beihui({"import"}).code, misused);
    EXPECT_EQ(beihui({"import", "pets", write("a\n")}).code, misused);
    const std::string list = write("企业名称\n甲厂\n");
    EXPECT_EQ(beihui({"import", "employers", list, "--org", "没有"}).code, misused);
}

}  // namespace
}  // namespace beihui::cli
