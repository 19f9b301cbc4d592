#include "system/event.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

// Bytes that are a PDF as far as anybody looks.
std::string pdf(std::string_view text)
{
    return "%PDF-1.4\n" + std::string(text) + "\n%%EOF\n";
}

}  // namespace

json::object posting(
    std::string_view number,
    std::string_view employer,
    int openings,
    std::string_view kind
)
{
    return {
        {"number", number}, {"employer", employer}, {"title", "嵌入式软件工程师"},
        {"kind", kind},     {"openings", openings},
    };
}

json::object passed(std::string_view number)
{
    return {
        {"posting", number},
        {"outcome", "通过"},
        {"discrimination_checked", true},
        {"falsehood_checked", true},
    };
}

Event::Event(Campus& campus, json::object plan, std::vector<std::string> participants)
    : employers(std::move(participants)), campus_(campus)
{
    const Reply opened = campus.officer().open("recruitment-event", campus.school, std::move(plan));
    EXPECT_EQ(opened.status, 201) << opened.body;
    number = opened.text("number");
    json::array lines;
    for (const std::string& employer : employers)
        lines.emplace_back(json::object{{"employer", employer}, {"booths", 1}});
    if (lines.empty())
        return;
    must(campus.officer(), "add_participants", rows(std::move(lines)));
    json::array wanted;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, employers.size()); ++i) {
        postings.push_back(number + "-" + std::to_string(i));
        wanted.emplace_back(posting(postings.back(), employers[i], 10));
    }
    must(campus.officer(), "add_postings", rows(std::move(wanted)));
}

Reply Event::must(Person& person, std::string_view act, json::value data, std::string_view reason)
{
    Reply reply = person.act(number, act, std::move(data), reason);
    EXPECT_EQ(reply.status, 200) << act << " " << reply.body.substr(0, 3000);
    return reply;
}

std::string Event::upload(std::string_view kind, std::string_view name)
{
    const Reply reply = campus_.officer().upload(number, kind, name, pdf(name));
    EXPECT_EQ(reply.status, 201) << reply.body;
    return reply.text("document.id");
}

void Event::review_postings()
{
    json::array reviews;
    for (const std::string& one : postings)
        reviews.emplace_back(passed(one));
    must(campus_.colleague(), "review_postings", rows(std::move(reviews)));
}

void Event::hand_out_lists()
{
    for (const char* kind : {"policy_list", "service_list", "agency_list"})
        upload(kind, std::string(kind) + ".pdf");
    json::array lines;
    for (const std::string& employer : employers)
        lines.emplace_back(json::object{
            {"employer", employer},
            {"policy_list", true},
            {"service_list", true},
            {"agency_list", true},
            {"explained", true},
        });
    must(campus_.officer(), "hand_out_lists", rows(std::move(lines)));
}

void Event::tick_items()
{
    const std::string evidence = upload("evidence", "安全与应急预案.pdf");
    json::array lines;
    for (const char* item : {"B13", "B14", "B20"})
        lines.emplace_back(
            json::object{{"item", item}, {"state", "完成"}, {"evidence", json::array{evidence}}}
        );
    must(campus_.officer(), "tick_item", rows(std::move(lines)));
}

void Event::name_owners()
{
    json::array lines;
    for (int i = 1; i <= 22; ++i)
        lines.emplace_back(json::object{
            {"item", (i < 10 ? "B0" : "B") + std::to_string(i)},
            {"owner", campus_.officer().id()},
        });
    must(campus_.officer(), "assign_owners", rows(std::move(lines)));
}

void Event::prepare()
{
    review_postings();
    hand_out_lists();
    tick_items();
    name_owners();
}

void Event::run_until_held(std::string_view day)
{
    prepare();
    submit();
    approve();
    publish();
    campus_.server().today(day);
    hold();
}

json::value Event::requirement(std::string_view key)
{
    return page().find("decision.requirements", "key", key);
}

}  // namespace beihui::test
