// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/result.h"

namespace keyward::core {

// An Amazon Resource Name, `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, as views into its text.
//
// Region and account may be empty. The resource is everything after the fifth colon and may hold
// colons: `TYPE/ID`, `TYPE:ID`, `TYPE/ID:QUALIFIER`, or a bare id. Source: AWS General Reference,
// "Amazon Resource Names (ARNs)".
struct Arn {
  std::string_view partition;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;

  // Splits at the first five colons. Returns nothing unless the text begins with `arn:` and has six
  // parts. Checks no part: wildcards and empty parts pass. Allocates nothing. Thread-safe.
  static std::optional<Arn> Split(std::string_view text);

  // Reads the ARN of one thing. The partition, service and resource must not be empty, the
  // partition must be a known one, the account empty, `aws`, `cloudfront` or twelve digits, and
  // nothing before the resource may be a wildcard or a control character. Errors: kInvalidArgument
  // named "ValidationError", message "`TEXT` is not a valid ARN: …".
  static Result<Arn> Parse(std::string_view text);

  // The part of the resource before its first `/` or `:`; all of it when it has neither.
  std::string_view resource_type() const;
  // The part after that; "" when there is none.
  std::string_view resource_id() const;
};

// Whether `text` is a twelve-digit AWS account id.
bool IsAccountId(std::string_view text);

// Whether `text` names a partition: aws, aws-cn, aws-us-gov, aws-iso, aws-iso-b, aws-iso-e,
// aws-iso-f, aws-eusc.
bool IsPartition(std::string_view text);

}  // namespace keyward::core
