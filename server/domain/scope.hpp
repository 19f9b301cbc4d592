#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui
{

namespace accounts
{
class Policy;
}  // namespace accounts

// What somebody may see: for each role they hold, a part of the tree and the kinds of case in it.
// Only the policy makes one, from who asks and what they ask for, so that a query which takes a
// scope cannot be asked without deciding whose eyes it has.
class Scope
{
public:
    // Cases of the organisation at `org_path`, and of those below it when `below`.
    struct Part
    {
        std::string org_path;  // "/province/school/"
        bool below = true;
        std::vector<std::string> only = {};  // workflows; empty: all …
        std::vector<std::string> but = {};   // … but these
        // Also what is approved level by level and has not come up to the organisation.
        bool all_levels = false;

        bool reaches(std::string_view path) const
        {
            return below ? path.starts_with(org_path) : path == org_path;
        }
        bool covers(std::string_view path, std::string_view workflow) const
        {
            const bool kind = only.empty() ? std::ranges::find(but, workflow) == but.end()
                                           : std::ranges::find(only, workflow) != only.end();
            return kind && reaches(path);
        }
    };

    const std::vector<Part>& parts() const { return parts_; }
    // Actor key of who asks: they see what they opened, whatever level it stands at.
    const std::string& viewer() const { return viewer_; }

    // Whether a case of the organisation at `path` is within it.
    bool covers(std::string_view path, std::string_view workflow) const
    {
        return std::ranges::any_of(parts_, [&](const Part& part) {
            return part.covers(path, workflow);
        });
    }
    // Whether the organisation at `path` is within it, whatever kinds of its cases may be seen.
    bool reaches(std::string_view path) const
    {
        return std::ranges::any_of(parts_, [&](const Part& part) { return part.reaches(path); });
    }

private:
    friend class accounts::Policy;
    friend struct ScopeForTests;  // defined by tests of layers that know no policy
    explicit Scope(std::vector<Part> parts, std::string viewer = {})
        : parts_(std::move(parts)), viewer_(std::move(viewer))
    {}

    std::vector<Part> parts_;
    std::string viewer_;
};

}  // namespace beihui
