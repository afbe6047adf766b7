// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_wrap.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <cstdint>
#include <utility>

#include "crypto/algorithms.h"
#include "crypto/errors.h"
#include "crypto/pool.h"

namespace keyward::crypto {
namespace {

constexpr std::size_t kBlock = 8;  // RFC 3394 counts in 64-bit blocks

// A keyed context of one direction.
class WrapContext {
 public:
  static std::unique_ptr<WrapContext> Make(const EVP_CIPHER* cipher, Bytes key, bool wrap) {
    auto made = std::make_unique<WrapContext>();
    made->context_.reset(EVP_CIPHER_CTX_new());
    EVP_CIPHER_CTX* const context = made->context_.get();
    if (context == nullptr || cipher == nullptr) return nullptr;
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    if (EVP_CipherInit_ex2(context, cipher, key.data(), nullptr, wrap ? 1 : 0, nullptr) != 1) {
      return nullptr;
    }
    return made;
  }

  // How many bytes of `out` were written; nothing when the input was not taken. `out` has room for
  // `in` and a block.
  std::size_t Transform(Bytes in, MutableBytes out) {
    int written = 0;
    int rest = 0;
    if (EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, nullptr, -1, nullptr) != 1 ||
        EVP_CipherUpdate(context_.get(), out.data(), &written, in.data(),
                         static_cast<int>(in.size())) != 1 ||
        written <= 0 || EVP_CipherFinal_ex(context_.get(), out.data() + written, &rest) != 1 ||
        rest != 0) {
      ERR_clear_error();
      return 0;
    }
    return static_cast<std::size_t>(written);
  }

 private:
  struct Free {
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
  };
  std::unique_ptr<EVP_CIPHER_CTX, Free> context_;
};

}  // namespace

struct KeyWrapImpl {
  KeyWrapImpl(const EVP_CIPHER* mode, SecretArray<32> owned)
      : cipher(mode), key(std::move(owned)) {}

  Pool<WrapContext>::Lease Take(bool wrap) {
    return (wrap ? wrapping : unwrapping).Take([this, wrap] {
      return WrapContext::Make(cipher, key.Expose(), wrap);
    });
  }

  static core::Result<std::unique_ptr<KeyWrapImpl>> Create(const EVP_CIPHER* mode,
                                                           const SecretArray<32>& key) {
    core::Result<SecretArray<32>> owned = key.Clone();
    if (!owned) return std::move(owned).error();
    auto impl = std::make_unique<KeyWrapImpl>(mode, *std::move(owned));
    if (!impl->Take(true)) return LibraryFailure("AES key wrap is not available");
    // The analyzer does not see that Pool::Lease frees what it owns.
    return impl;  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): the unique_ptr frees it
  }

  core::Result<std::string> Wrap(const SecretBytes& secret) {
    const std::size_t padded = (secret.size() + kBlock - 1) / kBlock * kBlock;
    std::string wrapped(padded + 2 * kBlock, '\0');
    const auto context = Take(true);
    const std::size_t length =
        !context
            ? 0
            : context->Transform(secret.Expose(),
                                 {reinterpret_cast<std::uint8_t*>(wrapped.data()), wrapped.size()});
    if (length != padded + kBlock) return LibraryFailure("AES key wrap failed");
    wrapped.resize(length);
    return wrapped;
  }

  // The length is known only when the text was opened: so through a secret of the greatest one.
  core::Result<SecretBytes> Unwrap(Bytes wrapped) {
    std::size_t length = 0;
    const auto opened =
        SecretBytes::Build(wrapped.size() + kBlock, [&](MutableBytes out) -> core::Result<void> {
          const auto context = Take(false);
          if (!context) return LibraryFailure("AES key wrap failed");
          length = context->Transform(wrapped, out);
          if (length == 0) return InvalidCiphertext();
          return {};
        });
    if (!opened) return opened.error();
    return SecretBytes::Copy(opened->Expose().first(length));
  }

  const EVP_CIPHER* const cipher;
  const SecretArray<32> key;
  Pool<WrapContext> wrapping;
  Pool<WrapContext> unwrapping;
};

AesKeyWrap::AesKeyWrap(std::unique_ptr<KeyWrapImpl> impl) : impl_(std::move(impl)) {}
AesKeyWrap::AesKeyWrap(AesKeyWrap&&) noexcept = default;
AesKeyWrap& AesKeyWrap::operator=(AesKeyWrap&&) noexcept = default;
AesKeyWrap::~AesKeyWrap() = default;

core::Result<AesKeyWrap> AesKeyWrap::Create(const Key& key) {
  return KeyWrapImpl::Create(Algorithms::Get().aes_256_wrap, key)
      .transform([](std::unique_ptr<KeyWrapImpl> impl) { return AesKeyWrap(std::move(impl)); });
}

core::Result<std::string> AesKeyWrap::Wrap(const SecretBytes& key) const {
  if (key.size() < 2 * kBlock || key.size() % kBlock != 0 || key.size() > kMaxKeySize) {
    return InvalidInput("AES key wrap takes 16 to 65536 bytes, a multiple of 8");
  }
  return impl_->Wrap(key);
}

core::Result<SecretBytes> AesKeyWrap::Unwrap(Bytes wrapped) const {
  if (wrapped.size() < 3 * kBlock || wrapped.size() % kBlock != 0 ||
      wrapped.size() > kMaxKeySize + kBlock) {
    return InvalidCiphertext();
  }
  return impl_->Unwrap(wrapped);
}

AesKeyWrapPadded::AesKeyWrapPadded(std::unique_ptr<KeyWrapImpl> impl) : impl_(std::move(impl)) {}
AesKeyWrapPadded::AesKeyWrapPadded(AesKeyWrapPadded&&) noexcept = default;
AesKeyWrapPadded& AesKeyWrapPadded::operator=(AesKeyWrapPadded&&) noexcept = default;
AesKeyWrapPadded::~AesKeyWrapPadded() = default;

core::Result<AesKeyWrapPadded> AesKeyWrapPadded::Create(const Key& key) {
  return KeyWrapImpl::Create(Algorithms::Get().aes_256_wrap_pad, key)
      .transform(
          [](std::unique_ptr<KeyWrapImpl> impl) { return AesKeyWrapPadded(std::move(impl)); });
}

core::Result<std::string> AesKeyWrapPadded::Wrap(const SecretBytes& key) const {
  if (key.empty() || key.size() > kMaxKeySize) {
    return InvalidInput("AES key wrap with padding takes 1 to 65536 bytes");
  }
  return impl_->Wrap(key);
}

core::Result<SecretBytes> AesKeyWrapPadded::Unwrap(Bytes wrapped) const {
  if (wrapped.size() < 2 * kBlock || wrapped.size() % kBlock != 0 ||
      wrapped.size() > kMaxKeySize + kBlock) {
    return InvalidCiphertext();
  }
  return impl_->Unwrap(wrapped);
}

}  // namespace keyward::crypto
