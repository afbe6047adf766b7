// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace keyward::cli {

// The JSON text of the `id` of a line that is refused as a whole, so that its answer can be told
// from others: the first member named so of the outermost object, if it stands before what is wrong
// with the line's syntax and is a string or a number. "null" otherwise. Flat memory; thread-safe.
std::string RecoverId(std::string_view line);

}  // namespace keyward::cli
