#pragma once

#include "pack_folder.hpp"

namespace beihui::rules
{

// The small pack with a quota of 100 visits, and local/beijing, which asks for 120.
class OverlayFolder : public PackFolder
{
public:
    OverlayFolder()
    {
        remove("rules/permit.lua");
        write("rules/visits.lua", quota);
        set_parameter("tighter: higher");
        add_overlay("beijing", "small/visits.min", "{ 2026-04-01: { value: 120, clause: BJ/一 } }");
    }

    std::filesystem::path overlay() const { return rules() / "local" / "beijing"; }

    void write_overlay(const std::string& path, std::string_view text) const
    {
        write("../local/beijing/" + path, text);
    }
    void override_with(std::string_view key, std::string_view values) const
    {
        write_overlay("overrides.yaml", overrides(key, values));
    }

    // Another pack of its kind, over `base`.
    void add_overlay(
        const std::string& id,
        std::string_view key,
        std::string_view values,
        const std::string& base = "small"
    ) const
    {
        const std::string folder = "../local/" + id + "/";
        write(folder + "source.txt", local_source);
        write(
            folder + "pack.yaml",
            manifest(id, "extends: [" + base + "]\nscope: { province: 北京 }\n")
        );
        write(folder + "clauses.yaml", local_clauses);
        write(folder + "interpretations.yaml", "{}\n");
        write(folder + "params.yaml", "{}\n");
        write(folder + "overrides.yaml", overrides(key, values));
    }

    // What params.yaml of the base pack says of visits.min beside its values.
    void set_parameter(
        std::string_view lines,
        std::string_view values = "{ 2026-04-01: { value: 100, clause: 2026/二 } }"
    ) const
    {
        write(
            "params.yaml", "visits.min:\n  " + std::string(lines) +
                               "\n  values: " + std::string(values) +
                               "\npermit.from: { values: { 2026-04-01: { value: 1000, "
                               "interpretation: i-001 } } }\n"
                               "items: { values: { 2026-04-01: { file: items.yaml, clause: 2026/三 "
                               "} } }\n"
        );
    }

    static constexpr std::string_view extends = "extends: [small]\nscope: { province: 北京 }\n";

    static std::string manifest(
        const std::string& id,
        std::string_view lines = extends,
        std::string_view known_from = "2026-04-01"
    )
    {
        return "pack: " + id +
               "\nrevision: 1\napi: 1\ntitle: 地方通知\nsource:\n  file: source.txt\n  sha256: " +
               hex(sha256(local_source)) + "\nknown_from: " + std::string(known_from) +
               "\nauthors: [甲]\n" + std::string(lines) + "reviewers: [乙]\n";
    }

private:
    static std::string overrides(std::string_view key, std::string_view values)
    {
        return "\"" + std::string(key) + "\":\n  values: " + std::string(values) + "\n";
    }

    static constexpr std::string_view local_source = "一、走访不少于一百二十家。\n";
    static constexpr std::string_view local_clauses =
        "BJ/一: { text: 走访不少于一百二十家, kind: mandatory, check: rule }\n";
    static constexpr std::string_view quota = R"lua(require("circular").rule {
    id = "visits", clause = "2026/二", title = "走访", on = "recruitment-event", emits = "quota",
    eval = function(ctx, p, out)
        out:quota { key = "visits", have = ctx.case.plan.expected, need = p "visits.min", unit = "家" }
    end,
}
)lua";
};

}  // namespace beihui::rules
