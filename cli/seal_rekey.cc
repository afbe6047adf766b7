// SPDX-License-Identifier: Apache-2.0
#include "cli/seal_rekey.h"

#include "cli/seal_status.h"
#include "cli/seals.h"
#include "cli/store_command.h"
#include "store/local/inspect.h"
#include "store/local/installation.h"

namespace keyward::cli {

ExitCode RunSealRekey(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  const auto status = store::local::ReadStatus(args.data_dir);
  if (!status) return Fail(err, status.error());
  const auto seal = OpenSeal(args, status->keyring.seal);
  if (!seal) return Fail(err, seal.error());
  const auto next = MakeNextSeal(args);
  if (!next) return Fail(err, next.error());
  Machine machine(args);
  const auto done = store::local::Rekey(machine.options(), **seal, **next);
  if (!done) return Fail(err, done.error());
  return RunSealStatus(args, out, err);
}

}  // namespace keyward::cli
