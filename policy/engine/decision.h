// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace keyward::policy::engine {

enum class Verdict : std::uint8_t { kAllowed, kExplicitDeny, kImplicitDeny };

// The kinds of policy, in the order in which a missing Allow is looked for.
enum class Layer : std::uint8_t {
  kRcp,
  kScp,
  kResource,
  kIdentity,
  kBoundary,
  kSession,
  kEndpoint
};
inline constexpr int kLayerCount = 7;

// Why a decision is what it is, where no statement tells.
enum class Reason : std::uint8_t {
  kStatement,              // statements decided: see Decision::statement and blocked_by
  kAlwaysAllowed,          // sts:GetCallerIdentity by an authenticated caller
  kRootUser,               // the account's root user needs no identity policy
  kGrant,                  // a KMS grant
  kRootCannotAssumeRoles,  // a role was to be assumed by a root user
};

// Which statement, in the sets that were handed to Evaluate.
struct StatementRef {
  std::uint32_t set = 0;        // position in the list of sets
  std::uint32_t statement = 0;  // PolicySet::statement(i)
};

struct Decision {
  Verdict verdict = Verdict::kImplicitDeny;
  // kExplicitDeny: the kind that denied; kImplicitDeny: the first kind that lacks an Allow.
  std::optional<Layer> blocked_by;
  Reason reason = Reason::kStatement;
  // kExplicitDeny: the denying statement. kAllowed: a statement that grants, where one does.
  std::optional<StatementRef> statement;

  bool allowed() const { return verdict == Verdict::kAllowed; }
};

// "allowed", "explicitDeny", "implicitDeny": AWS's words.
std::string_view VerdictName(Verdict verdict);
// "rcp", "scp", "resource", "identity", "boundary", "session", "endpoint".
std::string_view LayerName(Layer layer);

}  // namespace keyward::policy::engine
