// SPDX-License-Identifier: Apache-2.0
#include "crypto/deriving_aead.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "crypto/constant_time.h"
#include "crypto/errors.h"
#include "crypto/gcm_context.h"
#include "crypto/hmac.h"
#include "crypto/kdf.h"
#include "crypto/pool.h"
#include "crypto/secret_arena.h"
#include "crypto/wipe.h"

namespace keyward::crypto {
namespace {

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= DerivingAead::kMaxLabelSize &&
         std::all_of(label.begin(), label.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// What sealing or opening one message takes: a cipher context, and locked room for what is derived,
// both used again.
class Worker {
 public:
  static std::unique_ptr<Worker> Make() {
    auto made = std::make_unique<Worker>();
    made->cipher_ = GcmContext::Make();
    const core::Result<SecretBlock> block = SecretArena::Instance().Allocate(kDerivedSize);
    if (made->cipher_ == nullptr || !block) return nullptr;
    made->derived_ = *block;
    return made;
  }
  Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() { SecretArena::Instance().Free(derived_); }

  // Derives message key and commitment; sets the key.
  core::Result<void> Derive(const Hmac& prf, std::string_view label, Bytes nonce) {
    core::Result<void> derived = CounterKdf(prf, label, nonce, derived_bytes());
    if (!derived) return derived;
    const bool set = cipher_->SetKey(derived_bytes().first<DerivingAead::kKeySize>());
    Wipe(derived_bytes().first<DerivingAead::kKeySize>());
    if (!set) return LibraryFailure("AES-256-GCM failed");
    return {};
  }
  Bytes commitment() const { return derived_bytes().last<DerivingAead::kCommitmentSize>(); }
  GcmContext& cipher() { return *cipher_; }

 private:
  static constexpr std::size_t kDerivedSize =
      DerivingAead::kKeySize + DerivingAead::kCommitmentSize;
  MutableBytes derived_bytes() const { return {derived_.data, derived_.size}; }

  std::unique_ptr<GcmContext> cipher_;
  SecretBlock derived_;
};

}  // namespace

struct DerivingAead::Impl {
  Impl(Hmac keyed, std::string_view name) : prf(std::move(keyed)), label(name) {}

  const Hmac prf;
  const std::string label;
  Pool<Worker> workers;
};

DerivingAead::DerivingAead(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DerivingAead::DerivingAead(DerivingAead&&) noexcept = default;
DerivingAead& DerivingAead::operator=(DerivingAead&&) noexcept = default;
DerivingAead::~DerivingAead() = default;

core::Result<DerivingAead> DerivingAead::Create(const Key& key, std::string_view label) {
  if (!IsLabel(label)) return InvalidInput("the label is 1 to 64 printable ASCII characters");
  core::Result<Hmac> prf = Hmac::Create(HashAlgorithm::kSha256, key.bytes());
  if (!prf) return std::move(prf).error();
  return DerivingAead(std::make_unique<Impl>(*std::move(prf), label));
}

core::Result<void> DerivingAead::Seal(Random& random, Bytes aad, Bytes plaintext,
                                      MutableBytes sealed) const {
  if (aad.size() > kMaxMessageSize || plaintext.size() > kMaxMessageSize) {
    return InvalidInput("the message is too long");
  }
  if (sealed.size() != plaintext.size() + kOverhead) {
    return InvalidInput("the output has the wrong size");
  }
  random.Fill(sealed.first<kNonceSize + kIvSize>());
  const auto worker = impl_->workers.Take(Worker::Make);
  if (!worker) return LibraryFailure("AES-256-GCM is not available");
  core::Result<void> derived = worker->Derive(impl_->prf, impl_->label, sealed.first<kNonceSize>());
  if (!derived) return derived;
  std::ranges::copy(worker->commitment(), sealed.begin() + kNonceSize + kIvSize);
  if (!worker->cipher().Seal(sealed.subspan<kNonceSize, kIvSize>(), aad, plaintext,
                             sealed.subspan(kHeaderSize))) {
    return LibraryFailure("AES-256-GCM failed");
  }
  return {};
}

core::Result<std::string> DerivingAead::Seal(Random& random, Bytes aad, Bytes plaintext) const {
  std::string sealed(plaintext.size() + kOverhead, '\0');
  const MutableBytes out(reinterpret_cast<std::uint8_t*>(sealed.data()), sealed.size());
  core::Result<void> done = Seal(random, aad, plaintext, out);
  if (!done) return std::move(done).error();
  return sealed;
}

core::Result<void> DerivingAead::Open(Bytes aad, Bytes sealed, MutableBytes plaintext) const {
  if (sealed.size() < kOverhead) return InvalidCiphertext();
  if (aad.size() > kMaxMessageSize || sealed.size() - kOverhead > kMaxMessageSize) {
    return InvalidInput("the message is too long");
  }
  if (plaintext.size() != sealed.size() - kOverhead) {
    return InvalidInput("the output has the wrong size");
  }
  const auto worker = impl_->workers.Take(Worker::Make);
  if (!worker) return LibraryFailure("AES-256-GCM is not available");
  core::Result<void> derived = worker->Derive(impl_->prf, impl_->label, sealed.first<kNonceSize>());
  if (!derived) return derived;
  const bool committed = ConstantTimeEquals(
      worker->commitment(), sealed.subspan<kNonceSize + kIvSize, kCommitmentSize>());
  if (!committed) Wipe(plaintext);
  if (!committed || !worker->cipher().Open(sealed.subspan<kNonceSize, kIvSize>(), aad,
                                           sealed.subspan(kHeaderSize), plaintext)) {
    return InvalidCiphertext();
  }
  return {};
}

core::Result<SecretBytes> DerivingAead::OpenSecret(Bytes aad, Bytes sealed) const {
  if (sealed.size() < kOverhead) return InvalidCiphertext();
  return SecretBytes::Build(sealed.size() - kOverhead,
                            [&](MutableBytes plaintext) { return Open(aad, sealed, plaintext); });
}

}  // namespace keyward::crypto
