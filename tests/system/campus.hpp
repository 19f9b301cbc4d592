#pragma once

#include "system/people.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::test
{

// A province with one school, and whoever is asked for. Everything has a name that no other test
// uses; people and accounts are made when first asked for.
class Campus
{
public:
    explicit Campus(TestServer& server);

    Person& officer() { return person("officer", school, {"employment_officer"}); }
    Person& colleague() { return person("colleague", school, {"employment_officer"}); }
    Person& director() { return person("director", school, {"employment_director"}); }
    Person& security() { return person("security", school, {"security_officer"}); }
    Person& leader() { return person("leader", school, {"school_leader"}); }
    Person& auditor() { return person("auditor", school, {"auditor"}); }
    Person& education() { return person("education", province, {"province_education"}); }
    Person& sme() { return person("sme", province, {"province_sme"}); }
    Person& administrator() { return person("administrator", province, {"administrator"}); }
    Person& person(
        const std::string& name,
        const std::string& organisation,
        const std::vector<std::string>& roles
    );

    // A department of the province, made when first asked for: "province_sme". Its id.
    std::string department(const std::string& kind);
    // A code of the test area that nobody else uses.
    static std::string fresh_code();
    // A verified employer; with a code of its own. Returns its id.
    std::string employer(std::string_view name, std::string_view size, bool srdi);
    // The number of the case that keeps an employer, from its id.
    std::string case_of(std::string_view id) const;

    TestServer& server() { return server_; }

    std::string province;
    std::string school;

private:
    TestServer& server_;
    std::string tag_;
    std::map<std::string, std::unique_ptr<Person>> people_;
    std::map<std::string, std::string> departments_;
};

// A code that passes both checks of GB 32100, for the enterprise with this running number.
std::string code_for(int running);

// Plan of an event on a day from nine to half past four.
json::object plan_for(std::string_view title, std::string_view day, int expected);
json::object rows(json::array list);

}  // namespace beihui::test
