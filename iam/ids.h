// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/random.h"
#include "crypto/secret_bytes.h"

// Identifiers as AWS's look. Thread-safe.
// Source: IAM User Guide, "IAM identifiers".
namespace keyward::iam {

// A unique id that is never used again: AIDA… of a user, AROA… of a role, AGPA… of a group, ANPA…
// of a managed policy, AIPA… of an instance profile: the prefix and 17 of A-Z and 2-7 (85 random
// bits).
std::string NewUniqueId(std::string_view prefix, crypto::Random& random);

// An access key id: "AKIA" and 16 of A-Z and 2-7. The first eight are the account (40 bits), so
// that it is known without a look-up; the others are random. Precondition: `account` is 12 digits.
std::string NewAccessKeyId(std::string_view account, crypto::Random& random);

// The account in an access key id that NewAccessKeyId made, whatever its four-letter prefix.
// Nothing for any other text.
std::optional<std::string> AccountOf(std::string_view access_key_id);

// A secret access key: 40 of A-Z, a-z, 0-9, + and / (240 random bits).
core::Result<crypto::SecretBytes> NewSecretAccessKey(crypto::Random& random);

}  // namespace keyward::iam
