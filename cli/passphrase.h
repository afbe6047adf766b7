// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"
#include "crypto/secret_bytes.h"

namespace keyward::cli {

// Where a passphrase may come from, in the order in which they are tried; the first that is there
// counts. None is the command line, which other users can read.
struct PassphraseSources {
  std::string file;        // --passphrase-file; "" = not given
  std::string credential;  // a file of systemd's; "" or absent = none
  const char* variable = "KEYWARD_PASSPHRASE";
  std::string question;  // on the terminal
  bool twice = false;    // asked again there, as a new one is
};

// Reads a passphrase. The environment variable is wiped and removed once it was read. From a file
// one line end at its end is not part of it; a file given by option must be its user's or root's
// and open to nobody else, systemd sees to its own. No copy is left outside locked memory.
//
// Errors: kInvalidArgument "PassphraseRequired" when there is no source, "InvalidPassphrase" when
// it is longer than PassphraseSeal takes or two answers differ, "FileUnreadable"; kNotFound
// "FileNotFound"; kPermissionDenied "PassphraseFilePermissions"; those of AskSecretly. Not
// thread-safe.
core::Result<crypto::SecretBytes> ReadPassphrase(const PassphraseSources& sources);

}  // namespace keyward::cli
