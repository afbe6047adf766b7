// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/sigv4/service_rules.h"
#include "core/result.h"

// Paths and queries in the form that is signed. Pure; thread-safe.
// Source: IAM User Guide, "Create a signed AWS API request"; RFC 3986.
namespace keyward::auth {

// Percent-encodes every byte but letters, digits, `-`, `.`, `_` and `~`, in upper-case hexadecimal.
std::string UriEncode(std::string_view text);

// Undoes percent-encoding; `+` stays `+`. Nothing where a `%` is not followed by two hexadecimal
// digits.
std::optional<std::string> UriDecode(std::string_view text);

// A request target in its two parts, which point into it.
struct Target {
  std::string_view path;
  std::string_view query;  // without the `?`
};

// Errors: IncompleteSignature (kUnauthenticated) for a target that does not begin with `/`, has a
// fragment or control characters, or more than kMaxTargetBytes.
core::Result<Target> SplitTarget(std::string_view target);

// A decoded parameter: "a=b" and "a" have a name; what follows the first `=` is the value.
struct QueryParameter {
  std::string name;
  std::string value;
};

// The parameters in the order of the text, duplicates included; empty ones ("a=1&&b=2") are left
// out. What a service understands of a query must be read by these rules, since they are what the
// signature vouches for: `+` is no space.
//
// Errors: IncompleteSignature for a malformed escape.
core::Result<std::vector<QueryParameter>> ParseQuery(std::string_view query);

// The path as it is signed. Errors: IncompleteSignature for a malformed escape where the rules say
// that escapes are read.
core::Result<std::string> CanonicalPath(std::string_view path, const ServiceRules& rules);

// Parameters encoded anew, sorted by name and then by value, joined by `&`; those that `leave_out`
// names are not there. Takes the list by value to sort it.
std::string CanonicalQuery(std::vector<QueryParameter> parameters,
                           const std::vector<std::string_view>& leave_out);

}  // namespace keyward::auth
