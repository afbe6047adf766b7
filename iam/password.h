// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "core/result.h"
#include "crypto/random.h"
#include "iam/records.h"

// Users' passwords. A password is never stored: of it there is a verifier, Argon2id under the
// user's salt, and those of at most kMaxPrevious earlier ones, so that the password policy can
// forbid to use them again. All of a user's verifiers have one salt: then one derivation compares a
// new password with all of them; two users never share one. Thread-safe.
namespace keyward::iam {

// Earlier passwords that are remembered: with the present one the most that a policy can forbid.
inline constexpr std::size_t kMaxPrevious = 23;
inline constexpr std::size_t kVerifierBytes = 32;

// Checks a new password against the account's policy; without one, against AWS's default: 8
// characters, three of the four kinds, and not the account's name or e-mail address. Errors:
// kInvalidArgument "PasswordPolicyViolation" naming the first rule that it breaks, never the
// password.
// Source: IAM User Guide, "Set an account password policy for IAM users".
core::Result<void> CheckPassword(const rec::Account& account, std::string_view password);

// Whether it is the profile's password. Slow by design: as crypto::DeriveFromPassword, some 250 ms
// and 64 MiB. Errors: those of DeriveFromPassword.
core::Result<bool> PasswordMatches(const rec::LoginProfile& profile, std::string_view password);

// Makes it the profile's password. `reuse_prevention` is how many of the latest passwords, the
// present one included, it must not be; 0: none. Slow, as PasswordMatches. Errors:
// kInvalidArgument "PasswordPolicyViolation" for one of those; those of DeriveFromPassword.
// `profile` is unchanged on an error.
core::Result<void> SetPassword(std::string_view password, int reuse_prevention,
                               crypto::Random& random, rec::LoginProfile* profile);

}  // namespace keyward::iam
