#pragma once

// Acts on a database of either kind, with the workflows of the project and one small pack: what a
// test of acts needs and no more.

#include "acts/needs.hpp"
#include "acts/program.hpp"
#include "rules/pack_folder.hpp"
#include "support/databases.hpp"

#include <boost/asio/thread_pool.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace beihui::acts
{

using test::Backend;

class Desk : public testing::TestWithParam<Backend>
{
protected:
    // Reads workflows and packs as they stand in `workflow_folder_` and `pack_`.
    void open()
    {
        auto library = workflows::Library::load(workflow_folder_, {});
        if (!library)
            throw std::runtime_error(library.error().faults.front().detail.en);
        auto world = rules::World::load(pack_.rules());
        if (!world)
            throw std::runtime_error(world.error().detail.en);
        rulebook_ =
            std::make_unique<LiveRulebook>(make_rulebook(*std::move(world), **library).value());
        context_ = std::make_unique<Context>(Context{*database_, clock_, *rulebook_, workers_});
    }
    const Context& context() const { return *context_; }

    void today(std::string_view day)
    {
        clock_.set(Instant::parse(std::string(day) + "T10:00:00+08:00").value());
    }
    std::string organisation(
        const std::string& parent,
        const std::string& name,
        const std::string& level
    )
    {
        return register_organisation(
                   context(), parent,
                   {{"code", "C" + name}, {"name", name}, {"level", level}, {"kind", level}}
        ).value();
    }
    std::string employer(const std::string& school, std::string_view uscc)
    {
        return must_open("employer", school, {{"uscc", uscc}, {"name", uscc}, {"size", "小型"}})
            .case_id;
    }
    ActDone must_open(
        std::string_view workflow,
        const std::string& organisation,
        json::object data,
        std::string_view act = {}
    )
    {
        OpenCase opening;
        opening.wanted.workflow = workflow;
        opening.wanted.organisation = organisation;
        // Named, since a case of another year is not bound by them of itself.
        const auto rules = context().rules();
        for (const auto& pack : rules->world->packs())
            if (std::ranges::find(pack->workflows, workflow) != pack->workflows.end())
                opening.wanted.circulars.push_back(pack->id);
        opening.first.act = act;
        opening.first.data = std::move(data);
        const auto opened = open_case(context(), the_program(), opening);
        if (!opened)
            throw std::runtime_error(told(opened.error()));
        return *opened;
    }
    void must_act(
        const std::string& number,
        std::string_view act,
        json::value data,
        std::string_view reason = {}
    )
    {
        SubmitAct wanted;
        wanted.number = number;
        wanted.wanted.act = act;
        wanted.wanted.data = std::move(data);
        wanted.wanted.reason = reason;
        const auto done = submit_act(context(), the_program(), wanted);
        if (!done)
            throw std::runtime_error(told(done.error()));
    }
    std::string number_of(const std::string& case_id)
    {
        std::string number;
        database_->read([&](storage::ReadTxn& txn) {
            number = storage::find_case(txn, case_id)->number;
        });
        return number;
    }
    // What the rules say of a case as it stands.
    Decision decision_on(const std::string& number)
    {
        Decision decision;
        database_->read([&](storage::ReadTxn& txn) {
            const Case subject = storage::find_case(txn, number).value();
            const auto workflow = workflow_of(context(), subject);
            LookUp look_up(txn);
            decision = evaluate(
                context(), txn, *workflow, read_state(txn, subject), look_up, clock_.now()
            );
        });
        return decision;
    }

    static std::string told(const Error& error)
    {
        std::string text = error.code + ": " + error.detail.en;
        for (const Fault& fault : error.faults)
            text += "\n  " + fault.where + " " + fault.code + " " + fault.detail.en;
        return text;
    }

    const test::Folder workflow_folder_of_its_own_;
    std::filesystem::path workflow_folder_ = std::filesystem::path(BEIHUI_SOURCE_DIR) / "workflows";
    rules::PackFolder pack_;
    SetClock clock_{Instant::parse("2022-03-10T10:00:00+08:00").value()};
    boost::asio::thread_pool workers_{1};
    std::unique_ptr<storage::Database> database_ =
        storage::Database::open(test::fresh_database(GetParam())).value();
    std::unique_ptr<LiveRulebook> rulebook_;
    std::unique_ptr<Context> context_;
};

}  // namespace beihui::acts
