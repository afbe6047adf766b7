// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace keyward::iam {

// What is kept of a SAML provider's metadata beside its text.
struct SamlMetadata {
  std::string entity_id;
  std::chrono::sys_seconds valid_until;  // then a new document must be uploaded
};

// AWS takes ten million characters. A stored value has one MiB, and so has the record of the
// request in the audit log, in which quotes take two bytes.
inline constexpr std::size_t kMaxMetadataBytes = 500'000;

// Reads the metadata of one SAML 2.0 identity provider.
//
// The document is an EntityDescriptor with an entityID of at most 1,024 characters and an
// IDPSSODescriptor that has a signing key with an X.509 certificate. It is valid until the earliest
// validUntil that it states, else until the last of its signing certificates ends. No signature is
// checked: whoever may make a provider vouches for it. Nothing is fetched, and a document type
// declaration is refused, and with it every entity but XML's own.
//
// Errors: kInvalidArgument "InvalidInput", naming what is missing or the line that is not
// well-formed; kResourceExhausted "LimitExceeded" over kMaxMetadataBytes. Thread-safe. Source: SAML
// V2.0 Metadata, sections 2.3 and 2.4; AWS IAM API Reference, CreateSAMLProvider.
core::Result<SamlMetadata> ReadSamlMetadata(std::string_view document);

}  // namespace keyward::iam
