// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/naive/naive_principal.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/policy/naive/naive_text.h"

namespace keyward::policy::naive {
namespace {

using engine::Caller;
using language::Principal;

// What a caller is at once: a session is its account, its role and itself.
enum class Identity {
  kAccount,
  kSubject,  // the user or the role; for a federated user's session, the user who issued it
  kSession,
  kOwnName,  // of callers without an account
};

std::vector<Identity> IdentitiesOf(const Caller& caller) {
  switch (caller.type()) {
    case Caller::Type::kAnonymous:
      return {};
    case Caller::Type::kRoot:
      return {Identity::kAccount};
    case Caller::Type::kUser:
      return {Identity::kAccount, Identity::kSubject};
    case Caller::Type::kRole:  // some session of it
    case Caller::Type::kRoleSession:
    case Caller::Type::kFederatedUser:
      return {Identity::kAccount, Identity::kSubject, Identity::kSession};
    case Caller::Type::kOriginAccessIdentity:
    case Caller::Type::kService:
    case Caller::Type::kFederated:
      return {Identity::kOwnName};
  }
  return {};
}

bool SamePartition(const Principal& principal, const Caller& caller) {
  return principal.partition.empty() || principal.partition == caller.partition();
}

// Rule 16: users have AIDA…, roles AROA….
bool IsUniqueIdOf(std::string_view prefix, const std::string& id) { return id.starts_with(prefix); }

std::string_view UniqueIdPrefix(const Caller& caller) {
  const bool role =
      caller.type() == Caller::Type::kRole || caller.type() == Caller::Type::kRoleSession;
  return role ? "AROA" : "AIDA";
}

// "Principals": the unique id is the stated one, else that in `aws:userid` up to the `:`. What
// stands there for a federated user's session is its account, which is no unique id.
std::string UniqueId(const Who& who) {
  if (!who.caller.unique_id().empty()) return who.caller.unique_id();
  const KeyValue user_id = FindKey(who.context, "aws:userid");
  if (user_id.state != KeyValue::State::kSingle) return "";
  const std::string id = user_id.values.front().substr(0, user_id.values.front().find(':'));
  return IsUniqueIdOf("AIDA", id) || IsUniqueIdOf("AROA", id) ? id : "";
}

// "Principals": a fact that a policy names and the request does not state is unknown.
Kleene SameFact(const std::string& stated, const std::string& named) {
  return stated.empty() ? Kleene::kUndefined : Known(stated == named);
}

Kleene NamesAccount(const Principal& principal, const Who& who) {
  if (principal.type == Principal::Type::kAccount) {  // rule 12
    return Known(SamePartition(principal, who.caller) && principal.account == who.caller.account());
  }
  if (principal.type == Principal::Type::kCanonicalUser) {
    return SameFact(who.caller.canonical_user_id(), principal.value);
  }
  return Kleene::kFalse;
}

// Rule 15: a session is matched by account and role name; a caller given as a role ARN exactly.
bool NamesRole(const Principal& principal, const Caller& caller) {
  if (caller.type() == Caller::Type::kRole) return principal.value == caller.text();
  return caller.type() == Caller::Type::kRoleSession && SamePartition(principal, caller) &&
         principal.account == caller.account() && principal.name == caller.name();
}

// Rules 7 and 11: the user itself, or the user behind a federated user's session, who is of its
// account.
Kleene NamesUser(const Principal& principal, const Caller& caller) {
  if (caller.type() == Caller::Type::kUser) return Known(principal.value == caller.text());
  if (caller.type() != Caller::Type::kFederatedUser) return Kleene::kFalse;
  if (!SamePartition(principal, caller) || principal.account != caller.account()) {
    return Kleene::kFalse;
  }
  return SameFact(caller.session_issuer(), principal.value);
}

Kleene NamesSubject(const Principal& principal, const Who& who) {
  if (principal.type == Principal::Type::kUser) return NamesUser(principal, who.caller);
  if (principal.type == Principal::Type::kRole) return Known(NamesRole(principal, who.caller));
  if (principal.type == Principal::Type::kUniqueId) {
    // The unique id of a role stands for no user, nor the other way round.
    if (!IsUniqueIdOf(UniqueIdPrefix(who.caller), principal.value)) return Kleene::kFalse;
    return SameFact(UniqueId(who), principal.value);
  }
  return Kleene::kFalse;
}

// Rule 9: the session's own ARN. Which session of a role it is, a caller given as a role ARN does
// not state.
Kleene NamesSession(const Principal& principal, const Who& who) {
  const bool some_session =
      principal.type == Principal::Type::kRoleSession && who.caller.type() == Caller::Type::kRole;
  if (some_session) {
    const bool same_role = SamePartition(principal, who.caller) &&
                           principal.account == who.caller.account() &&
                           principal.name == who.caller.name();
    return same_role ? Kleene::kUndefined : Kleene::kFalse;
  }
  const bool session = principal.type == Principal::Type::kRoleSession &&
                       who.caller.type() == Caller::Type::kRoleSession;
  const bool federated = principal.type == Principal::Type::kFederatedUser &&
                         who.caller.type() == Caller::Type::kFederatedUser;
  return Known((session || federated) && principal.value == who.caller.text());
}

Kleene NamesOwnName(const Principal& principal, const Who& who) {
  const Caller::Type type = who.caller.type();
  const bool oai = type == Caller::Type::kOriginAccessIdentity;
  if (oai && principal.type == Principal::Type::kCanonicalUser) {
    return SameFact(who.caller.canonical_user_id(), principal.value);
  }
  const bool same_form =
      (oai && principal.type == Principal::Type::kOriginAccessIdentity) ||
      (type == Caller::Type::kService && principal.type == Principal::Type::kService) ||
      (type == Caller::Type::kFederated && principal.type == Principal::Type::kFederated);
  return Known(same_form && principal.value == who.caller.text());
}

// Whether a principal names one of the caller's identities. Rule 10: `*` names everyone.
Kleene Names(const Principal& principal, Identity identity, const Who& who) {
  if (principal.type == Principal::Type::kEveryone) return Kleene::kTrue;
  switch (identity) {
    case Identity::kAccount:
      return NamesAccount(principal, who);
    case Identity::kSubject:
      return NamesSubject(principal, who);
    case Identity::kSession:
      return NamesSession(principal, who);
    case Identity::kOwnName:
      return NamesOwnName(principal, who);
  }
  return Kleene::kFalse;
}

bool ListsEveryone(const language::Statement& statement) {
  return std::any_of(statement.principals.begin(), statement.principals.end(),
                     [](const Principal& p) { return p.type == Principal::Type::kEveryone; });
}

Kleene IsListed(const language::Statement& statement, Identity identity, const Who& who) {
  Kleene listed = Kleene::kFalse;
  for (const Principal& principal : statement.principals) {
    listed = Or(listed, Names(principal, identity, who));
  }
  return listed;
}

Kleene AnyIdentityListed(const language::Statement& statement, const Who& who) {
  Kleene any = Known(ListsEveryone(statement));
  for (Identity identity : IdentitiesOf(who.caller))
    any = Or(any, IsListed(statement, identity, who));
  return any;
}

// Rule 14: a Deny exempts a caller whose every identity is listed, and nobody with a permissions
// boundary.
Kleene IsExempt(const language::Statement& statement, const Who& who) {
  if (who.has_boundary) return Kleene::kFalse;
  if (ListsEveryone(statement)) return Kleene::kTrue;
  const std::vector<Identity> identities = IdentitiesOf(who.caller);
  if (identities.empty()) return Kleene::kFalse;
  Kleene all = Kleene::kTrue;
  for (Identity identity : identities) all = And(all, IsListed(statement, identity, who));
  return all;
}

Strength StrengthOfIdentity(Identity identity, const Caller& caller) {
  switch (identity) {
    case Identity::kAccount:
      return kDelegates;
    case Identity::kSubject:
      return caller.type() == Caller::Type::kUser ? kNamesUser : kNamesForSession;
    case Identity::kSession:
    case Identity::kOwnName:
      return kNamesDirectly;
  }
  return kNotNamed;
}

}  // namespace

bool HoldsIdentityPolicies(const Caller& caller) {
  const Caller::Type type = caller.type();
  return type == Caller::Type::kUser || type == Caller::Type::kRole ||
         type == Caller::Type::kRoleSession || type == Caller::Type::kFederatedUser;
}

bool HasAccount(const Caller& caller) {
  return HoldsIdentityPolicies(caller) || caller.type() == Caller::Type::kRoot;
}

Strength StrengthOf(const Principal& principal, const Who& who) {
  if (principal.type == Principal::Type::kEveryone) return kNamesDirectly;
  Strength strongest = kNotNamed;
  for (Identity identity : IdentitiesOf(who.caller)) {
    if (Names(principal, identity, who) != Kleene::kTrue) continue;
    strongest = std::max(strongest, StrengthOfIdentity(identity, who.caller));
  }
  return strongest;
}

PrincipalOutcome MatchPrincipal(const language::Statement& statement, const Who& who) {
  if (statement.principals.empty()) return {Kleene::kTrue, kNotNamed};
  if (statement.not_principal) {
    if (statement.effect == language::Effect::kDeny)
      return {Not(IsExempt(statement, who)), kNotNamed};
    const Strength strength = HasAccount(who.caller) ? kNamesForSession : kNamesDirectly;
    return {Not(AnyIdentityListed(statement, who)), strength};
  }
  Strength strongest = kNotNamed;
  for (const Principal& principal : statement.principals) {
    strongest = std::max(strongest, StrengthOf(principal, who));
  }
  return {AnyIdentityListed(statement, who), strongest};
}

}  // namespace keyward::policy::naive
