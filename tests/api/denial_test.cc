// SPDX-License-Identifier: Apache-2.0
#include "api/denial.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace keyward::api {
namespace {

using policy::engine::Decision;
using policy::engine::Layer;
using policy::engine::Reason;
using policy::engine::Verdict;

constexpr const char* kStart =
    "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: iam:ListUsers on "
    "resource: arn:aws:iam::111122223333:user/";

TEST(DenialMessage, IsAwssSentence) {
  const struct {
    const char* name;
    Verdict verdict;
    std::optional<Layer> layer;
    const char* end;
  } kCases[] = {
      {"NoIdentity", Verdict::kImplicitDeny, Layer::kIdentity,
       " because no identity-based policy allows the iam:ListUsers action"},
      {"NoBoundary", Verdict::kImplicitDeny, Layer::kBoundary,
       " because no permissions boundary allows the iam:ListUsers action"},
      {"NoScp", Verdict::kImplicitDeny, Layer::kScp,
       " because no service control policy allows the iam:ListUsers action"},
      {"NoRcp", Verdict::kImplicitDeny, Layer::kRcp,
       " because no resource control policy allows the iam:ListUsers action"},
      {"NoSession", Verdict::kImplicitDeny, Layer::kSession,
       " because no session policy allows the iam:ListUsers action"},
      {"NoResource", Verdict::kImplicitDeny, Layer::kResource,
       " because no resource-based policy allows the iam:ListUsers action"},
      {"NoEndpoint", Verdict::kImplicitDeny, Layer::kEndpoint,
       " because no VPC endpoint policy allows the iam:ListUsers action"},
      {"DeniedByIdentity", Verdict::kExplicitDeny, Layer::kIdentity,
       " with an explicit deny in an identity-based policy"},
      {"DeniedByScp", Verdict::kExplicitDeny, Layer::kScp,
       " with an explicit deny in a service control policy"},
      {"DeniedByBoundary", Verdict::kExplicitDeny, Layer::kBoundary,
       " with an explicit deny in a permissions boundary"},
      {"Unknown", Verdict::kImplicitDeny, std::nullopt, ""},
  };
  for (const auto& test : kCases) {
    Decision decision;
    decision.verdict = test.verdict;
    decision.blocked_by = test.layer;
    EXPECT_EQ(DenialMessage("arn:aws:iam::111122223333:user/bob", "iam:ListUsers",
                            "arn:aws:iam::111122223333:user/", decision),
              std::string(kStart) + test.end)
        << test.name;
  }
}

TEST(DenialMessage, RootThatWantsARoleIsToldSo) {
  Decision decision;
  decision.reason = Reason::kRootCannotAssumeRoles;
  EXPECT_EQ(DenialMessage("arn:aws:iam::111122223333:root", "sts:AssumeRole",
                          "arn:aws:iam::111122223333:role/r", decision),
            "User: arn:aws:iam::111122223333:root is not authorized to perform: sts:AssumeRole on "
            "resource: arn:aws:iam::111122223333:role/r because roles may not be assumed by root "
            "accounts");
}

}  // namespace
}  // namespace keyward::api
