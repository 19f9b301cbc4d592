#include "system/contract.hpp"

#include "base/files.hpp"
#include "base/text.hpp"

// The schemas are checked by a library that knows nothing of ours.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuseless-cast"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

#include <boost/json/serialize.hpp>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <stdexcept>

namespace beihui::test
{
namespace
{

constexpr std::string_view reference = "#/components/";

// A YAML scalar by the core schema of YAML 1.2: what is quoted is text.
json::value scalar_of(const YAML::Node& node)
{
    const std::string& text = node.Scalar();
    if (node.Tag() == "!")
        return json::value(text);
    if (text == "true" || text == "false")
        return json::value(text == "true");
    if (text == "null" || text == "~" || text.empty())
        return nullptr;
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed == std::errc() && end == text.data() + text.size())
        return json::value(number);
    return json::value(text);
}

json::value json_of(const YAML::Node& node)
{
    if (node.IsMap()) {
        json::object object;
        for (const auto& member : node)
            object[member.first.Scalar()] = json_of(member.second);
        return object;
    }
    if (node.IsSequence()) {
        json::array array;
        for (const auto& item : node)
            array.push_back(json_of(item));
        return array;
    }
    return node.IsScalar() ? scalar_of(node) : json::value();
}

// A format concerns texts only, but the library holds it against null as well: {type: [string,
// 'null'], format} is told to it as either a text of that format or null.
void split_formats(json::value& node)
{
    if (node.is_array())
        for (json::value& item : node.as_array())
            split_formats(item);
    if (!node.is_object())
        return;
    for (auto& [name, value] : node.as_object())
        split_formats(value);
    const json::value* const type = member(node, "type");
    if (!type || !type->is_array() || !member(node, "format"))
        return;
    json::array either;
    for (const json::value& one : type->as_array()) {
        json::object schema{{"type", one}};
        if (one == "string")
            schema["format"] = *member(node, "format");
        either.emplace_back(std::move(schema));
    }
    node = json::object{{"anyOf", std::move(either)}};
}

std::string_view path_in(std::string_view target)
{
    return target.substr(0, target.find('?'));
}

bool fits(std::string_view pattern, std::string_view path)
{
    const auto wanted = split(pattern, '/');
    const auto given = split(path, '/');
    return std::ranges::equal(wanted, given, [](std::string_view name, std::string_view segment) {
        return name == segment || (name.starts_with('{') && !segment.empty());
    });
}

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

}  // namespace

// Compiled once for each schema that an answer names. The checker belongs to one Contract and is
// used under its lock.
struct Contract::Schemas
{
    std::map<std::string, std::unique_ptr<valijson::Schema>> compiled;

    // The schema under this text, with the components that its references point into.
    const valijson::Schema& find(const json::value& schema, const json::value& components)
    {
        const std::string text = json::serialize(schema);
        auto& known = compiled[text];
        if (!known) {
            known = std::make_unique<valijson::Schema>();
            const json::value root =
                json::object{{"allOf", json::array{schema}}, {"components", components}};
            valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
            const valijson::adapters::BoostJsonAdapter adapter(root);
            parser.populateSchema(adapter, *known);
        }
        return *known;
    }
};

Contract::Contract(std::string_view yaml) : schemas_(std::make_unique<Schemas>())
{
    document_ = json_of(YAML::Load(std::string(yaml)));
    split_formats(document_);
    if (!member(document_, "paths") || !member(document_, "components"))
        throw std::runtime_error("not an OpenAPI document: no paths or no components");
}

Contract::~Contract() = default;

// Literal segments win over named ones, as in the router.
std::string Contract::template_of(std::string_view method, std::string_view path) const
{
    std::string found;
    for (const auto& [pattern, operations] : member(document_, "paths")->as_object())
        if (fits(pattern, path) && member(operations, lower(method)) &&
            (found.empty() || std::string_view(pattern).find('{') == std::string_view::npos))
            found = pattern;
    return found;
}

const json::value& Contract::resolved(const json::value& node) const
{
    const std::string_view name = text_of(node, "$ref");
    if (name.empty())
        return node;
    const json::value* at = member(document_, "components");
    for (const std::string_view step : split(name.substr(reference.size()), '/'))
        at = at ? member(*at, step) : nullptr;
    if (!at)
        throw std::runtime_error("nothing at " + std::string(name));
    return resolved(*at);
}

const json::value* Contract::answer_of(std::string_view method, const std::string& path, int status)
    const
{
    const json::value* const operations = member(*member(document_, "paths"), path);
    const json::value* const answers = member(*member(*operations, lower(method)), "responses");
    const json::value* found = member(*answers, std::to_string(status));
    if (!found && status >= 400)
        found = member(*answers, "default");
    return found ? &resolved(*found) : nullptr;
}

std::vector<std::string> Contract::check_content(
    const json::value& answer,
    const Exchange& exchange
)
{
    const json::value* const content = member(answer, "content");
    if (!content)
        return exchange.body.empty() ? std::vector<std::string>{}
                                     : std::vector<std::string>{"a body where none is documented"};
    const std::string type(exchange.content_type.substr(0, exchange.content_type.find(';')));
    const json::value* media = member(*content, type);
    if (!media)
        media = member(*content, "*/*");
    if (!media)
        return {"media type " + type + " is not documented"};
    const json::value* const schema = member(*media, "schema");
    if (!type.ends_with("json") || !schema)
        return {};
    const auto body = read_json(exchange.body);
    if (!body)
        return {"the body is not JSON: " + body.error().detail.en};
    if (type == "application/problem+json")
        codes_.insert(std::string(text_of(*body, "code")));

    std::vector<std::string> faults;
    valijson::Validator validator;
    valijson::ValidationResults results;
    const valijson::adapters::BoostJsonAdapter adapter(*body);
    if (validator.validate(
            schemas_->find(*schema, *member(document_, "components")), adapter, &results
        ))
        return faults;
    valijson::ValidationResults::Error fault;
    while (results.popError(fault)) {
        std::string where;
        for (const std::string& step : fault.context)
            where += step;
        faults.push_back(where + ": " + fault.description);
    }
    return faults;
}

std::vector<std::string> Contract::check(const Exchange& exchange)
{
    const std::lock_guard lock(mutex_);
    const std::string path = template_of(exchange.method, path_in(exchange.target));
    if (path.empty()) {
        // What no route answers is still a problem, never a page.
        const bool problem = exchange.content_type.starts_with("application/problem+json");
        return exchange.status >= 400 && problem
                   ? std::vector<std::string>{}
                   : std::vector<std::string>{"no such operation in the contract"};
    }
    const json::value* const answer = answer_of(exchange.method, path, exchange.status);
    if (!answer)
        return {"status " + std::to_string(exchange.status) + " is not documented"};
    answered_.insert(exchange.method + " " + path + " " + std::to_string(exchange.status));
    return check_content(*answer, exchange);
}

std::vector<std::string> Contract::not_answered_yet() const
{
    const std::lock_guard lock(mutex_);
    std::vector<std::string> missing;
    for (const auto& [path, operations] : member(document_, "paths")->as_object())
        for (const std::string_view method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
            const json::value* const operation = member(operations, lower(method));
            if (!operation)
                continue;
            for (const auto& [status, answer] : member(*operation, "responses")->as_object()) {
                const std::string line =
                    std::string(method) + " " + std::string(path) + " " + std::string(status);
                if (status.starts_with("2") && !answered_.contains(line))
                    missing.push_back(line);
            }
        }
    return missing;
}

std::set<std::string> Contract::problem_codes() const
{
    const std::lock_guard lock(mutex_);
    return codes_;
}

Contract& project_contract()
{
    static Contract contract(
        read_file(std::string(BEIHUI_SOURCE_DIR) + "/docs/openapi.yaml", std::size_t{4} << 20)
            .value()
    );
    return contract;
}

}  // namespace beihui::test
