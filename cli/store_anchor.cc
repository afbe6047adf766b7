// SPDX-License-Identifier: Apache-2.0
#include "cli/store_anchor.h"

#include "cli/report.h"
#include "cli/seals.h"
#include "cli/store_command.h"
#include "store/local/inspect.h"
#include "store/local/installation.h"

namespace keyward::cli {

ExitCode RunStoreAnchor(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  if (args.no_anchor == !args.anchor.empty()) {
    return Fail(err, InvalidInput("give either --anchor (or KEYWARD_ANCHOR) or --none"));
  }
  const auto status = store::local::ReadStatus(args.data_dir);
  if (!status) return Fail(err, status.error());
  const auto seal = OpenSeal(args, status->keyring.seal);
  if (!seal) return Fail(err, seal.error());
  Machine machine(args);
  const auto set = store::local::SetAnchor(machine.options(), **seal);
  if (!set) return Fail(err, set.error());
  Field anchor{"anchor", "anchor", std::string(args.anchor)};
  if (args.no_anchor) anchor.value = std::monostate();
  return Answer(out,
                {{"dataDirectory", "data directory", args.data_dir},
                 {"revision", "revision", status->revision},
                 std::move(anchor)},
                args);
}

}  // namespace keyward::cli
