// SPDX-License-Identifier: Apache-2.0
#include "cli/store_backup.h"

#include "cli/report.h"
#include "cli/store_command.h"
#include "store/local/inspect.h"

namespace keyward::cli {

ExitCode RunStoreBackup(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  if (args.file == "-") return Fail(err, InvalidInput("a backup is written to a file of its own"));
  const auto summary = store::local::Backup(args.data_dir, args.file);
  if (!summary) return Fail(err, summary.error());
  return Answer(out,
                {{"file", "backup", args.file},
                 {"revision", "revision", summary->revision},
                 {"records", "records", summary->records},
                 {"bytes", "bytes", summary->bytes}},
                args);
}

}  // namespace keyward::cli
