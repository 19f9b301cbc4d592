#pragma once

#include "acts/context.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <type_traits>

namespace beihui::acts
{

// Runs `work` on the workers and resumes the coroutine on its own executor with what it returned.
// An exception of `work` comes out of the co_await.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work&>> on_worker(const Context& context, Work work)
{
    using Value = std::invoke_result_t<Work&>;
    using Outcome = std::pair<std::exception_ptr, std::shared_ptr<Value>>;
    boost::asio::thread_pool& workers = context.workers;
    auto start = [&workers, &work](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        boost::asio::post(workers, [shared, &work] {
            Outcome outcome;
            try {
                outcome.second = std::make_shared<Value>(work());
            } catch (...) {
                outcome.first = std::current_exception();
            }
            const auto executor = boost::asio::get_associated_executor(*shared);
            boost::asio::post(executor, [shared, outcome]() mutable {
                std::move (*shared)(std::move(outcome));
            });
        });
    };
    Outcome outcome =
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Outcome)>(
            start, boost::asio::use_awaitable
        );
    if (outcome.first)
        std::rethrow_exception(outcome.first);
    co_return std::move(*outcome.second);
}

// Queues a unit of work for the database and resumes after its commit.
inline boost::asio::awaitable<Result<void>> commit(
    const Context& context,
    std::function<Result<void>(storage::WriteTxn&)> work
)
{
    using Outcome = std::shared_ptr<Result<void>>;
    storage::Database& database = context.database;
    auto start = [&database, &work](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        std::function<void(Result<void>)> done = [shared](Result<void> result) {
            const auto outcome = std::make_shared<Result<void>>(std::move(result));
            const auto executor = boost::asio::get_associated_executor(*shared);
            boost::asio::post(executor, [shared, outcome] { std::move (*shared)(outcome); });
        };
        database.write_later(std::move(work), std::move(done));
    };
    const Outcome outcome =
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Outcome)>(
            start, boost::asio::use_awaitable
        );
    co_return *outcome;
}

}  // namespace beihui::acts
