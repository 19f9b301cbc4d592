// beihui table check says which kept number is not that of a recount.
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "cli/commands.hpp"
#include "storage/kept_numbers.hpp"
#include "storage/stores.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

namespace beihui::cli
{
namespace
{

class CheckNumbers : public testing::Test
{
protected:
    CheckNumbers()
    {
        places_.home = BEIHUI_SOURCE_DIR;
        places_.data = std::filesystem::temp_directory_path() / ("beihui-" + random_id());
        school_ =
            acts::register_organisation(
                open()->context(), "",
                {{"code", "S1"}, {"name", "测试大学"}, {"level", "school"}, {"kind", "school"}}
            )
                .value();
    }
    ~CheckNumbers() override { std::filesystem::remove_all(places_.data); }

    std::unique_ptr<Installation> open() { return Installation::open(places_, clock_).value(); }
    // As if the table had been asked for, and this been counted.
    void keep(std::int64_t value)
    {
        storage::KeptQuestion question;
        question.measure.kind = "visit";
        question.asked.org_path = "/" + school_ + "/";
        question.asked.window = {
            {Date::parse("2026-04-01").value(), Date::parse("2026-06-30").value()}
        };
        storage::KeptNumber kept;
        kept.question = question.text();
        kept.id = hex(sha256(kept.question));
        kept.org_path = question.asked.org_path;
        kept.value = value;
        kept.facts = 1'000'000;
        kept.asked_at = clock_.now();
        open()
            ->context()
            .database
            .write([&](storage::WriteTxn& txn) -> Result<void> {
                storage::put_kept_numbers(txn, {kept});
                return {};
            })
            .value();
    }

    SystemClock clock_;
    Places places_;
    std::string school_;
    std::ostringstream out_;
    std::ostringstream err_;
};

TEST_F(CheckNumbers, SaysWhichNumberDiffersUntilTheHistoryIsRebuilt)
{
    keep(0);
    EXPECT_EQ(check_numbers(places_, out_, err_), good) << err_.str();
    EXPECT_EQ(rebuild_history(places_, true, out_, err_), good) << err_.str();
    keep(3);
    EXPECT_EQ(check_numbers(places_, out_, err_), refused);
    EXPECT_NE(err_.str().find("测试大学"), std::string::npos) << err_.str();
    EXPECT_NE(err_.str().find("in the table: 3"), std::string::npos) << err_.str();
    EXPECT_NE(err_.str().find("recounted: 0"), std::string::npos) << err_.str();
    err_.str({});
    EXPECT_EQ(rebuild_history(places_, true, out_, err_), refused);
    EXPECT_NE(err_.str().find("kept_number"), std::string::npos) << err_.str();
    EXPECT_EQ(rebuild_history(places_, false, out_, err_), good);
    EXPECT_EQ(check_numbers(places_, out_, err_), good) << err_.str();
}

}  // namespace
}  // namespace beihui::cli
