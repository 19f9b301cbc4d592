#include "cli/published.hpp"

#include "accounts/sign_in.hpp"
#include "acts/case_page.hpp"
#include "acts/migrate_case.hpp"
#include "acts/publication.hpp"
#include "acts/stored_rulebook.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/signing.hpp"
#include "cli/remote_desk.hpp"
#include "rules/signature.hpp"

#include <algorithm>
#include <iostream>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_small_file = 8192;

int told(const Error& error, std::ostream& err)
{
    print_error(error, err);
    return refused;
}

// Somebody who acts from the command line of the machine that holds the database.
struct Desk
{
    SystemClock clock;
    std::unique_ptr<Installation> installation;
    accounts::Actor actor;
};

Result<std::unique_ptr<Desk>> open_desk(const PublishAsked& asked)
{
    auto desk = std::make_unique<Desk>();
    auto installation = Installation::open(asked.places, desk->clock);
    if (!installation)
        return installation.error();
    desk->installation = std::move(*installation);
    bool known = false;
    desk->installation->context().database.read([&](storage::ReadTxn& txn) {
        const auto account = storage::find_account_by_login(txn, asked.login);
        known = account && !account->locked;
        if (known)
            desk->actor = accounts::actor_for(txn, *account, desk->clock.now().date());
    });
    if (!known)
        return refuse(
            Refusal::not_found, "user_not_found", "没有用户“" + asked.login + "”",
            "there is no user \"" + asked.login + "\""
        );
    return desk;
}

Result<acts::Draft> read_draft(const PublishAsked& asked, const std::filesystem::path& folder)
{
    acts::Draft draft;
    draft.id = std::filesystem::absolute(folder / "").parent_path().filename();
    draft.reason = asked.reason;
    auto files = rules::read_pack_files(folder);
    if (!files)
        return files.error();
    draft.files = std::move(*files);
    std::error_code missing;
    if (std::filesystem::exists(folder / rules::signature_file, missing)) {
        auto signature = read_file(folder / rules::signature_file, most_small_file);
        if (!signature)
            return signature.error();
        draft.signature = std::move(*signature);
    }
    if (!asked.effective)
        return draft;
    const auto day = Date::parse(*asked.effective);
    if (!day)
        return day.error();
    draft.effective = *day;
    return draft;
}

json::object body_of(const acts::Draft& draft)
{
    json::object files;
    for (const auto& [path, bytes] : draft.files)
        files[path] = base64(bytes);
    json::object body{
        {"pack", draft.id}, {"files", std::move(files)}, {"signature", draft.signature}
    };
    if (!draft.reason.empty())
        body["reason"] = draft.reason;
    if (draft.effective)
        body["effective"] = draft.effective->text();
    return body;
}

void print_changed(
    std::string_view pack,
    std::int64_t revision,
    std::string_view state,
    std::string_view hash,
    std::string_view number,
    std::ostream& out
)
{
    out << pack << " 第 " << revision << " 版 revision: " << acts::state_words(state).zh << ' '
        << state << "\n  " << hash << "\n  记录 entry: " << number << '\n';
}

void print_changed(const acts::PackChanged& changed, std::ostream& out)
{
    print_changed(
        changed.pin.pack, changed.pin.revision, changed.state, changed.pin.hash,
        changed.case_number, out
    );
}

void print_changed(const json::value& changed, std::ostream& out)
{
    print_changed(
        text_of(changed, "pack"), integer_of(changed, "revision"), text_of(changed, "state"),
        text_of(changed, "hash"), text_of(changed, "case"), out
    );
}

}  // namespace

int make_key(const std::filesystem::path& file, std::ostream& out, std::ostream& err)
{
    std::error_code failed;
    const std::filesystem::path open = file.string() + ".pub";
    if (std::filesystem::exists(file, failed) || std::filesystem::exists(open, failed))
        return told(
            refuse(
                Refusal::conflict, "key_exists", file.string() + " 已经存在，不覆盖",
                file.string() + " exists and is not overwritten"
            ),
            err
        );
    const SigningKey key = make_signing_key();
    if (const auto written = write_file(file, key.private_pem, 0600); !written)
        return told(written.error(), err);
    if (const auto written = write_file(open, key.public_pem, 0644); !written)
        return told(written.error(), err);
    out << "私钥 private key: " << file.string()
        << "（妥善保管 keep it safe）\n公钥 public key: " << open.string()
        << "\n指纹 fingerprint: " << fingerprint_of_key(key.public_pem).value()
        << "\n把公钥放进数据目录的 trusted-keys/，本机即信任它的签名\n"
           "put the public key into trusted-keys/ of the data folder to trust its signatures\n";
    return good;
}

int sign_pack(
    const std::filesystem::path& folder,
    const std::filesystem::path& key,
    std::ostream& out,
    std::ostream& err
)
{
    const auto pack = rules::read_pack(folder);
    if (!pack)
        return told(pack.error(), err);
    const auto pem = read_file(key, most_small_file);
    if (!pem)
        return told(pem.error(), err);
    const auto signature = rules::sign_pack((*pack)->files, *pem);
    if (!signature)
        return told(signature.error(), err);
    const std::filesystem::path file = folder / rules::signature_file;
    if (const auto written = write_file(file, signature->text()); !written)
        return told(written.error(), err);
    out << file.string() << "\n  " << (*pack)->id << " 第 " << (*pack)->revision << " 版 revision, "
        << (*pack)->hash << "\n  密钥 key " << signature->key << '\n';
    if ((*pack)->reviewers.empty())
        out << "还没有人复核：发布会被拒绝，写上 reviewers 后须重新签名\n"
               "nobody has reviewed it: it cannot be published, and naming a reviewer needs a new "
               "signature\n";
    return good;
}

int publish_pack(
    const PublishAsked& asked,
    const std::filesystem::path& folder,
    std::ostream& out,
    std::ostream& err
)
{
    const auto draft = read_draft(asked, folder);
    if (!draft)
        return told(draft.error(), err);
    if (!asked.server.empty()) {
        const auto remote = sign_in({asked.server, asked.login});
        if (!remote)
            return told(remote.error(), err);
        const auto changed = (*remote)->post("/api/v1/packs", body_of(*draft));
        if (!changed)
            return told(changed.error(), err);
        print_changed(*changed, out);
        return good;
    }
    const auto desk = open_desk(asked);
    if (!desk)
        return told(desk.error(), err);
    const auto changed =
        acts::publish_pack((*desk)->installation->context(), (*desk)->actor, *draft, {});
    if (!changed)
        return told(changed.error(), err);
    print_changed(*changed, out);
    return good;
}

int change_pack(
    const PublishAsked& asked,
    const std::string& id,
    const std::string& act,
    std::ostream& out,
    std::ostream& err
)
{
    if (!asked.server.empty()) {
        const auto remote = sign_in({asked.server, asked.login});
        if (!remote)
            return told(remote.error(), err);
        const std::string target = "/api/v1/packs/" + id + "/" + act;
        const auto changed = (*remote)->post(target, json::object{{"reason", asked.reason}});
        if (!changed)
            return told(changed.error(), err);
        print_changed(*changed, out);
        return good;
    }
    const auto desk = open_desk(asked);
    if (!desk)
        return told(desk.error(), err);
    const acts::Context& context = (*desk)->installation->context();
    const auto changed = act == "retire"
                             ? acts::retire_pack(context, (*desk)->actor, id, asked.reason, {})
                             : acts::revert_pack(context, (*desk)->actor, id, asked.reason, {});
    if (!changed)
        return told(changed.error(), err);
    print_changed(*changed, out);
    return good;
}

namespace
{

std::string due_text(const json::value& line, std::string_view name)
{
    const std::string_view due = text_of(line, name);
    return due.empty() ? "无 none" : std::string(due);
}

void print_preview(const json::object& preview, std::ostream& out)
{
    const auto names = [&](std::string_view part, std::string_view which) {
        std::string text;
        for (const json::value& item : preview.at(part).at(which).as_array())
            text += (text.empty() ? "" : "、") + std::string(text_of(item, "id"));
        return text.empty() ? std::string("无 none") : text;
    };
    out << text_of(preview, "number") << '\n';
    for (const auto& [part, label] :
         {std::pair("stages", "阶段 stages"), std::pair("items", "备会项 items")})
        out << "  " << label << "：增 added " << names(part, "added") << "；减 dropped "
            << names(part, "dropped") << '\n';
    for (const json::value& duty : preview.at("duties").as_array())
        out << "  " << text_of(duty, "key") << " (" << text_of(duty, "change") << ", "
            << text_of(duty, "choice") << ")：" << due_text(duty, "before") << " → "
            << due_text(duty, "after") << '\n';
}

}  // namespace

int migrate_cases(const MigrateAsked& asked, std::ostream& out, std::ostream& err)
{
    acts::MigrationWanted wanted;
    const auto due = acts::parse_due_choice(asked.due);
    if (!due)
        return told(due.error(), err);
    wanted.due = *due;
    wanted.reason = asked.who.reason;
    const auto desk = open_desk(asked.who);
    if (!desk)
        return told(desk.error(), err);
    const acts::Context& context = (*desk)->installation->context();
    const accounts::Actor& actor = (*desk)->actor;
    std::vector<std::string> numbers = asked.cases;
    int code = good;
    context.database.read([&](storage::ReadTxn& txn) {
        if (!asked.pack.empty())
            numbers = acts::cases_to_migrate(context, txn, actor, asked.pack);
        for (std::size_t i = 0; asked.preview && i < numbers.size(); ++i) {
            const auto seen = acts::preview_migration(context, txn, actor, numbers[i], wanted);
            if (seen)
                print_preview(*seen, out);
            else
                code = told(seen.error(), err);
        }
    });
    if (asked.preview)
        return code;
    for (const acts::MigratedCase& one : acts::migrate_cases(context, actor, numbers, wanted, {})) {
        if (one.done)
            out << one.number << "\t已迁移 moved\t第 " << one.done->version << " 版\n";
        else
            code = told(one.done.error(), err);
    }
    return code;
}

}  // namespace beihui::cli
