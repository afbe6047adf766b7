// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>

#include "core/result.h"

namespace keyward::cli {

// A policy, context or grants file may hold this much. AWS's largest policy has 32 KiB of
// characters that count; white space, which mostly does not, gets the rest. Nothing past the limit
// is read.
inline constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

// One line of a batch. More than the policies that AWS lets apply to one request (some 1.5 MiB).
inline constexpr std::size_t kMaxLineBytes = std::size_t{8} << 20;

// Reads a whole file; "-" reads `standard_input`.
//
// Errors: kNotFound named "FileNotFound"; kInvalidArgument named "FileUnreadable" for directories
// and files that cannot be read; kResourceExhausted named "LimitExceeded" when there is more than
// `limit`. Each message names the file. Source: POSIX open(), read().
core::Result<std::string> ReadWholeFile(const std::string& path, std::size_t limit,
                                        std::istream& standard_input);

// Checks that a path names something that can be read as a stream, and returns its size in bytes: 0
// when that is not known. Errors: as ReadWholeFile.
core::Result<std::uint64_t> CheckReadable(const std::string& path);

// The name by which errors and answers call a file: "standard input" for "-".
std::string DisplayName(const std::string& path);

}  // namespace keyward::cli
