// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "policy/language/policy.h"

// Policy documents in IAM's requests and responses. Pure; thread-safe.
namespace keyward::iam {

// Checks a document's grammar for what it is to be attached to; its size is the caller's to check
// (policy::language::CountPolicyCharacters). Errors: kInvalidArgument "MalformedPolicyDocument",
// with AWS's text for what is no JSON, else naming the place.
core::Result<void> CheckDocument(const std::string& document, policy::language::PolicyKind kind);

// The same of a managed policy. Errors also: kResourceExhausted "LimitExceeded" over 6,144
// characters, white space not counted.
core::Result<void> CheckManagedDocument(const std::string& document);

// A document as IAM's responses hold it: percent-encoded, all bytes but letters, digits and "-._~".
// Source: AWS IAM API Reference, GetUserPolicy: "URL-encoded compliant with RFC 3986".
std::string UrlEncoded(std::string_view document);

}  // namespace keyward::iam
