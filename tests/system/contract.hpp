#pragma once

#include "base/json.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::test
{

// One answer as the client got it.
struct Exchange
{
    std::string method;
    std::string target;  // with the query
    int status = 0;
    std::string content_type;
    std::string body;
};

// docs/openapi.yaml, held against every answer that the tests get.
class Contract
{
public:
    // Throws std::runtime_error when the text is no OpenAPI document that this can read.
    explicit Contract(std::string_view yaml);
    ~Contract();
    Contract(const Contract&) = delete;
    Contract& operator=(const Contract&) = delete;

    // What is wrong with an answer, one sentence each; empty when it is as the contract says.
    // Remembers which operations were answered how, and which problem codes were seen.
    std::vector<std::string> check(const Exchange& exchange);

    // Every "METHOD path status" with a 2xx status that no answer had so far.
    std::vector<std::string> not_answered_yet() const;
    std::set<std::string> problem_codes() const;

private:
    struct Schemas;

    // The operation of a request: its path template, or empty when there is none.
    std::string template_of(std::string_view method, std::string_view path) const;
    const json::value* answer_of(std::string_view method, const std::string& path, int status)
        const;
    const json::value& resolved(const json::value& node) const;
    std::vector<std::string> check_content(const json::value& answer, const Exchange& exchange);

    json::value document_;
    std::unique_ptr<Schemas> schemas_;
    mutable std::mutex mutex_;
    std::set<std::string> answered_;
    std::set<std::string> codes_;
};

// The contract of the project, shared by all clients of this program.
Contract& project_contract();

}  // namespace beihui::test
