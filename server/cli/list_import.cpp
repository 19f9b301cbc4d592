#include "cli/list_import.hpp"

#include "acts/imports/bring_in.hpp"
#include "acts/imports/marked_list.hpp"
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "cli/find_organisation.hpp"
#include "cli/places_options.hpp"
#include "plugin/table_format.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_file_bytes = std::size_t{20} << 20;

int tell(const Error& error, std::ostream& err)
{
    print_error(error, err);
    return refused;
}

// The program itself, at the organisation whose list it is.
accounts::Actor actor_at(const FoundOrganisation& found)
{
    accounts::Actor actor = acts::the_program();
    actor.organisation = found.record.id;
    actor.org_path = found.org_path;
    return actor;
}

int undo(
    const acts::Context& context,
    const accounts::Actor& actor,
    const ListImportAsked& asked,
    std::ostream& out,
    std::ostream& err
)
{
    const auto undone = acts::undo_import(context, actor, asked.undo, asked.reason);
    if (!undone)
        return tell(undone.error(), err);
    out << "已撤销 taken back: " << undone->file_name << "，" << undone->rows << " 行 rows\n";
    return good;
}

Result<acts::LayoutAsked> layout_of(const ListImportAsked& asked)
{
    acts::LayoutAsked layout;
    for (const std::string& one : asked.fill) {
        const std::size_t equals = one.find('=');
        if (equals == std::string::npos)
            return refuse(
                Refusal::invalid_input, "bad_fill", "--fill 应写作 栏目=内容，如 profile.size=中型",
                "write --fill as COLUMN=TEXT"
            );
        layout.fill[one.substr(0, equals)] = one.substr(equals + 1);
    }
    return layout;
}

Result<void> write_marked(
    const std::string& path,
    const plugin::Sheet& sheet,
    const acts::CheckedList& checked,
    const plugin::TableFormats& formats
)
{
    const auto* const marker = dynamic_cast<const plugin::MarksCells*>(formats.find_sheet("xlsx"));
    if (!marker)
        return refuse(
            Refusal::unavailable, "sheet_not_written", "没有 Excel 组件",
            "there is no part for Excel"
        );
    const auto bytes = marker->write_marked(acts::marked_list(sheet, checked));
    if (!bytes)
        return bytes.error();
    return write_file(path, *bytes, 0644);
}

void print_faults(
    const std::string& file,
    const acts::ListKind& kind,
    const acts::CheckedList& checked,
    std::ostream& err
)
{
    for (const std::size_t column : checked.missing)
        err << file << ": 缺少“" << kind.columns[column].label.zh
            << "”一列 a column is missing: " << kind.columns[column].id << '\n';
    for (const acts::ListFault& fault : checked.faults)
        err << file << ":" << fault.row + 1 << ": " << acts::place_of(fault, checked).zh << "："
            << fault.detail.zh << '\n';
}

int bring_in(
    const acts::Context& context,
    const accounts::Actor& actor,
    const ListImportAsked& asked,
    const plugin::TableFormats& formats,
    std::ostream& out,
    std::ostream& err
)
{
    const auto bytes = read_file(asked.file, most_file_bytes);
    if (!bytes)
        return tell(bytes.error(), err);
    const plugin::SheetFormat* const reader = formats.sheet_of(*bytes);
    const auto sheet =
        reader ? reader->read(*bytes)
               : Result<plugin::Sheet>(
                     plugin::sheet_unreadable("只收 CSV 或 xlsx 文件", "only CSV or xlsx files")
                 );
    if (!sheet)
        return tell(sheet.error(), err);
    const auto kind = acts::list_kind(*context.rules(), asked.kind);
    if (!kind)
        return tell(kind.error(), err);
    const auto layout = layout_of(asked);
    if (!layout)
        return tell(layout.error(), err);
    acts::BringIn wanted;
    wanted.list = {*layout, actor.organisation};
    wanted.file_name = std::filesystem::path(asked.file).filename().string();
    wanted.file_hash = hex(sha256(*bytes));
    wanted.reason = asked.reason;
    Result<acts::CheckedList> checked = acts::CheckedList();
    context.database.read([&](storage::ReadTxn& txn) {
        checked = acts::check_list(context, txn, actor, *kind, *sheet, wanted.list);
    });
    if (!checked)
        return tell(checked.error(), err);
    print_faults(asked.file, *kind, *checked, err);
    if (!asked.marked.empty())
        if (const auto written = write_marked(asked.marked, *sheet, *checked, formats); !written)
            return tell(written.error(), err);
    const std::size_t faulty = checked->count(acts::ListRow::faulty);
    out << "共 " << checked->rows.size() << " 行 rows：可导入 ready "
        << checked->count(acts::ListRow::ready) << "，需修改 faulty " << faulty
        << "，重复 duplicate " << checked->count(acts::ListRow::duplicate) << '\n';
    if (asked.dry_run || (faulty > 0 && !asked.leave_out)) {
        out << "没有写入 nothing was written"
            << (asked.dry_run ? "\n" : "；加 --leave-out 只导入其余各行 leaves them out\n");
        return faulty > 0 ? refused : good;
    }
    wanted.check = acts::fingerprint_of(*kind, *checked);
    const auto done = acts::bring_in(context, actor, *kind, *sheet, wanted);
    if (!done)
        return tell(done.error(), err);
    out << "已导入 brought in: " << done->rows << " 行 rows；24 小时内可撤销 to take it back: "
        << "beihui import --undo " << done->id << '\n';
    return good;
}

}  // namespace

int import_list(
    const ListImportAsked& asked,
    const plugin::TableFormats& formats,
    std::ostream& out,
    std::ostream& err
)
{
    const SystemClock clock;
    const auto installation = Installation::open(asked.places, clock);
    if (!installation)
        return tell(installation.error(), err);
    const acts::Context& context = (*installation)->context();
    std::optional<FoundOrganisation> found;
    context.database.read([&](storage::ReadTxn& txn) {
        found = find_organisation(txn, asked.organisation);
    });
    if (!found) {
        err << "没有这个单位 there is no such organisation: " << asked.organisation << '\n';
        return misused;
    }
    const accounts::Actor actor = actor_at(*found);
    return asked.undo.empty() ? bring_in(context, actor, asked, formats, out, err)
                              : undo(context, actor, asked, out, err);
}

void add_list_import(CLI::App& app, const plugin::TableFormats& formats, int& code)
{
    const auto asked = std::make_shared<ListImportAsked>();
    asked->places.home = find_home();
    CLI::App* const command = app.add_subcommand(
        "import", "由 Excel 或 CSV 导入用人单位、活动、走访、学生人数 bring in a list"
    );
    add_places(*command, asked->places);
    CLI::Option* const kind =
        command->add_option("kind", asked->kind, "employers、events、visits、counts")
            ->check(CLI::IsMember(acts::list_kinds()));
    CLI::Option* const file = command->add_option("file", asked->file, "CSV 或 xlsx 文件");
    kind->needs(file);
    command->add_option("--org", asked->organisation, "哪个单位的 whose: id, code or name");
    command->add_option("--fill", asked->fill, "空格处填什么 COLUMN=TEXT for empty cells");
    command->add_option("--reason", asked->reason, "说明 why");
    command->add_flag("--dry-run", asked->dry_run, "只检查 check only");
    command->add_flag("--leave-out", asked->leave_out, "有错的行不导入 leave faulty rows out");
    command->add_option("--marked", asked->marked, "标红的原表写到 write the marked file to");
    CLI::Option* const undo =
        command->add_option("--undo", asked->undo, "撤销一次导入 take an import back");
    undo->excludes(kind);
    command->callback([asked, &formats, &code, file, undo] {
        if (file->count() + undo->count() == 0)
            throw CLI::RequiredError("kind file");
        code = import_list(*asked, formats, std::cout, std::cerr);
    });
}

}  // namespace beihui::cli
