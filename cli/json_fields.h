// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"

// Strict reading of input objects: what is unknown, missing or of another type is an error named
// "InvalidInput" with the JSON pointer of the value at fault. Pure; thread-safe.
namespace keyward::cli {

// Checks that `value` is an object and has no other members than `known`. `what` names it in
// messages
// ("the request").
core::Result<void> CheckFields(core::JsonView value, std::string_view what,
                               std::initializer_list<std::string_view> known);

// Returns a member, or nothing when it is absent or null. Precondition: `object` is an object.
std::optional<core::JsonView> Member(core::JsonView object, std::string_view key);

// Returns a member that must be there and be a non-empty string.
core::Result<std::string> RequiredString(core::JsonView object, std::string_view key);
// Returns "" when the member is absent or null.
core::Result<std::string> OptionalString(core::JsonView object, std::string_view key);
core::Result<std::optional<bool>> OptionalBool(core::JsonView object, std::string_view key);
// Returns an empty list when the member is absent or null.
core::Result<std::vector<std::string>> OptionalStrings(core::JsonView object, std::string_view key);

// The text of a string, number or boolean as it stands in the input; an error for the rest.
core::Result<std::string> ScalarText(core::JsonView value);

// Refuses a value that is not an array.
core::Result<void> CheckArray(core::JsonView value);

}  // namespace keyward::cli
