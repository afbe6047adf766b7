// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "api/page_token.h"
#include "core/result.h"
#include "crypto/random.h"
#include "store/sealed/sealed_store.h"

namespace keyward::server::node {

// 32 random bytes: the key of the page tokens, made once and kept for all who serve the store, so
// that a list goes on after a restart.
inline constexpr std::string_view kPageKey = "server/page-token-key";

// Loads the key, or makes it; two that make it at once get the same. Errors: those of the store;
// kDataLoss "StoreDamaged" when the record is no key. Thread-safe.
core::Result<api::PageTokens> LoadPageTokens(store::sealed::SealedStore& store,
                                             crypto::Random& random);

}  // namespace keyward::server::node
