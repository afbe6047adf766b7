// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/schema/message_table.h"

namespace keyward::api::schema {

// Which rules of `rules` a value breaks, each as AWS says it ("Member must have length less than or
// equal to 64"), in AWS's order: values, pattern, max, min. Thread-safe.
std::vector<std::string> BrokenByText(const Rules& rules, std::string_view text);
// The same of a number; of a size in bytes or elements.
std::vector<std::string> BrokenByNumber(const Rules& rules, std::int64_t value);
std::vector<std::string> BrokenBySize(const Rules& rules, std::size_t size);

// All that a list's element or a map's key or value of strings has to satisfy, as AWS puts it in
// brackets: "[Member must have length less than or equal to 128, …, Member must not be null]".
std::string AllOf(const Rules& rules);

// Unicode characters of a text that is UTF-8.
std::size_t CountCharacters(std::string_view text);

}  // namespace keyward::api::schema
