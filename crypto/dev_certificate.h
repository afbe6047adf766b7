// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"

namespace keyward::crypto {

// Makes an identity for trying things out on one machine: an ECDSA P-256 key, and a certificate
// signed by itself for localhost, 127.0.0.1 and ::1, good for kDevelopmentDays from an hour before
// now. No authority, and none can be made of it (CA:FALSE, server authentication only); a client is
// to be given the certificate itself as its trust.
//
// Writes two new PEM files, the key readable by its owner alone; the former are never overwritten,
// and of a failure nothing is left. Not durable: no fsync. Reads the clock once. Thread-safe for
// different paths.
//
// Errors: kAlreadyExists "FileExists"; kUnavailable "FileFailed" with the path and the system's
// reason; kInternal "InternalFailure".
// Source: RFC 5280; RFC 5480.
inline constexpr int kDevelopmentDays = 365;
core::Result<void> WriteDevelopmentCertificate(const std::string& certificate_path,
                                               const std::string& key_path,
                                               const core::Clock& clock, Random& random);

}  // namespace keyward::crypto
