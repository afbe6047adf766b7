// SPDX-License-Identifier: Apache-2.0
#include "store/keyring/seal.h"

namespace keyward::store::keyring {

std::string_view SealKindName(SealKind kind) {
  switch (kind) {
    case SealKind::kPassphrase:
      return "passphrase";
    case SealKind::kKeyFile:
      return "keyfile";
    case SealKind::kPkcs11:
      return "pkcs11";
  }
  return "unknown";
}

}  // namespace keyward::store::keyring
