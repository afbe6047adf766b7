// SPDX-License-Identifier: Apache-2.0
#include "cli/seal_rotate.h"

#include "cli/seals.h"
#include "cli/store_command.h"
#include "store/local/inspect.h"
#include "store/local/installation.h"

namespace keyward::cli {

ExitCode RunSealRotate(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  const auto status = store::local::ReadStatus(args.data_dir);
  if (!status) return Fail(err, status.error());
  const auto seal = OpenSeal(args, status->keyring.seal);
  if (!seal) return Fail(err, seal.error());
  Machine machine(args);
  const auto number = store::local::Rotate(machine.options(), **seal);
  if (!number) return Fail(err, number.error());
  return Answer(out, {{"dataKey", "new data key", std::uint64_t{*number}}}, args);
}

}  // namespace keyward::cli
