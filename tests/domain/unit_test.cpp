#include "domain/unit.hpp"

#include <gtest/gtest.h>

#include <set>

namespace beihui
{
namespace
{

template <class A, class B>
concept Addable = requires(A a, B b) { a + b; };
template <class A, class B>
concept Comparable = requires(A a, B b) { a < b; };
template <class A, class B>
concept Assignable = requires(A a, B b) { a = b; };

using Employers = Quantity<Unit::employers>;
using EmployerTimes = Quantity<Unit::employer_times>;
using Persons = Quantity<Unit::persons>;
using Attendances = Quantity<Unit::attendances>;

TEST(Quantity, OfTwoUnitsNeitherAddsUpNorComparesNorConverts)
{
    EXPECT_FALSE((Addable<Employers, EmployerTimes>));
    EXPECT_FALSE((Comparable<Employers, EmployerTimes>));
    EXPECT_FALSE((Assignable<Employers&, EmployerTimes>));
    EXPECT_FALSE((Addable<Persons, Attendances>));
    EXPECT_FALSE((Addable<EmployerTimes, int>));
    EXPECT_TRUE((Addable<EmployerTimes, EmployerTimes>));
    EXPECT_TRUE((Comparable<Employers, Employers>));
}

TEST(Quantity, OfDistinctEmployersOrPersonsDoesNotAddUp)
{
    EXPECT_FALSE((Addable<Employers, Employers>));
    EXPECT_FALSE((Addable<Persons, Persons>));
    std::set<Unit> distinct;
    for (const Unit unit : all_units)
        if (!is_additive(unit))
            distinct.insert(unit);
    EXPECT_EQ(distinct, (std::set<Unit>{Unit::employers, Unit::persons}));
}

TEST(Quantity, AddsTheAttendingEmployersOfTwoFairs_2026_annex1)
{
    const EmployerTimes both = EmployerTimes(37) + EmployerTimes(20);
    EXPECT_EQ(both, EmployerTimes(57));
    EXPECT_EQ(both.text(), "57 家次");
}

TEST(Unit, IsReadByNameAndBySign)
{
    std::set<std::string_view> signs;
    for (const Unit unit : all_units) {
        EXPECT_EQ(parse_unit(to_text(unit)).value(), unit);
        EXPECT_EQ(parse_unit(sign_of(unit)).value(), unit);
        signs.insert(sign_of(unit));
    }
    EXPECT_EQ(
        signs, (std::set<std::string_view>{"场", "场次", "家", "家次", "个", "人", "人次", "份"})
    );
    EXPECT_EQ(parse_unit("家次").value(), Unit::employer_times);
    const auto unknown = parse_unit("次");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, "unknown_unit");
    EXPECT_NE(unknown.error().detail.zh.find("employer_times 家次"), std::string::npos);
}

}  // namespace
}  // namespace beihui
