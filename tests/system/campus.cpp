#include "system/campus.hpp"

#include "accounts/sign_in.hpp"
#include "acts/program.hpp"
#include "domain/uscc.hpp"

#include <atomic>
#include <stdexcept>

namespace beihui::test
{
namespace
{

constexpr std::string_view password = "一个足够长的口令，写于2026年";

std::string next_tag()
{
    static std::atomic<int> count = 0;
    return std::to_string(++count);
}

}  // namespace

std::string code_for(int running)
{
    char body[32];
    std::snprintf(body, sizeof body, "91000000MA%06d", running);
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    // Both check characters by trial: the checker of the product is tested on its own.
    for (const char inner : alphabet)
        for (const char outer : alphabet) {
            const std::string code = std::string(body) + inner + outer;
            if (check_uscc(code).verdict == UsccVerdict::accepted)
                return code;
        }
    throw std::logic_error("no code");
}

json::object plan_for(std::string_view title, std::string_view day, int expected)
{
    return {
        {"title", title},
        {"form", "专场招聘会"},
        {"mode", "线下"},
        {"starts_at", std::string(day) + "T09:00:00+08:00"},
        {"ends_at", std::string(day) + "T16:30:00+08:00"},
        {"venue", "大学生活动中心一层"},
        {"expected", expected},
        {"expected_basis", "去年同类活动"},
        {"organisers", json::array{"学校"}},
    };
}

json::object rows(json::array list)
{
    return {{"rows", std::move(list)}};
}

Campus::Campus(TestServer& server) : server_(server), tag_(next_tag())
{
    province = acts::register_organisation(
                   server.context(), "",
                   {{"code", "P" + tag_},
                    {"name", "测试省" + tag_},
                    {"level", "province"},
                    {"kind", "province"},
                    {"province", "测试省" + tag_}}
    ).value();
    school = acts::register_organisation(
                 server.context(), province,
                 {{"code", "S" + tag_},
                  {"name", "测试大学" + tag_},
                  {"level", "school"},
                  {"kind", "school"},
                  {"province", "测试省" + tag_}}
    ).value();
}

Person& Campus::person(
    const std::string& name,
    const std::string& organisation,
    const std::vector<std::string>& roles
)
{
    std::unique_ptr<Person>& known = people_[name];
    if (!known) {
        const std::string login = name + tag_;
        const std::string id =
            acts::register_person(server_.context(), organisation, login, "姓名" + login, roles)
                .value();
        accounts::put_account(server_.context().database, login, password, id, organisation, roles)
            .value();
        known = std::make_unique<Person>(server_, login, std::string(password));
        known->set_id(id);
    }
    return *known;
}

std::string Campus::department(const std::string& kind)
{
    std::string& id = departments_[kind];
    if (id.empty())
        id = acts::register_organisation(
                 server_.context(), province,
                 {{"code", "D" + tag_ + kind},
                  {"name", kind + tag_},
                  {"level", "province"},
                  {"kind", kind},
                  {"province", "测试省" + tag_}}
        ).value();
    return id;
}

std::string Campus::fresh_code()
{
    static std::atomic<int> running = 100'000;
    return code_for(++running);
}

std::string Campus::employer(std::string_view name, std::string_view size, bool srdi)
{
    acts::OpenCase opening;
    opening.wanted.workflow = "employer";
    opening.wanted.organisation = school;
    opening.first.data = json::object{
        {"uscc", fresh_code()}, {"name", name}, {"size", size}, {"province", "测试省"}
    };
    const auto opened = acts::open_case(server_.context(), acts::the_program(), opening).value();
    const auto act = [&](std::string_view id, json::object data) {
        acts::SubmitAct wanted;
        wanted.number = opened.number;
        wanted.wanted.act = id;
        wanted.wanted.data = std::move(data);
        acts::submit_act(server_.context(), acts::the_program(), wanted).value();
    };
    if (srdi)
        act("add_certificate", rows({json::object{
                                   {"number", "ZJTX-" + std::string(name)},
                                   {"level", "省级专精特新"},
                                   {"valid_from", "2024-01-01"},
                                   {"valid_to", "2026-12-31"}
                               }}));
    act("verify", {{"method", "营业执照原件"},
                   {"checked_on", "2026-04-01"},
                   {"licence_valid", true},
                   {"not_abnormal", true},
                   {"authority_letter", true},
                   {"agent_id_seen", true}});
    return opened.case_id;
}

std::string Campus::case_of(std::string_view id) const
{
    std::string number;
    server_.context().database.read([&](storage::ReadTxn& txn) {
        if (const auto found = storage::find_case(txn, id))
            number = found->number;
    });
    return number;
}

}  // namespace beihui::test
