// SPDX-License-Identifier: Apache-2.0
#include "crypto/gcm_context.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "crypto/algorithms.h"
#include "crypto/wipe.h"

namespace keyward::crypto {
namespace {

constexpr std::size_t kTagSize = 16;

}  // namespace

void GcmContext::Free::operator()(evp_cipher_ctx_st* context) const noexcept {
  EVP_CIPHER_CTX_free(context);
}

GcmContext::GcmContext(Context context) : context_(std::move(context)) {}

std::unique_ptr<GcmContext> GcmContext::Make() {
  Context context(EVP_CIPHER_CTX_new());
  const EVP_CIPHER* cipher = Algorithms::Get().aes_256_gcm;
  if (context == nullptr || cipher == nullptr ||
      EVP_EncryptInit_ex2(context.get(), cipher, nullptr, nullptr, nullptr) != 1) {
    return nullptr;
  }
  return std::unique_ptr<GcmContext>(new GcmContext(std::move(context)));
}

std::unique_ptr<GcmContext> GcmContext::Make(std::span<const std::uint8_t, 32> key) {
  std::unique_ptr<GcmContext> made = Make();
  if (made != nullptr && !made->SetKey(key)) return nullptr;
  return made;
}

bool GcmContext::SetKey(std::span<const std::uint8_t, 32> key) {
  return EVP_EncryptInit_ex2(context_.get(), nullptr, key.data(), nullptr, nullptr) == 1;
}

bool GcmContext::Seal(std::span<const std::uint8_t, 12> nonce, Bytes aad, Bytes plaintext,
                      MutableBytes sealed) {
  EVP_CIPHER_CTX* const context = context_.get();
  int length = 0;
  bool good = EVP_EncryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr) == 1;
  if (good && !aad.empty()) {
    good =
        EVP_EncryptUpdate(context, nullptr, &length, aad.data(), static_cast<int>(aad.size())) == 1;
  }
  if (good && !plaintext.empty()) {
    good = EVP_EncryptUpdate(context, sealed.data(), &length, plaintext.data(),
                             static_cast<int>(plaintext.size())) == 1;
  }
  std::uint8_t* const tag = sealed.data() + plaintext.size();
  good = good && EVP_EncryptFinal_ex(context, tag, &length) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize, tag) == 1;
  if (!good) ERR_clear_error();
  return good;
}

bool GcmContext::Open(std::span<const std::uint8_t, 12> nonce, Bytes aad, Bytes sealed,
                      MutableBytes plaintext) {
  EVP_CIPHER_CTX* const context = context_.get();
  std::array<std::uint8_t, kTagSize> tag;  // OpenSSL takes it through a pointer to non-const
  std::copy_n(sealed.end() - kTagSize, kTagSize, tag.begin());
  int length = 0;
  bool good = EVP_DecryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr) == 1;
  if (good && !aad.empty()) {
    good =
        EVP_DecryptUpdate(context, nullptr, &length, aad.data(), static_cast<int>(aad.size())) == 1;
  }
  if (good && !plaintext.empty()) {
    good = EVP_DecryptUpdate(context, plaintext.data(), &length, sealed.data(),
                             static_cast<int>(plaintext.size())) == 1;
  }
  good = good && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1 &&
         EVP_DecryptFinal_ex(context, tag.data(), &length) == 1;
  if (!good) {
    Wipe(plaintext);
    ERR_clear_error();
  }
  return good;
}

}  // namespace keyward::crypto
