// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
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
};

}  // namespace keyward::api
