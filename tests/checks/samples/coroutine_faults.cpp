// What g++ 12 gets wrong: each marked line must be found, and nothing else.
asio::awaitable<void> faults(Database& database, Pool& pool, int count)
{
    co_await send(Message{.text = "a"});                        // fault
    co_await send(Message{});                                   // fault
    const auto first = co_await database.read([=] { return 1; });           // fault
    const auto second = co_await database.read([count] { return count; });  // fault
    co_await database.read([copy = count, &pool] { return copy; });         // fault
    co_await choose({count, 2});                                // fault
    co_await join(first, std::vector<int>{1, 2});               // fault
    const auto third = combine(Message{}, co_await next());     // fault
    if (co_await allowed(Scope{count}))                         // fault
        co_return;
    while (!(co_await pool.full(Limit{3}))) {                   // fault
        co_await pool.wait(
            Wait{                                               // fault
                .seconds = 1,
            }
        );
    }
    auto run = [&]() -> asio::awaitable<int> {
        co_return co_await twice(Pair{1, 2});                   // fault
    };
    co_await run();
    co_return Done{.value = co_await next()};                   // fault
}
