// What is taken out at the command line stands in the access log like every export (security.md,
// section 5: every export an entry).
#include "acts/program.hpp"
#include "base/bytes.hpp"
#include "cli/commands.hpp"
#include "tables/table_page.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

namespace beihui::cli
{
namespace
{

class GiveOut : public testing::Test
{
protected:
    GiveOut()
    {
        tables::add_csv_format(formats);
        places.home = BEIHUI_SOURCE_DIR;
        places.data = std::filesystem::temp_directory_path() / ("beihui-" + random_id());
        acts::register_organisation(
            open()->context(), "",
            {{"code", "S1"}, {"name", "测试大学"}, {"level", "school"}, {"kind", "school"}}
        )
            .value();
    }
    ~GiveOut() override { std::filesystem::remove_all(places.data); }

    std::unique_ptr<Installation> open() { return Installation::open(places, clock).value(); }
    std::vector<storage::Access> exports()
    {
        std::vector<storage::Access> lines;
        open()->context().database.read([&](storage::ReadTxn& txn) {
            storage::AccessQuery query;
            query.action = "export";
            lines = storage::list_access(txn, query).value().items;
        });
        return lines;
    }

    SystemClock clock;
    Places places;
    plugin::TableFormats formats;
    std::ostringstream out;
    std::ostringstream err;
};

TEST_F(GiveOut, NotesATableWithItsHashAndWhoseItIs)
{
    TableAsked asked;
    asked.places = places;
    asked.table = "2026.annex1";
    asked.organisation = "测试大学";
    ASSERT_EQ(print_table(asked, formats, out, err), good) << err.str();
    const auto lines = exports();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].actor, "system");
    EXPECT_EQ(lines[0].subject, "2026.annex1");
    EXPECT_GT(lines[0].org_path.size(), 2U);
    EXPECT_EQ(text_of(lines[0].detail, "format"), "json");
    EXPECT_EQ(text_of(lines[0].detail, "hash").size(), 64U);
    EXPECT_FALSE(text_of(lines[0].detail, "user").empty());
}

TEST_F(GiveOut, NotesTheOrganisations)
{
    OrgExportAsked asked;
    asked.places = places;
    ASSERT_EQ(export_organisations(asked, formats, out, err), good) << err.str();
    EXPECT_NE(out.str().find("测试大学"), std::string::npos);
    const auto lines = exports();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].subject, "organisations");
    EXPECT_EQ(text_of(lines[0].detail, "hash"), hex(sha256(out.str())));
}

TEST_F(GiveOut, NotesNothingWhenNothingIsGiven)
{
    TableAsked asked;
    asked.places = places;
    asked.table = "no-such-table";
    asked.organisation = "测试大学";
    EXPECT_EQ(print_table(asked, formats, out, err), refused);
    EXPECT_TRUE(exports().empty());
}

}  // namespace
}  // namespace beihui::cli
