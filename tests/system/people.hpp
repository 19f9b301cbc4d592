#pragma once

#include "base/json.hpp"
#include "http/front.hpp"
#include "system/server.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::test
{

using Fields = std::vector<std::pair<std::string, std::string>>;

// What a client got: the answer, already held against the contract.
struct Reply
{
    int status = 0;
    std::string head;
    std::string body;
    json::value json;  // of the body, null when it is none

    std::string field(std::string_view name) const;
    // "data.plan.title", "errors.0.code": text, or empty.
    std::string text(std::string_view path) const;
    std::int64_t integer(std::string_view path) const;
    const json::value* at(std::string_view path) const;
    std::size_t count(std::string_view path) const;  // members of a list; 0 when there is none
    // The member of the list at `path` whose `name` is `value`; null value when there is none.
    const json::value& find(std::string_view path, std::string_view name, std::string_view value)
        const;
    // The codes of errors, separated by blanks.
    std::string codes() const;
};

// One person with one browser: a cookie and a connection. Fields may name another Host. Signs in when first needed, and again
// when the clock was moved past the end of the session.
class Person
{
public:
    Person(TestServer& server, std::string login, std::string password);

    // Any request. The answer is held against docs/openapi.yaml: a difference fails the test.
    Reply ask(
        std::string_view method,
        std::string_view target,
        std::string_view body = {},
        Fields fields = {}
    );
    // The same with the cookie as it is: nobody signs in anew.
    Reply once(
        std::string_view method,
        std::string_view target,
        std::string_view body = {},
        const Fields& fields = {}
    )
    {
        return send(method, target, body, fields);
    }
    Reply get(std::string_view target) { return ask("GET", target); }
    // A write with a fresh Idempotency-Key and X-Beihui.
    Reply post(std::string_view target, const json::value& body, Fields fields = {});

    // Opens a case of the organisation by its workflow's first act, or by `act`.
    Reply open(
        std::string_view workflow,
        std::string_view organisation,
        json::object data,
        std::string_view act = {}
    );
    // Does an act on the case at the version it has now.
    Reply act(
        std::string_view number,
        std::string_view act,
        json::value data = nullptr,
        std::string_view reason = {}
    );
    Reply preview(std::string_view number, std::string_view act, json::value data = nullptr);
    // The same as it will be sent again and again.
    Reply act_with(
        std::string_view number,
        const json::object& body,
        std::string_view version,
        std::string_view key
    );
    Reply upload(
        std::string_view number,
        std::string_view kind,
        std::string_view name,
        std::string_view bytes
    );

    // `code` of a second factor, if one is asked for.
    Reply sign_in(std::string_view code = {});
    // Takes the session cookie that an answer sets.
    void adopt(const Reply& reply);
    void sign_out_quietly() { cookie_.clear(); }
    const std::string& cookie() const { return cookie_; }
    void keep_cookie(std::string cookie) { cookie_ = std::move(cookie); }

    TestServer& server() { return server_; }
    const std::string& login() const { return login_; }
    const std::string& id() const { return id_; }  // in the register of people
    void set_id(std::string id) { id_ = std::move(id); }

private:
    Reply send(
        std::string_view method,
        std::string_view target,
        std::string_view body,
        const Fields& fields
    );
    std::optional<http::test::Answer> exchange(const std::string& request);

    TestServer& server_;
    std::string login_;
    std::string password_;
    std::string cookie_;
    std::string id_;
    std::unique_ptr<http::test::Client> client_;
};

std::string fresh_key();                     // a UUID
std::string encoded(std::string_view text);  // for a query
std::string json_text(const json::value& value);

}  // namespace beihui::test
