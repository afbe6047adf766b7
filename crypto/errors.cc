// SPDX-License-Identifier: Apache-2.0
#include "crypto/errors.h"

#include <string>

namespace keyward::crypto {

core::Error InvalidCiphertext() {
  return {core::ErrorCode::kInvalidArgument, "InvalidCiphertextException",
          "the ciphertext is not valid"};
}

core::Error InvalidInput(std::string_view what) {
  return {core::ErrorCode::kInvalidArgument, "ValidationException", std::string(what)};
}

core::Error LibraryFailure(std::string_view what) {
  return {core::ErrorCode::kInternal, "InternalFailure", std::string(what)};
}

}  // namespace keyward::crypto
