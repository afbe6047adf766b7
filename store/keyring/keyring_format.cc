// SPDX-License-Identifier: Apache-2.0
#include "store/keyring/keyring_format.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/byte_order.h"
#include "crypto/errors.h"

namespace keyward::store::keyring {
namespace {

constexpr std::string_view kMagic = "KWKEYRNG";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kRingHeaderBytes = kKeyBytes + 4;
constexpr std::size_t kDataKeyBytes = 4 + 8 + kKeyBytes;

bool IsKnown(std::uint8_t kind) {
  return kind >= static_cast<std::uint8_t>(SealKind::kPassphrase) &&
         kind <= static_cast<std::uint8_t>(SealKind::kPkcs11);
}

// Copies into secret memory, and steps past what was written.
void Put(crypto::MutableBytes& out, crypto::Bytes bytes) {
  std::ranges::copy(bytes, out.begin());
  out = out.subspan(bytes.size());
}

void Put(crypto::MutableBytes& out, std::uint64_t number, std::size_t bytes) {
  std::string text;
  core::AppendBigEndian(text, number, bytes);
  Put(out, crypto::AsBytes(text));
}

}  // namespace

core::Result<KeyringParts> SplitKeyring(std::string_view bytes) {
  core::ByteReader reader(bytes);
  KeyringParts parts;
  const bool magic = reader.Take(kMagic.size()) == kMagic;
  const std::uint8_t version = reader.U8();
  if (!magic || !reader.ok()) return crypto::InvalidCiphertext();
  if (version != kVersion) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "KeyringTooNew",
                       "the keyring has format version " + std::to_string(version) +
                           ", and this program reads version " + std::to_string(kVersion)};
  }
  const std::uint8_t kind = reader.U8();
  KeyringHeader& header = parts.header;
  std::ranges::copy(crypto::AsBytes(reader.Take(header.installation.size())),
                    header.installation.begin());
  header.generation = reader.U64();
  header.wrapped.parameters = reader.Take(reader.U16());
  header.wrapped.wrapped = reader.Take(reader.U16());
  if (!reader.ok() || !IsKnown(kind) || header.generation == 0 ||
      header.wrapped.parameters.size() > kMaxSealParameterBytes ||
      header.wrapped.wrapped.size() > kMaxWrappedKeyBytes) {
    return crypto::InvalidCiphertext();
  }
  header.seal = static_cast<SealKind>(kind);
  parts.bound = bytes.substr(0, reader.offset());
  parts.sealed_ring = bytes.substr(reader.offset());
  return parts;
}

std::string WriteHeader(const KeyringHeader& header) {
  std::string bytes(kMagic);
  core::AppendU8(bytes, kVersion);
  core::AppendU8(bytes, static_cast<std::uint8_t>(header.seal));
  bytes.append(crypto::AsText(header.installation));
  core::AppendU64(bytes, header.generation);
  core::AppendU16(bytes, static_cast<std::uint16_t>(header.wrapped.parameters.size()));
  bytes.append(header.wrapped.parameters);
  core::AppendU16(bytes, static_cast<std::uint16_t>(header.wrapped.wrapped.size()));
  return bytes.append(header.wrapped.wrapped);
}

core::Result<RingKeys> ReadRing(const crypto::SecretBytes& ring) {
  core::ByteReader reader(crypto::AsText(ring.Expose()));
  const std::string_view integrity = reader.Take(kKeyBytes);
  const std::uint32_t count = reader.U32();
  if (!reader.ok() || count == 0 || count > kMaxDataKeys ||
      ring.size() != kRingHeaderBytes + count * kDataKeyBytes) {
    return crypto::InvalidCiphertext();
  }
  core::Result<crypto::SecretArray<32>> integrity_key =
      crypto::SecretArray<32>::Copy(crypto::AsBytes(integrity));
  if (!integrity_key) return std::move(integrity_key).error();
  RingKeys keys{*std::move(integrity_key), {}};
  keys.data_keys.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t number = reader.U32();
    const auto created = static_cast<std::int64_t>(reader.U64());
    if (number <= (keys.data_keys.empty() ? 0 : keys.data_keys.back().number)) {
      return crypto::InvalidCiphertext();
    }
    core::Result<crypto::SecretArray<32>> key =
        crypto::SecretArray<32>::Copy(crypto::AsBytes(reader.Take(kKeyBytes)));
    if (!key) return std::move(key).error();
    keys.data_keys.push_back({number, created, *std::move(key)});
  }
  return keys;
}

core::Result<crypto::SecretBytes> WriteRing(const crypto::SecretArray<32>& integrity_key,
                                            std::span<const DataKey> data_keys) {
  return crypto::SecretBytes::Build(kRingHeaderBytes + data_keys.size() * kDataKeyBytes,
                                    [&](crypto::MutableBytes out) -> core::Result<void> {
                                      Put(out, integrity_key.Expose());
                                      Put(out, data_keys.size(), 4);
                                      for (const DataKey& data_key : data_keys) {
                                        Put(out, data_key.number, 4);
                                        Put(out, static_cast<std::uint64_t>(data_key.created), 8);
                                        Put(out, data_key.key.Expose());
                                      }
                                      return {};
                                    });
}

}  // namespace keyward::store::keyring
