// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/caller.h"
#include "iam/key_use.h"
#include "store/store.h"

namespace keyward::iam {

// Whose an access key is, by the records in the store: of a user, or of an account's root user.
// Thread-safe.
class DirectoryCredentials final : public api::CredentialResolver {
 public:
  // `uses`, if given, is told of each use; both outlive this.
  explicit DirectoryCredentials(store::Store& store, KeyUse* uses = nullptr)
      : store_(store), uses_(uses) {}

  // Session tokens are not known yet: a request with one is refused.
  core::Result<api::Credential> Resolve(std::string_view access_key_id,
                                        std::string_view session_token) override;

  void Used(const api::Caller& caller, std::string_view service, std::string_view region,
            std::chrono::sys_seconds time) override;

 private:
  store::Store& store_;
  KeyUse* uses_;
};

}  // namespace keyward::iam
