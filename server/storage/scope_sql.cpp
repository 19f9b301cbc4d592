#include "storage/scope_sql.hpp"

#include "storage/columns.hpp"

#include <algorithm>

namespace beihui::storage
{
namespace
{

// Writes one condition, naming each value's place.
class Writer
{
public:
    Writer(std::string_view alias, std::deque<std::string>& texts, std::vector<Parameter>& values)
        : alias_(alias),
          path_(std::string(alias) + ".org_path"),
          kind_(std::string(alias) + ".workflow"),
          texts_(texts),
          values_(values)
    {}

    void add(const Scope::Part& part)
    {
        sql_ += sql_.empty() ? "(" : " OR ";
        add_reach(part);
        sql_ += ")";
    }
    // The same, and that the case has come up to the organisation of the part.
    void add_reached(const Scope::Part& part)
    {
        sql_ += " OR ";
        add_reach(part);
        if (!part.all_levels) {
            // One slash for each organisation of the path, and one more, on both sides.
            const auto depth = std::ranges::count(part.org_path, '/');
            values_.emplace_back(static_cast<std::int64_t>(depth));
            sql_ += " AND length(" + path_ + ") - length(replace(" + path_ + ", '/', '')) - " +
                    mergers() + " - " + alias_ + ".seen_levels <= :scope" +
                    std::to_string(values_.size());
        }
        sql_ += ")";
    }
    void begin_reached(const std::string& viewer)
    {
        sql_ = "(" + alias_ + ".seen_levels < 0 OR " + alias_ + ".opened_by = " + place(viewer);
    }

    std::string text() const { return sql_.empty() ? "1 = 0" : sql_ + ")"; }

private:
    void add_reach(const Scope::Part& part)
    {
        if (part.below) {
            sql_ += "(" + path_ + " >= " + place(part.org_path);
            sql_ += " AND " + path_ + " < " + place(end_of_subtree(part.org_path));
        } else {
            sql_ += "(" + path_ + " = " + place(part.org_path);
        }
        if (!part.only.empty())
            add_list(" IN (", part.only);
        else if (!part.but.empty())
            add_list(" NOT IN (", part.but);
    }

    // How many organisations at the end of the path were merged into the one before them: whoever
    // took over has what they had, so that they are no levels of their own. As mergers_in() counts.
    std::string mergers() const
    {
        return "(SELECT COUNT(*) FROM organisation_day m WHERE m.what = 'end' AND m.value <> ''"
               " AND m.from_day <= (SELECT day FROM tree_at WHERE id = 1) AND " +
               path_ + " LIKE '%/' || m.value || '/' || m.organisation || '/%')";
    }

    void add_list(std::string_view relation, const std::vector<std::string>& kinds)
    {
        sql_ += " AND " + kind_ + std::string(relation);
        for (std::size_t i = 0; i < kinds.size(); ++i)
            sql_ += (i > 0 ? ", " : "") + place(kinds[i]);
        sql_ += ")";
    }

    std::string place(std::string value)
    {
        values_.emplace_back(texts_.emplace_back(std::move(value)));
        return ":scope" + std::to_string(values_.size());
    }

    std::string alias_;
    std::string path_;
    std::string kind_;
    std::deque<std::string>& texts_;
    std::vector<Parameter>& values_;
    std::string sql_;
};

}  // namespace

std::string scope_condition(
    const Scope& scope,
    std::string_view alias,
    std::deque<std::string>& texts,
    std::vector<Parameter>& parameters
)
{
    Writer writer(alias, texts, parameters);
    for (const Scope::Part& part : scope.parts())
        writer.add(part);
    return writer.text();
}

std::string level_condition(
    const Scope& scope,
    std::string_view alias,
    std::deque<std::string>& texts,
    std::vector<Parameter>& parameters
)
{
    Writer writer(alias, texts, parameters);
    writer.begin_reached(scope.viewer());
    for (const Scope::Part& part : scope.parts())
        writer.add_reached(part);
    return writer.text();
}

}  // namespace beihui::storage
