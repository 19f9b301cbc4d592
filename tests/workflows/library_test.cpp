#include "base/bytes.hpp"
#include "workflows/samples.hpp"

namespace beihui::workflows
{
namespace
{

TEST(Library, ReadsTheSixWorkflowsOfTheProjectWithoutFault)
{
    const auto library = Library::load(source_folder / "workflows", {});
    ASSERT_TRUE(library) << faults_of(library.error());
    std::vector<std::string> ids;
    for (const Workflow& workflow : (*library)->all())
        ids.push_back(workflow.id);
    EXPECT_EQ(
        ids, (std::vector<std::string>{
                 "campaign", "employer", "organisation", "person", "recruitment-event", "visit"
             })
    );
}

}  // namespace
}  // namespace beihui::workflows
