// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace keyward::iam {

// A managed policy that every installation has, as every AWS account does: it belongs to `aws`, can
// be attached, and cannot be changed. Version and times are AWS's, of the document that is here;
// the id is this installation's.
struct AwsPolicy {
  std::string_view path;  // "/" or "/job-function/"
  std::string_view name;
  std::string_view id;  // ANPA…
  std::string_view document;
  std::string_view description;
  std::uint32_t version = 1;  // of v1, v2 …: the only one that is known here
  std::int64_t created = 0;   // seconds since 1970-01-01 UTC
  std::int64_t updated = 0;   // when this version was
};

// Ascending by name. Thread-safe. Source: AWS Managed Policy Reference.
std::span<const AwsPolicy> AwsPolicies();

// The document of one; "" when there is none of that name. Names are case-sensitive in ARNs.
std::string_view AwsPolicyDocument(std::string_view name);

}  // namespace keyward::iam
