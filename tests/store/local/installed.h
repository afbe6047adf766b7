// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "crypto/random.h"
#include "store/keyring/key_file_seal.h"
#include "store/keyring/passphrase_seal.h"
#include "store/local/installation.h"
#include "store/local/options.h"
#include "tests/store/temp_directory.h"

namespace keyward::store {

// Fails the test, by an exception, when the result is an error; names it.
template <typename T>
T Must(core::Result<T> result) {
  if (!result) throw std::runtime_error(core::Describe(result.error()));
  return *std::move(result);
}
inline void Must(const core::Result<void>& result) {
  if (!result) throw std::runtime_error(core::Describe(result.error()));
}

// The error's name; "" when there is none.
template <typename T>
std::string ErrorName(const core::Result<T>& result) {
  return result ? "" : result.error().name;
}

// A passphrase seal that costs as little as the bounds allow.
keyring::PassphraseSeal CheapSeal(const std::string& passphrase);

// A place for an installation under a key file, in a directory that goes with it.
class Installed {
 public:
  Installed();

  local::Options At(const std::string& name, const std::string& anchor = "") const;
  // The usual one: `data`, without an anchor.
  local::Options data() const { return At("data"); }
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }
  const keyring::KeyFileSeal& seal() const { return seal_; }
  core::FixedClock& clock() { return clock_; }

  // Opens, commits each step and closes. A value of "-" deletes.
  struct Step {
    std::string key;
    std::string value;
  };
  void Write(const local::Options& options, const std::vector<Step>& steps) const;
  // What Get answers: the value; "(none)"; or the error's name.
  std::string Read(const local::Options& options, const std::string& key) const;

 private:
  TempDirectory directory_;
  mutable crypto::SystemRandom random_;
  core::FixedClock clock_;
  keyring::KeyFileSeal seal_;
};

// Runs SQL on a data directory's database, past all of ours. `?1` is bound to `parameter`; the
// database of the directory `old` is at hand as `old`.
void RunSql(const std::string& directory, const std::string& sql, const std::string& parameter = "",
            const std::string& old = "");
// The first column of the first row.
std::string QuerySql(const std::string& directory, const std::string& sql);

}  // namespace keyward::store
