// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/result.h"
#include "crypto/bytes.h"

namespace keyward::store::backup {

// Where the bytes of a backup come from. One thread at a time.
class Input {
 public:
  virtual ~Input() = default;
  // Puts up to out.size() bytes into `out` and returns how many; 0 is the end. Errors: kUnavailable
  // "BackupUnreadable".
  virtual core::Result<std::size_t> Read(crypto::MutableBytes out) = 0;
};

// Errors: kNotFound "BackupNotFound"; kUnavailable "BackupUnreadable". Each names the file.
core::Result<std::unique_ptr<Input>> OpenFile(const std::string& path);

// The bytes must live as long as the input.
std::unique_ptr<Input> FromBytes(crypto::Bytes bytes);

}  // namespace keyward::store::backup
