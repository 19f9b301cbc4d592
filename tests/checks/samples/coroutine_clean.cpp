// What g++ 12 gets right: nothing here may be found.
asio::awaitable<Result<int>> Listener::clean(Database& database, int count) const
{
    const Message hello{.text = "a"};
    co_await send(hello);
    auto look = [&](ReadTxn& txn) { return find_case(txn, Key{count}); };
    const auto subject = co_await database.read(look);
    co_await database.read([&](ReadTxn& txn) { return find(txn, Key{1}); });
    co_await database.write([this, &count](WriteTxn& txn) -> Result<int> {
        const Row row{count, 2};
        return store(txn, Row{count, 1});
    });
    co_await send(std::string("text"));
    auto held = [count] { return count; };
    const auto got = co_await database.read(held);
    if (!got) {
        co_return refuse(Refusal::stale, "x", "{", "}");
    }
    for (const auto& row : co_await rows()) {
        use(Row{row.a, row.b});
    }
    switch (co_await kind()) {
        case 1: co_return Done{1};
        default: break;
    }
    co_spawn(pool, [count]() -> asio::awaitable<void> { co_await wait(count); }, detached);
    const int value = list[count] + co_await next();
    const auto [a, b] = co_await pair();
    co_return TransitionDone{.state = value, .version = a + b};
}

struct Point
{
    int x = 0;
};

asio::awaitable<void> other()
{
    Point point{1};
    co_await draw(point); /* Point{2} */
}
