// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/random.h"
#include "crypto/secret_bytes.h"
#include "store/store.h"

namespace keyward::iam {

// The first credential of an account: its root user's.
struct RootCredential {
  std::string account;
  std::string access_key_id;
  crypto::SecretBytes secret_access_key;
};

// A credential for an account that is to be made. Errors: kInvalidArgument "ValidationError" unless
// `account` is 12 digits; those of SecretBytes.
core::Result<RootCredential> NewRootCredential(std::string_view account, crypto::Random& random);

// Makes the account of `root` with that root access key, in one transaction, unless the account
// exists: then returns false. Two that do so at once make it once. The first account of an
// installation is the management account of its organization. `name` is for people. So whoever
// must not lose the secret can keep it before the account is there.
//
// Errors: those of the store.
core::Result<bool> CreateAccount(store::Store& store, const RootCredential& root,
                                 std::string_view name, std::chrono::sys_seconds now);

// The same with a new credential, which it returns; nothing when the account exists. Errors: also
// those of NewRootCredential.
core::Result<std::optional<RootCredential>> CreateAccount(store::Store& store,
                                                          std::string_view account,
                                                          std::string_view name,
                                                          std::chrono::sys_seconds now,
                                                          crypto::Random& random);

}  // namespace keyward::iam
