#include "cli/places_options.hpp"
#include "cli/published.hpp"
#include "cli/remote_desk.hpp"

#include <iostream>
#include <memory>

namespace beihui::cli
{
namespace
{

// What the commands write their arguments into; lives as long as their callbacks.
struct Given
{
    PublishAsked asked;
    MigrateAsked migrate;
    std::filesystem::path folder;
    std::filesystem::path key;
    std::string id;
};

void add_who(CLI::App& command, PublishAsked& asked, bool needs_reason)
{
    asked.places.home = find_home();
    add_places(command, asked.places);
    command.add_option("--as", asked.login, "以哪个用户 as which user")->required();
    CLI::Option* const reason = command.add_option("--reason", asked.reason, "理由 reason");
    if (needs_reason)
        reason->required();
}

}  // namespace

void add_publication_commands(CLI::App& pack, int& code)
{
    const auto given = std::make_shared<Given>();

    CLI::App* const keygen = pack.add_subcommand("keygen", "新建签名密钥 make a signing key");
    keygen->add_option("--key", given->key, "私钥文件 private key")->required();
    keygen->callback([given, &code] { code = make_key(given->key, std::cout, std::cerr); });

    CLI::App* const sign = pack.add_subcommand("sign", "签名 sign a pack");
    sign->add_option("folder", given->folder, "rules/<id>")->required();
    sign->add_option("--key", given->key, "私钥文件 private key")->required();
    sign->callback([given, &code] {
        code = sign_pack(given->folder, given->key, std::cout, std::cerr);
    });

    CLI::App* const list = pack.add_subcommand("list", "列出各包各版 list packs and revisions");
    given->asked.places.home = find_home();
    add_places(*list, given->asked.places);
    add_server(*list, given->asked.server);
    list->add_option("--as", given->asked.login, "向服务器提问的用户 who asks the server");
    list->callback([given, list, &code] {
        const PublishAsked& asked = given->asked;
        if (!asked.server.empty()) {
            code = list_packs(ServerAsked{asked.server, asked.login}, std::cout, std::cerr);
            return;
        }
        const bool of_folder = list->count("--data") == 0 && list->count("--database") == 0;
        code = list_packs(given->asked.places, of_folder, std::cout, std::cerr);
    });

    CLI::App* const publish = pack.add_subcommand("publish", "发布一版 publish a revision");
    publish->add_option("folder", given->folder, "rules/<id>")->required();
    add_who(*publish, given->asked, false);
    add_server(*publish, given->asked.server);
    publish->add_option(
        "--effective", given->asked.effective, "此日之前的判定不得改变 results before it must stay"
    );
    publish->callback([given, &code] {
        code = publish_pack(given->asked, given->folder, std::cout, std::cerr);
    });

    for (const auto& [act, words] :
         {std::pair("retire", "停用 retire a pack"), std::pair("revert", "退回上一版 go back")}) {
        CLI::App* const change = pack.add_subcommand(act, words);
        change->add_option("id", given->id, "规则包编号 id of the pack")->required();
        add_who(*change, given->asked, true);
        add_server(*change, given->asked.server);
        change->callback([given, name = std::string(act), &code] {
            code = change_pack(given->asked, given->id, name, std::cout, std::cerr);
        });
    }

    CLI::App* const migrate = pack.add_subcommand("migrate", "迁移案卷 move open cases");
    migrate->add_option("cases", given->migrate.cases, "案卷编号 numbers of cases");
    migrate->add_option("--pack", given->migrate.pack, "这个包的全部未办结案卷 all its open cases");
    migrate
        ->add_option(
            "--due", given->migrate.due, "截止：保留、重算、只在更晚时改 what becomes of due times"
        )
        ->check(CLI::IsMember({"keep", "recompute", "only_if_later"}))
        ->capture_default_str();
    migrate->add_flag("--preview", given->migrate.preview, "只看不办 only show");
    add_who(*migrate, given->migrate.who, false);
    migrate->callback([given, &code] { code = migrate_cases(given->migrate, std::cout, std::cerr); }
    );
}

}  // namespace beihui::cli
