// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "policy/engine/decision.h"
#include "policy/engine/explanation.h"
#include "policy/engine/request.h"
#include "policy/language/policy.h"

// Decides requests against policies.
//
//   auto policy = language::ParsePolicy(text, "readers", language::PolicyKind::kIdentity);
//   auto set = engine::PolicySet::Compile({.identity = {*policy}});
//   engine::Request request;
//   request.caller = *engine::Caller::FromArn("arn:aws:iam::111122223333:user/alice");
//   request.action = "s3:GetObject";
//   request.resource = "arn:aws:s3:::reports/2024.csv";
//   if (auto ready = request.Prepare(); !ready) return ready.error();
//   auto decision = engine::Evaluate(*set, request);      // Result: see below
//   if (decision && decision->allowed()) …
//
// The rules are those of docs/policy-semantics.md.
namespace keyward::policy::engine {

// The policies that apply to a request, by what they are attached to. A kind that is empty is not
// applied.
struct Policies {
  std::vector<language::Policy> identity = {};
  std::vector<language::Policy> resource = {};
  std::vector<language::Policy> boundary = {};
  std::vector<language::Policy> session = {};
  std::vector<language::Policy> endpoint = {};
  // Levels from the root down; every level of `scp` needs an Allow, so an empty level denies.
  std::vector<std::vector<language::Policy>> scp = {};
  std::vector<std::vector<language::Policy>> rcp = {};
};

// Policies, compiled and indexed. Immutable: share it between threads and requests.
//
// Memory: under 1 KiB a statement for usual policies. Policies that live and change apart (a
// user's, a key's) are compiled apart and handed to Evaluate together.
class PolicySet {
 public:
  // Errors: kResourceExhausted named "LimitExceeded" over kMaxStatements or kMaxLevels.
  static core::Result<PolicySet> Compile(const Policies& policies);

  static constexpr std::size_t kMaxStatements = std::size_t{1} << 20;
  static constexpr std::size_t kMaxLevels = 64;  // a mask of one word; AWS has at most 7

  PolicySet(PolicySet&&) noexcept;
  PolicySet& operator=(PolicySet&&) noexcept;
  ~PolicySet();

  std::size_t statement_count() const;
  // What stands behind StatementRef::statement. The views live as long as the set.
  struct StatementInfo {
    Layer layer = Layer::kIdentity;
    language::PolicyKind kind = language::PolicyKind::kIdentity;
    language::Effect effect = language::Effect::kDeny;
    std::uint32_t level = 0;   // of an SCP or RCP
    std::uint32_t policy = 0;  // position within its layer and level
    std::uint32_t index = 0;   // of the statement within the policy
    std::uint32_t line = 0;    // in the text that was parsed
    std::uint32_t column = 0;
    std::string_view policy_name;
    std::string_view policy_pointer;  // of the document in the text that was parsed
    std::string_view sid;
  };
  StatementInfo statement(std::size_t index) const;

  // Every condition key that the policies ask for, in conditions and variables, as first spelt;
  // sorted.
  std::vector<std::string> context_keys() const;

  // Approximate bytes held, for measuring.
  std::size_t memory_bytes() const;

  class Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit PolicySet(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

// Decides a prepared request against the union of the sets.
//
// Thread-safe, takes no lock, and allocates nothing unless a pattern or value is unusually long.
// Errors: kInvalidArgument named "InvalidInput" when a resource policy is present and the
// resource's account is not known.
core::Result<Decision> Evaluate(std::span<const PolicySet* const> sets, const Request& request);
core::Result<Decision> Evaluate(const PolicySet& set, const Request& request);

// The same decision, by the same code, with everything that led to it. Allocates.
core::Result<Explanation> Explain(std::span<const PolicySet* const> sets, const Request& request);
core::Result<Explanation> Explain(const PolicySet& set, const Request& request);

}  // namespace keyward::policy::engine
