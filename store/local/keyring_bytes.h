// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/result.h"

namespace keyward::store::local {

// The keyring as Meta(kKeyringMeta) gave it. Errors: its own; kFailedPrecondition "NotInitialized",
// naming the directory, when there is none.
core::Result<std::string> RequireKeyring(core::Result<std::optional<std::string>> keyring,
                                         const std::string& directory);

}  // namespace keyward::store::local
