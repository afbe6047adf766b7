// SPDX-License-Identifier: Apache-2.0
#include "policy/language/parse.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "core/encoding.h"
#include "policy/language/checks.h"
#include "policy/language/principal.h"
#include "policy/language/statement_parser.h"

namespace keyward::policy::language {
namespace {

using core::Error;
using core::ErrorCode;
using core::JsonView;
using core::Result;

constexpr std::string_view kVersion2008 = "2008-10-17";
constexpr std::string_view kVersion2012 = "2012-10-17";

std::string_view MalformedName(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kBucket:
      return "MalformedPolicy";
    case PolicyKind::kKey:
    case PolicyKind::kSecret:
    case PolicyKind::kServiceControl:
    case PolicyKind::kResourceControl:
      return "MalformedPolicyDocumentException";
    case PolicyKind::kEndpoint:
      return "InvalidPolicyDocument";
    case PolicyKind::kIdentity:
    case PolicyKind::kManaged:
    case PolicyKind::kUserInline:
    case PolicyKind::kGroupInline:
    case PolicyKind::kRoleInline:
    case PolicyKind::kBoundary:
    case PolicyKind::kSession:
    case PolicyKind::kTrust:
    case PolicyKind::kOtherResource:
      return "MalformedPolicyDocument";
  }
  return "MalformedPolicyDocument";
}

// White space is free in documents of these kinds.
bool WhiteSpaceIsFree(PolicyKind kind) { return !HasPrincipal(kind) || kind == PolicyKind::kTrust; }

// Reads the elements around the statements.
class PolicyParser {
 public:
  PolicyParser(JsonView view, const core::LineIndex& lines, const ParseOptions& options,
               Policy* policy)
      : view_(view), lines_(lines), options_(options), policy_(*policy) {}

  Result<void> Parse() {
    if (!view_.is_object()) return Fail(view_, "a policy must be an object, not " + Kind(view_));
    policy_.pointer = view_.pointer();
    if (auto size = CheckSize(); !size) return size;
    if (auto elements = ReadElements(); !elements) return elements;
    JsonView statements = view_;
    if (!view_.Find("Statement", &statements)) return Fail(view_, "the policy has no `Statement`");
    if (auto read = ReadStatements(statements); !read) return read;
    return CheckSids(statements);
  }

 private:
  static std::string Kind(JsonView view) { return "`" + std::string(view.kind_name()) + "`"; }

  Error Fail(JsonView at, std::string message) const {
    return {ErrorCode::kInvalidArgument, std::string(MalformedName(policy_.kind)),
            std::move(message), at.place()};
  }

  Result<void> CheckSize() const {
    const std::size_t limit = MaxPolicyCharacters(policy_.kind);
    const std::string_view source = view_.source();
    const bool surely_fits = source.size() <= limit;
    if (!options_.enforce_size || surely_fits ||
        CountPolicyCharacters(source, policy_.kind) <= limit)
      return {};
    return Error{ErrorCode::kResourceExhausted, "LimitExceeded",
                 "cannot exceed quota for PolicySize: " + std::to_string(limit) + " characters",
                 view_.place()};
  }

  Result<void> ReadElements() {
    for (const JsonView member : view_) {
      if (member.key() == "Version") {
        if (auto read = ReadVersion(member); !read) return read;
      } else if (member.key() == "Id") {
        if (!member.is_string()) return Fail(member, "`Id` must be a string, not " + Kind(member));
        policy_.id = member.text();
      } else if (member.key() != "Statement") {
        return Fail(member, "unknown policy element `" + member.key().substr(0, 100) + "`");
      }
    }
    if (policy_.kind == PolicyKind::kResourceControl && policy_.version != Version::k2012_10_17) {
      JsonView version = view_;
      view_.Find("Version", &version);
      return Fail(version, "a resource control policy must be of version 2012-10-17");
    }
    return {};
  }

  Result<void> ReadVersion(JsonView member) {
    if (member.is_string() && member.text() == kVersion2012) {
      policy_.version = Version::k2012_10_17;
    } else if (!member.is_string() || member.text() != kVersion2008) {
      return Fail(member, "`Version` must be `2012-10-17` or `2008-10-17`");
    }
    return {};
  }

  Result<void> ReadStatements(JsonView statements) {
    if (statements.is_object()) return ReadStatement(statements);
    if (!statements.is_array()) {
      return Fail(statements, "`Statement` must be an object or a list, not " + Kind(statements));
    }
    if (statements.size() == 0) return Fail(statements, "the policy has no statements");
    policy_.statements.reserve(statements.size());
    for (const JsonView statement : statements) {
      if (auto read = ReadStatement(statement); !read) return read;
    }
    return {};
  }

  Result<void> ReadStatement(JsonView view) {
    StatementParser parser(view, lines_, policy_.kind, policy_.version, options_,
                           &policy_.warnings);
    Result<Statement> statement = parser.Parse();
    if (!statement) {
      Error error = statement.error();
      error.name = MalformedName(policy_.kind);
      return error;
    }
    statement->index = static_cast<std::uint32_t>(policy_.statements.size());
    policy_.statements.push_back(std::move(*statement));
    return {};
  }

  Result<void> CheckSids(JsonView statements) const {
    if (!SidsAreUnique(policy_.kind) || !statements.is_array()) return {};
    std::unordered_set<std::string_view> seen;
    for (const JsonView view : statements) {
      JsonView sid = view;
      if (view.Find("Sid", &sid) && !sid.text().empty() && !seen.insert(sid.text()).second) {
        return Fail(sid, "statement ids (SID) in a single policy must be unique");
      }
    }
    return {};
  }

  JsonView view_;
  const core::LineIndex& lines_;
  const ParseOptions& options_;
  Policy& policy_;
};

}  // namespace

Result<Policy> ParsePolicy(std::string text, std::string name, PolicyKind kind,
                           const ParseOptions& options) {
  Result<core::JsonDocument> document = core::JsonDocument::Parse(std::move(text));
  if (!document) {
    Error error = std::move(document).error();
    if (error.code == ErrorCode::kInvalidArgument) {
      error.name = MalformedName(kind);
      error.message = "this policy contains invalid JSON: " + error.message;
    }
    return error;
  }
  return ParsePolicy(*document, document->root(), std::move(name), kind, options);
}

Result<Policy> ParsePolicy(const core::JsonDocument& document, JsonView view, std::string name,
                           PolicyKind kind, const ParseOptions& options) {
  Policy policy;
  policy.name = std::move(name);
  policy.kind = kind;
  const core::LineIndex lines(document.text());
  if (auto parsed = PolicyParser(view, lines, options, &policy).Parse(); !parsed)
    return parsed.error();
  return policy;
}

std::size_t MaxPolicyCharacters(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kManaged:
    case PolicyKind::kBoundary:
      return 6'144;
    case PolicyKind::kUserInline:
    case PolicyKind::kSession:
      return 2'048;
    case PolicyKind::kGroupInline:
    case PolicyKind::kServiceControl:
    case PolicyKind::kResourceControl:
      return 5'120;
    case PolicyKind::kTrust:
      return 4'096;
    case PolicyKind::kIdentity:
    case PolicyKind::kRoleInline:
      return 10'240;
    case PolicyKind::kEndpoint:
    case PolicyKind::kBucket:
    case PolicyKind::kSecret:
      return 20'480;
    case PolicyKind::kKey:
    case PolicyKind::kOtherResource:
      return 32'768;
  }
  return 0;
}

std::size_t CountPolicyCharacters(std::string_view document, PolicyKind kind) {
  const bool free_space = WhiteSpaceIsFree(kind);
  std::size_t count = 0;
  bool in_string = false;
  bool escaped = false;
  for (const char c : document) {
    const bool continuation = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!continuation && !(space && !in_string && free_space)) ++count;
    if (c == '"' && !escaped) in_string = !in_string;
    escaped = in_string && c == '\\' && !escaped;
  }
  return count;
}

}  // namespace keyward::policy::language
