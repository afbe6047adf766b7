// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.h"

#include <sodium.h>

#include "crypto/algorithms.h"

namespace keyward::crypto {

SystemRandom::SystemRandom() { EnsureSodium(); }

void SystemRandom::Fill(MutableBytes out) { randombytes_buf(out.data(), out.size()); }

}  // namespace keyward::crypto
