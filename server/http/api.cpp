#include "http/api.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "http/administration.hpp"
#include "http/agenda_endpoints.hpp"
#include "http/audit_endpoints.hpp"
#include "http/breakdown_endpoints.hpp"
#include "http/door_endpoints.hpp"
#include "http/employer_endpoints.hpp"
#include "http/filing_endpoints.hpp"
#include "http/import_endpoints.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

namespace beihui::http
{

namespace
{

bool is_uuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool digit = (text[i] >= '0' && text[i] <= '9') ||
                           (text[i] >= 'a' && text[i] <= 'f') || (text[i] >= 'A' && text[i] <= 'F');
        if (dash ? text[i] != '-' : !digit)
            return false;
    }
    return true;
}

constexpr std::size_t hash_digits = 16;  // of a weak tag: see reading.cpp

bool is_hash(std::string_view text)
{
    return text.size() == hash_digits && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

// The version in "v7" or W/"v7-9f86d081884c7d65"; none for any other tag. What follows the version is of
// the page, which may have changed since without the case (the day, a name): no reason to refuse.
std::optional<std::int64_t> version_in(std::string_view tag)
{
    if (tag.starts_with("W/"))
        tag.remove_prefix(2);
    if (tag.size() < 4 || !tag.starts_with("\"v") || !tag.ends_with('"'))
        return std::nullopt;
    std::string_view digits = tag.substr(2, tag.size() - 3);
    if (const auto dash = digits.find('-'); dash != std::string_view::npos) {
        if (!is_hash(digits.substr(dash + 1)))
            return std::nullopt;
        digits = digits.substr(0, dash);
    }
    std::int64_t version = 0;
    const auto [end, fault] =
        std::from_chars(digits.data(), digits.data() + digits.size(), version);
    if (fault != std::errc() || end != digits.data() + digits.size() || version < 1)
        return std::nullopt;
    return version;
}

}  // namespace

Route route(
    const Api& api,
    std::string method,
    std::string pattern,
    Access access,
    Endpoint endpoint,
    std::size_t body_limit
)
{
    return {
        .method = std::move(method),
        .pattern = std::move(pattern),
        .handle = [&api, endpoint](const Request& request) { return endpoint(api, request); },
        .access = access,
        .body_limit = body_limit,
    };
}

Response json_response(const json::value& body, int status)
{
    Response response;
    response.status = status;
    response.body = json::serialize(body);
    return response;
}

std::string etag_of(std::int64_t version)
{
    return "\"v" + std::to_string(version) + "\"";
}

Result<WriteTerms> read_write_terms(const Request& request, bool needs_version)
{
    WriteTerms terms;
    terms.key = request.header("idempotency-key");
    if (!is_uuid(terms.key))
        return refuse(
            Refusal::invalid_input,
            terms.key.empty() ? "idempotency_key_required" : "bad_idempotency_key",
            "写入请求须带 Idempotency-Key（UUID）",
            "a request that writes carries Idempotency-Key (a UUID)"
        );
    terms.request_hash =
        hex(sha256(request.method + "\n" + request.target + "\n" + hex(sha256(request.body))));
    if (!needs_version)
        return terms;
    const std::string_view tag = request.header("if-match");
    if (tag.empty())
        return refuse(
            Refusal::invalid_input, "version_required",
            "须带 If-Match：您看到的案卷版本，如 \"v7\"",
            "If-Match is required: the version of the case that you saw, such as \"v7\""
        );
    terms.version = version_in(tag);
    if (!terms.version)
        return refuse(
            Refusal::invalid_input, "bad_version", "If-Match 应写作 \"v7\"",
            "write If-Match as \"v7\""
        );
    return terms;
}

namespace
{

bool has_kind(const json::value& value, BodyMember::Kind kind)
{
    switch (kind) {
    case BodyMember::text:   return value.is_string();
    case BodyMember::object: return value.is_object();
    case BodyMember::texts:
        return value.is_array() &&
               std::ranges::all_of(value.as_array(), [](const json::value& item) {
                   return item.is_string();
               });
    }
    return false;
}

Fault wrong_member(const BodyMember& wanted)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> names{{
        {"文字", "a text"},
        {"对象 {…}", "an object {...}"},
        {"文字的列表", "a list of texts"},
    }};
    const auto& [zh, en] = names[wanted.kind];
    const std::string name(wanted.name);
    Fault fault;
    fault.where = "#/" + name;
    fault.code = "field_type";
    fault.detail = {
        "“" + name + "”应为" + std::string(zh), "\"" + name + "\" must be " + std::string(en)
    };
    return fault;
}

Fault missing_member(const BodyMember& wanted)
{
    const std::string name(wanted.name);
    Fault fault;
    fault.where = "#/" + name;
    fault.code = "field_required";
    fault.detail = {"缺少“" + name + "”", "\"" + name + "\" is missing"};
    return fault;
}

Fault unknown_member(std::string_view name, std::initializer_list<BodyMember> known)
{
    std::vector<std::string> names;
    for (const BodyMember& member : known)
        names.emplace_back(member.name);
    const std::string shown = one_line(name, 60);
    Fault fault;
    fault.where = "#/" + shown;
    fault.code = "unknown_key";
    fault.detail = {"没有“" + shown + "”这一项", "there is no \"" + shown + "\""};
    if (const auto near = nearest_name(name, names))
        fault.way_out = {"是不是 " + *near + "？", "did you mean " + *near + "?"};
    return fault;
}

}  // namespace

Result<json::object> read_body(const Request& request, std::initializer_list<BodyMember> known)
{
    auto body = read_json(request.body);
    if (!body)
        return body.error();
    if (!body->is_object())
        return refuse(
            Refusal::invalid_input, "not_an_object", "请求体须是一个 JSON 对象",
            "the body must be a JSON object"
        );
    std::vector<Fault> faults;
    for (const BodyMember& wanted : known) {
        const json::value* const value = body->as_object().if_contains(wanted.name);
        if (value && !value->is_null() && !has_kind(*value, wanted.kind))
            faults.push_back(wrong_member(wanted));
        if (wanted.required && (!value || value->is_null()))
            faults.push_back(missing_member(wanted));
    }
    bool unknown = false;
    for (const auto& [name, value] : body->as_object())
        if (std::ranges::find(known, std::string_view(name), &BodyMember::name) == known.end()) {
            faults.push_back(unknown_member(name, known));
            unknown = true;
        }
    if (faults.empty())
        return std::move(body->as_object());
    if (unknown)
        return refuse(
            Refusal::invalid_input, "unknown_key", "请求体里有不认识的项",
            "the body holds unknown members", std::move(faults)
        );
    return refuse(
        Refusal::invalid_input, "form_faults", "请求体填写有误", "the body has faults",
        std::move(faults)
    );
}

Error bad_member(std::string_view name, Words detail)
{
    Fault fault;
    fault.where = "#/" + std::string(name);
    fault.code = "field_type";
    fault.detail = std::move(detail);
    return refuse(
        Refusal::invalid_input, "form_faults", "请求体填写有误", "the body has faults", {fault}
    );
}

void add_api(Router& router, const Api& api)
{
    set_visitor_gate(router, api);
    add_session_endpoints(router, api);
    add_setup_endpoints(router, api);
    add_own_account_endpoints(router, api);
    add_account_endpoints(router, api);
    add_federated_endpoints(router, api);
    add_account_link_endpoints(router, api);
    add_register_endpoints(router, api);
    add_organisation_endpoints(router, api);
    add_case_endpoints(router, api);
    add_history_endpoints(router, api);
    add_agenda_endpoints(router, api);
    add_feed_endpoints(router, api);
    add_share_endpoints(router, api);
    add_collaboration_endpoints(router, api);
    add_document_endpoints(router, api);
    add_table_endpoints(router, api);
    add_breakdown_endpoints(router, api);
    add_filing_endpoints(router, api);
    add_filing_draft_endpoints(router, api);
    add_pack_endpoints(router, api);
    add_pack_tool_endpoints(router, api);
    add_draft_tool_endpoints(router, api);
    add_publication_endpoints(router, api);
    add_migration_endpoints(router, api);
    add_access_endpoints(router, api);
    add_audit_endpoints(router, api);
    add_operation_endpoints(router, api);
    add_import_endpoints(router, api);
    add_employer_endpoints(router, api);
    add_administration_endpoints(router, api);
    add_door_endpoints(router, api);
    add_pass_endpoints(router, api);
}

}  // namespace beihui::http
