// SPDX-License-Identifier: Apache-2.0
#include "iam/trust.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/arn.h"
#include "iam/arns.h"
#include "iam/errors.h"
#include "iam/keys.h"
#include "policy/language/parse.h"
#include "policy/language/principal.h"

namespace keyward::iam {
namespace {

namespace language = policy::language;
using language::Principal;

constexpr std::size_t kMaxTrust = 2048;  // AWS's default quota, which it raises to 4,096 on request

// The unique id of the user or role whose ARN this is, to the letter; "" when there is none.
template <typename Record>
core::Result<std::string> IdOf(api::Unit& unit, Kind kind, const Principal& principal) {
  core::Result<std::optional<Record>> found =
      Load<Record>(unit, EntityKey(principal.account, kind, principal.name));
  if (!found) return std::move(found).error();
  const std::optional<Record>& record = *found;
  if (!record) return std::string();
  const std::string arn = ArnOf(principal.account, kind, record->path(), record->name());
  return arn == principal.value ? record->id() : std::string();
}

core::Result<std::string> CurrentId(api::Unit& unit, const Principal& principal) {
  return principal.type == Principal::Type::kUser ? IdOf<rec::User>(unit, Kind::kUser, principal)
                                                  : IdOf<rec::Role>(unit, Kind::kRole, principal);
}

// Whether a user or role of the account has this unique id.
template <typename Record>
core::Result<bool> HasId(api::Unit& unit, std::string_view account, Kind kind,
                         std::string_view id) {
  const std::string prefix = EntityPrefix(account, kind);
  std::string after;
  for (;;) {
    constexpr std::size_t kPage = 1000;
    core::Result<store::RangePage> page = unit.Range(prefix, kPage, after);
    if (!page) return std::move(page).error();
    for (const store::KeyValue& item : page->items) {
      core::Result<Record> record = ParseRecord<Record>(item.key, item.value);
      if (!record) return std::move(record).error();
      if (record->id() == id) return true;
      after = item.key;
    }
    if (!page->more) return false;
  }
}

// Reads one trust policy's principals.
class Reader {
 public:
  Reader(api::Unit& unit, std::string_view account) : unit_(unit), account_(account) {}

  core::Result<void> Read(const Principal& principal) {
    if (!seen_.insert(principal.value).second) return {};
    core::Result<bool> exists = Exists(principal);
    if (!exists) return std::move(exists).error();
    if (*exists) return {};
    return MalformedPolicy("Invalid principal in policy: \"" + TypeName(principal) + "\":\"" +
                           principal.value + "\"");
  }

  Trusted& trusted() { return trusted_; }

 private:
  static std::string TypeName(const Principal& principal) {
    return principal.type == Principal::Type::kCanonicalUser ? "CanonicalUser" : "AWS";
  }

  core::Result<bool> Exists(const Principal& principal) {
    switch (principal.type) {
      case Principal::Type::kEveryone:
      case Principal::Type::kService:
      case Principal::Type::kFederated:
        return true;
      case Principal::Type::kAccount:
      case Principal::Type::kFederatedUser:
        return InThisPartition(principal) ? AccountExists(principal.account) : false;
      case Principal::Type::kUser:
      case Principal::Type::kRole:
        return Pin(principal);
      case Principal::Type::kRoleSession:
        return InThisPartition(principal) ? RoleExists(principal) : false;
      case Principal::Type::kUniqueId:
        return principal.value.starts_with("AIDA")
                   ? HasId<rec::User>(unit_, account_, Kind::kUser, principal.value)
                   : HasId<rec::Role>(unit_, account_, Kind::kRole, principal.value);
      case Principal::Type::kOriginAccessIdentity:
      case Principal::Type::kCanonicalUser:
        return false;
    }
    return false;
  }

  static bool InThisPartition(const Principal& principal) {
    return principal.partition.empty() || principal.partition == "aws";
  }

  core::Result<bool> AccountExists(std::string_view account) {
    core::Result<std::optional<rec::Account>> found =
        Load<rec::Account>(unit_, AccountKey(account));
    if (!found) return std::move(found).error();
    return found->has_value();
  }

  core::Result<bool> RoleExists(const Principal& session) {
    core::Result<std::optional<rec::Role>> found =
        Load<rec::Role>(unit_, EntityKey(session.account, Kind::kRole, session.name));
    if (!found) return std::move(found).error();
    return found->has_value() && (*found)->name() == session.name;
  }

  core::Result<bool> Pin(const Principal& principal) {
    core::Result<std::string> id = CurrentId(unit_, principal);
    if (!id) return std::move(id).error();
    if (id->empty()) return false;
    rec::TrustedPrincipal* pinned = trusted_.Add();
    pinned->set_arn(principal.value);
    pinned->set_id(*std::move(id));
    return true;
  }

  api::Unit& unit_;
  std::string_view account_;
  std::set<std::string> seen_;
  Trusted trusted_;
};

core::Result<language::Policy> Parse(const std::string& document) {
  return language::ParsePolicy(document, "trust policy", language::PolicyKind::kTrust);
}

core::Error Damaged(const rec::Role& role) {
  return {core::ErrorCode::kDataLoss, "StoreDamaged",
          "the trust policy of role `" + role.name() + "` does not parse"};
}

}  // namespace

core::Result<Trusted> ReadTrust(api::Unit& unit, std::string_view account,
                                const std::string& document) {
  if (language::CountPolicyCharacters(document, language::PolicyKind::kTrust) > kMaxTrust) {
    return LimitExceeded("ACLSizePerRole", kMaxTrust);
  }
  const core::Result<language::Policy> policy = Parse(document);
  if (!policy) return policy.error();
  Reader reader(unit, account);
  for (const language::Statement& statement : policy->statements) {
    for (const Principal& principal : statement.principals) {
      if (core::Result<void> read = reader.Read(principal); !read) return std::move(read).error();
    }
  }
  return std::move(reader.trusted());
}

core::Result<std::string> CurrentTrust(api::Unit& unit, const rec::Role& role) {
  std::vector<rec::TrustedPrincipal> gone;
  for (const rec::TrustedPrincipal& trusted : role.trusted()) {
    const std::optional<Principal> principal = language::ParsePrincipalArn(trusted.arn());
    if (!principal) return Damaged(role);
    core::Result<std::string> id = CurrentId(unit, *principal);
    if (!id) return id;
    if (*id != trusted.id()) gone.push_back(trusted);
  }
  std::string document = role.trust_policy();
  if (gone.empty()) return document;
  const core::Result<language::Policy> policy = Parse(document);
  if (!policy) return Damaged(role);
  // From the end, so that the places before stay what they are.
  std::vector<std::pair<language::Span, std::string>> changes;
  for (const language::Statement& statement : policy->statements) {
    for (const Principal& principal : statement.principals) {
      const auto was = std::ranges::find(gone, principal.value, &rec::TrustedPrincipal::arn);
      if (was != gone.end()) changes.emplace_back(principal.span, was->id());
    }
  }
  std::ranges::sort(changes, std::ranges::greater(), [](const auto& c) { return c.first.begin; });
  for (const auto& [span, id] : changes) {
    document.replace(span.begin, span.end - span.begin, '"' + id + '"');
  }
  return document;
}

}  // namespace keyward::iam
