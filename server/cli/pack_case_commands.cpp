#include "cli/pack_case.hpp"
#include "cli/places_options.hpp"
#include "cli/remote_desk.hpp"

#include <unistd.h>

#include <iostream>
#include <memory>

namespace beihui::cli
{
namespace
{

void add_format(CLI::App& command, bool& as_json)
{
    command
        .add_option_function<std::string>(
            "--format", [&as_json](const std::string& format) { as_json = format == "json"; },
            "text 或 json"
        )
        ->check(CLI::IsMember({"text", "json"}));
}

// A command whose arguments live as long as it does.
template <class Asked>
std::shared_ptr<Asked> arguments_of(CLI::App& command)
{
    auto asked = std::make_shared<Asked>();
    asked->places.home = find_home();
    add_places(command, asked->places);
    add_format(command, asked->as_json);
    return asked;
}

}  // namespace

void add_pack_case_commands(CLI::App& pack, int& code)
{
    CLI::App* const explain =
        pack.add_subcommand("explain", "一条规则为何这样判定 why a rule said what it said");
    const auto explaining = arguments_of<ExplainAsked>(*explain);
    explain->add_option("case", explaining->number, "案卷编号 number of a case")->required();
    explain->add_option("rule", explaining->rule, "规则编号 id of a rule")->required();
    explain->add_option(
        "--as-of", explaining->as_of, "截至时刻：取当时存下的依据 the trace stored by that moment"
    );
    explain->callback([explaining, &code] {
        code = explain_rule(*explaining, std::cout, std::cerr);
    });

    CLI::App* const why =
        pack.add_subcommand("why-due", "一项应报事项为何此时截止 why a duty is due when it is");
    const auto asking = arguments_of<WhyDueAsked>(*why);
    why->add_option("duty", asking->duty, "应报事项或备会项 key of a duty or item")->required();
    why->add_option("--case", asking->number, "案卷编号 number of a case")->required();
    why->callback([asking, &code] { code = why_due(*asking, std::cout, std::cerr); });

    CLI::App* const replay = pack.add_subcommand(
        "replay", "案卷的每次操作按另一套规则怎样判定 a case's acts under other rules"
    );
    const auto replaying = arguments_of<ReplayAsked>(*replay);
    replay->add_option("case", replaying->number, "案卷编号 number of a case")->required();
    replay
        ->add_option(
            "--rules", replaying->rules, "now（现行规则）或草稿的文件夹 or a draft's folder"
        )
        ->capture_default_str();
    replay->add_option(
        "--instead-of", replaying->instead_of, "草稿代替哪个规则包 which pack it replaces"
    );
    replay->callback([replaying, &code] { code = replay_case(*replaying, std::cout, std::cerr); });

    CLI::App* const what_if = pack.add_subcommand(
        "what-if", "草稿会改变哪些案卷 which cases a draft would change; writes nothing"
    );
    const auto wanted = arguments_of<WhatIfWanted>(*what_if);
    what_if->add_option("folder", wanted->folder, "草稿 folder of the draft")->required();
    what_if->add_option("--cases", wanted->cases, "年份或 起..止 a year or FROM..TO")->required();
    what_if->add_option("--org", wanted->organisation, "单位编号、代码或名称 id, code or name");
    what_if->add_option(
        "--instead-of", wanted->instead_of, "草稿代替哪个规则包 which pack it replaces"
    );
    what_if->add_option("--today", wanted->today, "依据日 the day asked about");
    what_if->add_option("--threads", wanted->threads, "线程数 threads");
    what_if->add_option("--most", wanted->most, "逐个列出的案卷数 cases told one by one")
        ->capture_default_str();
    add_server(*what_if, wanted->server);
    what_if->add_option("--as", wanted->login, "向服务器提问的用户 who asks the server");
    what_if->callback([wanted, &code] {
        wanted->shows_progress = isatty(STDERR_FILENO) != 0;
        code = ask_what_if(*wanted, std::cout, std::cerr);
    });
}

}  // namespace beihui::cli
