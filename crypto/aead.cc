// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.h"

#include <sodium.h>

#include <utility>

#include "crypto/algorithms.h"
#include "crypto/errors.h"
#include "crypto/gcm_context.h"
#include "crypto/pool.h"
#include "crypto/wipe.h"

namespace keyward::crypto {
namespace {

template <typename Aead>
core::Result<void> CheckSeal(Bytes aad, Bytes plaintext, MutableBytes sealed) {
  if (aad.size() > Aead::kMaxMessageSize || plaintext.size() > Aead::kMaxMessageSize) {
    return InvalidInput("the message is too long");
  }
  if (sealed.size() != plaintext.size() + Aead::kTagSize) {
    return InvalidInput("the output has the wrong size");
  }
  return {};
}

template <typename Aead>
core::Result<void> CheckOpen(Bytes aad, Bytes sealed, MutableBytes plaintext) {
  if (sealed.size() < Aead::kTagSize) return InvalidCiphertext();
  if (aad.size() > Aead::kMaxMessageSize ||
      sealed.size() - Aead::kTagSize > Aead::kMaxMessageSize) {
    return InvalidInput("the message is too long");
  }
  if (plaintext.size() != sealed.size() - Aead::kTagSize) {
    return InvalidInput("the output has the wrong size");
  }
  return {};
}

template <typename Aead>
core::Result<SecretBytes> OpenInto(const Aead& aead, const typename Aead::Nonce& nonce, Bytes aad,
                                   Bytes sealed) {
  if (sealed.size() < Aead::kTagSize) return InvalidCiphertext();
  return SecretBytes::Build(sealed.size() - Aead::kTagSize, [&](MutableBytes plaintext) {
    return aead.Open(nonce, aad, sealed, plaintext);
  });
}

}  // namespace

struct Aes256Gcm::Impl {
  explicit Impl(Key owned) : key(std::move(owned)) {}
  Pool<GcmContext>::Lease Take() {
    return contexts.Take([this] { return GcmContext::Make(key.Expose()); });
  }

  const Key key;
  Pool<GcmContext> contexts;
};

Aes256Gcm::Aes256Gcm(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Aes256Gcm::Aes256Gcm(Aes256Gcm&&) noexcept = default;
Aes256Gcm& Aes256Gcm::operator=(Aes256Gcm&&) noexcept = default;
Aes256Gcm::~Aes256Gcm() = default;

core::Result<Aes256Gcm> Aes256Gcm::Create(const Key& key) {
  core::Result<Key> owned = key.Clone();
  if (!owned) return std::move(owned).error();
  auto impl = std::make_unique<Impl>(*std::move(owned));
  if (!impl->Take()) return LibraryFailure("AES-256-GCM is not available");
  return Aes256Gcm(std::move(impl));
}

core::Result<void> Aes256Gcm::Seal(const Nonce& nonce, Bytes aad, Bytes plaintext,
                                   MutableBytes sealed) const {
  core::Result<void> checked = CheckSeal<Aes256Gcm>(aad, plaintext, sealed);
  if (!checked) return checked;
  const auto context = impl_->Take();
  if (!context || !context->Seal(nonce, aad, plaintext, sealed)) {
    return LibraryFailure("AES-256-GCM failed");
  }
  return {};
}

core::Result<void> Aes256Gcm::Open(const Nonce& nonce, Bytes aad, Bytes sealed,
                                   MutableBytes plaintext) const {
  core::Result<void> checked = CheckOpen<Aes256Gcm>(aad, sealed, plaintext);
  if (!checked) return checked;
  const auto context = impl_->Take();
  if (!context) return LibraryFailure("AES-256-GCM failed");
  if (!context->Open(nonce, aad, sealed, plaintext)) return InvalidCiphertext();
  return {};
}

core::Result<SecretBytes> Aes256Gcm::OpenSecret(const Nonce& nonce, Bytes aad, Bytes sealed) const {
  return OpenInto(*this, nonce, aad, sealed);
}

XChaCha20Poly1305::XChaCha20Poly1305(Key key) : key_(std::move(key)) {}

core::Result<XChaCha20Poly1305> XChaCha20Poly1305::Create(Key key) {
  EnsureSodium();
  return XChaCha20Poly1305(std::move(key));
}

core::Result<void> XChaCha20Poly1305::Seal(const Nonce& nonce, Bytes aad, Bytes plaintext,
                                           MutableBytes sealed) const {
  core::Result<void> checked = CheckSeal<XChaCha20Poly1305>(aad, plaintext, sealed);
  if (!checked) return checked;
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data(), nullptr, plaintext.data(),
                                             plaintext.size(), aad.data(), aad.size(), nullptr,
                                             nonce.data(), key_.Expose().data());
  return {};
}

core::Result<void> XChaCha20Poly1305::Open(const Nonce& nonce, Bytes aad, Bytes sealed,
                                           MutableBytes plaintext) const {
  core::Result<void> checked = CheckOpen<XChaCha20Poly1305>(aad, sealed, plaintext);
  if (!checked) return checked;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext.data(), nullptr, nullptr, sealed.data(),
                                                 sealed.size(), aad.data(), aad.size(),
                                                 nonce.data(), key_.Expose().data()) != 0) {
    Wipe(plaintext);
    return InvalidCiphertext();
  }
  return {};
}

core::Result<SecretBytes> XChaCha20Poly1305::OpenSecret(const Nonce& nonce, Bytes aad,
                                                        Bytes sealed) const {
  return OpenInto(*this, nonce, aad, sealed);
}

}  // namespace keyward::crypto
