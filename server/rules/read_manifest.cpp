#include "base/bytes.hpp"
#include "rules/read_parts.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

const std::vector<std::string> manifest_keys = {
    "pack",      "revision",       "version",       "api",
    "issuers",   "doc_no",         "title",         "source",
    "issued_on", "issued_on_note", "known_from",    "known_from_reading",
    "phases",    "text_gaps",      "covers_cohort", "obligors",
    "extends",   "amends",         "calendar",      "transition",
    "limits",    "needs_host",     "authors",       "reviewers",
    "signature", "binds",          "addressees",    "contacts",
    "scope",
};

// The circular's text must be the one that the authors of the pack had before them.
void check_source(const Yaml& source, const OtherFile& other, Pack& pack, Faults& faults)
{
    source.only({"file", "sha256", "url"}, faults);
    const Yaml& file = source.need("file", faults);
    const std::string path = file.text(faults, "file");
    const std::string* const bytes = other(path);
    if (!bytes) {
        if (!path.empty())
            faults.add(
                file.place(), "RP1103", "规则包里没有文件 " + path, "the pack has no file " + path,
                "把通知全文放进该文件", "put the whole text of the circular there"
            );
        return;
    }
    pack.source_text = *bytes;
    const Yaml& wanted = source.need("sha256", faults);
    const std::string found = hex(sha256(*bytes));
    if (wanted.is_scalar() && wanted.raw() != found)
        faults.add(
            wanted.place(), "RP1113", path + " 的内容与登记的 SHA-256 不符",
            path + " is not the text whose SHA-256 is given", "核对原文；确认无误后改为 " + found,
            "check the text; when it is right, write " + found
        );
}

void read_phases(const Yaml& phases, Pack& pack, Faults& faults)
{
    for (const Yaml& phase : items_of(phases, faults, "phases")) {
        phase.only({"from", "to", "title"}, faults);
        const Date from = read_date(phase.need("from", faults), faults, "from");
        const Date to = read_date(phase.need("to", faults), faults, "to");
        const bool ordered =
            from <= to && (pack.phases.empty() || pack.phases.back().second < from);
        if (!ordered)
            faults.add(
                phase.place(), "RP1108", "阶段须按先后排列且不重叠",
                "phases must be in order and not overlap", "检查 from 与 to", "check from and to"
            );
        pack.phases.emplace_back(from, to);
    }
}

// What this program does not act on is refused, so that nobody relies on it.
void check_offered(const Yaml& node, Faults& faults)
{
    const Yaml& api = node.need("api", faults);
    if (!api.is_null() && api.integer(faults, "api") != 1)
        faults.add(
            api.place(), "RP1107", "本程序支持规则接口 1，此包要 " + api.raw(),
            "this program serves rule API 1; the pack asks for " + api.raw(),
            "升级程序或改写规则包", "upgrade the program or rewrite the pack"
        );
    if (const Yaml* const calendar = node.find("calendar"))
        check_one_of(*calendar, {"cn"}, faults, "calendar");
    if (const Yaml* const transition = node.find("transition"))
        check_one_of(*transition, {"open_cases_keep"}, faults, "transition");
    if (const Yaml* const needed = node.find("needs_host"))
        for (const Yaml& name : needed->items())
            check_one_of(name, {"cal", "text", "num", "list"}, faults, "needs_host");
}

}  // namespace

void read_manifest(const Yaml& node, const OtherFile& other, Pack& pack, Faults& faults)
{
    node.only(manifest_keys, faults);
    if (!node.is_map())
        return;
    pack.id = node.need("pack", faults).text(faults, "pack");
    pack.revision = node.need("revision", faults).integer(faults, "revision");
    pack.version = optional_text(node, "version", faults);
    pack.title = read_words(node.need("title", faults), faults, "title");
    pack.document_number = optional_text(node, "doc_no", faults);
    pack.issuers = optional_texts(node, "issuers", faults);
    check_offered(node, faults);
    if (const Yaml& source = node.need("source", faults); source.is_map())
        check_source(source, other, pack, faults);
    if (const Yaml* const issued = node.find("issued_on"); issued && !issued->is_null())
        pack.issued_on = read_date(*issued, faults, "issued_on");
    pack.known_from = read_date(node.need("known_from", faults), faults, "known_from");
    read_extension(node, pack, faults);
    // What an overlay does not say is as its base packs have it.
    const Yaml* const phases = node.find("phases");
    if (!pack.is_overlay() || phases)
        read_phases(node.need("phases", faults), pack, faults);
    pack.obligors = optional_texts(node, "obligors", faults);
    pack.text_gaps = optional_texts(node, "text_gaps", faults);
    if (!pack.is_overlay() || node.find("binds"))
        pack.workflows = node.need("binds", faults).texts(faults, "binds");
    pack.authors = optional_texts(node, "authors", faults);
    pack.reviewers = optional_texts(node, "reviewers", faults);
    if (const Yaml* const limits = node.find("limits")) {
        limits->only({"class"}, faults);
        const Yaml& limit_class = limits->need("class", faults);
        pack.limit_class = limit_class.text(faults, "class");
        check_one_of(limit_class, {"standard", "report"}, faults, "class");
    }
}

}  // namespace beihui::rules
