// SPDX-License-Identifier: Apache-2.0
#include "crypto/constant_time.h"

#include <openssl/crypto.h>

namespace keyward::crypto {

bool ConstantTimeEquals(Bytes a, Bytes b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace keyward::crypto
