// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret_bytes.h"

#include <algorithm>

#include "crypto/constant_time.h"

namespace keyward::crypto {

core::Result<SecretBytes> SecretBytes::Zeroed(std::size_t size) {
  if (size > kMaxSize) return InvalidInput("a secret has at most 1048576 bytes");
  return SecretArena::Instance().Allocate(size).transform(
      [](SecretBlock block) { return SecretBytes(block); });
}

core::Result<SecretBytes> SecretBytes::Copy(Bytes bytes) {
  return Build(bytes.size(), [&](MutableBytes out) {
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return core::Result<void>();
  });
}

core::Result<SecretBytes> SecretBytes::Generate(std::size_t size, Random& random) {
  return Build(size, [&](MutableBytes out) {
    random.Fill(out);
    return core::Result<void>();
  });
}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    SecretArena::Instance().Free(block_);
    block_ = std::exchange(other.block_, {});
  }
  return *this;
}

SecretBytes::~SecretBytes() { SecretArena::Instance().Free(block_); }

bool SecretBytes::Equals(Bytes other) const { return ConstantTimeEquals(Expose(), other); }

}  // namespace keyward::crypto
