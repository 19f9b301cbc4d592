#include "system/people.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "system/contract.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace beihui::test
{
namespace
{

const json::value* step_into(const json::value& value, std::string_view step)
{
    if (value.is_object())
        return member(value, step);
    if (!value.is_array())
        return nullptr;
    std::size_t index = 0;
    for (const char c : step)
        index = index * 10 + static_cast<std::size_t>(c - '0');
    return index < value.as_array().size() ? &value.as_array()[index] : nullptr;
}

}  // namespace

const json::value* Reply::at(std::string_view path) const
{
    const json::value* found = &json;
    for (const std::string_view step : split(path, '.'))
        found = found ? step_into(*found, step) : nullptr;
    return found;
}

std::string Reply::text(std::string_view path) const
{
    const json::value* const found = at(path);
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::int64_t Reply::integer(std::string_view path) const
{
    const json::value* const found = at(path);
    return found && found->is_int64() ? found->as_int64() : -1;
}

std::size_t Reply::count(std::string_view path) const
{
    const json::value* const found = at(path);
    return found && found->is_array() ? found->as_array().size() : 0;
}

const json::value& Reply::find(std::string_view path, std::string_view name, std::string_view value)
    const
{
    static const json::value none;
    const json::value* const list = at(path);
    if (list && list->is_array())
        for (const json::value& item : list->as_array())
            if (text_of(item, name) == value)
                return item;
    return none;
}

std::string Reply::codes() const
{
    std::string codes;
    for (std::size_t i = 0; i < count("errors"); ++i)
        codes += (codes.empty() ? "" : " ") + text("errors." + std::to_string(i) + ".code");
    return codes;
}

std::string Reply::field(std::string_view name) const
{
    http::test::Answer answer;
    answer.head = head;
    return answer.field(name);
}

Person::Person(TestServer& server, std::string login, std::string secret)
    : server_(server), login_(std::move(login)), password_(std::move(secret))
{}

std::optional<http::test::Answer> Person::exchange(const std::string& request)
{
    using namespace std::chrono_literals;
    // The server may have closed a connection that idled: then once more on a new one.
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (!client_)
            client_ = std::make_unique<http::test::Client>(server_.port());
        client_->send(request, 20s);
        if (auto answer = client_->read(false, 60s)) {
            if (answer->field("Connection") == "close")
                client_.reset();
            return answer;
        }
        client_.reset();
    }
    return std::nullopt;
}

Reply Person::send(
    std::string_view method,
    std::string_view target,
    std::string_view body,
    const Fields& fields
)
{
    std::string request = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
    if (std::ranges::find(fields, "Host", &Fields::value_type::first) == fields.end())
        request += "Host: 127.0.0.1:" + std::to_string(server_.port()) + "\r\n";
    bool typed = false;
    for (const auto& [name, value] : fields) {
        request += name + ": " + value + "\r\n";
        typed = typed || name == "Content-Type";
    }
    if (!cookie_.empty())
        request += "Cookie: " + cookie_ + "\r\n";
    if (!body.empty() && !typed)
        request += "Content-Type: application/json\r\n";
    if (method != "GET" && method != "HEAD")
        request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    request += "\r\n" + std::string(body);

    Reply reply;
    const auto answer = exchange(request);
    if (!answer) {
        ADD_FAILURE() << method << " " << target << ": no answer";
        return reply;
    }
    reply.status = answer->status;
    reply.head = answer->head;
    reply.body = answer->body;
    if (answer->field("Content-Type").find("json") != std::string::npos)
        reply.json = read_json(reply.body).value();
    const Exchange seen{
        std::string(method), std::string(target), reply.status, answer->field("Content-Type"),
        reply.body
    };
    for (const std::string& fault : project_contract().check(seen))
        ADD_FAILURE() << method << " " << target << " " << reply.status
                      << " is not what docs/openapi.yaml says: " << fault << "\n"
                      << reply.body.substr(0, 600);
    EXPECT_NE(reply.status, 500) << method << " " << target << "\n" << reply.body;
    return reply;
}

Reply Person::sign_in(std::string_view code)
{
    cookie_.clear();
    json::object body{{"login", login_}, {"password", password_}};
    if (!code.empty())
        body["code"] = code;
    Reply reply = send("POST", "/api/v1/session", json::serialize(body), {{"X-Beihui", "1"}});
    adopt(reply);
    return reply;
}

void Person::adopt(const Reply& reply)
{
    const std::string set = reply.field("Set-Cookie");
    cookie_ = set.substr(0, set.find(';'));
}

Reply Person::ask(
    std::string_view method,
    std::string_view target,
    std::string_view body,
    Fields fields
)
{
    if (cookie_.empty()) {
        EXPECT_EQ(sign_in().status, 200) << login_;
    }
    Reply reply = send(method, target, body, fields);
    if (reply.status == 401 && sign_in().status == 200)
        return send(method, target, body, fields);
    return reply;
}

Reply Person::post(std::string_view target, const json::value& body, Fields fields)
{
    fields.emplace_back("X-Beihui", "1");
    fields.emplace_back("Idempotency-Key", fresh_key());
    return ask("POST", target, json::serialize(body), std::move(fields));
}

Reply Person::open(
    std::string_view workflow,
    std::string_view organisation,
    json::object data,
    std::string_view act
)
{
    json::object body{
        {"workflow", workflow}, {"organisation", organisation}, {"data", std::move(data)}
    };
    if (!act.empty())
        body["act"] = act;
    return post("/api/v1/cases", body);
}

Reply Person::act_with(
    std::string_view number,
    const json::object& body,
    std::string_view version,
    std::string_view key
)
{
    return ask(
        "POST", "/api/v1/cases/" + std::string(number) + "/acts", json::serialize(body),
        {{"X-Beihui", "1"},
         {"Idempotency-Key", std::string(key)},
         {"If-Match", std::string(version)}}
    );
}

Reply Person::act(
    std::string_view number,
    std::string_view act,
    json::value data,
    std::string_view reason
)
{
    const Reply now = get("/api/v1/cases/" + std::string(number));
    json::object body{{"act", act}};
    if (!data.is_null())
        body["data"] = std::move(data);
    if (!reason.empty())
        body["reason"] = reason;
    return act_with(number, body, now.field("ETag"), fresh_key());
}

Reply Person::preview(std::string_view number, std::string_view act, json::value data)
{
    json::object body{{"act", act}};
    if (!data.is_null())
        body["data"] = std::move(data);
    return post("/api/v1/cases/" + std::string(number) + "/acts?preview=true", body);
}

Reply Person::upload(
    std::string_view number,
    std::string_view kind,
    std::string_view name,
    std::string_view bytes
)
{
    const Reply now = get("/api/v1/cases/" + std::string(number));
    const std::string target = "/api/v1/cases/" + std::string(number) +
                               "/documents?kind=" + encoded(kind) + "&name=" + encoded(name);
    return ask(
        "POST", target, bytes,
        {{"Content-Type", "application/octet-stream"},
         {"X-Beihui", "1"},
         {"Idempotency-Key", fresh_key()},
         {"If-Match", now.field("ETag")}}
    );
}

std::string fresh_key()
{
    const std::string id = random_id();
    return id.substr(0, 8) + "-" + id.substr(8, 4) + "-" + id.substr(12, 4) + "-" +
           id.substr(16, 4) + "-" + id.substr(20);
}

std::string encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '.') {
            result += c;
        } else {
            result += '%';
            result += digits[byte >> 4];
            result += digits[byte & 15U];
        }
    }
    return result;
}

std::string json_text(const json::value& value)
{
    return json::serialize(value);
}

}  // namespace beihui::test
