// SPDX-License-Identifier: Apache-2.0
#include "cli/seal_init.h"

#include "cli/seal_status.h"
#include "cli/seals.h"
#include "cli/store_command.h"
#include "store/local/inspect.h"
#include "store/local/installation.h"

namespace keyward::cli {

ExitCode RunSealInit(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  const auto before = store::local::ReadStatus(args.data_dir);
  if (before) {
    return Fail(err, {core::ErrorCode::kAlreadyExists, "AlreadyInitialized",
                      "the store in `" + args.data_dir + "` has a keyring already"});
  }
  const std::string& name = before.error().name;
  if (name != "StoreNotFound" && name != "NotInitialized") return Fail(err, before.error());
  const auto seal = MakeSeal(args);
  if (!seal) return Fail(err, seal.error());
  Machine machine(args);
  const auto made = store::local::Initialize(machine.options(), **seal);
  if (!made) return Fail(err, made.error());
  return RunSealStatus(args, out, err);
}

}  // namespace keyward::cli
