// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "core/clock.h"
#include "core/result.h"

namespace keyward::store::keyring {

// Slows down who tries one secret after another through the program.
//
// Counts attempts in a file in the data directory, each before it is made, so that killing the
// program saves nothing; a success clears the count. The first three are free, then each waits
// twice as long as the one before: 1 s, 2 s, … up to 60 s after the last. Who can write the data
// directory can remove the file, and who can read it can guess elsewhere: against those stands the
// cost of Argon2id. One process at a time, under the directory's lock.
class UnsealThrottle {
 public:
  static constexpr std::chrono::seconds kLongestWait{60};

  UnsealThrottle(std::string path, const core::Clock& clock)
      : path_(std::move(path)), clock_(clock) {}

  // Counts an attempt that is about to be made. Errors: kResourceExhausted "UnsealThrottled", which
  // tells how long to wait, and counts nothing; kUnavailable when the file cannot be written.
  core::Result<void> Begin();

  // The attempt succeeded.
  core::Result<void> Succeed();

 private:
  std::string path_;
  const core::Clock& clock_;
};

}  // namespace keyward::store::keyring
