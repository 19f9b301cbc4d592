#include "http/problem.hpp"

#include "base/json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace beihui::http
{
namespace
{

struct KindStatus
{
    Refusal kind;
    int status;
};

constexpr std::array kind_statuses{
    KindStatus{Refusal::invalid_input, 422}, KindStatus{Refusal::not_allowed, 403},
    KindStatus{Refusal::not_found, 404},     KindStatus{Refusal::conflict, 409},
    KindStatus{Refusal::stale, 412},         KindStatus{Refusal::rule_refused, 409},
    KindStatus{Refusal::unavailable, 503},
};

struct CodeStatus
{
    std::string_view code;
    int status;
};

constexpr std::array code_statuses{
    CodeStatus{"not_json", 400},       CodeStatus{"two_credentials", 400},
    CodeStatus{"no_session", 401},     CodeStatus{"bad_token", 401},
    CodeStatus{"sign_in_failed", 401}, CodeStatus{"version_required", 428},
    CodeStatus{"too_many_tries", 429}, CodeStatus{"too_many_passes", 429},
};

struct Title
{
    int status;
    std::string_view zh;
    std::string_view en;
};

constexpr std::array titles{
    Title{400, "请求无法读懂", "The request cannot be read"},
    Title{401, "请先登录", "Sign in first"},
    Title{403, "没有权限", "Not allowed"},
    Title{404, "没有找到", "Not found"},
    Title{405, "不支持这种请求方法", "Method not allowed"},
    Title{408, "请求过慢", "The request took too long"},
    Title{409, "不予办理", "The act was refused"},
    Title{411, "缺少长度", "Length required"},
    Title{412, "案卷已有新版本", "The case has moved on"},
    Title{413, "内容过大", "Too large"},
    Title{414, "地址过长", "Address too long"},
    Title{415, "不支持的内容类型", "Unsupported media type"},
    Title{417, "无法满足 Expect", "Expectation failed"},
    Title{421, "主机名不对", "Misdirected request"},
    Title{422, "填写有误", "The form is wrong"},
    Title{428, "缺少版本条件", "Precondition required"},
    Title{429, "请求过于频繁", "Too many requests"},
    Title{431, "请求头过大", "Head too large"},
    Title{500, "服务器出错", "The server failed"},
    Title{501, "不支持的请求", "Not implemented"},
    Title{503, "暂时无法办理", "Not available just now"},
    Title{505, "不支持的 HTTP 版本", "HTTP version not supported"},
};

// Words without an English text, such as the quoted text of a clause, are shown in Chinese.
const std::string& in(Language language, const Words& words)
{
    return language == Language::english && !words.en.empty() ? words.en : words.zh;
}

std::string_view title_of(int status, Language language)
{
    const auto found = std::ranges::find(titles, status, &Title::status);
    if (found == titles.end())
        return language == Language::english ? "Refused" : "不予办理";
    return language == Language::english ? found->en : found->zh;
}

// For programs that show both, such as the command line.
json::object both(const Words& words)
{
    return {{"zh", words.zh}, {"en", words.en}};
}

json::object fault_json(const Fault& fault, Language language)
{
    json::object object;
    const auto add = [&](std::string_view name, const std::string& text) {
        if (!text.empty())
            object.emplace(name, text);
    };
    add("pointer", fault.where);
    add("code", fault.code);
    add("detail", in(language, fault.detail));
    add("way_out", in(language, fault.way_out));
    add("clause", fault.clause);
    add("clause_text", in(language, fault.clause_text));
    add("owner", fault.owner);
    json::object words{{"detail", both(fault.detail)}};
    if (!fault.way_out.zh.empty())
        words["way_out"] = both(fault.way_out);
    object.emplace("words", std::move(words));
    return object;
}

Response problem_with(int status, const Error& error, const Request& request, json::object members)
{
    const Language language = request.language();
    json::array faults;
    for (const Fault& fault : error.faults)
        faults.emplace_back(fault_json(fault, language));

    json::object object;
    object.emplace("type", "/problems/" + error.code);
    object.emplace("title", title_of(status, language));
    object.emplace("status", status);
    object.emplace("detail", in(language, error.detail));
    if (!request.path.empty())
        object.emplace("instance", request.path);
    object.emplace("code", error.code);
    object.emplace("trace_id", request.id);
    object.emplace("errors", std::move(faults));
    object.emplace("words", json::object{{"detail", both(error.detail)}});
    for (auto& member : members)
        object.insert_or_assign(member.key(), std::move(member.value()));

    Response response;
    response.status = status;
    response.content_type = "application/problem+json";
    response.body = json::serialize(object);
    response.headers.emplace_back(
        "Content-Language", language == Language::english ? "en" : "zh-CN"
    );
    response.headers.emplace_back("Vary", "Accept-Language");
    if (status == 503 || status == 429)
        response.headers.emplace_back("Retry-After", status == 503 ? "2" : "30");
    if (status == 401)
        response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"beihui\"");
    return response;
}

}  // namespace

int status_of(const Error& error)
{
    const auto code = std::ranges::find(code_statuses, error.code, &CodeStatus::code);
    if (code != code_statuses.end())
        return code->status;
    const auto kind = std::ranges::find(kind_statuses, error.kind, &KindStatus::kind);
    return kind == kind_statuses.end() ? 500 : kind->status;
}

Response problem(const Error& error, const Request& request, json::object members)
{
    return problem_with(status_of(error), error, request, std::move(members));
}

Response problem(int status, std::string code, Words detail, const Request& request)
{
    Error error;
    error.code = std::move(code);
    error.detail = std::move(detail);
    return problem_with(status, error, request, {});
}

}  // namespace beihui::http
