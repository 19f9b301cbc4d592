#include "rules/tools/pack_diff.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

constexpr std::string_view style = R"css(
:root { color-scheme: light dark; --ink: #1c2430; --dim: #5a6573; --paper: #ffffff; --line: #d6dce4;
  --added: #0b6b3a; --gone: #a8281e; --changed: #8a5a00; --open: #1f5fa8; --wash: #f4f6f9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --dim: #a3aebc; --paper: #14181e;
  --line: #333c48; --added: #6fd39a; --gone: #ff9a8f; --changed: #f0c060; --open: #8fc1ff;
  --wash: #1d232b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC",
  "Microsoft YaHei", system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.4; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; padding-bottom: .35rem;
  border-bottom: 2px solid var(--line); }
h2 small, .en { color: var(--dim); font-weight: normal; font-size: .85rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: var(--dim); } dd { margin: 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0;
  margin: 1.25rem 0 0; }
nav a { display: block; padding: .3rem .75rem; min-height: 2rem; border: 1px solid var(--line);
  border-radius: .35rem; color: inherit; text-decoration: none; }
nav a:hover, nav a:focus-visible { background: var(--wash); outline: 2px solid var(--open); }
ol { list-style: none; margin: 0; padding: 0; }
li.one { padding: .75rem 0 .75rem 1rem; border-bottom: 1px solid var(--line);
  border-left: .25rem solid var(--line); margin-top: -1px; }
.added { border-left-color: var(--added) !important; }
.gone { border-left-color: var(--gone) !important; }
.changed { border-left-color: var(--changed) !important; }
.open { border-left-color: var(--open) !important; }
.kind { display: inline-block; min-width: 3.5em; font-weight: 600; }
.added .kind { color: var(--added); } .gone .kind { color: var(--gone); }
.changed .kind { color: var(--changed); } .open .kind { color: var(--open); }
.beside { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin-top: .5rem; }
.beside p { margin: 0; padding: .5rem .75rem; background: var(--wash); border-radius: .35rem; }
.beside p:only-child { grid-column: 1 / -1; }
.beside b { display: block; color: var(--dim); font-weight: normal; font-size: .85rem; }
.none { color: var(--dim); }
@media (max-width: 40rem) { .beside { grid-template-columns: 1fr; } dl { grid-template-columns: 1fr; }
  dd { margin-bottom: .5rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } nav { display: none; }
  li.one { break-inside: avoid; } h2 { break-after: avoid; } }
)css";

std::string escaped(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '"')
            result += "&quot;";
        else
            result += c;
    }
    return result;
}

std::string_view word_of(std::string_view kind)
{
    return kind == "added" ? "新增" : kind == "gone" ? "取消" : kind == "open" ? "待确认" : "变化";
}

// Texts that are worth reading side by side; a number stands in the sentence already.
bool shows_both(const DifferencePart& part, const Difference& each)
{
    return part.id == "clauses" || part.id == "readings" ||
           (part.id == "parameters" && each.before.size() + each.after.size() > 120);
}

std::string half(std::string_view label, std::string_view text)
{
    if (text.empty())
        return {};
    return "<p><b>" + std::string(label) + "</b>" + escaped(text) + "</p>";
}

std::string one_as_html(const DifferencePart& part, const Difference& each)
{
    std::string html = "<li class=\"one " + each.kind + "\"><span class=\"kind\">" +
                       std::string(word_of(each.kind)) + "</span> " + escaped(each.words.zh);
    if (shows_both(part, each)) {
        const bool reading = part.id == "readings";
        html += "<div class=\"beside\">" + half("原来 before", each.before) +
                half(reading ? "缺省口径 default" : "现在 now", each.after) + "</div>";
    }
    return html + "</li>\n";
}

std::string part_as_html(const DifferencePart& part)
{
    std::string html = "<section id=\"" + part.id + "\"><h2>" + escaped(part.title.zh) +
                       " <small lang=\"en\">" + escaped(part.title.en) +
                       "</small></h2>\n<p class=\"en\">" + std::to_string(part.differences.size()) +
                       " 处；照旧 unchanged " + std::to_string(part.same) + "</p>\n";
    if (part.differences.empty())
        return html + "<p class=\"none\">没有变化 <span lang=\"en\">nothing "
                      "changed</span></p></section>\n";
    html += "<ol>\n";
    for (const Difference& each : part.differences)
        html += one_as_html(part, each);
    return html + "</ol></section>\n";
}

std::string pack_as_html(std::string_view label, const std::string& id, const Words& title)
{
    return "<dt>" + std::string(label) + "</dt><dd>" + escaped(title.zh) + "（" + escaped(id) +
           "）</dd>\n";
}

}  // namespace

std::string diff_as_html(const PackDiff& diff)
{
    const std::string title = diff.older_id + " → " + diff.newer_id;
    std::string html =
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        escaped(title) + " 通知对照</title>\n<style>" + std::string(style) +
        "</style>\n</head>\n<body>\n<header><h1>两份通知对照 <small class=\"en\" lang=\"en\">What "
        "changed</small></h1>\n<dl>" +
        pack_as_html("原通知 older", diff.older_id, diff.older) +
        pack_as_html("新通知 newer", diff.newer_id, diff.newer) + "</dl>\n<nav><ul>";
    for (const DifferencePart& part : diff.parts)
        html += "<li><a href=\"#" + part.id + "\">" + escaped(part.title.zh) + " " +
                std::to_string(part.differences.size()) + "</a></li>";
    html += "</ul></nav></header>\n<main>\n";
    for (const DifferencePart& part : diff.parts)
        html += part_as_html(part);
    return html + "</main>\n</body>\n</html>\n";
}

}  // namespace beihui::rules
