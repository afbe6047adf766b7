// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/json.h"
#include "core/result.h"
#include "policy/language/policy.h"

namespace keyward::policy::language {

struct ParseOptions {
  // Holds the document to AWS's size for its kind. Off for generated sets that no AWS account would
  // hold.
  bool enforce_size = true;
  // Takes `*:GetObject`, which no service part can match, as an action that matches nothing, where
  // it is an error otherwise. For comparing engines.
  bool wildcard_service_never_matches = false;
};

// Reads and checks one policy document: the whole of `text`, or a value inside a larger JSON text.
//
// Every element must be known, of the right type and well-formed, for the kind of policy it is:
// unknown operators, principals, versions and elements are errors, never skipped.
//
// Errors: named as AWS names a malformed document of that kind (`MalformedPolicyDocument`,
// `MalformedPolicy` for a bucket, `MalformedPolicyDocumentException` for KMS, Organizations and
// Secrets Manager, `InvalidPolicyDocument` for an endpoint), with JSON pointer, line and column;
// `LimitExceeded` for a document over AWS's size. Thread-safe. Source: IAM User Guide, "Grammar of
// the IAM JSON policy language" and the pages of each element.
core::Result<Policy> ParsePolicy(std::string text, std::string name, PolicyKind kind,
                                 const ParseOptions& options = {});
core::Result<Policy> ParsePolicy(const core::JsonDocument& document, core::JsonView policy,
                                 std::string name, PolicyKind kind,
                                 const ParseOptions& options = {});

// AWS's limit for a document of this kind, in characters.
std::size_t MaxPolicyCharacters(PolicyKind kind);

// The characters of a document that count against the limit: all of them for RCPs and resource
// policies, those that are not JSON white space between tokens for the others.
std::size_t CountPolicyCharacters(std::string_view document, PolicyKind kind);

}  // namespace keyward::policy::language
