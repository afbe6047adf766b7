// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "store/keyring/seal.h"

namespace keyward::store::keyring {

// The keyring key under a root key that this process holds: AES key wrap (RFC 3394), 40 bytes. For
// the seals whose root key is not in a device. Thread-safe.
core::Result<std::string> WrapUnder(const KeyringKey& root, const KeyringKey& key);
// Errors: InvalidCiphertext() whatever is wrong.
core::Result<KeyringKey> UnwrapUnder(const KeyringKey& root, std::string_view wrapped);

}  // namespace keyward::store::keyring
