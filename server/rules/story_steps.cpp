// The steps of a story: one act of one person at one moment.
#include "rules/read_parts.hpp"
#include "rules/story.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

constexpr int most_levels = 8;  // of procedures within procedures
constexpr std::size_t most_steps = 5'000;

class StepReader
{
public:
    StepReader(const Procedures& procedures, std::vector<StoryStep>& steps, Faults& faults)
        : procedures_(procedures), steps_(steps), faults_(faults)
    {
        for (const StoryStep& step : steps)
            number_ = std::max(number_, step.number);
    }

    void read(const Yaml& list)
    {
        for (const Yaml& node : items_of(list, faults_, "steps")) {
            ++number_;
            read_one(node, {}, 0);
        }
    }

private:
    void read_one(const Yaml& node, const Filling& names, int level)
    {
        if (node.find("do"))
            return run_procedure(node, names, level);
        node.only(
            {"at", "by", "case", "opens", "of", "act", "circulars", "data", "rows", "remove",
             "reason", "upload", "refused"},
            faults_
        );
        if (!node.is_map())
            return;
        Filling filling = names;
        filling.turns =
            turns_of({node.find("at"), node.find("by"), node.find("case")}, filling, faults_)
                .value_or(0);
        for (std::int64_t i = 0; i < std::max<std::int64_t>(1, filling.turns); ++i) {
            if (filling.turns > 0)
                filling.turn = i;
            if (steps_.size() < most_steps)
                steps_.push_back(read_step(node, filling));
        }
        if (steps_.size() == most_steps)
            wrong(node, {"步骤过多，至多 5000 步", "too many steps, at most 5000"}, {});
    }

    // { do: 备会, with: { 活动: 双选会 } }
    void run_procedure(const Yaml& node, const Filling& names, int level)
    {
        node.only({"do", "with"}, faults_);
        const Yaml& name = node.need("do", faults_);
        const auto procedure = procedures_.find(name.text(faults_, "do"));
        if (procedure == procedures_.end()) {
            std::vector<std::string> known;
            for (const auto& [id, each] : procedures_)
                known.push_back(id);
            const Words way_out = nearest_way_out(name.raw(), known);
            return fault(
                name, "RP1318",
                {"没有办理过程“" + name.raw() + "”", "there is no procedure " + name.raw()}, way_out
            );
        }
        if (level == most_levels)
            return fault(
                name, "RP1318",
                {"办理过程“" + name.raw() + "”套得太深",
                 "procedure " + name.raw() + " goes too deep"},
                {"不要让过程用到自己", "let no procedure use itself"}
            );
        const Filling inner = given_names(node, procedure->second, names);
        for (const Yaml& step : items_of(procedure->second.steps, faults_, "steps"))
            read_one(step, inner, level + 1);
    }

    Filling given_names(const Yaml& node, const Procedure& procedure, const Filling& outer)
    {
        Filling inner;
        if (const Yaml* const with = node.find("with")) {
            with->only(procedure.parameters, faults_);
            for (const auto& [name, value] : members_of(*with, faults_, "with")) {
                (void)value.text(faults_, name.raw());
                inner.names[name.raw()] = outer.fill(value, faults_);
            }
        }
        for (const std::string& parameter : procedure.parameters)
            if (!inner.names.contains(parameter))
                fault(
                    node, "RP1318",
                    {"没有给出“" + parameter + "”", "\"" + parameter + "\" is not given"},
                    {"在 with 里写 " + parameter, "write " + parameter + " in with"}
                );
        return inner;
    }

    std::string text(const Yaml& node, std::string_view key, const Filling& filling)
    {
        const Yaml* const value = node.find(key);
        if (!value)
            return {};
        (void)value->text(faults_, key);
        return filling.fill(*value, faults_);
    }

    StoryStep read_step(const Yaml& node, const Filling& filling)
    {
        StoryStep step;
        step.place = node.place();
        step.number = number_;
        step.filling = filling;
        step.at = moment_of(node, filling);
        (void)node.need("by", faults_);
        (void)node.need("case", faults_);
        step.by = text(node, "by", filling);
        step.subject = text(node, "case", filling);
        step.opens = text(node, "opens", filling);
        step.of = text(node, "of", filling);
        step.act = text(node, "act", filling);
        step.reason = text(node, "reason", filling);
        step.circulars = optional_texts(node, "circulars", faults_);
        if (const Yaml* const data = node.find("data"))
            step.data = *data;
        if (const Yaml* const rows = node.find("rows"))
            step.rows = *rows;
        if (const Yaml* const remove = node.find("remove"))
            for (const Yaml& key : remove->is_list() ? remove->items() : std::vector<Yaml>{*remove})
                step.remove.push_back(filling.fill(key, faults_));
        if (const Yaml* const upload = node.find("upload"))
            read_uploads(*upload, step);
        if (const Yaml* const refused = node.find("refused"))
            step.refused = read_refusal(*refused);
        check_kind(node, step);
        return step;
    }

    // One that names no moment follows the last at once.
    Instant moment_of(const Yaml& node, const Filling& filling)
    {
        const Yaml* const at = node.find("at");
        if (at)
            return read_moment(*at, text(node, "at", filling), faults_);
        if (!steps_.empty())
            return steps_.back().at;
        fault(
            node, "RP1311", {"第一步须写时刻", "the first step needs a moment"},
            {"写 at: \"2025-05-10 20:00\"", "write at: \"2025-05-10 20:00\""}
        );
        return Instant();
    }

    void read_uploads(const Yaml& node, StoryStep& step)
    {
        for (const Yaml& each : node.is_list() ? node.items() : std::vector<Yaml>{node}) {
            StoryUpload upload;
            upload.place = each.place();
            if (each.is_map()) {
                each.only({"kind", "name"}, faults_);
                (void)each.need("kind", faults_);
                upload.kind = text(each, "kind", step.filling);
                upload.name = text(each, "name", step.filling);
            } else {
                (void)each.text(faults_, "upload");
                upload.kind = step.filling.fill(each, faults_);
            }
            if (upload.name.empty())
                upload.name = upload.kind + ".pdf";
            step.uploads.push_back(std::move(upload));
        }
    }

    ExpectedRefusal read_refusal(const Yaml& node)
    {
        ExpectedRefusal refusal;
        refusal.place = node.place();
        if (node.is_scalar()) {
            refusal.code = node.raw();
            return refusal;
        }
        node.only({"code", "contains", "clause", "owner", "fields", "unmet"}, faults_);
        refusal.code = node.need("code", faults_).text(faults_, "code");
        refusal.contains = optional_text(node, "contains", faults_);
        refusal.clause = optional_text(node, "clause", faults_);
        refusal.owner = optional_text(node, "owner", faults_);
        refusal.fields = optional_texts(node, "fields", faults_);
        if (const Yaml* const unmet = node.find("unmet"))
            refusal.unmet = unmet->texts(faults_, "unmet");
        return refusal;
    }

    void check_kind(const Yaml& node, const StoryStep& step)
    {
        const bool opens = node.find("opens") != nullptr;
        const bool uploads = node.find("upload") != nullptr;
        const bool acts = node.find("act") != nullptr;
        const Words one_of = {
            "写 opens（开立案卷）、act（办理）或 upload（上传）之一",
            "write one of opens, act and upload"
        };
        if (!opens && !uploads && !acts)
            wrong(node, {"这一步没有写办理什么", "the step does nothing"}, one_of);
        if (uploads && (opens || acts))
            wrong(node, {"上传另写一步", "an upload is a step of its own"}, one_of);
        if (!opens && (!step.of.empty() || !step.circulars.empty()))
            wrong(
                node, {"of、circulars 只用于开立案卷", "of and circulars go with opens"},
                {"去掉，或写 opens", "drop them, or write opens"}
            );
        if (!step.data.is_null() && (!step.rows.is_null() || !step.remove.empty()))
            wrong(
                node, {"data 与 rows 不能同时写", "data and rows exclude each other"},
                {"一个对象写 data，列表写 rows", "data for one object, rows for a list"}
            );
    }

    void wrong(const Yaml& node, const Words& detail, const Words& way_out)
    {
        fault(node, "RP1312", detail, way_out);
    }

    void fault(const Yaml& node, const char* code, const Words& detail, const Words& way_out)
    {
        faults_.add(node.place(), code, detail.zh, detail.en, way_out.zh, way_out.en);
    }

    const Procedures& procedures_;
    std::vector<StoryStep>& steps_;
    Faults& faults_;
    std::size_t number_ = 0;
};

}  // namespace

void read_steps(
    const Yaml& list,
    const Procedures& procedures,
    std::vector<StoryStep>& steps,
    Faults& faults
)
{
    StepReader(procedures, steps, faults).read(list);
}

}  // namespace beihui::rules
