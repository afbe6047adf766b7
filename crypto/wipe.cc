// SPDX-License-Identifier: Apache-2.0
#include "crypto/wipe.h"

#include <string.h>  // explicit_bzero, which <cstring> does not promise

namespace keyward::crypto {

void Wipe(MutableBytes bytes) noexcept {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
}

void Wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // within the capacity: neither allocates nor moves
  explicit_bzero(text.data(), text.size());
  text.clear();
}

}  // namespace keyward::crypto
