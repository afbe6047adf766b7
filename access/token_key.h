// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "auth/tokens/access_token.h"
#include "core/result.h"
#include "crypto/random.h"
#include "store/store.h"

namespace keyward::access {

// Where the key under which access tokens are sealed is kept: 32 bytes, sealed by the store as
// every value is. Without the record the next start makes another, and no token from before opens.
inline constexpr std::string_view kTokenKeyKey = "access/token-key";

// Reads the key, making it when there is none; two that make one at once get the same.
//
// Errors: kDataLoss "StoreDamaged" for a record of another size; those of the store.
core::Result<auth::AccessTokens::Key> LoadTokenKey(store::Store& store, crypto::Random& random);

}  // namespace keyward::access
