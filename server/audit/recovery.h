// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "core/result.h"
#include "server/audit/chain.h"

namespace keyward::server::audit {

// What a log's file held past the head, when it was opened.
struct Recovered {
  std::uint64_t lines = 0;
  // Of the changes among them: their records are still in the outbox, and not to be written again.
  std::set<std::string, std::less<>> entries;
  // Why the rest of the file was not taken up: a line at fault. "" when there was none. The log
  // goes on without it, and Verifier will name the place.
  std::string fault;
};

// Takes up the lines that were appended after the head was last kept: a crash came between. A last
// line without its end is none. Errors: kUnavailable "AuditUnavailable" when the file is there and
// cannot be read; a file that is none, such as a pipe, has nothing to take up.
core::Result<Recovered> Recover(const std::string& path, Chain& chain);

}  // namespace keyward::server::audit
