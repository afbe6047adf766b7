// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/caller.h"
#include "api/target.h"
#include "core/result.h"
#include "policy/engine/decision.h"
#include "policy/engine/explanation.h"
#include "policy/engine/request.h"

namespace keyward::api {

// What the transport knows of a request.
struct Transport {
  std::string source_ip;   // of the peer; "" when there is none
  bool secure = false;     // TLS
  std::string user_agent;  // "" = not sent
  std::string region;      // of the credential scope
  std::chrono::sys_time<std::chrono::nanoseconds> time;
};

// The policies that hold for a caller, and what no policy says. Filled by iam.
class PolicySource {
 public:
  virtual ~PolicySource() = default;

  struct Applicable {
    // Identity policies and boundary of the caller; SCPs of its account; RCPs of the resource's.
    std::vector<std::shared_ptr<const policy::engine::PolicySet>> sets;
    std::vector<Tag> principal_tags;
    bool management_account = false;
  };

  // Thread-safe. Shows every change that was committed before the call. Errors: those of the store.
  virtual core::Result<Applicable> PoliciesFor(const Caller& caller,
                                               std::string_view resource_account) = 0;
};

struct Verdict {
  policy::engine::Decision decision;
  // The decision is not to allow: AWS's sentence.
  std::string message;
  // Which policy and statement decided, for the audit record: "AdminAccess statement 1"; "" when
  // none did.
  std::string decided_by;

  bool allowed() const { return decision.allowed(); }
};

// Decides whether a caller may, and says why not. Thread-safe.
class Authorizer {
 public:
  explicit Authorizer(PolicySource& policies) : policies_(policies) {}

  // `extra` are context keys of the request: aws:RequestTag/…, aws:TagKeys and the like. Errors:
  // those of PolicySource; kInvalidArgument for a target that no policy could name. An error is no
  // permission.
  core::Result<Verdict> Decide(const Caller& caller, const Transport& transport,
                               std::string_view action, const Target& target,
                               std::span<const ContextValue> extra) const;

  // The same decision with everything that led to it.
  core::Result<policy::engine::Explanation> Explain(const Caller& caller,
                                                    const Transport& transport,
                                                    std::string_view action, const Target& target,
                                                    std::span<const ContextValue> extra) const;

 private:
  struct Question;
  core::Result<Question> Ask(const Caller& caller, const Transport& transport,
                             std::string_view action, const Target& target,
                             std::span<const ContextValue> extra) const;

  PolicySource& policies_;
};

}  // namespace keyward::api
