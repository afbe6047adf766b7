// SPDX-License-Identifier: Apache-2.0
#include "store/local/keyring_bytes.h"

#include <utility>

namespace keyward::store::local {

core::Result<std::string> RequireKeyring(core::Result<std::optional<std::string>> keyring,
                                         const std::string& directory) {
  if (!keyring) return std::move(keyring).error();
  if (*keyring) return **std::move(keyring);
  return core::Error{core::ErrorCode::kFailedPrecondition, "NotInitialized",
                     "the store in `" + directory + "` has no keyring: run `keyward seal init`"};
}

}  // namespace keyward::store::local
