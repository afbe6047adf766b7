// SPDX-License-Identifier: Apache-2.0
#include "policy/language/statement_parser.h"

#include <algorithm>
#include <utility>

#include "policy/language/checks.h"
#include "policy/language/principal.h"
#include "policy/language/variables.h"

namespace keyward::policy::language {
namespace {

using core::Error;
using core::ErrorCode;
using core::JsonKind;
using core::JsonView;
using core::Result;

constexpr std::size_t kMaxQuoted = 100;

std::string Quote(std::string_view text) {
  return "`" + std::string(text.substr(0, kMaxQuoted)) + (text.size() > kMaxQuoted ? "…`" : "`");
}

std::string Kind(JsonView view) { return "`" + std::string(view.kind_name()) + "`"; }

bool IsRcpDefault(const Statement& statement) {
  const bool everyone = statement.principals.size() == 1 &&
                        statement.principals[0].type == Principal::Type::kEveryone;
  return everyone && !statement.not_principal && !statement.not_action && !statement.not_resource &&
         statement.conditions.empty() && statement.actions.size() == 1 &&
         statement.actions[0].value == "*" && statement.resources.size() == 1 &&
         statement.resources[0].value == "*";
}

std::size_t CountSegments(std::string_view pattern) {
  return static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), ':')) + 1;
}

}  // namespace

core::Place StatementParser::PlaceOf(JsonView view) const {
  const core::LineColumn at = lines_.Locate(view.begin_offset());
  return {view.pointer(), at.line, at.column};
}

Error StatementParser::Fail(JsonView at, std::string message) const {
  return {ErrorCode::kInvalidArgument, "", std::move(message), PlaceOf(at)};
}

void StatementParser::Warn(JsonView at, std::string message) {
  warnings_.push_back({ErrorCode::kInvalidArgument, "", std::move(message), PlaceOf(at)});
}

Span StatementParser::SpanOf(JsonView view) const {
  const core::LineColumn at = lines_.Locate(view.begin_offset());
  return {view.begin_offset(), view.end_offset(), at.line, at.column};
}

Result<Statement> StatementParser::Parse() {
  if (!view_.is_object()) return Fail(view_, "a statement must be an object, not " + Kind(view_));
  statement_.span = SpanOf(view_);
  statement_.pointer = view_.pointer();
  for (const JsonView member : view_) {
    if (auto read = ReadElement(member); !read) return read.error();
  }
  if (auto complete = CheckComplete(); !complete) return complete.error();
  if (kind_ == PolicyKind::kResourceControl) {
    if (auto allowed = CheckResourceControl(); !allowed) return allowed.error();
  }
  return std::move(statement_);
}

Result<void> StatementParser::ReadElement(JsonView member) {
  const std::string& key = member.key();
  if (key == "Sid") return ReadSid(member);
  if (key == "Effect") return ReadEffect(member);
  if (key == "Action" || key == "NotAction") return ReadActions(member);
  if (key == "Resource" || key == "NotResource") return ReadResources(member);
  if (key == "Principal" || key == "NotPrincipal") return ReadPrincipals(member);
  if (key == "Condition") return ReadConditions(member);
  return Fail(member, "unknown statement element " + Quote(key));
}

Result<void> StatementParser::ReadSid(JsonView member) {
  if (!member.is_string()) return Fail(member, "`Sid` must be a string, not " + Kind(member));
  if (auto wrong = CheckSid(member.text(), kind_)) return Fail(member, *wrong);
  statement_.sid = member.text();
  return {};
}

Result<void> StatementParser::ReadEffect(JsonView member) {
  const bool is_string = member.is_string();
  if (is_string && member.text() == "Allow") {
    effect_ = Effect::kAllow;
  } else if (is_string && member.text() == "Deny") {
    effect_ = Effect::kDeny;
  } else {
    return Fail(member, "`Effect` must be `Allow` or `Deny`");
  }
  statement_.effect = *effect_;
  return {};
}

template <typename Take>
Result<void> StatementParser::ForEachString(JsonView member, Take&& take) const {
  if (member.is_string()) return take(member);
  if (!member.is_array()) {
    return Fail(member, "`" + member.key() + "` must be a string or a list of strings, not " +
                            Kind(member));
  }
  if (member.size() == 0) return Fail(member, "`" + member.key() + "` may not be empty");
  for (const JsonView element : member) {
    if (!element.is_string()) return Fail(element, "expected a string, not " + Kind(element));
    if (auto taken = take(element); !taken) return taken;
  }
  return {};
}

Result<void> StatementParser::ReadActions(JsonView member) {
  if (!statement_.actions.empty())
    return Fail(member, "a statement has either `Action` or `NotAction`");
  statement_.not_action = member.key() == "NotAction";
  return ForEachString(member, [this](JsonView value) -> Result<void> {
    if (auto wrong = CheckAction(value.text(), options_.wildcard_service_never_matches)) {
      return Fail(value, *wrong);
    }
    statement_.actions.push_back({value.text(), SpanOf(value)});
    return {};
  });
}

Result<void> StatementParser::ReadResources(JsonView member) {
  if (kind_ == PolicyKind::kTrust)
    return Fail(member, "a trust policy has no `" + member.key() + "`");
  if (!statement_.resources.empty())
    return Fail(member, "a statement has either `Resource` or `NotResource`");
  statement_.not_resource = member.key() == "NotResource";
  return ForEachString(member, [this](JsonView value) -> Result<void> {
    const std::string& pattern = value.text();
    if (auto wrong = CheckResource(pattern, kind_, version_)) return Fail(value, *wrong);
    const std::string_view head =
        std::string_view(pattern).substr(0, ResourceVariablesStart(pattern));
    if (version_ == Version::k2012_10_17 && head.find("${") != std::string_view::npos) {
      Warn(value, "variables before the fifth colon of an ARN are not substituted");
    }
    if (HasPrincipal(kind_) && pattern != "*" && CountSegments(pattern) < 6) {
      Warn(value, "an incomplete ARN never matches in a policy of this kind");
    }
    statement_.resources.push_back({pattern, SpanOf(value)});
    return {};
  });
}

Result<void> StatementParser::ReadPrincipals(JsonView member) {
  if (!HasPrincipal(kind_)) {
    return Fail(member, "a policy of kind `" + std::string(KindName(kind_)) + "` has no `" +
                            member.key() + "`");
  }
  if (!statement_.principals.empty())
    return Fail(member, "a statement has either `Principal` or `NotPrincipal`");
  statement_.not_principal = member.key() == "NotPrincipal";
  if (member.is_string()) {
    if (member.text() != "*")
      return Fail(member, "`" + member.key() + "` must be `*` or an object");
    return ReadPrincipal("AWS", member);
  }
  if (!member.is_object())
    return Fail(member, "`" + member.key() + "` must be `*` or an object, not " + Kind(member));
  if (member.size() == 0) return Fail(member, "`" + member.key() + "` may not be empty");
  for (const JsonView entry : member) {
    const std::string& type = entry.key();
    auto read = ForEachString(entry, [&](JsonView value) { return ReadPrincipal(type, value); });
    if (!read) return read;
  }
  return {};
}

Result<void> StatementParser::ReadPrincipal(std::string_view type, JsonView value) {
  Result<Principal> principal = ParsePrincipal(type, value.text());
  if (!principal) return Fail(value, principal.error().message);
  principal->span = SpanOf(value);
  statement_.principals.push_back(std::move(*principal));
  return {};
}

Result<void> StatementParser::ReadConditions(JsonView member) {
  if (!member.is_object())
    return Fail(member, "`Condition` must be an object, not " + Kind(member));
  for (const JsonView block : member) {
    const std::optional<ConditionOperator> op = ParseConditionOperator(block.key());
    if (!op) return Fail(block, "unknown condition operator " + Quote(block.key()));
    if (!block.is_object())
      return Fail(block, "a condition operator takes an object, not " + Kind(block));
    for (const JsonView entry : block) {
      if (auto read = ReadConditionKey(entry, block.key(), *op); !read) return read;
    }
  }
  return {};
}

Result<void> StatementParser::ReadConditionKey(JsonView entry, std::string_view op_text,
                                               ConditionOperator op) {
  if (auto wrong = CheckConditionKey(entry.key())) return Fail(entry, *wrong);
  Condition condition;
  condition.op = op;
  condition.op_text = op_text;
  condition.key = {entry.key(), SpanOf(entry)};
  condition.span = SpanOf(entry);
  if (entry.is_array()) {
    for (const JsonView value : entry) {
      if (auto read = ReadConditionValue(value, &condition); !read) return read;
    }
  } else if (auto read = ReadConditionValue(entry, &condition); !read) {
    return read;
  }
  statement_.conditions.push_back(std::move(condition));
  return {};
}

Result<void> StatementParser::ReadConditionValue(JsonView value, Condition* condition) {
  std::string text;
  if (value.is_string() || value.kind() == JsonKind::kNumber) {
    text = value.text();
  } else if (value.kind() == JsonKind::kBool) {
    text = value.boolean() ? "true" : "false";
  } else {
    return Fail(value, "a condition value must be a string, number or boolean, not " + Kind(value));
  }
  if (auto wrong = CheckConditionValue(text, condition->op.type, version_)) {
    return Fail(value, "`" + condition->op_text + "`: " + *wrong);
  }
  const bool plain_arn = condition->op.type == ConditionType::kArn && text != "*" &&
                         text.find("${") == std::string::npos;
  if (plain_arn && (!text.starts_with("arn:") || CountSegments(text) < 6)) {
    Warn(value, Quote(text) + " is not an ARN of six segments and matches none");
  }
  condition->values.push_back({std::move(text), SpanOf(value)});
  return {};
}

Result<void> StatementParser::CheckComplete() const {
  if (!effect_) return Fail(view_, "the statement has no `Effect`");
  if (statement_.actions.empty()) return Fail(view_, "the statement must contain actions");
  if (statement_.resources.empty() && kind_ != PolicyKind::kTrust) {
    return Fail(view_, "the statement must contain resources");
  }
  if (statement_.principals.empty() && HasPrincipal(kind_)) {
    return Fail(view_, "the statement must contain a principal");
  }
  return {};
}

// Source: AWS Organizations User Guide, "RCP syntax".
Result<void> StatementParser::CheckResourceControl() const {
  if (effect_ == Effect::kAllow && IsRcpDefault(statement_)) return {};
  const auto refuse = [this](const char* element, const char* why) {
    JsonView at = view_;
    view_.Find(element, &at);
    return Fail(at, std::string("a resource control policy ") + why);
  };
  if (effect_ != Effect::kDeny) return refuse("Effect", "may only deny");
  if (statement_.not_action) return refuse("NotAction", "has no `NotAction`");
  if (statement_.not_principal) return refuse("NotPrincipal", "has no `NotPrincipal`");
  for (const Principal& principal : statement_.principals) {
    if (principal.type != Principal::Type::kEveryone)
      return refuse("Principal", "has the principal `*`");
  }
  for (const Text& action : statement_.actions) {
    if (action.value == "*") return refuse("Action", "may not have the action `*` alone");
  }
  return {};
}

}  // namespace keyward::policy::language
