// The answer of a CAS server (CAS Protocol 3.0, section 2.5).
#include "plugins/cas/service_answer.hpp"

#include <gtest/gtest.h>

namespace beihui::cas
{
namespace
{

const std::string answer = "<cas:serviceResponse xmlns:cas=\"http://www.yale.edu/tp/cas\">\n"
                           " <cas:authenticationSuccess>\n  <cas:user>wangmin</cas:user>\n"
                           "  <cas:attributes><cas:employeeNumber>2019010335</cas:employeeNumber>\n"
                           "   <cas:name>王&#x654f;</cas:name></cas:attributes>\n"
                           " </cas:authenticationSuccess>\n</cas:serviceResponse>\n";

TEST(ServiceAnswer, TellsTheUserAndTheAttributes)
{
    const auto read = read_service_answer(answer);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->user, "wangmin");
    const plugin::Fields attributes{{"employeeNumber", "2019010335"}, {"name", "王敏"}};
    EXPECT_EQ(read->attributes, attributes);
}

TEST(ServiceAnswer, KnowsTheNamespaceByItsNameAndNotByItsPrefix)
{
    EXPECT_EQ(
        read_service_answer("<serviceResponse xmlns='http://www.yale.edu/tp/cas'>"
                            "<authenticationSuccess><user>wangmin</user></authenticationSuccess>"
                            "</serviceResponse>")
            ->user,
        "wangmin"
    );
    EXPECT_FALSE(read_service_answer("<cas:serviceResponse xmlns:cas='x'>"
                                     "<cas:authenticationSuccess><cas:user>a</cas:user>"
                                     "</cas:authenticationSuccess></cas:serviceResponse>"));
}

TEST(ServiceAnswer, TakesNoPartOfAnAnswer)
{
    const std::size_t whole = answer.rfind('>') + 1;
    for (std::size_t size = 0; size < whole; ++size)
        EXPECT_FALSE(read_service_answer(answer.substr(0, size))) << size;
    EXPECT_TRUE(read_service_answer(answer.substr(0, whole)));
}

// A byte more, less or another: either nobody, or somebody whose name stands there as it is read.
TEST(ServiceAnswer, NeverMakesUpAUserFromAChangedAnswer)
{
    std::size_t taken = 0;
    for (std::size_t at = 0; at < answer.size(); ++at)
        for (const std::string& by :
             {std::string(), std::string("<"), std::string("&"), std::string("\0", 1),
              std::string("x"), std::string("\xff")}) {
            std::string changed = answer;
            changed.replace(at, 1, by);
            const auto read = read_service_answer(changed);
            if (!read)
                continue;
            ++taken;
            EXPECT_NE(changed.find(">" + read->user + "<"), std::string::npos) << changed;
        }
    EXPECT_GT(taken, 50U);  // the names of attributes and what stands between elements
}

}  // namespace
}  // namespace beihui::cas
