// SPDX-License-Identifier: Apache-2.0
#include "crypto/kdf.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "crypto/errors.h"
#include "crypto/wipe.h"

namespace keyward::crypto {
namespace {

constexpr std::size_t kCounterSize = 4;
constexpr std::array<std::uint8_t, 1> kSeparator = {0};

std::array<std::uint8_t, 4> BigEndian(std::size_t value) {
  return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
          static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

// Fills `out` with block(1) || block(2) || …, the last cut short. `block(i, previous, out)` writes
// one whole digest; `previous` is the block before, empty at first.
template <typename Block>
core::Result<void> FillBlocks(std::size_t block_size, MutableBytes out, Block&& block) {
  Bytes previous;
  for (std::size_t i = 1; !out.empty(); ++i) {
    if (out.size() >= block_size) {
      core::Result<void> made = block(i, previous, out.first(block_size));
      if (!made) return made;
      previous = out.first(block_size);
      out = out.subspan(block_size);
      continue;
    }
    std::array<std::uint8_t, kMaxDigestSize> last;
    core::Result<void> made = block(i, previous, MutableBytes(last).first(block_size));
    if (made) std::copy_n(last.begin(), out.size(), out.begin());
    Wipe(last);
    return made;
  }
  return {};
}

// SP 800-108r1 section 4.1, process: K(i) := PRF(K_IN, [i]_2 || FixedInput).
core::Result<void> Counter(const Hmac& prf, std::span<const Bytes, 4> fixed_input,
                           MutableBytes out) {
  if (prf.algorithm() != HashAlgorithm::kSha256) return InvalidInput("the PRF is HMAC-SHA-256");
  if (out.empty() || out.size() > kMaxCounterKdfSize) {
    return InvalidInput("a key of 1 to 1024 bytes can be derived");
  }
  // One update instead of five where the input fits, as that of every caller of ours does.
  std::array<std::uint8_t, 256> joined = {};
  std::size_t length = kCounterSize;
  for (const Bytes part : fixed_input) {
    if (part.size() <= joined.size() - std::min(length, joined.size())) {
      std::ranges::copy(part, joined.begin() + static_cast<std::ptrdiff_t>(length));
    }
    length += part.size();
  }
  return FillBlocks(DigestSize(HashAlgorithm::kSha256), out,
                    [&](std::size_t i, Bytes /*previous*/, MutableBytes block) {
                      const auto counter = BigEndian(i);
                      if (length <= joined.size()) {
                        std::ranges::copy(counter, joined.begin());
                        const Bytes input = Bytes(joined).first(length);
                        return prf.ComputeInto({&input, 1}, block);
                      }
                      const std::array<Bytes, 5> parts = {counter, fixed_input[0], fixed_input[1],
                                                          fixed_input[2], fixed_input[3]};
                      return prf.ComputeInto(parts, block);
                    });
}

}  // namespace

core::Result<void> CounterKdf(const Hmac& prf, std::string_view label, Bytes context,
                              MutableBytes out) {
  if (label.find('\0') != std::string_view::npos) return InvalidInput("the label has a zero byte");
  const auto bits = BigEndian(out.size() * 8);
  return Counter(prf, std::array<Bytes, 4>{AsBytes(label), kSeparator, context, bits}, out);
}

core::Result<SecretBytes> CounterKdf(const SecretBytes& key, std::string_view label, Bytes context,
                                     std::size_t size) {
  const core::Result<Hmac> prf = Hmac::Create(HashAlgorithm::kSha256, key);
  if (!prf) return prf.error();
  return SecretBytes::Build(
      size, [&](MutableBytes out) { return CounterKdf(*prf, label, context, out); });
}

core::Result<SecretBytes> CounterKdfFixedInput(const SecretBytes& key, Bytes fixed_input,
                                               std::size_t size) {
  const core::Result<Hmac> prf = Hmac::Create(HashAlgorithm::kSha256, key);
  if (!prf) return prf.error();
  return SecretBytes::Build(size, [&](MutableBytes out) {
    return Counter(*prf, std::array<Bytes, 4>{fixed_input, Bytes(), Bytes(), Bytes()}, out);
  });
}

core::Result<SecretBytes> HkdfExtract(HashAlgorithm algorithm, Bytes salt,
                                      const SecretBytes& input) {
  // HMAC pads its key with zeros, so that an empty salt is the zeros that RFC 5869 asks for.
  return SecretBytes::Copy(salt)
      .and_then([&](const SecretBytes& key) { return Hmac::Create(algorithm, key); })
      .and_then([&](const Hmac& prf) {
        const Bytes message = input.Expose();
        return prf.ComputeSecret({&message, 1});
      });
}

core::Result<SecretBytes> HkdfExpand(HashAlgorithm algorithm, const SecretBytes& key, Bytes info,
                                     std::size_t size) {
  const std::size_t block_size = DigestSize(algorithm);
  if (size == 0 || size > 255 * block_size) {
    return InvalidInput("HKDF expands to 1 byte up to 255 digests");
  }
  if (key.size() < block_size) return InvalidInput("the key is shorter than the digest");
  const core::Result<Hmac> prf = Hmac::Create(algorithm, key);
  if (!prf) return prf.error();
  return SecretBytes::Build(size, [&](MutableBytes out) {
    // RFC 5869 section 2.3: T(i) = HMAC-Hash(PRK, T(i-1) | info | i), i a single octet.
    return FillBlocks(block_size, out, [&](std::size_t i, Bytes previous, MutableBytes block) {
      const std::array<std::uint8_t, 1> counter = {static_cast<std::uint8_t>(i)};
      return prf->ComputeInto(std::array<Bytes, 3>{previous, info, counter}, block);
    });
  });
}

core::Result<SecretBytes> Hkdf(HashAlgorithm algorithm, Bytes salt, const SecretBytes& input,
                               Bytes info, std::size_t size) {
  return HkdfExtract(algorithm, salt, input).and_then([&](const SecretBytes& key) {
    return HkdfExpand(algorithm, key, info, size);
  });
}

}  // namespace keyward::crypto
