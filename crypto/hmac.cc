// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstddef>
#include <utility>

#include "crypto/algorithms.h"
#include "crypto/constant_time.h"
#include "crypto/errors.h"
#include "crypto/pool.h"

namespace keyward::crypto {
namespace {

core::Error HmacFailure() {
  ERR_clear_error();
  return LibraryFailure("HMAC failed");
}

// An EVP_MAC context whose digest is set.
class MacContext {
 public:
  static std::unique_ptr<MacContext> Make(HashAlgorithm algorithm, Bytes key) {
    EVP_MAC* const mac = Algorithms::Get().hmac;
    const EVP_MD* const hash = FetchedHash(algorithm);
    if (mac == nullptr || hash == nullptr) return nullptr;
    auto made = std::make_unique<MacContext>();
    made->context_.reset(EVP_MAC_CTX_new(mac));
    // OSSL_PARAM takes non-const text and does not write to it.
    auto* const name = const_cast<char*>(EVP_MD_get0_name(hash));
    const std::array<OSSL_PARAM, 2> parameters = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end()};
    if (made->context_ == nullptr || !made->Begin(key, parameters.data())) return nullptr;
    return made;
  }

  // Begins a message under a new key.
  [[nodiscard]] bool Begin(Bytes key, const OSSL_PARAM* parameters = nullptr) {
    static constexpr std::uint8_t kNothing = 0;  // a null key means the one before
    return EVP_MAC_init(context_.get(), key.empty() ? &kNothing : key.data(), key.size(),
                        parameters) == 1;
  }
  // Begins a message under the same key.
  [[nodiscard]] bool Begin() { return EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1; }

  [[nodiscard]] bool Finish(std::span<const Bytes> parts, MutableBytes out) {
    for (const Bytes part : parts) {
      if (EVP_MAC_update(context_.get(), part.data(), part.size()) != 1) return false;
    }
    std::size_t length = 0;
    return EVP_MAC_final(context_.get(), out.data(), &length, out.size()) == 1 &&
           length == out.size();
  }

 private:
  struct Free {
    void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
  };
  std::unique_ptr<EVP_MAC_CTX, Free> context_;
};

constexpr std::array<std::uint8_t, 1> kZeroKey = {};

core::Result<void> Once(HashAlgorithm algorithm, Bytes key, Bytes message, MutableBytes out) {
  static auto* const kPools = new std::array<Pool<MacContext>, 4>;
  const auto context = (*kPools)[static_cast<std::size_t>(algorithm)].Take(
      [&] { return MacContext::Make(algorithm, kZeroKey); });
  if (!context || !context->Begin(key) || !context->Finish({&message, 1}, out) ||
      !context->Begin(kZeroKey)) {
    return HmacFailure();
  }
  return {};
}

}  // namespace

struct Hmac::Impl {
  Impl(HashAlgorithm hash, SecretBytes owned) : algorithm(hash), key(std::move(owned)) {}
  Pool<MacContext>::Lease Take() {
    return contexts.Take([this] { return MacContext::Make(algorithm, key.Expose()); });
  }

  const HashAlgorithm algorithm;
  const SecretBytes key;
  Pool<MacContext> contexts;
};

Hmac::Hmac(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Hmac::Hmac(Hmac&&) noexcept = default;
Hmac& Hmac::operator=(Hmac&&) noexcept = default;
Hmac::~Hmac() = default;

core::Result<Hmac> Hmac::Create(HashAlgorithm algorithm, const SecretBytes& key) {
  core::Result<SecretBytes> owned = key.Clone();
  if (!owned) return std::move(owned).error();
  auto impl = std::make_unique<Impl>(algorithm, *std::move(owned));
  if (!impl->Take()) return HmacFailure();
  // The analyzer does not see that Pool::Lease frees what it owns.
  return Hmac(
      std::move(impl));  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): the unique_ptr frees it
}

HashAlgorithm Hmac::algorithm() const { return impl_->algorithm; }

core::Result<void> Hmac::ComputeInto(std::span<const Bytes> parts, MutableBytes out) const {
  if (out.size() != DigestSize(impl_->algorithm)) {
    return InvalidInput("the output has the wrong size");
  }
  const auto context = impl_->Take();
  if (!context || !context->Begin() || !context->Finish(parts, out)) return HmacFailure();
  return {};
}

core::Result<Digest> Hmac::Compute(std::span<const Bytes> parts) const {
  Digest digest(impl_->algorithm);
  core::Result<void> computed = ComputeInto(parts, digest.mutable_bytes());
  if (!computed) return std::move(computed).error();
  return digest;
}

core::Result<Digest> Hmac::Compute(Bytes message) const { return Compute({&message, 1}); }

core::Result<SecretBytes> Hmac::ComputeSecret(std::span<const Bytes> parts) const {
  return SecretBytes::Build(DigestSize(impl_->algorithm),
                            [&](MutableBytes out) { return ComputeInto(parts, out); });
}

core::Result<bool> Hmac::Verify(Bytes message, Bytes tag) const {
  return Compute(message).transform(
      [&](const Digest& expected) { return ConstantTimeEquals(expected.bytes(), tag); });
}

core::Result<Digest> HmacOnce(HashAlgorithm algorithm, Bytes key, Bytes message) {
  Digest digest(algorithm);
  core::Result<void> computed = Once(algorithm, key, message, digest.mutable_bytes());
  if (!computed) return std::move(computed).error();
  return digest;
}

core::Result<SecretBytes> HmacOnceSecret(HashAlgorithm algorithm, const SecretBytes& key,
                                         Bytes message) {
  return SecretBytes::Build(DigestSize(algorithm), [&](MutableBytes out) {
    return Once(algorithm, key.Expose(), message, out);
  });
}

}  // namespace keyward::crypto
