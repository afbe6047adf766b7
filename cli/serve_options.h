// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/seals.h"
#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "server/config/settings.h"
#include "server/node/node.h"

// From settings to what a node is started with.
namespace keyward::cli {

// What is not set, by what is: the audit log in the data directory, and with dev a key file there
// (dev-seal.key) and a certificate (dev-certificate.pem, dev-key.pem).
server::config::Settings FillIn(server::config::Settings settings);

// Whether the data directory has no installation yet. Errors: those of local::ReadStatus but for a
// store or keyring that is not there.
core::Result<bool> IsFirstStart(const std::string& data_dir);

// Makes what dev needs and is not there: the data directory, and with dev_tls the certificate.
// Without dev nothing is made. Errors: those of WriteDevelopmentCertificate; kUnavailable
// "FileFailed".
core::Result<void> MakeDevelopmentFiles(const server::config::Settings& settings,
                                        const core::Clock& clock, crypto::Random& random);

// The seal of the installation; at the first start the one it is to get. Errors: kInvalidArgument
// "InvalidInput" at a first start that names no account; those of OpenSeal and MakeSeal.
core::Result<SealPointer> ServeSeal(const server::config::Settings& settings, bool first_start,
                                    const std::string& credentials_dir);

// With dev the first account is 111122223333 unless one is named. Precondition: `settings` passed
// CheckTogether, and FillIn.
server::node::NodeOptions ToNodeOptions(const server::config::Settings& settings);

}  // namespace keyward::cli
