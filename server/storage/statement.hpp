#pragma once

#include "base/civil.hpp"
#include "storage/database.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace beihui::storage
{

// A text with U+0000 was about to be stored. SOCI would cut it there on PostgreSQL and keep it on
// SQLite, so neither is done. A write answers it with a refusal (invalid_input, "nul_in_text").
class NulInText : public std::runtime_error
{
public:
    NulInText() : std::runtime_error("a text holds U+0000") {}
};

// A value for one place in a statement. Its type comes from the C++ type, so that a statement is
// always prepared with the same types.
class Parameter
{
public:
    Parameter(std::string_view text) : text_(text) {}
    Parameter(const std::string& text) : text_(text) {}
    Parameter(const char* text) : text_(text) {}
    template <std::integral Number>
    Parameter(Number number) : is_text_(false), number_(static_cast<long long>(number))
    {}
    Parameter(Instant at) : Parameter(at.ms()) {}
    Parameter(const std::optional<Instant>& at)
        : is_text_(false), is_null_(!at), number_(at ? at->ms() : 0)
    {}
    template <std::integral Number>
    Parameter(const std::optional<Number>& number)
        : is_text_(false), is_null_(!number), number_(number ? static_cast<long long>(*number) : 0)
    {}
    Parameter(const std::optional<std::string>& text)
        : is_null_(!text), text_(text ? std::string_view(*text) : std::string_view())
    {}

    bool is_text() const { return is_text_; }
    bool is_null() const { return is_null_; }
    std::string_view text() const { return text_; }
    long long number() const { return number_; }

private:
    bool is_text_ = true;
    bool is_null_ = false;
    std::string_view text_;
    long long number_ = 0;
};

// A list of them, written in braces or kept in a vector.
class Parameters
{
public:
    Parameters(std::initializer_list<Parameter> list) : list_(list.begin(), list.size()) {}
    Parameters(const std::vector<Parameter>& list) : list_(list) {}

    std::size_t size() const { return list_.size(); }
    auto begin() const { return list_.begin(); }
    auto end() const { return list_.end(); }

private:
    std::span<const Parameter> list_;  // lives until the end of the call
};

struct Prepared;  // in statement.cpp: a SOCI statement with the variables it is bound to

// The statements that one connection keeps prepared, by their text. A statement that is prepared
// anew for each run costs three to five times as much.
class Statements
{
public:
    Statements(soci::session& session, bool is_postgresql);
    ~Statements();
    Statements(const Statements&) = delete;
    Statements& operator=(const Statements&) = delete;

private:
    friend class Query;

    struct TextHash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };

    // The caller owns it while it runs; when the same text is already running, a second one is
    // prepared.
    std::unique_ptr<Prepared> borrow(
        std::string_view sql,
        std::string_view columns,
        Parameters parameters
    );
    void give_back(std::unique_ptr<Prepared> prepared) noexcept;

    soci::session& session_;
    bool is_postgresql_;
    std::unordered_map<std::string, std::unique_ptr<Prepared>, TextHash, std::equal_to<>> kept_;
};

// One run of a statement.
//
//     Query rows(txn, "SELECT uid, at_ms FROM entry WHERE case_id = :id", "ti", {id});
//     while (rows.next())
//         use(rows.text(), rows.instant());
//
// `columns` has a letter for each column of the answer: t text, i integer (64 bits); it is empty
// for a statement that answers none, which is run at once. The columns of a row are read in their
// order. No name of a parameter may stand twice in `sql`: SOCI numbers them differently on the two
// databases. Throws soci::soci_error when the database fails.
class Query
{
public:
    Query(
        ReadTxn& txn,
        std::string_view sql,
        std::string_view columns = {},
        Parameters parameters = {}
    );
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    bool next();  // moves to the next row; false when there is none
    std::string text();
    std::int64_t integer();
    bool flag() { return integer() != 0; }
    Instant instant() { return Instant::from_ms(integer()); }
    // None for NULL.
    std::optional<std::string> maybe_text();
    std::optional<std::int64_t> maybe_integer();
    std::optional<Instant> maybe_instant();

    std::int64_t affected() const;  // rows that the statement changed

private:
    Statements& statements_;
    std::unique_ptr<Prepared> prepared_;
    std::size_t column_ = 0;
};

// Runs a statement that answers no rows and returns how many it changed.
std::int64_t run(WriteTxn& txn, std::string_view sql, Parameters parameters = {});

}  // namespace beihui::storage
