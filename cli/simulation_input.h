// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/simulation.h"
#include "core/json.h"
#include "core/result.h"

// From JSON to the engine's inputs. The shapes are those of docs/simulator.md; a field that is not
// there is an error. Pure; thread-safe.
namespace keyward::cli {

// A line nests its policies some four levels deep; policies may nest 32 themselves.
inline constexpr std::uint32_t kMaxLineDepth = 40;

// Returns the JSON text of the line's id: "null" when there is none or it is neither string nor
// number.
std::string ReadId(const core::JsonDocument& line);

// Reads one line of a batch.
//
// Errors: "InvalidInput" with JSON pointer for what departs from the shape; as ParsePolicy for a
// policy.
core::Result<Simulation> ReadSimulation(const core::JsonDocument& line, bool raw);

// Reads `{"KEY": VALUE | [VALUE…], …}`: strings, numbers and booleans, as they are written.
core::Result<std::vector<ContextValue>> ReadContext(core::JsonView object);

// Reads a list of KMS grants in the shape that ListGrants answers with. Name, RetiringPrincipal,
// IssuingAccount and CreationDate are accepted and do not matter to decisions.
// Source: AWS KMS API Reference, GrantListEntry.
core::Result<std::vector<policy::engine::Grant>> ReadGrants(core::JsonView list);

}  // namespace keyward::cli
