// SPDX-License-Identifier: Apache-2.0
// Hands the bytes to everything that opens: nothing may open that was not sealed, and every refusal
// is the same. A text of our own with the bytes laid over it must open exactly when they change
// nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "crypto/aead.h"
#include "crypto/deriving_aead.h"
#include "crypto/key_wrap.h"

namespace {

using namespace keyward::crypto;

template <typename Class>
typename Class::Key MadeKey() {
  return *Class::Key::Copy(AsBytes(std::string(32, 'k')));
}

void Expect(bool held) {
  if (!held) std::abort();
}

void ExpectRefused(const keyward::core::Result<SecretBytes>& opened) {
  Expect(!opened && opened.error().name == "InvalidCiphertextException");
}

void Fuzz(std::span<const std::uint8_t> bytes) {
  static const auto deriving = DerivingAead::Create(MadeKey<DerivingAead>(), "keyward/fuzz/v1");
  static const auto gcm = Aes256Gcm::Create(MadeKey<Aes256Gcm>());
  static const auto xchacha = XChaCha20Poly1305::Create(MadeKey<XChaCha20Poly1305>());
  static const auto wrap = AesKeyWrap::Create(MadeKey<AesKeyWrap>());
  static const auto padded = AesKeyWrapPadded::Create(MadeKey<AesKeyWrapPadded>());
  SystemRandom random;
  ExpectRefused(deriving->OpenSecret({}, bytes));
  ExpectRefused(gcm->OpenSecret({}, {}, bytes));
  ExpectRefused(xchacha->OpenSecret({}, {}, bytes));
  ExpectRefused(wrap->Unwrap(bytes));
  ExpectRefused(padded->Unwrap(bytes));
  if (bytes.empty()) return;
  std::string sealed = *deriving->Seal(random, {}, bytes.first(bytes.size() / 2));
  const std::string whole = sealed;
  for (std::size_t i = 0; i < bytes.size() && i < sealed.size(); ++i) {
    sealed[i] = static_cast<char>(sealed[i] ^ static_cast<char>(bytes[i]));
  }
  Expect(deriving->OpenSecret({}, AsBytes(sealed)).has_value() == (sealed == whole));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({data, size});
  return 0;
}
