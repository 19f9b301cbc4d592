#pragma once

#include "system/campus.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::test
{

// A posting as it is entered; reviewed with "通过".
json::object posting(
    std::string_view number,
    std::string_view employer,
    int openings,
    std::string_view kind = "就业"
);
json::object passed(std::string_view number);

// A recruitment event of a campus, taken from stage to stage by whoever may. Each step must succeed.
class Event
{
public:
    // Opens it with these participants and one posting of ten openings of each of the first two.
    Event(Campus& campus, json::object plan, std::vector<std::string> employers);

    // Everything the 2026 circular wants before the event may be approved, but the filing itself.
    void prepare();
    void review_postings();
    void hand_out_lists();
    void tick_items();
    void name_owners();

    void submit() { must(campus_.officer(), "submit_filing"); }
    void approve() { must(campus_.director(), "approve"); }
    void publish() { must(campus_.officer(), "publish"); }
    void hold() { must(campus_.officer(), "hold"); }
    // prepare() to hold(), on the day of the event.
    void run_until_held(std::string_view day);

    // Does an act that must succeed.
    Reply must(
        Person& person,
        std::string_view act,
        json::value data = nullptr,
        std::string_view reason = {}
    );
    std::string upload(std::string_view kind, std::string_view name);  // the id of the document
    Reply page() { return campus_.officer().get("/api/v1/cases/" + number); }
    // The requirement with this key as the page shows it.
    json::value requirement(std::string_view key);

    std::string number;
    std::vector<std::string> employers;
    std::vector<std::string> postings;

private:
    Campus& campus_;
};

}  // namespace beihui::test
