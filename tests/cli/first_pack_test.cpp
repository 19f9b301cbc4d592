// docs/first-pack.md, done as it says: files are written, commands run, outputs compared.
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "plugin/parts.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace beihui::cli
{
namespace
{

struct Block
{
    std::string kind;  // "yaml", "sh", "text"
    std::string path;  // of the file that it writes; empty for a command or an output
    std::string text;
    int line = 0;
};

std::vector<Block> blocks_of(const std::string& page)
{
    std::vector<Block> blocks;
    bool inside = false;
    int number = 0;
    for (const std::string_view line : split(page, '\n')) {
        ++number;
        if (line.starts_with("```")) {
            if (!inside) {
                const std::string info(line.substr(3));
                const std::size_t space = info.find(' ');
                blocks.push_back(
                    {info.substr(0, space),
                     space == std::string::npos ? "" : info.substr(space + 1), "", number}
                );
            }
            inside = !inside;
        } else if (inside) {
            blocks.back().text += std::string(line) + "\n";
        }
    }
    return blocks;
}

// A folder that looks like an installation, in which the reader of the page works.
class FirstPack : public testing::Test
{
protected:
    FirstPack() : before_(std::filesystem::current_path())
    {
        std::string name =
            (std::filesystem::temp_directory_path() / "beihui-first-XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw std::runtime_error("no temporary folder");
        home_ = name;
        const std::filesystem::path source = BEIHUI_SOURCE_DIR;
        std::filesystem::create_directories(home_ / "rules");
        std::filesystem::copy(source / "rules/calendars", home_ / "rules/calendars");
        std::filesystem::copy(source / "workflows", home_ / "workflows");
        std::filesystem::current_path(home_);
    }
    ~FirstPack() override
    {
        std::error_code ignored;
        std::filesystem::current_path(before_, ignored);
        std::filesystem::remove_all(home_, ignored);
    }

    // What the command prints, on either stream, in the order in which it does.
    std::string run_command(const std::string& command) const
    {
        std::vector<std::string> words;
        for (const std::string_view word : split(command, ' '))
            words.emplace_back(word);
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        std::ostringstream printed;
        std::streambuf* const out = std::cout.rdbuf(printed.rdbuf());
        std::streambuf* const err = std::cerr.rdbuf(printed.rdbuf());
        const plugin::Parts parts;
        run(static_cast<int>(arguments.size()), arguments.data(), parts);
        std::cout.rdbuf(out);
        std::cerr.rdbuf(err);
        std::string text = printed.str();
        for (std::size_t at = text.find(home_.string()); at != std::string::npos;
             at = text.find(home_.string()))
            text.erase(at, home_.string().size() + 1);
        return text;
    }

    std::filesystem::path home_;

private:
    std::filesystem::path before_;
};

TEST_F(FirstPack, ComesToWhatThePageSays)
{
    const auto page =
        read_file(std::filesystem::path(BEIHUI_SOURCE_DIR) / "docs/first-pack.md", 1 << 20);
    ASSERT_TRUE(page);
    std::string printed;
    std::size_t files = 0;
    std::size_t outputs = 0;
    for (const Block& block : blocks_of(*page)) {
        SCOPED_TRACE("docs/first-pack.md:" + std::to_string(block.line));
        if (!block.path.empty()) {
            const std::filesystem::path file = home_ / block.path;
            std::filesystem::create_directories(file.parent_path());
            std::ofstream(file, std::ios::binary) << block.text;
            ++files;
        } else if (block.kind == "sh") {
            printed = run_command(block.text.substr(0, block.text.find('\n')));
        } else if (block.kind == "text") {
            EXPECT_EQ(printed, block.text);
            ++outputs;
        }
    }
    EXPECT_EQ(files, 10U);
    EXPECT_EQ(outputs, 9U);
}

}  // namespace
}  // namespace beihui::cli
