#include "base/bytes.hpp"
#include "base/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace beihui
{

class FilesTest : public testing::Test
{
protected:
    void SetUp() override { std::filesystem::create_directory(folder); }
    void TearDown() override { std::filesystem::remove_all(folder); }

    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("beihui-" + random_id());
};

TEST_F(FilesTest, AreReadAsTheyWereWritten)
{
    const std::string bytes = random_bytes(200'000);
    ASSERT_TRUE(write_file(folder / "a", "old"));
    ASSERT_TRUE(write_file(folder / "a", bytes));
    EXPECT_EQ(*read_file(folder / "a", bytes.size()), bytes);
    EXPECT_EQ(read_file(folder / "a", bytes.size() - 1).error().code, "file_too_large");
    EXPECT_EQ(list_folder(folder)->size(), 1u);  // nothing is left of the writing
    EXPECT_EQ(std::filesystem::status(folder / "a").permissions(), std::filesystem::perms(0600));
}

TEST_F(FilesTest, AreRefusedWhenTheyAreNotThereOrNotFiles)
{
    EXPECT_EQ(read_file(folder / "none", 10).error().kind, Refusal::not_found);
    EXPECT_EQ(read_file(folder, 10).error().code, "file_not_readable");
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(read_file(folder / "pipe", 10).error().code, "file_not_readable");
}

TEST_F(FilesTest, KeepWhatWasThereWhenWritingFails)
{
    std::filesystem::create_directory(folder / "taken");
    EXPECT_EQ(write_file(folder / "taken", "x").error().code, "file_not_written");
    EXPECT_EQ(write_file(folder / "none" / "a", "x").error().code, "file_not_written");
    EXPECT_EQ(list_folder(folder)->size(), 1u);
}

TEST_F(FilesTest, AreListedByTheBytesOfTheirNames)
{
    for (const char* const name : {"b", "a", "B", "甲", "a.b"})
        std::ofstream(folder / name).put('x');
    std::vector<std::string> names;
    const auto found = list_folder(folder);
    ASSERT_TRUE(found);
    for (const auto& path : *found)
        names.push_back(path.filename().string());
    EXPECT_EQ(names, (std::vector<std::string>{"B", "a", "a.b", "b", "甲"}));
    EXPECT_EQ(list_folder(folder, 4).error().code, "folder_too_large");
    EXPECT_EQ(list_folder(folder / "none").error().kind, Refusal::not_found);
}

}  // namespace beihui
