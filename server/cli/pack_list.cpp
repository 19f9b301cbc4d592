// beihui pack list: of the folder, of the database, or of a server that runs.
#include "acts/publication.hpp"
#include "acts/stored_rulebook.hpp"
#include "cli/published.hpp"
#include "cli/remote_desk.hpp"

#include <algorithm>
#include <ostream>

namespace beihui::cli
{
namespace
{

int told(const Error& error, std::ostream& err)
{
    print_error(error, err);
    return refused;
}

struct Line
{
    std::string id;
    std::int64_t revision = 0;
    std::string state;
    std::string hash;
    std::string clauses = "?";  // how many; only of packs that are loaded
    std::string phases;
};

Line line_of(const rules::Pack& pack, std::string_view state)
{
    Line line{
        pack.id, pack.revision, std::string(state), pack.hash, std::to_string(pack.clauses.size()),
        {}
    };
    for (const auto& [from, to] : pack.phases)
        line.phases += (line.phases.empty() ? "" : " ") + from.text() + "/" + to.text();
    return line;
}

void print(const Line& line, std::ostream& out)
{
    out << line.id << "\t第 " << line.revision << " 版\t" << acts::state_words(line.state).zh << ' '
        << line.state << '\t' << line.clauses << " 条 clauses\t" << line.hash << '\t' << line.phases
        << '\n';
}

// One pack as a server tells it: the live one, with its clauses and phases.
Line live_line(const json::value& pack)
{
    Line line{
        std::string(text_of(pack, "pack")),
        integer_of(pack, "revision"),
        "draft",
        std::string(text_of(pack, "hash")),
        std::to_string(integer_of(pack, "clauses")),
        {},
    };
    for (const json::value& phase : member(pack, "phases")->as_array())
        line.phases += (line.phases.empty() ? "" : " ") + std::string(text_of(phase, "from")) +
                       "/" + std::string(text_of(phase, "to"));
    return line;
}

}  // namespace

int list_packs(const Places& places, bool of_folder, std::ostream& out, std::ostream& err)
{
    const auto folder = rules::read_packs(places.home / "rules");
    if (of_folder) {
        if (!folder)
            return told(folder.error(), err);
        for (const auto& pack : *folder)
            print(line_of(*pack, "folder"), out);
        return good;
    }
    const SystemClock clock;
    const auto installation = Installation::open(places, clock);
    if (!installation)
        return told(installation.error(), err);
    const acts::Context& context = (*installation)->context();
    const auto rules = context.rules();
    std::vector<storage::PackRevision> revisions;
    context.database.read([&](storage::ReadTxn& txn) {
        revisions = storage::all_pack_revisions(txn);
    });
    for (const storage::PackRevision& revision : revisions) {
        const rules::Pack* const pack = rules->world->find(revision.id, revision.hash);
        print(
            pack ? line_of(*pack, revision.state)
                 : Line{revision.id, revision.revision, revision.state, revision.hash, "?", {}},
            out
        );
    }
    if (!folder) {
        print_error(folder.error(), err);
        return good;  // a draft that cannot be read is no fault of what is published
    }
    for (const auto& pack : *folder)
        if (std::ranges::find(revisions, pack->hash, &storage::PackRevision::hash) ==
            revisions.end())
            print(line_of(*pack, "draft"), out);
    return good;
}

int list_packs(const ServerAsked& asked, std::ostream& out, std::ostream& err)
{
    const auto remote = sign_in(asked);
    if (!remote)
        return told(remote.error(), err);
    const auto packs = (*remote)->get("/api/v1/packs");
    if (!packs)
        return told(packs.error(), err);
    for (const json::value& pack : packs->at("items").as_array()) {
        Line live = live_line(pack);
        const auto all = (*remote)->get("/api/v1/packs/" + live.id + "/revisions");
        if (!all && all.error().code != "pack_not_found")
            return told(all.error(), err);
        bool is_published = false;
        if (all)
            for (const json::value& one : all->at("items").as_array()) {
                const std::string state(text_of(one, "state"));
                const std::string hash(text_of(one, "hash"));
                if (hash == live.hash) {
                    is_published = true;
                    live.state = state;
                    print(live, out);
                } else {
                    print({live.id, integer_of(one, "revision"), state, hash, "?", {}}, out);
                }
            }
        if (!is_published)
            print(live, out);  // of a server with --dev
    }
    return good;
}

}  // namespace beihui::cli
