// SPDX-License-Identifier: Apache-2.0
#include "cli/store_restore.h"

#include "cli/seals.h"
#include "cli/store_command.h"
#include "store/local/restore.h"

namespace keyward::cli {

ExitCode RunStoreRestore(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  const auto kind = store::local::ReadSealKind(args.file);
  if (!kind) return Fail(err, kind.error());
  const auto seal = OpenSeal(args, *kind);
  if (!seal) return Fail(err, seal.error());
  Machine machine(args);
  const auto restored = store::local::Restore(machine.options(), **seal,
                                              {.file = args.file, .new_epoch = args.new_epoch});
  if (!restored) return Fail(err, restored.error());
  return Answer(out,
                {{"dataDirectory", "data directory", args.data_dir},
                 {"revision", "revision", restored->revision},
                 {"records", "records", restored->records},
                 {"epoch", "epoch", restored->epoch}},
                args);
}

}  // namespace keyward::cli
