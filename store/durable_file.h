// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace keyward::store {

// Small files beside the store. All are readable and writable by their owner only.
//
// Errors name the path and the system's reason: kNotFound "FileNotFound", kAlreadyExists
// "FileExists", kPermissionDenied "FilePermissionDenied", kResourceExhausted "DiskFull",
// kUnavailable "FileFailed". Thread-safe for different paths.

// Writes a file that does not exist. Once it returns, content and name are durable; what a failure
// leaves is removed. After a crash at any point there is the whole file or none, and perhaps
// PATH.part, which the next try removes.
core::Result<void> CreateFile(const std::string& path, std::string_view bytes);

// Puts a whole file in the place of the former, if there is one: after a crash at any point it is
// the old or the new one. Durable once it returns.
core::Result<void> ReplaceFile(const std::string& path, std::string_view bytes);

// Reads a regular file of at most `limit` bytes; kResourceExhausted "FileTooLarge" when it has
// more, kUnavailable "NotARegularFile".
core::Result<std::string> ReadFile(const std::string& path, std::size_t limit);

}  // namespace keyward::store
