// SPDX-License-Identifier: Apache-2.0
#include "cli/store_check.h"

#include "cli/render_check.h"
#include "cli/seals.h"
#include "cli/store_command.h"
#include "store/local/inspect.h"

namespace keyward::cli {

ExitCode RunStoreCheck(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  const auto status = store::local::ReadStatus(args.data_dir);
  if (!status) return Fail(err, status.error());
  const auto seal = OpenSeal(args, status->keyring.seal);
  if (!seal) return Fail(err, seal.error());
  Machine machine(args);
  const auto report = store::local::Check(machine.options(), **seal);
  if (!report) return Fail(err, report.error());
  out << RenderCheck(*report, args.style.format);
  if (!out.flush()) return ExitCode::kBadInput;
  return report->faults == 0 ? ExitCode::kOk : ExitCode::kDamaged;
}

}  // namespace keyward::cli
