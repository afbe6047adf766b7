// SPDX-License-Identifier: Apache-2.0
//
// One PolicySet and one Request, shared by threads. Says most when it is built with
// -fsanitize=thread.
#include <array>
#include <atomic>
#include <thread>

#include "tests/policy/rules/rule_case.h"

namespace keyward::policy::rules {
namespace {

using engine::PolicySet;
using engine::Request;

constexpr int kThreads = 4;
constexpr int kRounds = 500;

constexpr std::string_view kIdentityPolicy =
    R"([{"Sid":"Home","Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/${aws:username}/*"},)"
    R"({"Sid":"Tagged","Effect":"Allow","Action":"*","Resource":"*","Condition":{)"
    R"("ForAnyValue:StringLike":{"aws:TagKeys":"t*"},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}},)"
    R"({"Sid":"No","Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::*c*r*t*",)"
    R"("Condition":{"DateGreaterThan":{"aws:CurrentTime":"2024-01-01"}}}])";

RuleCase Asked(std::string_view resource, std::string_view context) {
  return {.resource = resource,
          .context = context,
          .identity = kIdentityPolicy,
          .on_resource =
              R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/bob"},)"
              R"("Action":"*","Resource":"*"})",
          .scp = R"([[{"Effect":"Allow","Action":"*","Resource":"*"}]])"};
}

struct Question {
  Request request;
  Verdict verdict;
};

std::vector<Question> Questions() {
  constexpr std::string_view kAsAlice =
      R"({"aws:username":"alice","aws:CurrentTime":"2024-06-01"})";
  std::vector<Question> questions;
  questions.push_back({*MakeRequest(Asked("arn:aws:s3:::b/alice/x", kAsAlice)), Verdict::kAllowed});
  questions.push_back(
      {*MakeRequest(Asked("arn:aws:s3:::b/bob/x", kAsAlice)), Verdict::kImplicitDeny});
  questions.push_back(
      {*MakeRequest(Asked("arn:aws:s3:::b/secret", kAsAlice)), Verdict::kExplicitDeny});
  questions.push_back({*MakeRequest(Asked("arn:aws:s3:::b/bob/x",
                                          R"({"aws:TagKeys":["team"],"aws:SourceIp":"10.0.0.1"})")),
                       Verdict::kAllowed});
  return questions;
}

// Asks every question, in both ways, and counts wrong answers.
int Misjudged(const PolicySet& set, const std::vector<Question>& questions) {
  int wrong = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (const Question& question : questions) {
      const auto decision = Evaluate(set, question.request);
      wrong += decision && decision->verdict == question.verdict ? 0 : 1;
      if (round % 10 != 0) continue;
      const auto explanation = Explain(set, question.request);
      wrong += explanation && explanation->decision.verdict == question.verdict ? 0 : 1;
    }
  }
  return wrong;
}

TEST(SharedPolicySet, EveryThreadGetsTheSameDecisions) {
  const auto set = PolicySet::Compile(ParsePolicies(Asked(kObject, "{}")));
  ASSERT_TRUE(set);
  const std::vector<Question> questions = Questions();
  std::atomic<int> wrong = 0;
  std::array<std::thread, kThreads> threads;
  for (std::thread& thread : threads) {
    thread = std::thread([&] { wrong += Misjudged(*set, questions); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace keyward::policy::rules
