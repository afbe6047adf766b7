// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/error.h"

namespace keyward::crypto {

// The one answer to everything that fails in decrypting, unwrapping or checking a commitment:
// kInvalidArgument named "InvalidCiphertextException", always with the same message. Why it failed
// is told to nobody, as every distinction is an oracle.
core::Error InvalidCiphertext();

// The caller broke a stated bound: kInvalidArgument named "ValidationException". `what` is public.
core::Error InvalidInput(std::string_view what);

// OpenSSL or libsodium failed where nothing of the caller's can be the cause: kInternal named
// "InternalFailure".
core::Error LibraryFailure(std::string_view what);

}  // namespace keyward::crypto
