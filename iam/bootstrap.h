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

// Makes an account with a root access key, in one transaction, unless the account exists: then
// returns nothing. Two that do so at once make it once. The first account of an installation is the
// management account of its organization. `name` is for people.
//
// Errors: kInvalidArgument "ValidationError" unless `account` is 12 digits; those of the store.
core::Result<std::optional<RootCredential>> CreateAccount(store::Store& store,
                                                          std::string_view account,
                                                          std::string_view name,
                                                          std::chrono::sys_seconds now,
                                                          crypto::Random& random);

}  // namespace keyward::iam
