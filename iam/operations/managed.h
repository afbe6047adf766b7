// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/call.h"
#include "core/result.h"
#include "iam/records.h"

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

  // The document of the default version.
  const std::string& document() const;
};

// Reads a policy by its ARN: the account's own or one of AWS's. Nothing when there is none of that
// path and name, in that case, or it is another account's. Errors: those of Load.
core::Result<std::optional<Managed>> LoadManaged(api::Call& call, std::string_view arn);

// Saves an own policy; of AWS's the counts alone.
void SaveManaged(api::Call& call, const Managed& managed);

}  // namespace keyward::iam
