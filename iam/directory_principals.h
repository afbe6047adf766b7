// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "api/caller.h"
#include "core/result.h"
#include "store/store.h"

namespace keyward::iam {

// Who a user is, by its ARN and the records in the store. Thread-safe.
class DirectoryPrincipals final : public api::PrincipalResolver {
 public:
  explicit DirectoryPrincipals(store::Store& store) : store_(store) {}

  // Users alone: a role is taken on through STS, and an account's root user comes with its key. The
  // ARN is compared as a whole, path included, so that it does not survive a move.
  core::Result<api::Caller> ResolvePrincipal(std::string_view arn) override;

 private:
  store::Store& store_;
};

}  // namespace keyward::iam
