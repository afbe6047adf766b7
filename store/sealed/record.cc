// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/record.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/byte_order.h"
#include "crypto/errors.h"
#include "store/types.h"
#include "store/validate.h"

namespace keyward::store::sealed {
namespace {

constexpr std::string_view kLabel = "keyward/store/record/v1";
static_assert(kRecordOverhead <= kMaxSealBytes);

core::Error Damaged(std::string_view key) {
  return {core::ErrorCode::kDataLoss, "StoreDamaged",
          "record `" + KeyText(key) + "` is damaged, or was moved or exchanged"};
}

// What an AEAD failure means for a record.
core::Error Explain(const core::Error& error, std::string_view key) {
  return error.name == crypto::InvalidCiphertext().name ? Damaged(key) : error;
}

// The header and the store key, one after the other.
class AssociatedData {
 public:
  // Precondition: a header, and a key of at most kMaxKeyBytes.
  AssociatedData(std::string_view header, std::string_view key)
      : size_(kRecordHeaderBytes + key.size()) {
    std::ranges::copy(header, bytes_.begin());
    std::ranges::copy(key, bytes_.begin() + kRecordHeaderBytes);
  }
  crypto::Bytes bytes() const { return crypto::AsBytes({bytes_.data(), size_}); }

 private:
  std::array<char, kRecordHeaderBytes + kMaxKeyBytes> bytes_;
  std::size_t size_;
};

crypto::MutableBytes Writable(std::string& text) {
  return {reinterpret_cast<std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

core::Result<RecordHeader> ReadRecordHeader(std::string_view key, std::string_view sealed) {
  if (sealed.size() < kRecordOverhead) return Damaged(key);
  core::ByteReader reader(sealed);
  const std::uint8_t version = reader.U8();
  const std::uint32_t data_key = reader.U32();
  const std::uint64_t sequence = reader.U64();
  if (version != kRecordVersion) return Damaged(key);
  return RecordHeader{data_key, sequence};
}

core::Result<RecordCipher> RecordCipher::Create(const keyring::Keyring& keyring) {
  std::vector<Cipher> ciphers;
  ciphers.reserve(keyring.data_keys().size());
  for (const keyring::DataKey& data_key : keyring.data_keys()) {
    core::Result<crypto::DerivingAead> aead = crypto::DerivingAead::Create(data_key.key, kLabel);
    if (!aead) return std::move(aead).error();
    ciphers.push_back({data_key.number, *std::move(aead)});
  }
  return RecordCipher(std::move(ciphers));
}

core::Result<std::string> RecordCipher::Seal(std::string_view key, std::string_view value,
                                             std::uint64_t sequence, crypto::Random& random) const {
  const Cipher& current = ciphers_.back();
  std::string sealed;
  sealed.reserve(value.size() + kRecordOverhead);
  core::AppendU8(sealed, kRecordVersion);
  core::AppendU32(sealed, current.number);
  core::AppendU64(sealed, sequence);
  const AssociatedData bound(sealed, key);
  sealed.resize(value.size() + kRecordOverhead);
  core::Result<void> done = current.aead.Seal(random, bound.bytes(), crypto::AsBytes(value),
                                              Writable(sealed).subspan(kRecordHeaderBytes));
  if (!done) return std::move(done).error();
  return sealed;
}

core::Result<std::string> RecordCipher::Open(std::string_view key, std::string_view sealed) const {
  core::Result<RecordHeader> header = ReadRecordHeader(key, sealed);
  if (!header) return std::move(header).error();
  core::Result<const crypto::DerivingAead*> aead = Find(key, header->data_key);
  if (!aead) return std::move(aead).error();
  const AssociatedData bound(sealed.substr(0, kRecordHeaderBytes), key);
  std::string value(sealed.size() - kRecordOverhead, '\0');
  core::Result<void> done = (*aead)->Open(
      bound.bytes(), crypto::AsBytes(sealed.substr(kRecordHeaderBytes)), Writable(value));
  if (!done) return Explain(done.error(), key);
  return value;
}

core::Result<crypto::SecretBytes> RecordCipher::OpenSecret(std::string_view key,
                                                           std::string_view sealed) const {
  core::Result<RecordHeader> header = ReadRecordHeader(key, sealed);
  if (!header) return std::move(header).error();
  core::Result<const crypto::DerivingAead*> aead = Find(key, header->data_key);
  if (!aead) return std::move(aead).error();
  const AssociatedData bound(sealed.substr(0, kRecordHeaderBytes), key);
  core::Result<crypto::SecretBytes> value =
      (*aead)->OpenSecret(bound.bytes(), crypto::AsBytes(sealed.substr(kRecordHeaderBytes)));
  if (!value) return Explain(value.error(), key);
  return value;
}

core::Result<const crypto::DerivingAead*> RecordCipher::Find(std::string_view key,
                                                             std::uint32_t number) const {
  const auto found = std::ranges::lower_bound(ciphers_, number, {}, &Cipher::number);
  if (found == ciphers_.end() || found->number != number) {
    return core::Error{core::ErrorCode::kDataLoss, "DataKeyUnknown",
                       "record `" + KeyText(key) + "` is sealed under data key " +
                           std::to_string(number) + ", which the keyring does not have"};
  }
  return &found->aead;
}

}  // namespace keyward::store::sealed
