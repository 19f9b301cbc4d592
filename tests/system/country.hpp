#pragma once

#include "acts/look_up.hpp"
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "storage/stores.hpp"
#include "support/postgresql.hpp"
#include "system/campus.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{

// A ministry with two provinces; a school with a college in the first, another school in the second.
class Country
{
public:
    explicit Country(TestServer& server) : server_(server)
    {
        server.today("2022-06-01");
        campus_.emplace(server);
        ministry = add("", "M", "部", "ministry", "ministry_education");
        first = add(ministry, "A", "甲省", "province", "province");
        second = add(ministry, "B", "乙省", "province", "province");
        school = add(first, "S", "东海学院", "school", "school");
        college = add(school, "S-01", "材料学院", "college", "college");
        other = add(second, "N", "西山大学", "school", "school");
    }
    std::string add(
        const std::string& parent,
        const char* code,
        const char* name,
        const char* level,
        const char* kind
    )
    {
        return acts::register_organisation(
                   server_.context(), parent,
                   {{"code", code}, {"name", name}, {"level", level}, {"kind", kind}}
        ).value();
    }

    Person& administrator() { return campus_->person("chief", ministry, {"administrator"}); }
    Person& of_first() { return campus_->person("first", first, {"province_education"}); }
    Person& of_second() { return campus_->person("second", second, {"province_education"}); }
    Person& officer() { return campus_->person("east", school, {"employment_officer"}); }
    Person& director() { return campus_->person("head", school, {"employment_director"}); }
    Person& of_other() { return campus_->person("west", other, {"employment_officer"}); }
    Person& of_college() { return campus_->person("young", college, {"college_officer"}); }
    Campus& campus() { return *campus_; }

    // An act on an organisation by the administrator of the ministry.
    Reply change(const std::string& id, std::string_view act, json::value data)
    {
        return administrator().act(campus_->case_of(id), act, std::move(data), "批复");
    }
    // A visit that counts; the number of its case.
    std::string visit(Person& who, const std::string& whose, std::string_view day)
    {
        const Reply made = who.open(
            "visit", whose,
            {{"date", day},
             {"mode", "实地"},
             {"employer", campus_->employer("访企" + std::string(day), "小型", true)},
             {"lead_role", "书记"},
             {"invited", true},
             {"posts", 3},
             {"topics", json::array{"岗位人才需求"}},
             {"gist", "谈了实习"}},
            "log"
        );
        EXPECT_EQ(made.status, 201) << made.body;
        const std::string number = made.text("number");
        const Reply complete = who.act(number, "complete");
        EXPECT_EQ(complete.status, 200) << complete.body;
        return number;
    }

    std::string ministry, first, second, school, college, other;

private:
    TestServer& server_;
    std::optional<Campus> campus_;
};

struct CountryOnSqlite
{
    TemporaryFolder folder;
    TestServer server{"sqlite:" + (folder.path() / "beihui.db").string()};
};
struct CountryOnPostgresql
{
    PostgresqlDatabase database;
    TestServer server{database.address()};
};

class Organisations : public testing::TestWithParam<Store>
{
protected:
    Organisations()
    {
        if (GetParam() == Store::sqlite)
            sqlite_.emplace();
        else
            postgresql_.emplace();
    }
    TestServer& server() { return sqlite_ ? sqlite_->server : postgresql_->server; }

    std::int64_t cell(Person& who, const char* table, const char* column, const std::string& whose)
    {
        const Reply answer =
            who.get("/api/v1/tables/" + std::string(table) + "?organisation=" + whose);
        EXPECT_EQ(answer.status, 200) << answer.body;
        const json::value& found = answer.find("cells", "column", column);
        return found.is_object() ? integer_of(found, "value", -1) : -1;
    }

    std::optional<CountryOnSqlite> sqlite_;
    std::optional<CountryOnPostgresql> postgresql_;
};

}  // namespace beihui::test
