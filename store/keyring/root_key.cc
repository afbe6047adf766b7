// SPDX-License-Identifier: Apache-2.0
#include "store/keyring/root_key.h"

#include <utility>

#include "crypto/errors.h"
#include "crypto/key_wrap.h"

namespace keyward::store::keyring {

core::Result<std::string> WrapUnder(const KeyringKey& root, const KeyringKey& key) {
  core::Result<crypto::AesKeyWrap> wrap = crypto::AesKeyWrap::Create(root);
  if (!wrap) return std::move(wrap).error();
  return wrap->Wrap(key.bytes());
}

core::Result<KeyringKey> UnwrapUnder(const KeyringKey& root, std::string_view wrapped) {
  core::Result<crypto::AesKeyWrap> wrap = crypto::AesKeyWrap::Create(root);
  if (!wrap) return std::move(wrap).error();
  core::Result<crypto::SecretBytes> key = wrap->Unwrap(crypto::AsBytes(wrapped));
  if (!key) return std::move(key).error();
  if (key->size() != KeyringKey::kSize) return crypto::InvalidCiphertext();
  return KeyringKey::From(*std::move(key));
}

}  // namespace keyward::store::keyring
