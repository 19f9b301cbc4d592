#include "rules/tools/pack_diff.hpp"

namespace beihui::rules
{
namespace
{

std::string_view sign_of(std::string_view kind)
{
    return kind == "added" ? "+" : kind == "gone" ? "-" : kind == "open" ? "?" : "~";
}

json::object words_as_json(const Words& words)
{
    return {{"zh", words.zh}, {"en", words.en}};
}

}  // namespace

std::string diff_as_text(const PackDiff& diff)
{
    std::string text = diff.older_id + "（" + diff.older.zh + "）\n→ " + diff.newer_id + "（" +
                       diff.newer.zh + "）\n";
    for (const DifferencePart& part : diff.parts) {
        text += "\n" + part.title.zh + " " + part.title.en + "：" +
                std::to_string(part.differences.size()) + " 处，照旧 unchanged " +
                std::to_string(part.same) + "\n";
        for (const Difference& each : part.differences) {
            text += "  " + std::string(sign_of(each.kind)) + " " + each.words.zh + "\n";
            if (part.id != "clauses")
                continue;
            if (!each.before.empty())
                text += "      原文：“" + each.before + "”\n";
            if (!each.after.empty())
                text += "      现文：“" + each.after + "”\n";
        }
    }
    return text;
}

json::object diff_as_json(const PackDiff& diff)
{
    json::array parts;
    for (const DifferencePart& part : diff.parts) {
        json::array all;
        for (const Difference& each : part.differences)
            all.emplace_back(json::object{
                {"kind", each.kind},
                {"subject", each.subject},
                {"words", words_as_json(each.words)},
                {"before", each.before},
                {"after", each.after},
                {"clause", each.clause},
            });
        parts.emplace_back(json::object{
            {"id", part.id},
            {"title", words_as_json(part.title)},
            {"same", part.same},
            {"differences", std::move(all)},
        });
    }
    return {
        {"older", json::object{{"id", diff.older_id}, {"title", words_as_json(diff.older)}}},
        {"newer", json::object{{"id", diff.newer_id}, {"title", words_as_json(diff.newer)}}},
        {"equal", diff.equal()},
        {"parts", std::move(parts)},
    };
}

}  // namespace beihui::rules
