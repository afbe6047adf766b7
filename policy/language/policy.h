// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/error.h"
#include "policy/language/condition_operator.h"

// The checked syntax tree of a policy document. Plain data: values stand as they were written
// (variables not substituted, wildcards not expanded), each with its place. ParsePolicy (parse.h)
// makes it; whatever it holds has passed every check that needs the document alone.
namespace keyward::policy::language {

// Where something stands in the text that was parsed. Offsets are bytes, [begin, end); line and
// column count from 1.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Text {
  std::string value;
  Span span;
};

// What a document is attached to decides its grammar, its size limit and what it can grant.
enum class PolicyKind : std::uint8_t {
  kIdentity,  // of a user, group or role; which of them is not known
  kManaged,   // a managed identity policy
  kUserInline,
  kGroupInline,
  kRoleInline,
  kBoundary,         // permissions boundary
  kSession,          // passed to AssumeRole* or GetFederationToken
  kServiceControl,   // SCP
  kResourceControl,  // RCP
  kEndpoint,         // VPC endpoint policy
  kBucket,           // S3 bucket policy
  kKey,              // KMS key policy
  kTrust,            // a role's trust policy
  kSecret,           // Secrets Manager resource policy
  kOtherResource,    // any other resource policy
};

enum class Version : std::uint8_t { k2008_10_17, k2012_10_17 };
enum class Effect : std::uint8_t { kAllow, kDeny };

// One value of a Principal or NotPrincipal element, with its parts taken out.
struct Principal {
  enum class Type : std::uint8_t {
    kEveryone,              // "*" or {"AWS":"*"}
    kAccount,               // account id, or arn:P:iam::ACCOUNT:root
    kUser,                  // arn:P:iam::ACCOUNT:user/PATH/NAME
    kRole,                  // arn:P:iam::ACCOUNT:role/PATH/NAME
    kRoleSession,           // arn:P:sts::ACCOUNT:assumed-role/NAME/SESSION
    kFederatedUser,         // arn:P:sts::ACCOUNT:federated-user/NAME
    kUniqueId,              // AIDA…, AROA…
    kOriginAccessIdentity,  // arn:P:iam::cloudfront:user/CloudFront Origin Access Identity ID
    kService,               // {"Service": …}
    kFederated,      // {"Federated": …}: OIDC or SAML provider, cognito-identity.amazonaws.com
    kCanonicalUser,  // {"CanonicalUser": …}
  };
  Type type = Type::kEveryone;
  std::string value;      // as written
  std::string partition;  // of ARNs; "" for a bare account id
  std::string account;    // 12 digits, where the form has one
  std::string name;  // last component of the path: user, role; the role's name for kRoleSession
  Span span;
};

struct Condition {
  ConditionOperator op;
  std::string op_text;  // as written, e.g. "ForAnyValue:StringLike"
  Text key;             // as written, e.g. "aws:PrincipalTag/Team"
  // Strings, and numbers and booleans as they were written.
  std::vector<Text> values;
  Span span;  // of the key's value
};

struct Statement {
  std::uint32_t index = 0;  // in the document, from 0
  std::string sid;          // "" when absent
  Effect effect = Effect::kDeny;
  bool not_action = false;
  std::vector<Text> actions;  // of Action or NotAction; never empty
  bool not_resource = false;
  std::vector<Text> resources;  // of Resource or NotResource; empty in trust policies only
  bool not_principal = false;
  std::vector<Principal> principals;  // empty in kinds that have no Principal element
  std::vector<Condition> conditions;  // all must hold
  Span span;
  std::string pointer;  // RFC 6901, from the root of the text that was parsed
};

struct Policy {
  std::string name;  // the file's or the attachment's; for people
  PolicyKind kind = PolicyKind::kIdentity;
  Version version = Version::k2008_10_17;  // the language's default when the element is absent
  std::string id;
  std::vector<Statement> statements;  // never empty
  std::string pointer;  // of the document within the text that was parsed; "" = all of it
  std::vector<core::Error> warnings;  // accepted, but surely not what was meant
};

// "identity", "boundary", "session", "scp", "rcp", "endpoint", or "resource" for every
// resource-side kind.
std::string_view KindName(PolicyKind kind);

// Whether documents of this kind have a Principal or NotPrincipal element.
bool HasPrincipal(PolicyKind kind);

}  // namespace keyward::policy::language
