// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "policy/language/parse.h"
#include "policy/language/policy.h"

namespace keyward::policy::language {

// Reads one statement of a policy. Errors carry a place and no name: the caller knows what AWS
// calls a malformed document of this kind.
class StatementParser {
 public:
  // Everything that is referred to must outlive the parser. What is accepted but surely not meant
  // is added to `warnings`.
  StatementParser(core::JsonView view, const core::LineIndex& lines, PolicyKind kind,
                  Version version, const ParseOptions& options, std::vector<core::Error>* warnings)
      : view_(view),
        lines_(lines),
        kind_(kind),
        version_(version),
        options_(options),
        warnings_(*warnings) {}

  core::Result<Statement> Parse();

 private:
  core::Result<void> ReadElement(core::JsonView member);
  core::Result<void> ReadSid(core::JsonView member);
  core::Result<void> ReadEffect(core::JsonView member);
  core::Result<void> ReadActions(core::JsonView member);
  core::Result<void> ReadResources(core::JsonView member);
  core::Result<void> ReadPrincipals(core::JsonView member);
  core::Result<void> ReadPrincipal(std::string_view type, core::JsonView value);
  core::Result<void> ReadConditions(core::JsonView member);
  core::Result<void> ReadConditionKey(core::JsonView entry, std::string_view op_text,
                                      ConditionOperator op);
  core::Result<void> ReadConditionValue(core::JsonView value, Condition* condition);
  core::Result<void> CheckComplete() const;
  core::Result<void> CheckResourceControl() const;

  // Calls `take` for a value that may stand alone or in a list; the list may not be empty.
  template <typename Take>
  core::Result<void> ForEachString(core::JsonView member, Take&& take) const;

  void Warn(core::JsonView at, std::string message);
  core::Error Fail(core::JsonView at, std::string message) const;
  core::Place PlaceOf(core::JsonView view) const;
  Span SpanOf(core::JsonView view) const;

  core::JsonView view_;
  const core::LineIndex& lines_;
  PolicyKind kind_;
  Version version_;
  const ParseOptions& options_;
  std::vector<core::Error>& warnings_;
  Statement statement_;
  std::optional<Effect> effect_;
};

}  // namespace keyward::policy::language
