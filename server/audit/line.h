// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace keyward::server::audit {

inline constexpr std::size_t kMacBytes = 32;
using Mac = std::array<std::uint8_t, kMacBytes>;

// A record in the store has at most 1 MiB; base64 of one, and what stands around it, fit.
inline constexpr std::size_t kMaxLineBytes = std::size_t{3} << 19;
inline constexpr std::size_t kMaxEntryBytes = 256;

// Frozen by their words in the file.
enum class LineKind : std::uint8_t {
  kChange,  // "change": the record of a mutation, out of the store's outbox
  kRead,    // "read": of what changed nothing
  kStart,   // "start": the log was opened
};

// One line of the log (docs/formats/audit.md; frozen):
//
//   {"seq":N,"key":K,"kind":"KIND","entry":"ENTRY","event":EVENT,"mac":"64 hexadecimal digits"}
//
// There is one way to write a line: members in this order, no space, numbers without leading zeros,
// digits of the MAC in lower case. So no byte can change and the line stay the same.
struct Line {
  std::uint64_t sequence = 0;  // from 1, over all files
  std::uint64_t key = 0;       // how often the ratchet had turned
  LineKind kind = LineKind::kRead;
  std::string_view entry = {};  // of a change: its key in the outbox, without the prefix
  std::string_view event = {};  // a JSON object
  Mac mac = {};
};

// The line up to its MAC: what the MAC is over. Precondition: entry and event pass IsEntry and
// IsEvent. Pure.
std::string RenderCovered(const Line& line);
// The whole of it with its line end.
std::string CloseLine(std::string covered, const Mac& mac);

// Letters, digits and -_. only, at most kMaxEntryBytes; "" too.
bool IsEntry(std::string_view text);
// Begins and ends as a JSON object, and has no control characters, so that it is one line. What
// lies between is the writer's affair; the MAC is over it.
bool IsEvent(std::string_view text);

struct ParsedLine {
  Line line;                 // its views look into the text
  std::string_view covered;  // what the MAC is over
};
// Reads a line without its line end. Errors: kDataLoss "AuditLogDamaged".
core::Result<ParsedLine> ParseLine(std::string_view text);

}  // namespace keyward::server::audit
