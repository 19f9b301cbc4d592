#include "workflows/library.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "workflows/draft.hpp"
#include "workflows/library_files.hpp"

#include <algorithm>
#include <map>
#include <mutex>

namespace beihui::workflows
{
namespace
{

constexpr std::size_t most_bytes = 4 * 1024 * 1024;

// A workflow's file as it was read.
struct ReadFile
{
    std::string text;
    Draft draft;
};

// The files of the folder: the same whatever packs add, so libraries share them.
struct Sources
{
    std::map<std::string, ReadFile, std::less<>> files;  // by workflow
    Draft common;                                        // common.yaml; empty when there is none
};

// What one pack says, by workflow.
struct PackSteps
{
    std::string pack;
    std::string hash;
    bool live = true;
    bool fits = true;  // false: of an earlier revision, for which a workflow has no place any more
    Yaml root;

    bool is(const PackPin& pin) const
    {
        return pack == pin.pack && (pin.hash.empty() ? live : (hash.empty() || hash == pin.hash));
    }
};

class LoadedLibrary final : public Library
{
public:
    explicit LoadedLibrary(std::shared_ptr<const Sources> read)
        : shared(std::move(read)), sources(shared->files), common(shared->common)
    {}

    const std::shared_ptr<const Sources> shared;
    const std::map<std::string, ReadFile, std::less<>>& sources;
    const Draft& common;
    std::vector<PackSteps> steps;  // in the order of pack id
    std::vector<Workflow> workflows;

    Result<std::shared_ptr<const Library>> with_steps(const std::vector<Steps>& others
    ) const override;

    const std::vector<Workflow>& all() const override { return workflows; }

    const Workflow* find(std::string_view id) const override
    {
        const auto found = std::ranges::find(workflows, id, &Workflow::id);
        return found == workflows.end() ? nullptr : &*found;
    }

    const std::string& text_of(std::string_view id) const override
    {
        static const std::string none;
        const auto found = sources.find(id);
        return found == sources.end() ? none : found->second.text;
    }

    const Act* common_act(std::string_view id) const override { return common.workflow.act(id); }

    std::shared_ptr<const Workflow> with_packs(
        std::string_view id,
        const std::vector<PackPin>& packs
    ) const override
    {
        const auto source = sources.find(id);
        if (source == sources.end())
            return nullptr;
        std::vector<const PackSteps*> adding;
        std::string key(id);
        for (const PackSteps& pack : steps) {
            const bool asked =
                std::ranges::any_of(packs, [&](const PackPin& pin) { return pack.is(pin); });
            if (asked && !pack.fits && (pack.root.is_null() || pack.root.find(id)))
                return nullptr;
            if (!asked || !pack.root.find(id))
                continue;
            adding.push_back(&pack);
            key += "\x1f" + pack.pack + "@" + pack.hash;
        }
        const std::scoped_lock lock(mutex_);
        std::shared_ptr<const Workflow>& made = made_[key];
        if (!made) {
            Faults none;  // load() has made every combination's parts before
            Workflow workflow = composed(source->second.draft, adding, none).workflow;
            attach_common(common, workflow);
            made = std::make_shared<const Workflow>(std::move(workflow));
        }
        return made;
    }

    static Draft composed(
        const Draft& base,
        const std::vector<const PackSteps*>& adding,
        Faults& faults
    )
    {
        Draft draft = base;
        for (const PackSteps* const pack : adding)
            if (const Yaml* const node = pack->root.find(base.workflow.id))
                apply_steps(*node, Reading{draft, faults, pack->pack});
        return draft;
    }

private:
    mutable std::mutex mutex_;
    mutable std::map<std::string, std::shared_ptr<const Workflow>> made_;
};

void read_file_into(
    Sources& sources,
    const std::filesystem::path& file,
    const std::string& shown_as,
    Faults& faults
)
{
    auto text = read_file(file, most_bytes);
    if (!text)
        return faults.take(text.error());
    const auto root = Yaml::read(shown_as, *text);
    if (!root)
        return faults.take(root.error());
    if (file.stem() == "common") {
        sources.common = read_common(*root, faults);
        return;
    }
    Draft draft = read_draft(*root, *text, faults);
    check_whole(draft, faults);
    const std::string id = draft.workflow.id;
    if (file.stem() != id)
        add_fault(
            faults, draft.at("workflow"), fault::wrong_file_name,
            {"文件名应与流程代号“" + id + "”相同",
             "the file must be named after its workflow \"" + id + "\""},
            {"改文件名为 " + id + ".yaml，或改 workflow",
             "rename it to " + id + ".yaml, or correct workflow"}
        );
    sources.files.insert_or_assign(id, ReadFile{*std::move(text), std::move(draft)});
}

Result<std::shared_ptr<LoadedLibrary>> read_folder(
    const std::filesystem::path& folder,
    Faults& faults
)
{
    const auto files = list_folder(folder);
    if (!files)
        return files.error();
    const auto sources = std::make_shared<Sources>();
    const std::string shown_folder = folder.filename().empty()
                                         ? folder.parent_path().filename().string()
                                         : folder.filename().string();
    for (const std::filesystem::path& file : *files)
        if (file.extension() == ".yaml")
            read_file_into(*sources, file, shown_folder + "/" + file.filename().string(), faults);
    return std::make_shared<LoadedLibrary>(sources);
}

void read_steps(LoadedLibrary& library, const Steps& steps, Faults& faults)
{
    if (trim(steps.text).empty())
        return;
    auto root = Yaml::read(steps.shown_as, steps.text);
    if (!root) {
        library.steps.push_back({steps.pack, steps.hash, steps.live, false, Yaml()});
        return faults.take(root.error());
    }
    if (root->is_null())
        return;  // nothing but comments
    if (!expect_map(*root, "steps.yaml", faults))
        return;
    std::vector<std::string> known;
    for (const auto& [id, source] : library.sources)
        known.push_back(id);
    bool fits = true;
    for (const auto& [name, body] : root->members())
        if (!library.sources.contains(name.raw())) {
            fits = false;
            add_unknown(
                faults, name.place(), fault::unknown_workflow, {"流程", "workflow"}, name.raw(),
                known
            );
        }
    library.steps.push_back({steps.pack, steps.hash, steps.live, fits, *std::move(root)});
}

// Every pack alone and all of them together: what is right in both is right in any combination,
// since packs only add, and only the same or different things.
void check_steps(LoadedLibrary& library, const Draft& base, Faults& faults)
{
    std::vector<const PackSteps*> all;
    for (PackSteps& pack : library.steps) {
        if (!pack.root.find(base.workflow.id))
            continue;
        if (!pack.live) {
            Faults own;  // nobody mends what was published: its cases are told instead
            const Draft draft = LoadedLibrary::composed(base, {&pack}, own);
            check_apart(draft, library.common, own);
            check_whole(draft, own);
            pack.fits = pack.fits && own.none();
            continue;
        }
        all.push_back(&pack);
        const Draft draft = LoadedLibrary::composed(base, {&pack}, faults);
        check_apart(draft, library.common, faults);
        check_whole(draft, faults);
    }
    if (all.size() > 1)
        check_whole(LoadedLibrary::composed(base, all, faults), faults);
}

void check_used(const LoadedLibrary& library, const Draft& base, Faults& faults)
{
    Faults ignored;
    for (const std::string& form : unused_forms(base.workflow)) {
        const bool used = std::ranges::any_of(library.steps, [&](const PackSteps& pack) {
            const Draft draft = LoadedLibrary::composed(base, {&pack}, ignored);
            return std::ranges::find(draft.workflow.acts, form, &Act::form) !=
                   draft.workflow.acts.end();
        });
        if (!used)
            add_fault(
                faults, base.at("forms/" + form), fault::unused_form,
                {"没有操作用到表单“" + form + "”", "no act takes the form \"" + form + "\""},
                {"写一个 form: " + form + " 的操作，或删去此表单",
                 "write an act with form: " + form + ", or remove the form"}
            );
    }
    for (const PackSteps& pack : library.steps) {
        if (!pack.live)
            continue;
        const Draft draft = LoadedLibrary::composed(base, {&pack}, ignored);
        for (const std::string& form : unused_forms(draft.workflow))
            if (!base.workflow.form(form))
                add_fault(
                    faults, draft.at("forms/" + form), fault::unused_form,
                    {"没有操作用到表单“" + form + "”", "no act takes the form \"" + form + "\""},
                    {"在 acts 中加一个 form: " + form + " 的操作，或删去此表单",
                     "add an act with form: " + form + ", or remove the form"}
                );
    }
}

// Lays the steps of packs over the workflows that were read, and checks the whole.
void add_steps(LoadedLibrary& library, const std::vector<Steps>& steps, Faults& faults)
{
    std::vector<Steps> sorted = steps;
    std::ranges::sort(sorted, {}, &Steps::pack);
    for (const Steps& pack : sorted) {
        Faults own;
        read_steps(library, pack, own);
        if (pack.live && !own.none())
            faults.take(own.error());
    }

    const auto register_of = [&](std::string_view kind) -> const Workflow* {
        for (const auto& [id, source] : library.sources)
            if (source.draft.workflow.register_kind == kind)
                return &source.draft.workflow;
        return nullptr;
    };
    std::vector<const Workflow*> all;
    for (const auto& [id, source] : library.sources)
        all.push_back(&source.draft.workflow);
    for (const auto& [id, source] : library.sources) {
        check_also_acts(source.draft, all, faults);
        check_apart(source.draft, library.common, faults);
        check_look_ups(source.draft, register_of, faults);
        check_steps(library, source.draft, faults);
        check_used(library, source.draft, faults);
        library.workflows.push_back(source.draft.workflow);
        attach_common(library.common, library.workflows.back());
    }
}

}  // namespace

Result<std::shared_ptr<const Library>> LoadedLibrary::with_steps(const std::vector<Steps>& others
) const
{
    const auto library = std::make_shared<LoadedLibrary>(shared);
    Faults faults;
    add_steps(*library, others, faults);
    if (!faults.none())
        return faults.error();
    return std::shared_ptr<const Library>(library);
}

Result<std::shared_ptr<const Library>> Library::load(
    const std::filesystem::path& folder,
    const std::vector<Steps>& steps
)
{
    Faults faults;
    auto library = read_folder(folder, faults);
    if (!library)
        return library.error();
    add_steps(**library, steps, faults);
    if (!faults.none())
        return faults.error();
    return std::shared_ptr<const Library>(std::move(*library));
}

Result<std::shared_ptr<const Library>> read_library(const std::filesystem::path& folder)
{
    Faults faults;
    auto library = read_folder(folder, faults);
    if (!library)
        return library.error();
    if (!faults.none())
        return faults.error();
    return std::shared_ptr<const Library>(std::move(*library));
}

}  // namespace beihui::workflows
