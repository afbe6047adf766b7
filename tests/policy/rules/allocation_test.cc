// SPDX-License-Identifier: Apache-2.0
//
// Evaluate asks for no memory. A program of its own, because it counts every allocation of the
// process.

#include "tests/policy/rules/rule_case.h"
#include "tests/support/allocations.h"

namespace keyward::policy::rules {
namespace {

using engine::PolicySet;
using support::AllocationCount;

class Allocation : public testing::TestWithParam<RuleCase> {};

const RuleCase kRows[] = {
    {.name = "Plain", .identity = kAllow, .verdict = Verdict::kAllowed},
    {.name = "NothingGiven"},
    {.name = "Wildcards",
     .identity =
         R"({"Effect":"Allow","Action":"s3:*et*b?ect","Resource":"arn:*:s3:::*re?orts/*2*.csv"})",
     .verdict = Verdict::kAllowed},
    {.name = "SegmentWildcards",
     .resource = "arn:aws:logs:us-east-1:111122223333:log-group:a/b:c",
     .identity =
         R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:logs:us-*:1*3:log-group:a*b:?"})",
     .verdict = Verdict::kAllowed},
    {.name = "Variables",
     .context = R"({"aws:username":"2024"})",
     .identity =
         R"({"Effect":"Allow","Action":"*",)"
         R"("Resource":["arn:aws:s3:::reports/${aws:userid}","arn:aws:s3:::reports/${aws:username}.*"]})",
     .verdict = Verdict::kAllowed},
    {.name = "VariableDefault",
     .identity =
         R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::reports/${aws:username, '2024'}*"})",
     .verdict = Verdict::kAllowed},
    {.name = "StringConditions",
     .context = R"({"a:k":"value","a:l":["x","yy"],"aws:username":"alice","s3:prefix":"alice/x"})",
     .identity =
         R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{)"
         R"("StringEquals":{"a:k":["other","value"]},"StringEqualsIgnoreCase":{"A:K":"VALUE"},)"
         R"("StringLike":{"s3:prefix":"${aws:username}/*"},"StringNotLike":{"a:k":"*z*"},)"
         R"("ForAllValues:StringLike":{"a:l":["x","y*"]},"StringEqualsIfExists":{"a:m":"x"},)"
         R"("Null":{"a:m":"true"}}})",
     .verdict = Verdict::kAllowed},
    {.name = "OtherConditions",
     .context = R"({"n:n":"5","d:d":"2024-06-01T00:00:00Z","b:b":"True","i:i":"::ffff:10.1.2.3",)"
                R"("x:x":"QUJD","r:r":"arn:aws:iam::111122223333:role/ops"})",
     .identity =
         R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{)"
         R"("NumericLessThan":{"n:n":"10"},"DateGreaterThan":{"d:d":"1704067200"},"Bool":{"b:b":"true"},)"
         R"("IpAddress":{"i:i":["2001:db8::/32","10.0.0.0/8"]},"BinaryEquals":{"x:x":"QUJD"},)"
         R"("ArnLike":{"r:r":"arn:aws:iam::*:role/*"}}})",
     .verdict = Verdict::kAllowed},
    {.name = "Undefined",
     .context = R"({"a:k":["x"],"a:l":"1","a:L":"2"})",
     .identity = R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":{)"
                 R"("StringEquals":{"a:k":"x","a:l":"1"},"NumericEquals":{"a:L":"1"}}})",
     .verdict = Verdict::kExplicitDeny},
    {.name = "Principals",
     .on_resource =
         R"([{"Effect":"Allow","Action":"*","Resource":"*","Principal":{"AWS":[)"
         R"("444455556666","arn:aws:iam::111122223333:user/alice"],"Service":"lambda.amazonaws.com"}},)"
         R"({"Effect":"Deny","Action":"*","Resource":"*","NotPrincipal":{"AWS":[)"
         R"("111122223333","arn:aws:iam::111122223333:user/alice"]}}])",
     .verdict = Verdict::kAllowed},
    {.name = "RoleSession",
     .caller = kSession,
     .on_resource = R"({"Effect":"Allow","Action":"*","Resource":"*","Principal":{"AWS":[)"
                    R"("AROADBQP57FF2AEXAMPLE","arn:aws:iam::111122223333:role/team/ops"]}})",
     .session = kAllow,
     .verdict = Verdict::kAllowed},
    {.name = "EveryKind",
     .caller = kSession,
     .identity = kAllow,
     .on_resource = R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})",
     .boundary = kAllow,
     .session = kAllow,
     .endpoint = R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})",
     .scp = R"([[{"Effect":"Allow","Action":"*","Resource":"*"}],)"
            R"([{"Effect":"Allow","Action":"s3:*","Resource":"*"}]])",
     .rcp = R"([[{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}],[]])",
     .verdict = Verdict::kAllowed},
    {.name = "ScpLevelMissing",
     .identity = kAllow,
     .scp = R"([[{"Effect":"Allow","Action":"*","Resource":"*"}],[]])"},
    {.name = "CrossAccount",
     .caller = kForeigner,
     .identity = kAllow,
     .on_resource =
         R"({"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"*","Resource":"*"})",
     .verdict = Verdict::kAllowed},
    {.name = "WhoAmI",
     .action = "sts:GetCallerIdentity",
     .resource = "*",
     .identity = kSilent,
     .verdict = Verdict::kAllowed},
};

TEST_P(Allocation, EvaluateAsksForNoMemory) {
  const auto set = PolicySet::Compile(ParsePolicies(GetParam()));
  const auto request = MakeRequest(GetParam());
  ASSERT_TRUE(set && request);
  const std::size_t before = AllocationCount();
  const auto decision = Evaluate(*set, *request);
  const std::size_t after = AllocationCount();
  ASSERT_TRUE(decision);
  EXPECT_EQ(VerdictName(decision->verdict), VerdictName(GetParam().verdict));
  EXPECT_EQ(after - before, 0u);
}
INSTANTIATE_TEST_SUITE_P(Rows, Allocation, testing::ValuesIn(kRows), CaseName<RuleCase>);

TEST(AllocationCount, SeesAllocations) {
  const std::size_t before = AllocationCount();
  const auto request = MakeRequest(RuleCase{});
  EXPECT_GT(AllocationCount(), before);
}

}  // namespace
}  // namespace keyward::policy::rules
