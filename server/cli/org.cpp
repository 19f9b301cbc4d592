#include "acts/import_organisations.hpp"
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/give_out.hpp"
#include "plugin/table_format.hpp"

#include <chrono>
#include <ostream>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_file_bytes = std::size_t{64} << 20;

double seconds_since(std::chrono::steady_clock::time_point begun)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

Result<plugin::Sheet> read_sheet(const std::string& file, const plugin::TableFormats& formats)
{
    const auto bytes = read_file(file, most_file_bytes);
    if (!bytes)
        return bytes.error();
    const plugin::SheetFormat* const reader = formats.sheet_of(*bytes);
    if (!reader)
        return plugin::sheet_unreadable("只收 CSV 或 xlsx 文件", "only CSV or xlsx files");
    return reader->read(*bytes);
}

}  // namespace

int import_organisations(
    const OrgImportAsked& asked,
    const plugin::TableFormats& formats,
    std::ostream& out,
    std::ostream& err
)
{
    const auto sheet = read_sheet(asked.file, formats);
    if (!sheet) {
        print_error(sheet.error(), err);
        return refused;
    }
    const SystemClock clock;
    const auto installation = Installation::open(asked.places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    const auto begun = std::chrono::steady_clock::now();
    acts::ImportAsked wanted;
    wanted.reason = asked.reason;
    wanted.preview = asked.dry_run;
    wanted.progress = [&](std::size_t done, std::size_t all) {
        err << done << "/" << all << "  " << seconds_since(begun) << " s\n";
    };
    const auto done =
        acts::import_organisations((*installation)->context(), acts::the_program(), *sheet, wanted);
    if (!done) {
        print_error(done.error(), err);
        return refused;
    }
    out << (done->preview ? "预览，没有写入 preview, nothing was written\n" : "") << "共 "
        << done->rows << " 行 rows：新建 created " << done->created << "，变更 changed "
        << done->changed << "，不变 unchanged " << done->unchanged << "；用时 took "
        << seconds_since(begun) << " s\n";
    return good;
}

int export_organisations(
    const OrgExportAsked& asked,
    const plugin::TableFormats& formats,
    std::ostream& out,
    std::ostream& err
)
{
    const SystemClock clock;
    const auto installation = Installation::open(asked.places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    Date on = clock.now().date();
    if (!asked.on.empty()) {
        const auto day = Date::parse(asked.on);
        if (!day) {
            print_error(day.error(), err);
            return misused;
        }
        on = *day;
    }
    const plugin::SheetFormat* const writer = formats.find_sheet(asked.format);
    if (!writer) {
        err << "没有这种格式 there is no such format: " << asked.format << '\n';
        return misused;
    }
    const acts::Context& context = (*installation)->context();
    plugin::Sheet sheet;
    context.database.read([&](storage::ReadTxn& txn) {
        sheet = acts::organisation_sheet(txn, acts::the_program(), on);
    });
    auto bytes = writer->write(sheet);
    Result<TakenOut> taken = TakenOut();
    if (!bytes)
        taken = bytes.error();
    else
        taken = TakenOut{
            *bytes,
            "organisations",
            "/",
            {{"format", asked.format}, {"on", on.text()}, {"hash", hex(sha256(*bytes))}}
        };
    return give_out(context, taken, asked.output, out, err);
}

}  // namespace beihui::cli
