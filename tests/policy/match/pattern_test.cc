// SPDX-License-Identifier: Apache-2.0
//
// Patterns from their text to the answer: wildcards by place, variables from a context, letter
// case.
#include "policy/match/pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "policy/match/pattern_builder.h"
#include "tests/policy/language/case_name.h"

namespace keyward::policy::match {
namespace {

using enum MatchResult;
using enum Wildcards;

// What the variables of these tests stand for.
Context TestContext() {
  Context context;
  context.Set("aws:username", "alice");
  context.Set("aws:star", "a*");
  context.Set("aws:arn", "arn:aws:s3");
  context.Set("aws:empty", "");
  context.Set("aws:PrincipalTag/Two", "1");
  context.Set("aws:PrincipalTag/two", "2");
  const std::vector<std::string> many = {"alice", "bob"};
  context.SetMultivalued("aws:TagKeys", many);
  context.SetMultivalued("aws:none", {});
  return context;
}

struct Recorder final : VariableListener {
  void OnVariable(const VariableLookup& lookup) override {
    std::string line(lookup.variable.key);
    line += lookup.present ? " present" : " absent";
    if (lookup.resolved) line += " = " + std::string(lookup.value);
    if (lookup.used_default) line += " by default";
    lines.push_back(line);
  }
  std::vector<std::string> lines;
};

MatchResult Match(std::string_view pattern, Wildcards wildcards, std::string_view text,
                  bool ignore_case = false, VariableListener* listener = nullptr) {
  TextPool pool;
  std::vector<Token> tokens;
  std::vector<Variable> variables;
  PatternBuilder builder(&pool, &tokens, &variables);
  const Pattern built = builder.WithVariables(pattern, 0, wildcards);
  const PatternTables tables{tokens, variables};
  const Context context = TestContext();
  return ignore_case ? MatchIgnoringCase(built, tables, text, context, listener)
                     : MatchPattern(built, tables, text, context, listener);
}

struct PatternCase {
  const char* name;
  std::string_view pattern;
  Wildcards wildcards;
  std::string_view text;
  MatchResult expected;

  friend void PrintTo(const PatternCase& row, std::ostream* out) {
    *out << row.pattern << " and " << row.text;
  }
};

constexpr PatternCase kCases[] = {
    {"Literal", "s3:Get", kPlain, "s3:Get", kYes},
    {"LiteralIsWhole", "s3:Get", kPlain, "s3:GetX", kNo},
    {"LiteralIsCaseSensitive", "s3:Get", kPlain, "s3:get", kNo},
    {"Prefix", "s3:Get*", kPlain, "s3:Get", kYes},
    {"PrefixElse", "s3:Get*", kPlain, "s3:Ge", kNo},
    {"Glob", "s3:*Object?", kPlain, "s3:GetObjects", kYes},
    {"GlobElse", "s3:*Object?", kPlain, "s3:GetObject", kNo},
    {"EverythingTakesNothing", "*", kPlain, "", kYes},
    // Resources: a star crosses slashes, and colons where it ends a segment.
    {"StarCrossesSlash", "arn:aws:s3:::b/*", kResource, "arn:aws:s3:::b/c/d", kYes},
    {"StarCrossesNewline", "arn:aws:s3:::b/*.x", kResource, "arn:aws:s3:::b/c\nd.x", kYes},
    {"LastStarCrossesColon", "arn:aws:s3:::b/*", kResource, "arn:aws:s3:::b/c:d", kYes},
    {"StarBeforeColonCrossesColon", "arn:aws:sqs:*:q", kResource, "arn:aws:sqs:eu-west-1:1:q",
     kYes},
    {"InnerStarStopsAtColon", "arn:aws:logs:::a*b", kResource, "arn:aws:logs:::a:b", kNo},
    {"InnerStarInsideSegment", "arn:aws:logs:::a*b", kResource, "arn:aws:logs:::a/b", kYes},
    {"QuestionIsAnyCharacter", "arn:aws:s3:::a?b", kResource, "arn:aws:s3:::a:b", kYes},
    {"QuestionIsOneCharacter", "arn:aws:s3:::?", kResource, "arn:aws:s3:::\xE2\x82\xAC", kYes},
    // ARN operators: segment by segment.
    {"ArnStarInSegment", "arn:aws:s3:*:*:b", kArn, "arn:aws:s3:::b", kYes},
    {"ArnStarStaysInSegment", "arn:aws:*:b", kArn, "arn:aws:s3:::b", kNo},
    {"ArnQuestionStaysInSegment", "arn:aws:s3?::b", kArn, "arn:aws:s3:::b", kNo},
    {"ArnLastSegmentCrosses", "arn:aws:s3:::a*c", kArn, "arn:aws:s3:::a:b:c", kYes},
    {"ArnLastQuestionCrosses", "arn:aws:s3:::a?c", kArn, "arn:aws:s3:::a:c", kYes},
    // Variables.
    {"Variable", "home/${aws:username}/*", kPlain, "home/alice/x", kYes},
    {"VariableElse", "home/${aws:username}/*", kPlain, "home/bob/x", kNo},
    {"VariableInAnyCase", "${AWS:UserName}", kPlain, "alice", kYes},
    {"EmptyVariable", "a${aws:empty}b", kPlain, "ab", kYes},
    {"StarFromVariableIsLiteral", "${aws:star}", kPlain, "ab", kNo},
    {"StarFromVariableMatchesItself", "${aws:star}", kPlain, "a*", kYes},
    {"DefaultUnused", "${aws:username, 'none'}", kPlain, "alice", kYes},
    {"DefaultUsed", "${aws:absent, 'none'}", kPlain, "none", kYes},
    {"DefaultIsLiteral", "${aws:absent, '*'}", kPlain, "x", kNo},
    {"DefaultForAnEmptyKey", "${aws:none, 'none'}", kPlain, "none", kYes},
    {"NoDefaultForAnEmptyValue", "${aws:empty, 'none'}", kPlain, "", kYes},
    {"Unresolved", "${aws:absent}", kPlain, "", kUnresolved},
    {"UnresolvedBehindAMismatch", "x${aws:absent}", kPlain, "y", kUnresolved},
    {"UnresolvedBesideStar", "*${aws:absent}*", kPlain, "abc", kUnresolved},
    {"Multivalued", "${aws:TagKeys}", kPlain, "alice", kUnresolved},
    {"MultivaluedTakesNoDefault", "${aws:TagKeys, 'alice'}", kPlain, "alice", kUnresolved},
    {"Ambiguous", "${aws:PrincipalTag/Two}", kPlain, "1", kAmbiguous},
    {"AmbiguousPrevails", "${aws:absent}${aws:PrincipalTag/TWO}${aws:absent}", kPlain, "",
     kAmbiguous},
    {"EscapedStar", "a${*}", kPlain, "a*", kYes},
    {"EscapedStarElse", "a${*}", kPlain, "ab", kNo},
    {"EscapedDollar", "${$}{aws:username}", kPlain, "${aws:username}", kYes},
    {"EscapesAndStar", "*${?}", kPlain, "ab?", kYes},
    // The colons of a variable's value separate segments of an ARN.
    {"ArnVariableHoldsSegments", "${aws:arn}:::a*c", kArn, "arn:aws:s3:::a:c", kYes},
    {"ArnVariableIsNoSegment", "${aws:arn}:*:b", kArn, "arn:aws:s3:::b", kNo},
    {"ArnQuestionBehindVariable", "${aws:arn}?:::b", kArn, "arn:aws:s3::::b", kNo},
};

class Matching : public testing::TestWithParam<PatternCase> {};

INSTANTIATE_TEST_SUITE_P(Table, Matching, testing::ValuesIn(kCases), CaseName<PatternCase>);

TEST_P(Matching, AnswersAsWritten) {
  const PatternCase& row = GetParam();
  EXPECT_EQ(Match(row.pattern, row.wildcards, row.text), row.expected);
  // The answer does not depend on whether somebody listens.
  Recorder recorder;
  EXPECT_EQ(Match(row.pattern, row.wildcards, row.text, false, &recorder), row.expected);
}

TEST(MatchPattern, TellsOfEveryVariable) {
  Recorder recorder;
  Match("${aws:UserName}${aws:absent}${aws:absent, 'x'}${aws:TagKeys}${aws:PrincipalTag/Two}",
        kPlain, "", false, &recorder);
  EXPECT_THAT(recorder.lines,
              testing::ElementsAre("aws:UserName present = alice", "aws:absent absent",
                                   "aws:absent absent = x by default", "aws:TagKeys present",
                                   "aws:PrincipalTag/Two present"));
}

TEST(MatchPattern, TakesLongPatternsAndTexts) {
  std::string pattern;
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    pattern += "${aws:username}*";
    text += "alice, ";
  }
  EXPECT_EQ(Match(pattern, kPlain, text), kYes);
  EXPECT_EQ(Match(pattern + "${aws:username}", kPlain, text), kNo);
  EXPECT_EQ(Match(pattern + "${aws:absent}", kPlain, text), kUnresolved);
}

// Wildcards of an ARN behind a variable need its colons counted, which is done once.
TEST(MatchPattern, ManyWildcardsTakeLinearTime) {
  std::string wildcards;
  for (int i = 0; i < 80'000; ++i) wildcards += "?a";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Match("${aws:username}" + wildcards, kArn, "alice"), kNo);
  EXPECT_EQ(Match(wildcards, kArn, "alice"), kNo);
  EXPECT_EQ(Match(wildcards, kPlain, "alice"), kNo);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

struct FoldCase {
  std::string_view pattern;
  std::string_view text;
  MatchResult expected;
};

constexpr FoldCase kFolds[] = {
    {"Alice", "aLICE", kYes},
    {"Alice", "alic", kNo},
    {"Alice", "alicex", kNo},
    {"", "", kYes},
    {"a*", "A*", kYes},
    {"a*", "ab", kNo},
    {"?", "a", kNo},
    {"x${aws:USERNAME}y", "XALICEY", kYes},
    {"x${aws:USERNAME}y", "XALICE", kNo},
    {"${aws:username}${aws:username}", "aliceALICE", kYes},
    {"${aws:star}", "A*", kYes},
    {"${*}", "*", kYes},
    {"${aws:absent}", "", kUnresolved},
    {"${aws:PrincipalTag/Two}", "1", kAmbiguous},
    {"\xC3\x89", "\xC3\xA9", kNo},
};

TEST(MatchIgnoringCase, FoldsAsciiOnBothSides) {
  for (const FoldCase& row : kFolds) {
    EXPECT_EQ(Match(row.pattern, kNone, row.text, /*ignore_case=*/true), row.expected)
        << row.pattern << " and " << row.text;
  }
}

}  // namespace
}  // namespace keyward::policy::match
