#include "base/yaml.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

namespace beihui
{
namespace
{

Yaml good(std::string_view text)
{
    const auto read = Yaml::read("x.yaml", text);
    EXPECT_TRUE(read) << text << '\n' << (read ? "" : read.error().detail.en);
    return read ? *read : Yaml();
}

// "CODE line:column" of every fault, in order.
std::vector<std::string> listed(const std::vector<Fault>& faults)
{
    std::vector<std::string> lines;
    for (const Fault& fault : faults) {
        EXPECT_FALSE(
            fault.detail.zh.empty() || fault.detail.en.empty() || fault.way_out.zh.empty()
        );
        lines.push_back(
            fault.code + " " + fault.where.substr(std::min<std::size_t>(7, fault.where.size()))
        );
    }
    return lines;
}

std::vector<std::string> faults_of(std::string_view text)
{
    const auto read = Yaml::read("x.yaml", text);
    return read ? std::vector<std::string>() : listed(read.error().faults);
}

using Lines = std::vector<std::string>;

std::string repeated(std::string_view part, std::size_t times)
{
    std::string text;
    for (std::size_t i = 0; i < times; ++i)
        text += part;
    return text;
}

}  // namespace

TEST(YamlReading, KeepsTheTextOfAScalarAndWhetherItWasQuoted)
{
    const Yaml file = good("a: 010\nb: NO\nc: off\nd: 12:00\ne: '7'\nf: \"7\"\ng: 7\nh: 1e3\n");
    Faults faults;
    for (const auto& [key, text] : std::vector<std::pair<const char*, const char*>>{
             {"a", "010"}, {"b", "NO"}, {"c", "off"}, {"d", "12:00"}, {"h", "1e3"}
         }) {
        EXPECT_EQ(file.need(key, faults).text(faults, key), text);
        EXPECT_FALSE(file.need(key, faults).quoted()) << key;
        EXPECT_EQ(file.need(key, faults).json(), boost::json::value(text));
    }
    EXPECT_TRUE(file.need("e", faults).quoted());
    EXPECT_TRUE(file.need("f", faults).quoted());
    EXPECT_EQ(file.need("g", faults).integer(faults, "g"), 7);
    EXPECT_TRUE(faults.none());
}

TEST(YamlReading, TypesOnlyWhatTheReaderAsksFor)
{
    const Yaml file = good("[010, '7', 9223372036854775808, NO, True, 'true', 7.0, ~, -3, true]");
    Faults faults;
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(file.items()[i].integer(faults, "n"), 0);
    for (std::size_t i = 3; i < 6; ++i)
        EXPECT_FALSE(file.items()[i].boolean(faults, "b"));
    file.items()[6].integer(faults, "n");
    EXPECT_EQ(file.items()[7].text(faults, "t"), "");
    EXPECT_EQ(faults.all().size(), 8u);
    for (const std::string& line : listed(faults.all()))
        EXPECT_EQ(line.substr(0, 9), "RP1004 1:") << line;
    EXPECT_EQ(file.items()[8].integer(faults, "n"), -3);
    EXPECT_TRUE(file.items()[9].boolean(faults, "b"));
    EXPECT_EQ(faults.all().size(), 8u);
}

TEST(YamlReading, GivesJsonByTheCoreSchema)
{
    EXPECT_EQ(
        good("{a: 1, b: '1', c: [true, null, ~, x], d: {e: -9}, f: 007, g: }").json(),
        boost::json::parse(
            R"({"a":1,"b":"1","c":[true,null,null,"x"],"d":{"e":-9},"f":"007","g":null})"
        )
    );
}

TEST(YamlReading, PointsAtTheCharacterNotAtTheByte)
{
    const Yaml file = good("\xEF\xBB\xBF标题: 一\r\n名单: [甲, 乙乙, 丙]\r\n");
    EXPECT_EQ(file.find("标题")->place().text(), "x.yaml:1:5");
    EXPECT_EQ(file.find("名单")->items()[2].place().text(), "x.yaml:2:13");
    EXPECT_EQ(file.find("标题")->raw(), "一");
}

TEST(YamlReading, PutsAnEmptyValueWhereItsKeyStands)
{
    const Yaml file = good("a: 1\nb:\n\nc: 2\n");
    EXPECT_TRUE(file.find("b")->is_null());
    EXPECT_EQ(file.find("b")->place().line, 2);
}

TEST(YamlReading, ReadsAnEmptyFileAsNothing)
{
    for (const char* const text : {"", "# only a comment\n", "---\n", "---\n...\n"})
        EXPECT_TRUE(good(text).is_null()) << text;
    EXPECT_EQ(good("--- \na: 1\n...\n").find("a")->raw(), "1");
}

TEST(YamlReading, RefusesADuplicateKeyAndReportsEveryOneOfThem)
{
    EXPECT_EQ(
        faults_of("a: 1\nb: {c: 1, 'c': 2}\n\"a\": 3\n"), (Lines{"RP1002 2:11", "RP1002 3:1"})
    );
}

TEST(YamlReading, RefusesAnchorsAliasesAndTags)
{
    EXPECT_EQ(faults_of("&a [*a]"), (Lines{"RP1006 1:1", "RP1006 1:5"}));
    EXPECT_EQ(faults_of("a: !!str 1"), Lines{"RP1006 1:4"});
    EXPECT_EQ(faults_of("a: ! 1"), Lines{"RP1006 1:4"});
    EXPECT_EQ(faults_of("a: !x {b: 1}"), Lines{"RP1006 1:4"});
    EXPECT_EQ(faults_of("a: !!null"), Lines{"RP1006 1:4"});
    EXPECT_EQ(faults_of("a: &x\nb: 1"), Lines{"RP1006 1:4"});
    EXPECT_EQ(faults_of("a: *nowhere"), Lines{"RP1006 1:4"});
    EXPECT_EQ(faults_of("a: &b {c: 1}\nd: {<<: *b}"), (Lines{"RP1006 1:4", "RP1006 2:9"}));
    EXPECT_EQ(good("a: '!x'\nb: \"&y\"\nc: '*z'").find("c")->raw(), "*z");
}

TEST(YamlReading, RefusesAnAliasBombAtOnce)
{
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string name = "a" + std::to_string(i);
        const std::string alias = "*a" + std::to_string(i - 1);
        bomb += name + ": &" + name + " [" + alias + repeated(", " + alias, 8) + "]\n";
    }
    const auto faults = faults_of(bomb);
    ASSERT_FALSE(faults.empty());
    EXPECT_LE(faults.size(), 200u);
    EXPECT_EQ(faults.front(), "RP1006 1:5");
}

TEST(YamlReading, RefusesASecondDocument)
{
    EXPECT_EQ(faults_of("a: 1\n---\na: 2\n"), Lines{"RP1007 2:1"});
    EXPECT_EQ(faults_of("a: 1\n---\n"), Lines{"RP1007 2:1"});
    EXPECT_FALSE(faults_of("'a' b\n").empty());
}

TEST(YamlReading, RefusesMoreThan32Levels)
{
    EXPECT_TRUE(faults_of(repeated("[", 32) + repeated("]", 32)).empty());
    EXPECT_EQ(faults_of(repeated("[", 33) + repeated("]", 33)), Lines{"RP1008 1:33"});
}

TEST(YamlReading, EndsQuicklyOnHostileNestingAndSize)
{
    const auto reading_takes_less_than = [](std::chrono::seconds most, const std::string& text) {
        const auto began = std::chrono::steady_clock::now();
        const auto read = Yaml::read("x.yaml", text);
        EXPECT_TRUE(read || !read.error().faults.empty());
        return std::chrono::steady_clock::now() - began < most;
    };
    for (const char* const part :
         {"[",    "{",   "[{",   "- ",  "? ",  "{a: ", "a: ",  "!",     "&a ",
          "[[],", "\n",  "\"",   "|\n", "[a,", "{a,",  "*a ",  "- a\n", "- |\n",
          "'\n",  "%\n", "-\n ", "a ",  "#",   "]",    "? - ", "{? "})
        EXPECT_TRUE(reading_takes_less_than(std::chrono::seconds(5), repeated(part, 100'000)))
            << part;
    for (const char part : {'[', '\n', '"'})
        EXPECT_TRUE(reading_takes_less_than(std::chrono::seconds(20), std::string(1 << 22, part)))
            << part;
}

TEST(YamlReading, RefusesTabsInTheIndentation)
{
    EXPECT_EQ(faults_of("a:\n  - x\n\t- y\n"), Lines{"RP1001 3:1"});
    EXPECT_EQ(faults_of("a:\n  \tb: 1\n"), Lines{"RP1001 2:3"});
    EXPECT_EQ(good("a:\tb\n").find("a")->raw(), "b");
}

TEST(YamlReading, RefusesWhatIsNotTextInUtf8)
{
    EXPECT_EQ(faults_of("a: b\nc: \xC3("), Lines{"RP1009 2:4"});
    EXPECT_EQ(faults_of(std::string_view("a: \0", 4)), Lines{"RP1009 1:4"});
    EXPECT_EQ(
        faults_of("a: 1\n\x04"
                  "b: 2\n"),
        Lines{"RP1009 2:1"}
    );
    EXPECT_EQ(faults_of("a: \"x\\0y\""), Lines{"RP1009 1:4"});
    EXPECT_EQ(
        faults_of("\xFF\xFE"
                  "a"),
        Lines{"RP1009 1:1"}
    );
    EXPECT_FALSE(faults_of("a: \"\\uD800\"").empty());
}

TEST(YamlReading, RefusesKeysThatAreNotText)
{
    EXPECT_EQ(faults_of("~: 1\n{a: b}: 2\n"), (Lines{"RP1004 1:1", "RP1004 2:1"}));
    EXPECT_EQ(good("'null': 1").find("null")->raw(), "1");
}

TEST(YamlReading, TranslatesTheParsersMessage)
{
    const auto read = Yaml::read("rules/x.yaml", "a: [1, 2\nb: 3\n");
    ASSERT_FALSE(read);
    const Fault fault = read.error().faults.at(0);
    EXPECT_EQ(fault.code, "RP1001");
    EXPECT_EQ(fault.where.substr(0, 13), "rules/x.yaml:");
    EXPECT_EQ(fault.detail.zh, "方括号 [ 没有对应的 ]");
    EXPECT_EQ(fault.detail.en, "not YAML: end of sequence flow not found");
    EXPECT_EQ(read.error().kind, Refusal::invalid_input);
    EXPECT_EQ(read.error().code, "pack_faults");
}

TEST(YamlReading, RefusesTooMuch)
{
    EXPECT_EQ(faults_of(std::string(4 * 1024 * 1024 + 1, '#')), Lines{"RP1010 "});
    EXPECT_EQ(faults_of("[" + repeated("a,", 200'001) + "]").at(0).substr(0, 6), "RP1008");
}

TEST(YamlReading, SaysWhichFileCannotBeRead)
{
    const auto read = Yaml::read_file("/nonexistent/x.yaml", "rules/x.yaml");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().faults.at(0).code, "RP1010");
    EXPECT_EQ(read.error().faults.at(0).where, "rules/x.yaml");
}

TEST(YamlKeys, AreReportedWhenUnknownWithTheNearestRightOne)
{
    Faults faults;
    good("title: a\nversoin: 1\n完全不同的键: 2\n").only({"title", "version"}, faults);
    ASSERT_EQ(listed(faults.all()), (Lines{"RP1003 2:1", "RP1003 3:1"}));
    EXPECT_EQ(faults.all()[0].way_out.en, "did you mean \"version\"?");
    EXPECT_EQ(faults.all()[1].way_out.en, "the keys are: title, version");
}

TEST(YamlKeys, AreReportedOnceWhenMissing)
{
    const Yaml file = good("a:\n  b: 1\n");
    Faults faults;
    const Yaml& missing = file.find("a")->need("c", faults);
    missing.text(faults, "c");
    missing.integer(faults, "c");
    missing.need("d", faults);
    missing.only({"d"}, faults);
    EXPECT_EQ(listed(faults.all()), Lines{"RP1005 2:3"});
}

TEST(YamlKeys, AreNotLookedForInsideAScalar)
{
    const Yaml file = good("a: 1");
    Faults faults;
    file.find("a")->need("b", faults);
    file.find("a")->only({"b"}, faults);
    EXPECT_EQ(listed(faults.all()), (Lines{"RP1004 1:4", "RP1004 1:4"}));
}

TEST(YamlTexts, MayBeOneTextOrAList)
{
    const Yaml file = good("a: x\nb: [x, 2]\nc: []\nd: {}\ne: [[x]]\n");
    Faults faults;
    EXPECT_EQ(file.find("a")->texts(faults, "a"), Lines{"x"});
    EXPECT_EQ(file.find("b")->texts(faults, "b"), (Lines{"x", "2"}));
    EXPECT_TRUE(file.find("c")->texts(faults, "c").empty());
    EXPECT_TRUE(faults.none());
    file.find("d")->texts(faults, "d");
    file.find("e")->texts(faults, "e");
    EXPECT_EQ(listed(faults.all()), (Lines{"RP1004 4:4", "RP1004 5:5"}));
}

TEST(Faults, AreCountedAndTheFirstIsShown)
{
    Faults faults;
    faults.add({"x.yaml", 3, 1}, "RP1001", "甲", "one");
    faults.add({"x.yaml", 3, 1}, "RP1001", "甲", "one");
    faults.take(refuse(Refusal::not_found, "gone", "乙", "two"));
    EXPECT_EQ(faults.error().detail.zh, "共有 2 处错误，第一处在 x.yaml:3:1：甲");
    EXPECT_EQ(faults.error().faults.at(1).detail.en, "two");
}

}  // namespace beihui
