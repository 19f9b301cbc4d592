#include "storage/scope_sql.hpp"

#include "storage/columns.hpp"

namespace beihui::storage
{
namespace
{

// Writes one condition, naming each value's place.
class Writer
{
public:
    Writer(std::string_view alias, std::deque<std::string>& texts, std::vector<Parameter>& values)
        : path_(std::string(alias) + ".org_path"),
          kind_(std::string(alias) + ".workflow"),
          texts_(texts),
          values_(values)
    {}

    void add(const Scope::Part& part)
    {
        sql_ += sql_.empty() ? "(" : " OR ";
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
        sql_ += ")";
    }

    std::string text() const { return sql_.empty() ? "1 = 0" : sql_ + ")"; }

private:
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

}  // namespace beihui::storage
