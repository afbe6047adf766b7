// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace keyward::api::wire {

// One parameter, decoded.
struct FormField {
  std::string name;
  std::string value;
};

// What a form may be.
struct FormLimits {
  std::size_t max_bytes = std::size_t{1} << 20;  // IAM's largest request is under 500 KB, encoded
  std::size_t max_fields = 10000;    // a Simulate call with all its lists full has 6,000
  std::size_t max_name_bytes = 256;  // AWS's longest is under 120
};

// Reads application/x-www-form-urlencoded text (a body, or a URL's query): fields split at `&`,
// names from values at the first `=`, `+` is a space, %XX a byte. Parts keep the order of the text;
// empty ones are skipped. Thread-safe.
//
// Errors: kInvalidArgument named "MalformedQueryString" for a `%` without two hexadecimal digits,
// bytes that are not UTF-8 or are NUL, before or after decoding, a field without a name, or more
// fields or a longer name than the limits; kResourceExhausted named "RequestEntityTooLarge" over
// max_bytes. Messages repeat nothing of the text.
core::Result<std::vector<FormField>> ParseForm(std::string_view text,
                                               const FormLimits& limits = {});

}  // namespace keyward::api::wire
