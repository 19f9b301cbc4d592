#include "cli/pack_tools.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>

namespace beihui::cli
{
namespace
{

// What the commands below read from the command line; it lives as long as the parser's callbacks.
struct Asked
{
    std::string id;
    std::filesystem::path folder;
    std::filesystem::path to;
    std::filesystem::path output;
    std::string format = "text";
    bool check = false;
    CoverAsked cover;
    DiffAsked diff;

    bool as_json() const { return format == "json"; }
};

CLI::App* add_tool(CLI::App& pack, const std::string& name, const std::string& words)
{
    return pack.add_subcommand(name, words);
}

// For programs: see docs/rules.md for the shape of each answer.
void add_format(CLI::App& command, const std::shared_ptr<Asked>& asked)
{
    command.add_option("--format", asked->format, "json 给编辑器和程序 for editors and programs")
        ->check(CLI::IsMember({"text", "json"}));
}

void add_writers(CLI::App& pack, const std::shared_ptr<Asked>& asked, int& code)
{
    CLI::App* const copy = add_tool(pack, "new", "由旧规则包起草新的 draft a pack from another");
    copy->add_option("id", asked->id, "新编号 the new id")->required();
    copy->add_option("--from", asked->folder, "rules/<旧 old>")->required();
    copy->add_option("--to", asked->to, "新文件夹 folder of the new pack");
    add_format(*copy, asked);
    copy->callback([asked, &code] {
        code = asked->as_json()
                   ? new_pack_as_json(asked->id, asked->folder, std::cout)
                   : new_pack(asked->id, asked->folder, asked->to, std::cout, std::cerr);
    });
    CLI::App* const format = add_tool(pack, "fmt", "统一排版 lay out the YAML of a pack");
    format->add_option("folder", asked->folder, "rules/<id>")->required();
    format->add_flag("--check", asked->check, "只检查 check only");
    add_format(*format, asked);
    format->callback([asked, &code] {
        for (const std::filesystem::path& one : packs_in(asked->folder))
            code = std::max(
                code, asked->as_json() ? format_pack_as_json(one, std::cout)
                                       : format_pack(one, asked->check, std::cout, std::cerr)
            );
    });
    CLI::App* const stubs = add_tool(pack, "stubs", "给编辑器的类型 types for editors (LuaLS)");
    stubs->add_option("folder", asked->folder, "rules 或 or rules/<id>")->required();
    stubs->add_flag("--check", asked->check, "只检查是否过时 check only whether they are stale");
    add_format(*stubs, asked);
    stubs->callback([asked, &code] {
        code = asked->as_json() ? stubs_as_json(asked->folder, std::cout)
                                : write_stubs(asked->folder, asked->check, std::cout, std::cerr);
    });
    CLI::App* const reference = add_tool(pack, "reference", "接口参考 the reference page");
    reference->add_option("--output", asked->output, "写入文件 write to a file");
    reference->add_flag("--check", asked->check, "只检查是否过时 check only whether it is stale");
    reference->callback([asked, &code] {
        code = write_reference(asked->output, asked->check, std::cout, std::cerr);
    });
}

void add_readers(CLI::App& pack, const std::shared_ptr<Asked>& asked, int& code)
{
    CLI::App* const cover = add_tool(pack, "cover", "测试覆盖到哪里 what the tests reach");
    cover->add_option("folder", asked->folder, "rules/<id>")->required();
    add_format(*cover, asked);
    cover
        ->add_option(
            "--require", asked->cover.required,
            "义务条款有规则、有测试的最低百分比 least percent of duty clauses coded and tested"
        )
        ->check(CLI::Range(0, 100));
    cover
        ->add_option(
            "--boundary", asked->cover.boundary,
            "数字测到下、正好、上的最低百分比 least percent of numbers tested below, at and above"
        )
        ->check(CLI::Range(0, 100));
    cover->callback([asked, &code] {
        asked->cover.as_json = asked->as_json();
        for (const std::filesystem::path& one : packs_in(asked->folder)) {
            asked->cover.folder = one;
            code = std::max(code, cover_pack(asked->cover, std::cout, std::cerr));
        }
    });
    CLI::App* const edges = add_tool(pack, "edges", "建议的边界情景 scenarios at the boundaries");
    edges->add_option("folder", asked->folder, "rules/<id>")->required();
    add_format(*edges, asked);
    edges->callback([asked, &code] {
        code = propose_edges(asked->folder, std::cout, std::cerr, asked->as_json());
    });
    CLI::App* const diff = add_tool(pack, "diff", "两份通知的差别 what changed between two packs");
    diff->add_option("older", asked->diff.older, "rules/<旧 old>")->required();
    diff->add_option("newer", asked->diff.newer, "rules/<新 new>")->required();
    diff->add_option("--format", asked->diff.format)
        ->check(CLI::IsMember({"text", "html", "json"}))
        ->capture_default_str();
    diff->add_option("--output", asked->diff.output, "写入文件 write to a file");
    diff->callback([asked, &code] { code = diff_packs(asked->diff, std::cout, std::cerr); });
}

}  // namespace

std::vector<std::filesystem::path> packs_in(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> packs;
    std::error_code missing;
    if (!std::filesystem::is_regular_file(folder / "pack.yaml", missing))
        for (const std::filesystem::path& around : {folder, folder / "local"})
            if (std::filesystem::is_directory(around, missing))
                for (const auto& entry : std::filesystem::directory_iterator(around))
                    if (std::filesystem::is_regular_file(entry.path() / "pack.yaml", missing))
                        packs.push_back(entry.path());
    if (packs.empty())
        packs.push_back(folder);
    std::ranges::sort(packs);
    return packs;
}

void add_pack_tools(CLI::App& pack, int& code)
{
    const auto asked = std::make_shared<Asked>();
    add_writers(pack, asked, code);
    add_readers(pack, asked, code);
}

}  // namespace beihui::cli
