// SPDX-License-Identifier: Apache-2.0
//
// Rule 25: hostile patterns. None of these would end if matching tried every way to split the text,
// and none would return from a stack of 256 KiB if it called itself for every wildcard.
#include <pthread.h>

#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

std::string Repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

// A condition on a long value; the value is all `a`.
ConditionCase Like(std::string_view name, const std::string& pattern, std::size_t length,
                   Truth truth, std::string_view op = "StringLike") {
  return {name, Keep("{\"" + std::string(op) + "\":{\"a:k\":\"" + pattern + "\"}}"),
          Keep("{\"a:k\":\"" + Repeat("a", length) + "\"}"), truth, ""};
}

class WorstCase : public testing::TestWithParam<ConditionCase> {};

// Runs the case on a small stack.
TEST_P(WorstCase, EndsWithoutDeepRecursion) {
  const auto run = [](void* row) -> void* {
    CheckCondition(*static_cast<const ConditionCase*>(row));
    return nullptr;
  };
  ConditionCase row = GetParam();
  pthread_attr_t attributes;
  pthread_t thread{};
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, std::size_t{256} << 10), 0);
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &row), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

const ConditionCase kLike[] = {
    Like("R25_ThousandsOfStars", Repeat("*a", 5000) + "b", 10000, Truth::kFalse),
    Like("R25_ThousandsOfStarsThatMatch", Repeat("*a", 5000) + "*", 10000, Truth::kTrue),
    Like("R25_AsManyAsTheText", Repeat("*a", 5000), 5000, Truth::kTrue),
    Like("R25_OneMoreThanTheText", Repeat("*a", 5001), 5000, Truth::kFalse),
    Like("R25_RunOfStars", Repeat("*", 10000) + "b", 10000, Truth::kFalse),
    Like("R25_LongTailBehindAStar", "*" + Repeat("a", 2000) + "b", 4000, Truth::kFalse),
    Like("R25_LongTailsBehindStars", Repeat("*" + Repeat("a", 20) + "b", 200), 4000, Truth::kFalse),
    Like("R25_StarsAndQuestionMarks", Repeat("*?", 3000) + "b", 6000, Truth::kFalse),
    Like("R25_StarsAndQuestionMarksThatMatch", Repeat("*?", 3000), 6000, Truth::kTrue),
    Like("R25_QuestionMarksAndStars", Repeat("?*?*a", 1000) + "b", 4000, Truth::kFalse),
    Like("R25_Negated", Repeat("*a", 5000) + "b", 10000, Truth::kTrue, "StringNotLike"),
};
INSTANTIATE_TEST_SUITE_P(Like, WorstCase, testing::ValuesIn(kLike), CaseName<ConditionCase>);

// ARN patterns, whose wildcards may not cross colons, against values of many colons.
ConditionCase Arn(std::string_view name, const std::string& pattern, const std::string& value,
                  Truth truth) {
  return {name, Keep(R"({"ArnLike":{"a:k":"arn:aws:x:)" + pattern + "\"}}"),
          Keep(R"({"a:k":"arn:aws:x:)" + value + "\"}"), truth, ""};
}

const ConditionCase kArns[] = {
    Arn("R25_ArnStarsInASegment", Repeat("*a", 1000) + "b:1:r", Repeat("a", 2000) + ":1:r",
        Truth::kFalse),
    Arn("R25_ArnStarsInASegmentThatMatch", Repeat("*a", 1000) + ":1:r", Repeat("a", 2000) + ":1:r",
        Truth::kTrue),
    Arn("R25_ArnStarsInEverySegment",
        Repeat("*a", 300) + ":" + Repeat("*a", 300) + ":" + Repeat("*a", 300) + "b",
        Repeat("a", 600) + ":" + Repeat("a", 600) + ":" + Repeat("a", 600), Truth::kFalse),
    Arn("R25_ArnStarsAgainstColons", ":1:" + Repeat("*:", 500) + "b", ":1:" + Repeat("a:", 1000),
        Truth::kFalse),
};
INSTANTIATE_TEST_SUITE_P(Arn, WorstCase, testing::ValuesIn(kArns), CaseName<ConditionCase>);

class WorstResource : public testing::TestWithParam<RuleCase> {};
TEST_P(WorstResource, Ends) { CheckRule(GetParam()); }

// A resource of AWS's greatest length that is all `text`, and a pattern for it.
RuleCase Resource(std::string_view name, const std::string& pattern, const std::string& text,
                  bool matches) {
  RuleCase row{.name = name, .resource = Keep("arn:aws:x:::" + text)};
  row.context = R"({"a:k":"a"})";
  row.identity = Keep(R"({"Sid":"S","Effect":"Allow","Action":"*","Resource":"arn:aws:x:::)" +
                      pattern + "\"}");
  row.verdict = matches ? Verdict::kAllowed : Verdict::kImplicitDeny;
  row.by = matches ? "S" : "";
  row.blocked_by = matches ? "" : "identity";
  row.statements = matches ? "S" : "S!resource";
  return row;
}

const RuleCase kResources[] = {
    Resource("R25_ResourceStars", Repeat("*a", 2000) + "b", Repeat("a", 4000), false),
    Resource("R25_ResourceStarsThatMatch", Repeat("*a", 2000), Repeat("a", 4000), true),
    Resource("R25_ResourceStarsBeforeColons", Repeat("*:", 1000) + "b", Repeat("a:", 2000), false),
    Resource("R25_ResourceStarsWithinSegments", Repeat("*a:", 500) + "b", Repeat("aa:", 1300),
             false),
    Resource("R25_ResourceVariables", Repeat("*${a:k}", 1000) + "b", Repeat("a", 4000), false),
    Resource("R25_ResourceVariablesThatMatch", Repeat("*${a:k}", 1000), Repeat("a", 4000), true),
};
INSTANTIATE_TEST_SUITE_P(Resources, WorstResource, testing::ValuesIn(kResources),
                         CaseName<RuleCase>);

// Long actions: the action is at most 256 bytes.
TEST(WorstAction, R25_ActionStars) {
  const std::string action = "s3:" + Repeat("a", 250);
  const std::string pattern = "s3:" + Repeat("*a", 120) + "b";
  const std::string identity =
      R"({"Sid":"S","Effect":"Allow","Action":")" + pattern + R"(","Resource":"*"})";
  CheckRule(
      {.action = action, .identity = identity, .blocked_by = "identity", .statements = "S!action"});
}

}  // namespace
}  // namespace keyward::policy::rules
