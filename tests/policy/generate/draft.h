// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "policy/engine/request.h"
#include "tests/policy/generate/entropy.h"
#include "tests/policy/generate/vocabulary.h"

namespace keyward::policy::naive {

struct ContextDraft {
  std::string key;
  std::vector<std::string> values;
  bool multivalued = false;
  language::ConditionType type = language::ConditionType::kString;  // what the key usually holds
};

struct CallerDraft {
  engine::Caller::Type type = engine::Caller::Type::kAnonymous;
  std::string text;
  std::string account;  // "" for callers without one
  std::string partition;
  std::string subject;    // the ARN of its user, role or issuing user
  std::string unique_id;  // what the subject's is, stated or not
  bool states_unique_id = false;
  bool states_canonical_user = false;
  bool states_issuer = false;
};

// The canonical user id of an account, and that of an origin access identity for "".
std::string CanonicalUserOf(const std::string& account);

// A request before it is built; policies are made to fit one.
struct RequestDraft {
  CallerDraft caller;
  std::string action;
  std::string resource;
  std::string resource_account;  // as stated
  std::string owner;             // the account that the resource was made for
  engine::Facts facts;
  std::vector<ContextDraft> context;
  std::vector<engine::Grant> grants;
};

RequestDraft DraftRequest(Entropy& entropy);

// A request near another one: some parts are drawn anew.
RequestDraft Vary(const RequestDraft& draft, Entropy& entropy);

// Builds the request; it is not prepared.
engine::Request BuildRequest(const RequestDraft& draft);

// The request as JSON, to read and to type in again.
std::string DescribeRequest(const engine::Request& request);

// One of KMS's grants for the draft's request.
engine::Grant DraftGrant(const RequestDraft& draft, Entropy& entropy);

}  // namespace keyward::policy::naive
