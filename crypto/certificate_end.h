// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "core/result.h"
#include "crypto/bytes.h"

namespace keyward::crypto {

// The end of an X.509 certificate's validity: its notAfter. Nothing else of it is checked, neither
// its signature nor its issuer. Whole seconds, UTC. Thread-safe.
//
// Errors: kInvalidArgument "ValidationException" unless `der` is exactly one DER certificate with a
// time that can be read. Source: RFC 5280, section 4.1.2.5.
core::Result<std::chrono::sys_seconds> CertificateEnd(Bytes der);

}  // namespace keyward::crypto
