// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "cli/output_format.h"
#include "core/json.h"

// A service's answer for people. What may be hostile in it is escaped. Pure.
namespace keyward::cli {

// Returns a line for each entry with its members named by `columns`. Text has a tab between them; a
// table has a line of names first, and aligns. What is absent is "-", an object or array its JSON.
std::string RenderRows(std::span<const core::JsonView> entries,
                       std::span<const char* const> columns, OutputFormat format);

// Returns `Member: VALUE`, a line for each text, number or boolean of an answer, with what an
// object or array holds indented under its name. Where all of it is one object (`{"Account":
// {...}}`), it begins with that object's members. No longer than a small multiple of the answer.
std::string RenderAnswer(core::JsonView answer);

}  // namespace keyward::cli
