// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/output_format.h"

namespace keyward::cli {

// Where a seal's secret is found. Empty: not given.
struct SealArgs {
  std::string kind;  // "passphrase" or "keyfile"
  std::string key_file;
  std::string passphrase_file;
};

// What the commands on an installation take; each uses some of it.
struct StoreArgs {
  std::string data_dir;
  std::string anchor;
  SealArgs seal;
  SealArgs new_seal;            // seal rekey
  std::string credentials_dir;  // of systemd, from the environment; "" = none
  std::string file;             // store backup, store restore, audit root
  bool new_epoch = false;       // store restore
  bool no_anchor = false;       // store anchor
  // audit verify
  std::vector<std::string> files;
  std::string root_file;
  OutputStyle style;
};

}  // namespace keyward::cli
