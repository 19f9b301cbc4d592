#include "rules/interpreter.hpp"

#include <gtest/gtest.h>

namespace
{

using namespace beihui;

json::value run(std::string_view expression)
{
    rules::lua::State state;
    const auto functions = rules::screen_functions();
    EXPECT_TRUE(state.bind(functions));
    const auto value = state.evaluate("test", "return " + std::string(expression));
    EXPECT_TRUE(value) << (value ? "" : value.error().detail.zh);
    return value ? *value : json::value();
}

}  // namespace

TEST(screen_functions, fold_makes_hidden_writings_of_a_word_one)
{
    EXPECT_EQ(run("text.fold('限９８５ 高校')"), json::value("限985高校"));
    EXPECT_EQ(run("text.fold('9\\u{200B}8\\u{3000}5\\n')"), json::value("985"));
    EXPECT_EQ(run("text.fold('ＡＢc')"), json::value("abc"));
    EXPECT_EQ(run("text.fold('')"), json::value(""));
}

TEST(screen_functions, fold_joins_the_named_fields_of_a_row_so_that_words_do_not_run_together)
{
    EXPECT_EQ(
        run("text.fold({ title = '限 98', description = '5 路', place = 'x' }, { 'title', "
            "'description' })"),
        json::value("限98|5路|")
    );
}

TEST(screen_functions, digits_turns_chinese_digits_only)
{
    EXPECT_EQ(run("text.digits('九八五、双一流、十五')"), json::value("985、双1流、十5"));
}

TEST(screen_functions, which_names_the_words_that_occur_in_the_order_of_the_list)
{
    EXPECT_EQ(
        run("text.which('要求985院校，限男', { '限男', '限女', '985', '9', '院校，限男性' })"),
        (json::value{"限男", "985", "9"})
    );
    EXPECT_EQ(run("#text.which('', { '985' })"), json::value(0));
    EXPECT_EQ(run("#text.which('98', { '985', '5' })"), json::value(0));
}

TEST(screen_functions, which_refuses_a_list_with_an_empty_word)
{
    rules::lua::State state;
    ASSERT_TRUE(state.bind(rules::screen_functions()));
    const auto refused = state.evaluate("test", "return text.which('985', { '985', '' })");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "RP2015");
}
