#include "workflows/samples.hpp"

#include <boost/regex.hpp>  // <regex> of g++ 12 warns with -O1 and a sanitizer

#include <random>

namespace beihui::workflows
{
namespace
{

bool is_of_type(const json::value& value, std::string_view type)
{
    return (type == "string" && value.is_string()) || (type == "integer" && value.is_int64()) ||
           (type == "boolean" && value.is_bool()) || (type == "array" && value.is_array()) ||
           (type == "object" && value.is_object()) || (type == "null" && value.is_null());
}

// The part of JSON Schema 2020-12 that json_schema() uses; a keyword it does not know fails.
class Validator
{
public:
    std::string wrong;  // the first thing that does not fit

    bool fits(const json::value& value, const json::object& schema)
    {
        for (const auto& [keyword, rule] : schema)
            if (!keyword_holds(keyword, rule, value, schema)) {
                if (wrong.empty())
                    wrong = std::string(keyword) + " " + json::serialize(rule) + " ← " +
                            json::serialize(value);
                return false;
            }
        return true;
    }

private:
    static bool typed(const json::value& rule, const json::value& value)
    {
        if (rule.is_string())
            return is_of_type(value, rule.as_string());
        return std::ranges::any_of(rule.as_array(), [&](const json::value& type) {
            return is_of_type(value, type.as_string());
        });
    }

    bool keyword_holds(
        std::string_view keyword,
        const json::value& rule,
        const json::value& value,
        const json::object& schema
    )
    {
        for (const char* const note : {"$schema", "title", "description", "default", "format"})
            if (keyword == note)
                return true;
        if (keyword == "type")
            return typed(rule, value);
        if (keyword == "enum")
            return std::ranges::find(rule.as_array(), value) != rule.as_array().end();
        if (value.is_string() && keyword == "maxLength")
            return length_in_characters(value.as_string()) <=
                   static_cast<std::size_t>(rule.as_int64());
        if (value.is_string() && keyword == "minLength")
            return length_in_characters(value.as_string()) >=
                   static_cast<std::size_t>(rule.as_int64());
        if (value.is_string() && keyword == "pattern")
            return boost::regex_search(
                std::string(value.as_string()), boost::regex(std::string(rule.as_string()))
            );
        if (value.is_int64() && keyword == "minimum")
            return value.as_int64() >= rule.as_int64();
        if (value.is_int64() && keyword == "maximum")
            return value.as_int64() <= rule.as_int64();
        if (value.is_array() && keyword == "items")
            return std::ranges::all_of(value.as_array(), [&](const json::value& item) {
                return fits(item, rule.as_object());
            });
        if (value.is_array() && keyword == "maxItems")
            return value.as_array().size() <= static_cast<std::size_t>(rule.as_int64());
        if (value.is_object() && keyword == "properties")
            return std::ranges::all_of(value.as_object(), [&](const auto& member) {
                const json::value* const found = rule.as_object().if_contains(member.key());
                return found ? fits(member.value(), found->as_object())
                             : schema.at("additionalProperties") == true;
            });
        if (value.is_object() && keyword == "required")
            return std::ranges::all_of(rule.as_array(), [&](const json::value& name) {
                return value.as_object().contains(name.as_string());
            });
        for (const char* const known :
             {"maxLength", "minLength", "pattern", "minimum", "maximum", "items", "maxItems",
              "uniqueItems", "properties", "required", "additionalProperties"})
            if (keyword == known)
                return true;  // of another type of value, or looked at with `properties`
        ADD_FAILURE() << "the validator does not know " << keyword;
        return false;
    }
};

// A value that may or may not be right for a field.
json::value sample(const Field& field, std::mt19937& random)
{
    const std::vector<json::value> pool = {
        nullptr,
        "",
        "文字",
        " 有空格 ",
        "一\n二",
        json::string(250, 'x'),
        0,
        1,
        2,
        60,
        2026,
        -1,
        1'000'000'000,
        1.5,
        true,
        false,
        "2026-04-30",
        "2026-02-30",
        "2026-04-30T09:00:00+08:00",
        "2026-04-30T01:00Z",
        "2026-04-30T24:00+08:00",
        "91350100M000100Y43",
        "0123456789abcdef0123456789abcdef",
        "2026-youqi",
        json::array{},
        json::array{"a1", "b2"},
        json::array{"a1", "a1"},
        json::object{{"hidden", "x"}},
    };
    const std::size_t pick = random() % (pool.size() + 8);
    if (pick < pool.size())
        return pool[pick];
    if (field.of.empty())
        return pool[random() % pool.size()];
    const json::value chosen(field.of[random() % field.of.size()]);
    return field.type == FieldType::choices ? json::value(json::array{chosen}) : chosen;
}

// For every form of the project: what the check takes, the schema takes too, so that a page or an
// import that follows the schema never refuses what the server would accept.
TEST(FormSchema, TakesWhateverTheFormCheckTakes)
{
    const auto library = Library::load(source_folder / "workflows", {});
    ASSERT_TRUE(library);
    std::mt19937 random(20260401);
    int taken = 0;
    const auto key_of = [](const Field&, const json::value&) { return std::string("k"); };
    for (const Workflow& workflow : (*library)->all())
        for (const Form& form : workflow.forms)
            for (const Field& field : form.fields)
                for (int round = 0; round < 60; ++round) {
                    Form one = form;  // the other fields are not asked for
                    if (one.key != field.id)
                        one.key.clear();
                    for (Field& other : one.fields)
                        other.required = other.required && other.id == field.id;
                    const json::object sent{{field.id, sample(field, random)}};
                    const bool accepted =
                        form.rows
                            ? check_rows(one, {{"rows", {sent}}}, {}, "#/data", key_of).has_value()
                            : check_object(one, sent, {}, "#/data").has_value();
                    if (!accepted)
                        continue;
                    const json::object schema = json_schema(one);
                    ++taken;
                    Validator validator;
                    EXPECT_TRUE(validator.fits(sent, schema))
                        << workflow.id << '.' << form.id << '.' << field.id << ": "
                        << validator.wrong;
                }
    EXPECT_GT(taken, 1500);
}

TEST(FormSchema, RefusesTheKindsOfThingsTheCheckRefuses)
{
    const auto library = Library::load(source_folder / "workflows", {});
    ASSERT_TRUE(library);
    const json::object schema = json_schema(*(*library)->find("recruitment-event")->form("plan"));
    const auto fits = [&](json::object sent) {
        for (const auto& [name, value] : json::object{
                 {"title", "活动"},
                 {"form", "宣讲会"},
                 {"starts_at", "2026-05-20T09:00:00+08:00"},
                 {"ends_at", "2026-05-20T12:00:00+08:00"}
             })
            if (!sent.contains(name))
                sent[name] = value;
        return Validator().fits(sent, schema);
    };
    EXPECT_TRUE(fits({}));
    EXPECT_TRUE(fits({{"venue", nullptr}}));
    EXPECT_FALSE(fits({{"title", nullptr}}));
    EXPECT_FALSE(fits({{"form", "大会"}}));
    EXPECT_FALSE(fits({{"expected", 0}}));
    EXPECT_FALSE(fits({{"starts_at", "明天"}}));
    EXPECT_FALSE(fits({{"nothing", 1}}));
    EXPECT_FALSE(Validator().fits(json::object{}, schema)) << "title, form and times are required";
}

TEST(WorkflowJson, HasTheMembersOfTheInterface)
{
    const auto library = Library::load(source_folder / "workflows", {});
    ASSERT_TRUE(library);
    const auto names = [](const json::value& value) {
        std::string text;
        for (const auto& [name, member] : value.as_object())
            text += std::string(name) + " ";
        return text;
    };
    const json::object shown = to_json(*(*library)->find("recruitment-event"));
    EXPECT_EQ(
        names(shown), "id revision title starts_at stages forms acts common_forms common_acts "
    );
    EXPECT_EQ(to_json(*(*library)->find("employer")).at("register"), "employer");
    const json::object& plan = shown.at("forms").as_array().at(0).as_object();
    EXPECT_EQ(names(plan), "id label rows key fields schema ");
    const json::value& mode = plan.at("fields").as_array().at(2);
    EXPECT_EQ(
        names(mode), "id type label hint required personal of min max unit reopens clause fallback "
    );
    EXPECT_EQ(
        mode.at("of").at(0),
        (json::object{{"value", "线下"}, {"label", {{"zh", "线下"}, {"en", "On site"}}}})
    );
    EXPECT_EQ(plan.at("fields").as_array().at(7).at("unit"), "人次");
    const json::value& act = shown.at("acts").as_array().at(0);
    EXPECT_EQ(names(act), "id label from to by form needs reason_required shows_due_times upload ");
    const json::object level = to_json(*(*library)->find("organisation"))
                                   .at("forms")
                                   .at(0)
                                   .at("fields")
                                   .at(3)
                                   .at("of")
                                   .at(3)
                                   .as_object();
    EXPECT_EQ(
        level, (json::object{{"value", "school"}, {"label", {{"zh", "校"}, {"en", "School"}}}})
    ) << "a value that is an id has its Chinese";
}

}  // namespace
}  // namespace beihui::workflows
