// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>

#include "core/json.h"
#include "policy/language/policy.h"
#include "tests/policy/language/case_name.h"

namespace keyward::policy::language {

// What AWS publishes of each kind of policy.
struct KindCase {
  const char* name;
  PolicyKind kind;
  std::string_view malformed;  // the error of a malformed document
  std::size_t limit;           // characters
  bool principal;              // has Principal elements
  bool resource;               // has Resource elements
  bool space_counts;
  bool strict_sids;  // letters and digits, unique

  friend void PrintTo(const KindCase& row, std::ostream* out) { *out << row.name; }
};

inline constexpr std::string_view kIamError = "MalformedPolicyDocument";
inline constexpr std::string_view kJsonError = "MalformedPolicyDocumentException";

inline constexpr std::array<KindCase, 15> kKinds = {{
    {"Identity", PolicyKind::kIdentity, kIamError, 10'240, false, true, false, true},
    {"Managed", PolicyKind::kManaged, kIamError, 6'144, false, true, false, true},
    {"UserInline", PolicyKind::kUserInline, kIamError, 2'048, false, true, false, true},
    {"GroupInline", PolicyKind::kGroupInline, kIamError, 5'120, false, true, false, true},
    {"RoleInline", PolicyKind::kRoleInline, kIamError, 10'240, false, true, false, true},
    {"Boundary", PolicyKind::kBoundary, kIamError, 6'144, false, true, false, true},
    {"Session", PolicyKind::kSession, kIamError, 2'048, false, true, false, true},
    {"ServiceControl", PolicyKind::kServiceControl, kJsonError, 5'120, false, true, false, true},
    {"ResourceControl", PolicyKind::kResourceControl, kJsonError, 5'120, true, true, true, true},
    {"Endpoint", PolicyKind::kEndpoint, "InvalidPolicyDocument", 20'480, true, true, true, false},
    {"Bucket", PolicyKind::kBucket, "MalformedPolicy", 20'480, true, true, true, false},
    {"Key", PolicyKind::kKey, kJsonError, 32'768, true, true, true, false},
    {"Trust", PolicyKind::kTrust, kIamError, 4'096, true, false, false, true},
    {"Secret", PolicyKind::kSecret, kJsonError, 20'480, true, true, true, false},
    {"OtherResource", PolicyKind::kOtherResource, kIamError, 32'768, true, true, true, false},
}};

using OrderedJson = nlohmann::ordered_json;

// A valid policy of the kind that has every element which the kind has, each list with two values.
inline OrderedJson ValidPolicy(const KindCase& kind) {
  OrderedJson statement = {{"Sid", "One"}, {"Effect", "Deny"}};
  if (kind.principal) {
    statement["Principal"]["AWS"] = {"111122223333", "arn:aws:iam::444455556666:user/alice"};
    statement["Principal"]["Service"] = "lambda.amazonaws.com";
  }
  if (kind.kind == PolicyKind::kResourceControl) statement["Principal"] = "*";
  statement["Action"] = {"s3:GetObject", "s3:Put*"};
  if (kind.resource) statement["Resource"] = {"arn:aws:s3:::reports/*", "arn:aws:s3:::logs/*"};
  statement["Condition"]["StringEquals"]["aws:RequestedRegion"] = {"eu-west-1", "eu-west-2"};
  OrderedJson policy = {{"Version", "2012-10-17"}, {"Id", "policy"}};
  policy["Statement"] = OrderedJson::array({statement});
  return policy;
}

// The view at an RFC 6901 pointer; the root when there is none.
inline core::JsonView At(const core::JsonDocument& document, std::string_view pointer) {
  core::JsonView found = document.root();
  const auto visit = [&](const auto& self, core::JsonView view) -> void {
    if (view.pointer() == pointer) found = view;
    for (const core::JsonView child : view) self(self, child);
  };
  visit(visit, document.root());
  EXPECT_EQ(found.pointer(), pointer);
  return found;
}

}  // namespace keyward::policy::language
