// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/target.h"
#include "core/result.h"
#include "policy/engine/policy_set.h"
#include "store/store.h"

namespace keyward::iam {

// What holds for one principal or account, compiled, and the store keys that it was made of: when
// none of them has changed it still holds.
struct LoadedPolicies {
  std::shared_ptr<const policy::engine::PolicySet> set;  // null: there are no policies
  std::vector<api::Tag> tags;                            // the principal's own
  std::vector<std::string> keys;
  bool management_account = false;  // of the organization: control policies do not hold for it
};

// Reads a user's policies: inline and attached, its groups', and its boundary. `unique_id` must be
// the user's: one that was deleted and made again under the same name is somebody else. Errors:
// kUnauthenticated "InvalidClientTokenId" when there is no such user; kDataLoss; those of the
// store.
core::Result<LoadedPolicies> LoadUserPolicies(store::Store& store, std::string_view account,
                                              std::string_view name, std::string_view unique_id);
// The same of a role.
core::Result<LoadedPolicies> LoadRolePolicies(store::Store& store, std::string_view account,
                                              std::string_view name, std::string_view unique_id);

// Reads the service control policies that hold for an account's principals: the organization root's
// and the account's own, a level each; or the resource control policies that hold for its
// resources. At a level to which nothing was ever attached everything is allowed, as by AWS's
// FullAWSAccess; a level whose service control policies allow nothing lets nothing through. While
// the organization has a type disabled, no policy of it holds.
core::Result<LoadedPolicies> LoadServiceControl(store::Store& store, std::string_view account);
core::Result<LoadedPolicies> LoadResourceControl(store::Store& store, std::string_view account);

}  // namespace keyward::iam
