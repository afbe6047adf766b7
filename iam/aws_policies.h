// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace keyward::iam {

// A managed policy that every installation has, as every AWS account does: it belongs to `aws`, can
// be attached, and cannot be changed.
struct AwsPolicy {
  std::string_view path;  // "/" or "/job-function/"
  std::string_view name;
  std::string_view id;  // ANPA…
  std::string_view document;
  std::string_view description;
};

// Ascending by name. Thread-safe. Source: AWS Managed Policy Reference.
std::span<const AwsPolicy> AwsPolicies();

// The document of one; "" when there is none of that name. Names are case-sensitive in ARNs.
std::string_view AwsPolicyDocument(std::string_view name);

}  // namespace keyward::iam
