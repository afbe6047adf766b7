// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/ledger_cipher.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/byte_order.h"
#include "crypto/errors.h"
#include "crypto/kdf.h"
#include "store/sealed/record.h"

namespace keyward::store::sealed {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kAnchored = 1;
constexpr std::string_view kLabel = "keyward/store/ledger/v1";
constexpr std::string_view kHashLabel = "keyward/store/set/v1";

// What of a sealed value tells it from every other: see LedgerCipher.
constexpr std::size_t kHeadBytes = kRecordHeaderBytes + crypto::DerivingAead::kHeaderSize;
constexpr std::size_t kTailBytes = crypto::DerivingAead::kTagSize;

SetSum NumberOf(std::string_view bytes) {
  core::ByteReader reader(bytes);
  SetSum number = {};
  for (std::size_t i = number.size(); i-- > 0;) number[i] = reader.U64();
  return number;
}

std::string Write(const LedgerState& state) {
  std::string bytes(crypto::AsText(state.installation));
  core::AppendU64(bytes, state.epoch);
  core::AppendU64(bytes, state.keyring_generation);
  core::AppendU64(bytes, state.revision);
  core::AppendU64(bytes, state.records);
  core::AppendU64(bytes, state.sequence);
  core::AppendU8(bytes, state.anchored ? kAnchored : 0);
  for (std::size_t i = state.sum.size(); i-- > 0;) core::AppendU64(bytes, state.sum[i]);
  return bytes;
}

core::Error Damaged() {
  return {core::ErrorCode::kDataLoss, "StoreDamaged", "the store's ledger is damaged"};
}

core::Result<LedgerState> Read(std::string_view bytes) {
  core::ByteReader reader(bytes);
  LedgerState state;
  std::ranges::copy(crypto::AsBytes(reader.Take(state.installation.size())),
                    state.installation.begin());
  state.epoch = reader.U64();
  state.keyring_generation = reader.U64();
  state.revision = reader.U64();
  state.records = reader.U64();
  state.sequence = reader.U64();
  const std::uint8_t flags = reader.U8();
  state.sum = NumberOf(reader.Take(sizeof(SetSum)));
  if (!reader.done() || flags > kAnchored) return Damaged();
  state.anchored = flags == kAnchored;
  return state;
}

}  // namespace

void Add(SetSum& sum, const SetSum& element) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const std::uint64_t with_carry = sum[i] + carry;
    carry = with_carry < carry ? 1 : 0;
    sum[i] = with_carry + element[i];
    carry += sum[i] < with_carry ? 1 : 0;
  }
}

void Subtract(SetSum& sum, const SetSum& element) {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const std::uint64_t before = sum[i];
    const std::uint64_t less_borrow = before - borrow;
    borrow = before < borrow ? 1 : 0;
    sum[i] = less_borrow - element[i];
    borrow += less_borrow < element[i] ? 1 : 0;
  }
}

core::Result<LedgerCipher> LedgerCipher::Create(const keyring::Keyring& keyring) {
  core::Result<crypto::DerivingAead> aead =
      crypto::DerivingAead::Create(keyring.integrity_key(), kLabel);
  if (!aead) return std::move(aead).error();
  core::Result<crypto::SecretBytes> key =
      crypto::CounterKdf(keyring.integrity_key().bytes(), kHashLabel, {}, 32);
  if (!key) return std::move(key).error();
  core::Result<crypto::Hmac> hash = crypto::Hmac::Create(crypto::HashAlgorithm::kSha256, *key);
  if (!hash) return std::move(hash).error();
  return LedgerCipher(*std::move(aead), *std::move(hash));
}

core::Result<std::string> LedgerCipher::Seal(const LedgerState& state,
                                             crypto::Random& random) const {
  std::string bytes(1, static_cast<char>(kVersion));
  core::Result<std::string> sealed =
      aead_.Seal(random, crypto::AsBytes(bytes), crypto::AsBytes(Write(state)));
  if (!sealed) return sealed;
  return bytes.append(*sealed);
}

core::Result<LedgerState> LedgerCipher::Open(std::string_view bytes) const {
  if (bytes.empty() || static_cast<std::uint8_t>(bytes.front()) != kVersion) return Damaged();
  core::Result<crypto::SecretBytes> state =
      aead_.OpenSecret(crypto::AsBytes(bytes.substr(0, 1)), crypto::AsBytes(bytes.substr(1)));
  if (state) return Read(crypto::AsText(state->Expose()));
  return state.error().name == crypto::InvalidCiphertext().name ? Damaged()
                                                                : std::move(state).error();
}

core::Result<SetSum> LedgerCipher::Hash(std::string_view key, const RecordState& record) const {
  core::Result<RecordHeader> header = ReadRecordHeader(key, record.value);
  if (!header) return std::move(header).error();
  std::string numbers;
  core::AppendU64(numbers, record.create_revision);
  core::AppendU64(numbers, record.mod_revision);
  core::AppendU32(numbers, static_cast<std::uint32_t>(key.size()));
  const std::array<crypto::Bytes, 4> parts = {
      crypto::AsBytes(numbers), crypto::AsBytes(key),
      crypto::AsBytes(record.value.substr(0, kHeadBytes)),
      crypto::AsBytes(record.value.substr(record.value.size() - kTailBytes))};
  std::array<std::uint8_t, 32> digest = {};
  core::Result<void> done = hash_.ComputeInto(parts, digest);
  if (!done) return std::move(done).error();
  return NumberOf(crypto::AsText(digest));
}

}  // namespace keyward::store::sealed
