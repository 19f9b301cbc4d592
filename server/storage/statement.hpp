#pragma once

#include "base/civil.hpp"
#include "storage/database.hpp"

#include <array>
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

// A value for one place in a statement. A text is not copied: it lives until the end of the call.
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

struct Prepared;       // see prepared.hpp
class PostgresqlLine;  // see backends/postgresql_line.hpp

// The statements that one connection keeps prepared, by their text. A statement that is prepared
// anew for each run costs three to five times as much.
class Statements
{
public:
    Statements(soci::session& session, bool is_postgresql);
    ~Statements();
    Statements(const Statements&) = delete;
    Statements& operator=(const Statements&) = delete;

    PostgresqlLine* line() { return line_.get(); }  // none on SQLite

private:
    friend class Query;

    // It is the caller's while it runs; when the same text is already running, a second one is
    // prepared.
    Prepared& borrow(std::string_view sql, std::string_view columns);
    Prepared& kept(std::string_view sql, std::string_view columns);
    std::unique_ptr<Prepared> prepare(std::string_view sql, std::string_view columns);

    soci::session& session_;
    std::unique_ptr<PostgresqlLine> line_;  // goes after the statements that it still waits for
    std::unordered_map<std::string_view, std::unique_ptr<Prepared>> kept_;  // by their own text
    // Where a text of the program stands in memory mostly tells which it is, without a hash of it.
    std::array<Prepared*, 256> at_hand_{};
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
//
// On PostgreSQL a statement is sent, and waited for when its first row or its count is asked for.
// Statements that are begun before any of them is read cost one way to the server and back.
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
    std::string text() { return std::string(view()); }
    std::string_view view();  // the same, until the next row
    std::int64_t integer() { return maybe_integer().value_or(0); }
    bool flag() { return integer() != 0; }
    Instant instant() { return Instant::from_ms(integer()); }
    // None for NULL.
    std::optional<std::string> maybe_text();
    std::optional<std::int64_t> maybe_integer();
    std::optional<Instant> maybe_instant();

    std::int64_t affected();  // rows that the statement changed

private:
    std::size_t place();

    Prepared& prepared_;
    std::size_t column_ = 0;
};

// Runs a statement that answers no rows and returns how many it changed.
std::int64_t run(WriteTxn& txn, std::string_view sql, Parameters parameters = {});

// The same for one whose count nobody asks for. On PostgreSQL it goes with the next that is waited
// for, at the latest with the commit, and what it fails with is thrown there.
void send(WriteTxn& txn, std::string_view sql, Parameters parameters = {});

}  // namespace beihui::storage
