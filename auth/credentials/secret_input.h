// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "core/result.h"
#include "crypto/secret_bytes.h"

// Reading secrets straight into locked memory. Thread-safe.
namespace keyward::auth {

// What is read as a secret has at most this much: a credentials file with thousands of profiles.
inline constexpr std::size_t kMaxSecretInput = std::size_t{512} << 10;

// Reads a file descriptor to its end, until `deadline` if there is one. `name` is for messages.
//
// Errors: kInvalidArgument named "FileUnreadable"; kResourceExhausted named "LimitExceeded" when
// there is more than kMaxSecretInput; kUnavailable named "Timeout"; those of SecretBytes.
core::Result<crypto::SecretBytes> ReadSecretDescriptor(
    int descriptor, const std::string& name,
    std::optional<std::chrono::steady_clock::time_point> deadline = std::nullopt);

// Reads a whole file. Errors: the same; kNotFound named "FileNotFound".
core::Result<crypto::SecretBytes> ReadSecretFile(const std::string& path);

// Reads a file that holds a secret access key and nothing else; one line end after it is left out.
// Errors: as ReadSecretFile; kInvalidArgument named "InvalidCredentials" when the file is empty or
// has white space or bytes that are not ASCII.
core::Result<crypto::SecretBytes> ReadSecretKeyFile(const std::string& path);

// Whether a secret access key has only characters that one may have: printable ASCII, no blanks.
bool IsSecretKey(crypto::Bytes text);

}  // namespace keyward::auth
