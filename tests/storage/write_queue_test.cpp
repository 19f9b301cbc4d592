#include "storage/write_queue.hpp"

#include <gtest/gtest.h>

#include <string>

namespace beihui::storage
{
namespace
{

using namespace std::chrono_literals;

// A unit that writes its name, and how it was answered, into a text.
Unit named(char name, std::string& answers)
{
    return {
        [](WriteTxn&) -> Result<void> { return {}; },
        [name, &answers](Result<void> result, const std::exception_ptr&) {
            answers += name;
            answers += result ? "+" : " " + result.error().code + " ";
        },
    };
}

std::vector<Unit> all_in(WriteQueue& queue)
{
    bool ended = false;
    return queue.take(10, 0ms, ended);
}

TEST(WriteQueues, AnswerAtOnceWhatTheyHaveNoRoomFor)
{
    WriteQueue queue({.units = 2, .longest_wait = 1h});
    const std::size_t before = writes_waiting();
    std::string answers;
    for (const char name : {'a', 'b', 'c'})
        queue.put(named(name, answers));
    EXPECT_EQ(answers, "c overloaded ");
    EXPECT_EQ(writes_waiting(), before + 2);
    for (const Unit& unit : all_in(queue))
        unit.done({}, nullptr);
    EXPECT_EQ(answers, "c overloaded a+b+") << "in the order in which they came";
    EXPECT_EQ(writes_waiting(), before);
    queue.put(named('d', answers));
    EXPECT_EQ(all_in(queue).size(), 1U);
}

TEST(WriteQueues, NeverRunWhatHasWaitedTooLong)
{
    WriteQueue queue({.units = 5, .longest_wait = -1ms});  // whatever waits has waited longer
    std::string answers;
    queue.put(named('a', answers));
    EXPECT_EQ(answers, "");
    EXPECT_TRUE(all_in(queue).empty());
    EXPECT_EQ(answers, "a overloaded ");
}

TEST(WriteQueues, AreEmptyBeforeTheyEnd)
{
    WriteQueue queue;
    std::string answers;
    queue.put(named('a', answers));
    queue.stop();
    bool ended = false;
    EXPECT_EQ(queue.take(10, 1h, ended).size(), 1U);
    EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace beihui::storage
