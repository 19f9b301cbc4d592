#pragma once

// Conditions on the table `cases` in SQL: used by the lists of cases only.

#include "domain/scope.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// A condition in SQL and its values, which live here while the statement runs.
struct CaseFilter
{
    std::string sql;
    std::deque<std::string> texts;
    std::vector<Parameter> parameters;

    void add(std::string_view condition)
    {
        sql += sql.empty() ? " WHERE " : " AND ";
        sql += condition;
    }
    void add(std::string_view condition, std::string value)
    {
        add(condition);
        parameters.emplace_back(texts.emplace_back(std::move(value)));
    }
    void add_one_of(
        std::string_view column,
        std::string_view name,
        const std::vector<std::string>& values
    )
    {
        std::string condition = std::string(column) + " IN (";
        for (std::size_t i = 0; i < values.size(); ++i) {
            condition += (i > 0 ? ", :" : ":") + std::string(name) + std::to_string(i);
            parameters.emplace_back(texts.emplace_back(values[i]));
        }
        add(condition + ")");
    }
};

// What a query asks for, within a scope: everything but its order and its page.
CaseFilter filter_of(ReadTxn& txn, const Scope& scope, const CaseQuery& query);

}  // namespace beihui::storage
