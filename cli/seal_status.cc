// SPDX-License-Identifier: Apache-2.0
#include "cli/seal_status.h"

#include "cli/store_command.h"
#include "store/local/inspect.h"

namespace keyward::cli {

ExitCode RunSealStatus(const StoreArgs& args, std::ostream& out, std::ostream& err) {
  const auto status = store::local::ReadStatus(args.data_dir);
  if (!status) return Fail(err, status.error());
  const store::keyring::KeyringHeader& header = status->keyring;
  return Answer(out,
                {{"dataDirectory", "data directory", args.data_dir},
                 {"installation", "installation", InstallationText(header.installation)},
                 {"seal", "seal", std::string(store::keyring::SealKindName(header.seal))},
                 {"generation", "keyring generation", header.generation},
                 {"revision", "revision", status->revision},
                 {"bytes", "bytes on disk", status->bytes}},
                args);
}

}  // namespace keyward::cli
