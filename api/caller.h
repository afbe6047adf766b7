// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/secret_bytes.h"
#include "policy/engine/policy_set.h"
#include "policy/match/caller.h"

namespace keyward::api {

struct Tag {
  std::string key;
  std::string value;

  bool operator==(const Tag&) const = default;
};

// What a session carries that long-lived credentials do not. The terms are those of STS.
struct Session {
  std::chrono::sys_seconds issued;                 // aws:TokenIssueTime
  std::optional<std::chrono::sys_seconds> mfa_at;  // nothing: without MFA
  std::string source_identity;                     // "" = none
  std::vector<Tag> tags;                           // aws:PrincipalTag beside the principal's own
  std::shared_ptr<const policy::engine::PolicySet> policies;  // null: not restricted
};

// How a caller showed who it is. What begets further credentials wants a signature: a bearer may
// have been overheard.
enum class Proof : std::uint8_t { kSignature, kAccessToken, kCertificate };

// Who makes a request: authenticated, and not yet authorized.
struct Caller {
  policy::match::Caller principal;  // with its ARN
  std::string account;
  // aws:PrincipalArn: the principal's own, and for a role session the role's, with its path.
  std::string policy_arn;
  std::string unique_id;      // AIDA…, AROA…, or the account's id for its root user
  std::string user_id;        // aws:userid: the same, and for a role session `AROA…:SESSION`
  std::string access_key_id;  // "" when authenticated otherwise
  std::optional<Session> session;
  Proof proof = Proof::kSignature;
};

// A secret that signs requests, and whose it is.
struct Credential {
  crypto::SecretBytes secret_access_key;
  Caller caller;
};

// Finds out whose an access key is. Filled by iam and sts.
class CredentialResolver {
 public:
  virtual ~CredentialResolver() = default;

  // Thread-safe. Errors: kUnauthenticated "InvalidClientTokenId" when there is no such key, it is
  // inactive, or the token does not belong to it; "ExpiredToken"; those of the store.
  virtual core::Result<Credential> Resolve(std::string_view access_key_id,
                                           std::string_view session_token) = 0;

  // A request to a service was found to be signed with the caller's key: for whoever keeps when it
  // was last used. Thread-safe; does not block.
  virtual void Used(const Caller& caller, std::string_view service, std::string_view region,
                    std::chrono::sys_seconds time) {
    static_cast<void>(caller);
    static_cast<void>(service);
    static_cast<void>(region);
    static_cast<void>(time);
  }
};

// Finds out who a principal is that was shown otherwise than by a key, such as in a certificate.
// Filled by iam.
class PrincipalResolver {
 public:
  virtual ~PrincipalResolver() = default;

  // The caller has no access key and no session; its proof is kCertificate. Thread-safe. Errors:
  // kUnauthenticated "InvalidClientTokenId" when the ARN is none of a principal that is there and
  // may come without a key; those of the store.
  virtual core::Result<Caller> ResolvePrincipal(std::string_view arn) = 0;
};

}  // namespace keyward::api
