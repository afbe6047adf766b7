// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/caller.h"
#include "store/store.h"

namespace keyward::iam {

// Whose an access key is, by the records in the store: of a user, or of an account's root user.
// Thread-safe.
class DirectoryCredentials final : public api::CredentialResolver {
 public:
  explicit DirectoryCredentials(store::Store& store) : store_(store) {}

  // Session tokens are not known yet: a request with one is refused.
  core::Result<api::Credential> Resolve(std::string_view access_key_id,
                                        std::string_view session_token) override;

 private:
  store::Store& store_;
};

}  // namespace keyward::iam
