// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "cli/exit_code.h"
#include "cli/fields.h"
#include "cli/store_args.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/result.h"
#include "crypto/random.h"
#include "store/keyring/keyring.h"
#include "store/local/options.h"

// What the commands on an installation share.
namespace keyward::cli {

// The machine's time and randomness, with what an installation needs to be found.
class Machine {
 public:
  explicit Machine(const StoreArgs& args) : args_(args) {}
  store::local::Options options() {
    return {
        .directory = args_.data_dir, .anchor = args_.anchor, .random = random_, .clock = clock_};
  }

 private:
  const StoreArgs& args_;
  crypto::SystemRandom random_;
  core::SystemClock clock_;
};

// kBadInput when the input is at fault (malformed, missing, open to others), else kFailed.
ExitCode CodeOf(const core::Error& error);

// Reports the error, and returns its code.
ExitCode Fail(std::ostream& err, const core::Error& error);

// Writes the answer. Returns kOk.
ExitCode Answer(std::ostream& out, const Fields& fields, const StoreArgs& args);

// An installation's id as people see it: 32 hexadecimal digits.
std::string InstallationText(const store::keyring::InstallationId& id);

}  // namespace keyward::cli
