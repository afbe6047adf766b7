// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string_view>

#include "auth/sigv4/authorization.h"
#include "core/result.h"

// What both forms of an authorization have in common. Internal to sigv4/. Pure; thread-safe.
// Errors: IncompleteSignature (kUnauthenticated).
namespace keyward::auth {

// Checks that `text` names the one algorithm there is.
core::Result<void> CheckAlgorithm(std::string_view text);

// Puts "id/date/region/service/terminator" into its fields.
core::Result<void> ReadCredential(std::string_view text, Authorization* into);

// Takes "host;x-amz-date": header names in lower case, sorted, each once.
core::Result<void> ReadSignedHeaders(std::string_view text, Authorization* into);

// Takes 64 lower-case hexadecimal digits.
core::Result<void> ReadSignature(std::string_view text, Authorization* into);

// Takes a time in ISO 8601 basic format, and an HTTP date too where `http_date` says so.
core::Result<void> ReadTime(std::string_view text, bool http_date, Authorization* into);

}  // namespace keyward::auth
