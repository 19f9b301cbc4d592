// The examples of docs/codes: each gives the fault that its page is about. A fence names the file of
// the small pack that the example is, or "eval" for the body of a rule.
#include "base/files.hpp"
#include "base/text.hpp"
#include "rules/lint.hpp"
#include "rules/pack_folder.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

struct Example
{
    std::string code;
    std::string path;  // "params.yaml", "eval"
    std::string text;
};

std::vector<Example> examples()
{
    std::vector<Example> all;
    for (const std::filesystem::path& page :
         list_folder(std::filesystem::path(BEIHUI_SOURCE_DIR) / "docs/codes").value()) {
        const std::string text = read_file(page, 1 << 20).value();
        const std::size_t fence = text.find("```");
        const std::size_t line = text.find('\n', fence);
        const std::size_t end = text.find("\n```", line);
        if (fence == std::string::npos || end == std::string::npos)
            continue;
        const std::string info = text.substr(fence + 3, line - fence - 3);
        const std::size_t space = info.find(' ');
        if (space != std::string::npos)
            all.push_back({page.stem(), info.substr(space + 1), text.substr(line + 1, end - line)});
    }
    return all;
}

std::vector<std::string> codes_of(const std::vector<Fault>& faults)
{
    std::vector<std::string> codes;
    for (const Fault& fault : faults)
        codes.push_back(fault.code);
    return codes;
}

std::vector<std::string> codes_given_by(const Example& example)
{
    const PackFolder folder;
    if (example.path != "eval") {
        folder.write(example.path, example.text);
        const Lint lint = lint_pack(folder.pack());
        std::vector<std::string> codes = codes_of(lint.errors);
        std::ranges::copy(codes_of(lint.warnings), std::back_inserter(codes));
        return codes;
    }
    folder.write("rules/permit.lua", rule_of("permit", example.text));
    const auto world = World::load(folder.rules());
    if (!world)
        return codes_of(world.error().faults);
    std::vector<std::string> codes;
    for (const Incident& incident : (*world)->evaluate(question_about(1000)).incidents)
        codes.push_back(incident.error.code);
    return codes;
}

TEST(CodePages, HaveExamplesThatGiveTheirFault)
{
    std::size_t count = 0;
    for (const Example& example : examples()) {
        const std::vector<std::string> codes = codes_given_by(example);
        std::string all;
        for (const std::string& code : codes)
            all += code + " ";
        EXPECT_NE(std::ranges::find(codes, example.code), codes.end())
            << "docs/codes/" << example.code << ".md gives " << all;
        ++count;
    }
    EXPECT_GE(count, 45U);
}

}  // namespace
}  // namespace beihui::rules
