// SPDX-License-Identifier: Apache-2.0
#include "iam/password.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/encoding.h"
#include "crypto/bytes.h"
#include "crypto/password.h"

namespace keyward::iam {
namespace {

constexpr std::size_t kDefaultMinimumLength = 8;
constexpr int kDefaultKinds = 3;
constexpr std::string_view kSymbols = "!@#$%^&*()_+-=[]{}|'";

core::Error Violation(std::string message) {
  return {core::ErrorCode::kInvalidArgument, "PasswordPolicyViolation", std::move(message)};
}

struct Kinds {
  bool upper = false;
  bool lower = false;
  bool number = false;
  bool symbol = false;
  std::size_t length = 0;  // characters, of UTF-8
};

Kinds KindsIn(std::string_view password) {
  Kinds kinds;
  for (const char c : password) {
    if (c >= 'A' && c <= 'Z') kinds.upper = true;
    if (c >= 'a' && c <= 'z') kinds.lower = true;
    if (c >= '0' && c <= '9') kinds.number = true;
    if (kSymbols.find(c) != std::string_view::npos) kinds.symbol = true;
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++kinds.length;
  }
  return kinds;
}

core::Error TooShort(std::size_t minimum) {
  return Violation("Password should have a minimum length of " + std::to_string(minimum));
}

core::Result<void> CheckDefault(const rec::Account& account, std::string_view password) {
  const Kinds kinds = KindsIn(password);
  if (kinds.length < kDefaultMinimumLength) return TooShort(kDefaultMinimumLength);
  if (kinds.upper + kinds.lower + kinds.number + kinds.symbol < kDefaultKinds) {
    return Violation(
        "Password should have at least three of: uppercase letters, lowercase letters, numbers, "
        "symbols");
  }
  if (core::EqualsIgnoreCase(password, account.name()) ||
      core::EqualsIgnoreCase(password, account.email())) {
    return Violation("Password should not be the account's name or email address");
  }
  return {};
}

core::Result<crypto::SecretBytes> Derive(const rec::LoginProfile& profile,
                                         std::string_view password) {
  crypto::PasswordSalt salt{};
  if (profile.salt().size() != salt.size()) {
    return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                       "a login profile's salt has the wrong length"};
  }
  std::ranges::copy(crypto::AsBytes(profile.salt()), salt.begin());
  core::Result<crypto::SecretBytes> secret = crypto::SecretBytes::Copy(crypto::AsBytes(password));
  if (!secret) return secret;
  return crypto::DeriveFromPassword(
      *secret, salt, {.passes = profile.passes(), .memory_kib = profile.memory_kib()},
      kVerifierBytes);
}

void BeginProfile(crypto::Random& random, rec::LoginProfile& profile) {
  const auto salt = crypto::RandomArray<std::tuple_size_v<crypto::PasswordSalt>>(random);
  profile.set_salt(std::string(crypto::AsText(salt)));
  const crypto::Argon2idParameters cost;
  profile.set_passes(cost.passes);
  profile.set_memory_kib(cost.memory_kib);
}

// The present verifier is number 0.
crypto::Bytes VerifierAt(const rec::LoginProfile& profile, std::size_t number) {
  return crypto::AsBytes(profile.verifier()).subspan(number * kVerifierBytes, kVerifierBytes);
}

std::size_t VerifiersIn(const rec::LoginProfile& profile) {
  return profile.verifier().size() / kVerifierBytes;
}

bool IsAmongLatest(const crypto::SecretBytes& verifier, const rec::LoginProfile& profile,
                   std::size_t latest) {
  bool same = false;
  for (std::size_t i = 0; i < std::min(latest, VerifiersIn(profile)); ++i) {
    same |= verifier.Equals(VerifierAt(profile, i));
  }
  return same;
}

}  // namespace

core::Result<void> CheckPassword(const rec::Account& account, std::string_view password) {
  if (!account.has_password_policy()) return CheckDefault(account, password);
  const rec::PasswordPolicy& policy = account.password_policy();
  const Kinds kinds = KindsIn(password);
  const auto minimum = static_cast<std::size_t>(policy.minimum_length());
  if (kinds.length < minimum) return TooShort(minimum);
  if (policy.require_uppercase() && !kinds.upper) {
    return Violation("Password should have at least one uppercase letter");
  }
  if (policy.require_lowercase() && !kinds.lower) {
    return Violation("Password should have at least one lowercase letter");
  }
  if (policy.require_numbers() && !kinds.number) {
    return Violation("Password should have at least one number");
  }
  if (policy.require_symbols() && !kinds.symbol) {
    return Violation("Password should have at least one symbol");
  }
  return {};
}

core::Result<bool> PasswordMatches(const rec::LoginProfile& profile, std::string_view password) {
  core::Result<crypto::SecretBytes> verifier = Derive(profile, password);
  if (!verifier) return std::move(verifier).error();
  return IsAmongLatest(*verifier, profile, 1);
}

core::Result<void> SetPassword(std::string_view password, int reuse_prevention,
                               crypto::Random& random, rec::LoginProfile* profile) {
  rec::LoginProfile changed = *profile;
  if (changed.salt().empty()) BeginProfile(random, changed);
  core::Result<crypto::SecretBytes> verifier = Derive(changed, password);
  if (!verifier) return std::move(verifier).error();
  if (IsAmongLatest(*verifier, changed, static_cast<std::size_t>(reuse_prevention))) {
    return Violation("Password should not be one of the last " + std::to_string(reuse_prevention) +
                     " passwords");
  }
  std::string& verifiers = *changed.mutable_verifier();
  verifiers.insert(0, crypto::AsText(verifier->Expose()));
  verifiers.resize(std::min(verifiers.size(), (1 + kMaxPrevious) * kVerifierBytes));
  *profile = std::move(changed);
  return {};
}

}  // namespace keyward::iam
