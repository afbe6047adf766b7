// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/json.h"

// How the commands word what went wrong. All functions are pure or write to the stream they are
// given.
namespace keyward::cli {

// Returns an Error named "InvalidInput" (kInvalidArgument), the name of every refusal of ours for
// which AWS has no public name.
core::Error InvalidInput(std::string message, std::string pointer = {});
// The same, placed at a JSON value.
core::Error InvalidInputAt(core::JsonView where, std::string message);

// Names the file or option that an error is about: moves the error's place into its message, as
// `MESSAGE (SOURCE: line L, column C, at `POINTER`)`, with the parts that are known.
core::Error InSource(core::Error error, std::string_view source);

// Writes `keyward: NAME: MESSAGE (PLACE)` and a line end, always as one line.
void ReportError(std::ostream& err, const core::Error& error);

// Makes text of unknown origin safe to show: control characters (C0, DEL, C1), line and paragraph
// separators, bidirectional overrides and bytes that are not UTF-8 become `\xNN`, byte by byte.
std::string EscapeControls(std::string_view text);

// Returns "`a`, `b` or `c`"; "" for an empty list.
std::string JoinAlternatives(const std::vector<std::string>& names);

}  // namespace keyward::cli
