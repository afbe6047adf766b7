// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "crypto/bytes.h"

struct evp_cipher_ctx_st;

namespace keyward::crypto {

// An AES-256-GCM context of OpenSSL that is used again and again. Internal to crypto/: the classes
// of aead.h and deriving_aead.h keep its preconditions. One thread at a time.
class GcmContext {
 public:
  // Null when OpenSSL fails.
  static std::unique_ptr<GcmContext> Make();
  static std::unique_ptr<GcmContext> Make(std::span<const std::uint8_t, 32> key);

  [[nodiscard]] bool SetKey(std::span<const std::uint8_t, 32> key);

  // Preconditions: a key was set; the sealed form is 16 bytes longer than the plaintext; no size is
  // over 2^30 + 16. False when OpenSSL fails, or the tag is wrong: the plaintext is wiped then.
  [[nodiscard]] bool Seal(std::span<const std::uint8_t, 12> nonce, Bytes aad, Bytes plaintext,
                          MutableBytes sealed);
  [[nodiscard]] bool Open(std::span<const std::uint8_t, 12> nonce, Bytes aad, Bytes sealed,
                          MutableBytes plaintext);

 private:
  struct Free {
    void operator()(evp_cipher_ctx_st* context) const noexcept;
  };
  using Context = std::unique_ptr<evp_cipher_ctx_st, Free>;
  explicit GcmContext(Context context);

  Context context_;
};

}  // namespace keyward::crypto
