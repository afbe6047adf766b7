// SPDX-License-Identifier: Apache-2.0
#include "policy/match/principal.h"

namespace keyward::policy::match {
namespace {

using Type = language::Principal::Type;
using CallerType = Caller::Type;

constexpr std::string_view kNoSessionIssuer = "the user behind the federated session is not stated";
constexpr std::string_view kNoUniqueId = "the caller's unique id is not stated (`aws:userid`)";
constexpr std::string_view kNoCanonicalUser = "the caller's canonical user id is not stated";
constexpr std::string_view kNoSession = "which session of the role calls is not stated";

PrincipalMatch When(bool matches, Strength strength) {
  return matches ? PrincipalMatch{Truth::kTrue, strength, {}} : PrincipalMatch{};
}

PrincipalMatch Unknown(Strength strength, std::string_view fact) {
  return {Truth::kUndefined, strength, fact};
}

bool SameAccount(const PrincipalPattern& pattern, const Caller& caller) {
  return pattern.account == caller.account() &&
         (pattern.partition.empty() || pattern.partition == caller.partition());
}

PrincipalMatch MatchUser(const PrincipalPattern& pattern, const Caller& caller) {
  if (caller.type() == CallerType::kUser)
    return When(caller.text() == pattern.value, Strength::kUser);
  if (caller.type() != CallerType::kFederatedUser || !SameAccount(pattern, caller)) return {};
  if (caller.session_issuer().empty()) return Unknown(Strength::kRole, kNoSessionIssuer);
  return When(caller.session_issuer() == pattern.value, Strength::kRole);
}

PrincipalMatch MatchRole(const PrincipalPattern& pattern, const Caller& caller) {
  if (caller.type() == CallerType::kRole)
    return When(caller.text() == pattern.value, Strength::kRole);
  const bool session = caller.type() == CallerType::kRoleSession;
  return When(session && SameAccount(pattern, caller) && caller.name() == pattern.name,
              Strength::kRole);
}

PrincipalMatch MatchSession(const PrincipalPattern& pattern, const Caller& caller) {
  if (caller.type() != CallerType::kRole)
    return When(caller.text() == pattern.value, Strength::kDirect);
  const bool of_role = SameAccount(pattern, caller) && caller.name() == pattern.name;
  return of_role ? Unknown(Strength::kDirect, kNoSession) : PrincipalMatch{};
}

PrincipalMatch MatchUniqueId(const PrincipalPattern& pattern, const CallerFacts& facts) {
  const CallerType type = facts.caller->type();
  const bool user = type == CallerType::kUser || type == CallerType::kFederatedUser;
  const bool role = type == CallerType::kRole || type == CallerType::kRoleSession;
  const bool of_user = pattern.value.starts_with("AIDA");
  if (of_user ? !user : !role) return {};
  const Strength strength = type == CallerType::kUser ? Strength::kUser : Strength::kRole;
  if (facts.unique_id.empty()) return Unknown(strength, kNoUniqueId);
  return When(facts.unique_id == pattern.value, strength);
}

PrincipalMatch MatchCanonicalUser(const PrincipalPattern& pattern, const Caller& caller) {
  const bool can_have_one =
      !caller.account().empty() || caller.type() == CallerType::kOriginAccessIdentity;
  if (!can_have_one) return {};
  const Strength strength = caller.account().empty() ? Strength::kDirect : Strength::kAccount;
  if (caller.canonical_user_id().empty()) return Unknown(strength, kNoCanonicalUser);
  return When(caller.canonical_user_id() == pattern.value, strength);
}

// Which of the caller's identities a NotPrincipal element lists.
struct Listed {
  bool everyone = false;
  bool account = false;
  bool principal = false;  // user, role, issuing user
  bool self = false;       // the very caller: session, federated user, service…
  bool any = false;        // any of them, also where a fact is missing
};

Listed ListIdentities(std::span<const PrincipalPattern> patterns, const CallerFacts& facts) {
  Listed listed;
  for (const PrincipalPattern& pattern : patterns) {
    const PrincipalMatch match = MatchPrincipal(pattern, facts);
    listed.any |= match.truth != Truth::kFalse;
    if (match.truth != Truth::kTrue) continue;
    if (pattern.type == Type::kEveryone) {
      listed.everyone = true;
    } else if (match.strength == Strength::kAccount) {
      listed.account = true;
    } else if (match.strength == Strength::kDirect) {
      listed.self = true;
    } else {
      listed.principal = true;
    }
  }
  return listed;
}

bool IsExempt(const Listed& listed, const Caller& caller) {
  if (listed.everyone) return true;
  switch (caller.type()) {
    case CallerType::kRoot:
      return listed.account;
    case CallerType::kUser:
      return listed.account && listed.principal;
    case CallerType::kRole:  // some session, which would have to be listed
    case CallerType::kRoleSession:
    case CallerType::kFederatedUser:
      return listed.account && listed.principal && listed.self;
    case CallerType::kAnonymous:
    case CallerType::kOriginAccessIdentity:
    case CallerType::kService:
    case CallerType::kFederated:
      return listed.self;
  }
  return false;
}

}  // namespace

PrincipalMatch MatchPrincipal(const PrincipalPattern& pattern, const CallerFacts& facts) {
  const Caller& caller = *facts.caller;
  switch (pattern.type) {
    case Type::kEveryone:
      return When(true, Strength::kDirect);
    case Type::kAccount:
      return When(SameAccount(pattern, caller), Strength::kAccount);
    case Type::kUser:
      return MatchUser(pattern, caller);
    case Type::kRole:
      return MatchRole(pattern, caller);
    case Type::kRoleSession:
      return MatchSession(pattern, caller);
    case Type::kFederatedUser:
    case Type::kOriginAccessIdentity:
      return When(caller.text() == pattern.value, Strength::kDirect);
    case Type::kUniqueId:
      return MatchUniqueId(pattern, facts);
    case Type::kService:
      return When(caller.type() == CallerType::kService && caller.text() == pattern.value,
                  Strength::kDirect);
    case Type::kFederated:
      return When(caller.type() == CallerType::kFederated && caller.text() == pattern.value,
                  Strength::kDirect);
    case Type::kCanonicalUser:
      return MatchCanonicalUser(pattern, caller);
  }
  return {};
}

PrincipalMatch MatchPrincipals(std::span<const PrincipalPattern> patterns, bool negated,
                               language::Effect effect, const CallerFacts& facts) {
  if (negated) {
    const Listed listed = ListIdentities(patterns, facts);
    const bool deny = effect == language::Effect::kDeny;
    const bool matches =
        deny ? facts.has_boundary || !IsExempt(listed, *facts.caller) : !listed.any;
    return When(matches, Strength::kRole);
  }
  PrincipalMatch best;
  for (const PrincipalPattern& pattern : patterns) {
    const PrincipalMatch match = MatchPrincipal(pattern, facts);
    const bool better =
        match.truth > best.truth || (match.truth == best.truth && match.strength > best.strength);
    if (better) best = match;
  }
  return best;
}

}  // namespace keyward::policy::match
