// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/language/condition_operator.h"
#include "policy/language/policy.h"

// What one value of a policy must look like. Each check returns what is wrong, or nothing.
// Thread-safe.
namespace keyward::policy::language {

// `service:Action` with `*` and `?` in the action part only, or `*`.
std::optional<std::string> CheckAction(std::string_view action, bool wildcard_service_allowed);

// `*`, or an ARN pattern. Whole, or with segments missing at the end where `kind` fills or ignores
// them.
std::optional<std::string> CheckResource(std::string_view resource, PolicyKind kind,
                                         Version version);

// A condition's value, as its operator needs it.
std::optional<std::string> CheckConditionValue(std::string_view value, ConditionType type,
                                               Version version);

// A condition key: `prefix:name`, the prefix alone followed by more for keys with a tag or name
// inside.
std::optional<std::string> CheckConditionKey(std::string_view key);

// A statement id, by the rules of the policy's kind.
std::optional<std::string> CheckSid(std::string_view sid, PolicyKind kind);

// Whether ids must be unique within a policy of this kind.
bool SidsAreUnique(PolicyKind kind);

}  // namespace keyward::policy::language
