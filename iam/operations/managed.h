// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "iam/operations/entity.h"

// Managed policies as operations see them: an account's own and AWS's in one form. Thread-safe: a
// call is one thread's.
namespace keyward::iam {

struct Managed {
  std::string arn;
  std::string
      key;  // of the account's own record; of AWS's, of the record of its use in the account
  bool is_aws = false;  // can be attached and read, not changed
  // AWS's is made up of iam/aws_policies.h and the account's counts.
  rec::ManagedPolicy policy;
};

// Reads a policy by its ARN: the account's own or one of AWS's. Nothing when there is none of that
// path and name, in that case, or it is another account's. Errors: those of Load.
core::Result<std::optional<Managed>> LoadManaged(api::Call& call, std::string_view arn);

// The same. Errors also: kNotFound "NoSuchEntity" with AWS's sentence.
core::Result<Managed> FindManaged(api::Call& call, std::string_view arn);

// One that may be changed. Errors also: kPermissionDenied "AccessDenied" for one of AWS's, which
// nobody may; `action` is what was asked for.
core::Result<Managed> FindOwn(api::Call& call, std::string_view arn, std::string_view action);

// Saves an own policy; of AWS's the counts alone.
void SaveManaged(api::Call& call, const Managed& managed);

// The policy of a request as target, with its tags; whether it is there is not told. Errors:
// kInvalidArgument "InvalidInput" for all that is no policy's ARN; those of Load.
Targets PolicyTarget(api::Call& call, std::string_view arn);

// What CreatePolicy and ListPolicies show: all but description and tags.
v1::Policy ShowPolicy(const Managed& managed);

inline std::string VersionId(std::uint32_t number) { return "v" + std::to_string(number); }

}  // namespace keyward::iam
