#include "base/confine.hpp"
#include "cli/bench_command.hpp"
#include "cli/commands.hpp"
#include "cli/list_import.hpp"
#include "cli/load_options.hpp"
#include "cli/pack_case.hpp"
#include "cli/pack_tools.hpp"
#include "cli/places_options.hpp"
#include "cli/published.hpp"
#include "cli/sign_in_options.hpp"
#include "cli/user.hpp"
#include "plugin/parts.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace beihui::cli
{
namespace
{

// "127.0.0.1:8080" or "[::1]:8080".
bool read_address(const std::string& text, ServeAsked& asked)
{
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon + 1 == text.size() || text.size() - colon > 6)
        return false;
    int port = 0;
    for (const char c : text.substr(colon + 1)) {
        if (c < '0' || c > '9')
            return false;
        port = port * 10 + (c - '0');
    }
    if (port > 65535)
        return false;
    asked.address = text.substr(0, colon);
    if (asked.address.starts_with('[') && asked.address.ends_with(']'))
        asked.address = asked.address.substr(1, asked.address.size() - 2);
    asked.port = static_cast<std::uint16_t>(port);
    return true;
}

}  // namespace

int run(int argc, char** argv, const plugin::Parts& parts)
{
    // How a server starts the tools over a draft; not for people.
    constexpr int before_command = 2;
    if (argc >= before_command + Confinement::count_of_words &&
        std::string_view(argv[1]) == "confined") {
        const auto most = Confinement::read(argv + before_command);
        if (!most)
            return misused;
        confine(*most);
        constexpr int taken = before_command + Confinement::count_of_words - 1;
        argv += taken;
        argc -= taken;
    }
    CLI::App app{"备会 Beihui：校园招聘与访企拓岗案卷 / cases, circulars and provable counts"};
    app.require_subcommand(1);
    int code = good;

    ServeAsked serving;
    serving.places.home = find_home();
    std::string listen = "127.0.0.1:8080";
    CLI::App* const serve_command =
        app.add_subcommand("serve", "启动服务 serve the API and the pages");
    add_places(*serve_command, serving.places);
    serve_command->add_option("--listen", listen, "地址:端口 ADDRESS:PORT")->capture_default_str();
    serve_command->add_option("--threads", serving.threads, "收发线程数 I/O threads")
        ->capture_default_str();
    serve_command->add_option("--host", serving.hosts, "允许的主机名 host names requests may use");
    serve_command->add_flag(
        "--demo", serving.demo, "空库时装入演示数据 fill an empty database with the demonstration"
    );
    serve_command->add_flag(
        "--behind-tls", serving.behind_tls, "由前端代理提供 TLS a proxy in front speaks TLS"
    );
    serve_command->add_flag(
        "--dev", serving.places.dev,
        "rules/ 里的规则包直接在用，不经发布，只用于试写 the packs of rules/ are live unpublished"
    );
    add_sign_in_options(*serve_command, serving);
    add_load_options(*serve_command, serving);
    serve_command->callback([&] {
        if (!read_address(listen, serving)) {
            std::cerr << "--listen 应写作 127.0.0.1:8080 / write --listen 127.0.0.1:8080\n";
            code = misused;
            return;
        }
        code = serve(serving, parts, std::cout, std::cerr);
    });

    std::filesystem::path folder;
    bool twice = false;
    bool as_json = false;
    CLI::App* const pack = app.add_subcommand("pack", "规则包 rule packs");
    pack->require_subcommand(1);
    CLI::App* const lint = pack->add_subcommand("lint", "检查规则包 check a pack");
    lint->add_option("folder", folder, "rules/<id>")->required();
    std::string pack_format = "text";
    const auto add_format = [&](CLI::App& command) {
        command.add_option("--format", pack_format, "json 给编辑器 for editors")
            ->check(CLI::IsMember({"text", "json"}));
        command.add_flag("--json", as_json, "同 --format json the same");
    };
    add_format(*lint);
    lint->callback([&] {
        for (const std::filesystem::path& one : packs_in(folder))
            code = std::max(
                code, lint_pack(one, as_json || pack_format == "json", std::cout, std::cerr)
            );
    });
    CLI::App* const test = pack->add_subcommand("test", "运行规则包的测试 run the tests of a pack");
    test->add_option("folder", folder, "rules/<id>")->required();
    test->add_flag(
        "--twice", twice,
        "在另一进程再跑一遍并逐字节比较依据 again in a second process, traces compared"
    );
    add_format(*test);
    std::filesystem::path traces;
    test->add_option("--traces", traces)->group("");  // what --twice starts: not for people
    test->callback([&] {
        if (!traces.empty()) {
            code = write_traces(folder, traces, std::cerr);
            return;
        }
        for (const std::filesystem::path& one : packs_in(folder))
            code = std::max(
                code, test_pack(one, twice, as_json || pack_format == "json", std::cout, std::cerr)
            );
    });
    add_pack_tools(*pack, code);

    add_pack_case_commands(*pack, code);

    add_publication_commands(*pack, code);

    TableAsked table;
    table.places.home = find_home();
    CLI::App* const table_command = app.add_subcommand("table", "输出统计表 print a table");
    add_places(*table_command, table.places);
    table_command
        ->add_option(
            "id", table.table,
            "统计表编号；check：把已保存的数与逐条重数比较 id of a table, or check: compares what "
            "is"
            " kept with a recount"
        )
        ->required();
    table_command->add_option("--org", table.organisation, "单位编号、代码或名称 id, code or name");
    table_command->add_option("--from", table.from, "第一天 first day");
    table_command->add_option("--to", table.to, "最后一天（含） last day");
    table_command->add_option("--as-of", table.as_of, "截至时刻 moment");
    table_command->add_option("--format", table.format)
        ->check(CLI::IsMember({"json", "csv", "xlsx"}))
        ->capture_default_str();
    table_command->add_option("--output", table.output, "写入文件 write to a file");
    table_command->callback([&] {
        code = table.table == "check" ? check_numbers(table.places, std::cout, std::cerr)
                                      : print_table(table, parts.formats, std::cout, std::cerr);
    });

    Places places;
    places.home = find_home();
    bool only_check = false;
    CLI::App* const history = app.add_subcommand("history", "历史 the history");
    history->require_subcommand(1);
    CLI::App* const rebuild =
        history->add_subcommand("rebuild", "由历史重建投影 make projections again");
    add_places(*rebuild, places);
    rebuild->add_flag("--check", only_check, "只比较 compare only");
    rebuild->callback([&] { code = rebuild_history(places, only_check, std::cout, std::cerr); });

    add_user_commands(app, code);
    add_bench_command(app, code);

    add_list_import(app, parts.formats, code);
    CLI::App* const org = app.add_subcommand("org", "单位 organisations");
    org->require_subcommand(1);
    OrgImportAsked importing;
    importing.places.home = find_home();
    CLI::App* const org_import =
        org->add_subcommand("import", "由 CSV 或 xlsx 导入单位 bring in a list of organisations");
    add_places(*org_import, importing.places);
    org_import->add_option("file", importing.file, "CSV 或 xlsx 文件")->required();
    org_import->add_option("--reason", importing.reason, "理由或依据 why")->capture_default_str();
    org_import->add_flag("--dry-run", importing.dry_run, "只预览 preview only");
    org_import->callback([&] {
        code = import_organisations(importing, parts.formats, std::cout, std::cerr);
    });
    OrgExportAsked exporting;
    exporting.places.home = find_home();
    CLI::App* const org_export =
        org->add_subcommand("export", "导出某日的单位 the organisations of a day");
    add_places(*org_export, exporting.places);
    org_export->add_option("--on", exporting.on, "哪一天 day, 2026-04-30");
    org_export->add_option("--format", exporting.format)
        ->check(CLI::IsMember({"csv", "xlsx"}))
        ->capture_default_str();
    org_export->add_option("--output", exporting.output, "写入文件 write to a file");
    org_export->callback([&] {
        code = export_organisations(exporting, parts.formats, std::cout, std::cerr);
    });

    std::uint64_t seed = 158;
    CLI::App* const demo = app.add_subcommand("demo", "装入演示数据 fill an empty database");
    add_places(*demo, places);
    demo->add_option("--seed", seed)->capture_default_str();
    demo->callback([&] { code = make_demo(places, seed, std::cout, std::cerr); });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int status = app.exit(error);
        return status == 0 ? good : misused;
    }
    return code;
}

}  // namespace beihui::cli
