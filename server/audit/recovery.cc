// SPDX-License-Identifier: Apache-2.0
#include "server/audit/recovery.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "server/audit/verify.h"

namespace keyward::server::audit {

core::Result<Recovered> Recover(const std::string& path, Chain& chain) {
  Recovered recovered;
  std::error_code failed;
  const std::filesystem::file_status status = std::filesystem::status(path, failed);
  if (!std::filesystem::is_regular_file(status)) return recovered;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return core::Error{core::ErrorCode::kUnavailable, "AuditUnavailable",
                       "cannot read `" + path + "`"};
  }
  const std::uint64_t head = chain.position().count;
  std::string text;
  bool whole = false;
  while (ReadBoundedLine(in, text, whole) && whole) {
    const core::Result<ParsedLine> parsed = ParseLine(text);
    if (parsed && parsed->line.sequence <= head) continue;
    const core::Result<void> taken =
        parsed ? chain.Accept(*parsed) : core::Result<void>(parsed.error());
    if (!taken) {
      recovered.fault = taken.error().message;
      return recovered;
    }
    ++recovered.lines;
    if (parsed->line.kind == LineKind::kChange) recovered.entries.emplace(parsed->line.entry);
  }
  return recovered;
}

}  // namespace keyward::server::audit
