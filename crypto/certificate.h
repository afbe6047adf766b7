// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace keyward::crypto {

// What a certificate says of its owner. Whether to believe it is for whoever verified its chain.
struct CertificateFacts {
  std::chrono::sys_seconds not_after;
  // Subject alternative names of these two kinds (RFC 5280 section 4.2.1.6), as they stand.
  std::vector<std::string> uris;
  std::vector<std::string> dns_names;
  std::string sha256;  // of the certificate's DER, lower-case hexadecimal
};

// Reads the first certificate of a PEM text. Verifies nothing. Thread-safe.
//
// Errors: kInvalidArgument "InvalidCertificate" when there is none, for names that cannot be read
// or hold control characters or bytes that are not ASCII (a NUL in the middle is the classic
// forgery).
core::Result<CertificateFacts> ReadCertificate(std::string_view pem);

}  // namespace keyward::crypto
