// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace keyward::crypto::testing {

// Counts what a family of vectors did and prints it at the end:
// "family: 3 groups, 90 vectors checked, 12 skipped (192-bit key, refused: 12)".
class Tally {
 public:
  explicit Tally(std::string_view family) : family_(family) {}
  ~Tally();
  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;

  void Group() { ++groups_; }
  void Checked() { ++checked_; }
  // A vector that our interface does not take, with the reason.
  void Skipped(const std::string& reason) { ++skipped_[reason]; }
  // One that was decided although its source leaves it open.
  void Decided(const std::string& what) { ++decided_[what]; }

  std::size_t checked() const { return checked_; }
  // Checked and skipped.
  std::size_t seen() const;

 private:
  std::string family_;
  std::size_t groups_ = 0;
  std::size_t checked_ = 0;
  std::map<std::string, std::size_t> skipped_;
  std::map<std::string, std::size_t> decided_;
};

// The bytes of a hexadecimal text; a failed test and no bytes when it is none.
std::string Unhex(std::string_view text);

// Where the vectors are: NIST's as Debian's python3-cryptography-vectors installs them (or
// $KEYWARD_CAVP), Wycheproof's in $KEYWARD_VECTORS or ../shared/vectors beside the sources.
std::string CavpFolder();
std::string WycheproofFolder();

// Skips the test by name when `folder` does not exist; fails it when $CI is set. Call in SetUp().
void RequireVectors(const std::string& folder);

}  // namespace keyward::crypto::testing
