// SPDX-License-Identifier: Apache-2.0
#include "tests/crypto/vectors/tally.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include "core/encoding.h"

namespace keyward::crypto::testing {
namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::size_t Sum(const std::map<std::string, std::size_t>& counts) {
  std::size_t sum = 0;
  for (const auto& [reason, count] : counts) sum += count;
  return sum;
}

void List(const std::map<std::string, std::size_t>& counts) {
  const char* separator = " (";
  for (const auto& [reason, count] : counts) {
    std::cout << separator << reason << ": " << count;
    separator = "; ";
  }
  if (!counts.empty()) std::cout << ")";
}

}  // namespace

Tally::~Tally() {
  std::cout << family_ << ": " << groups_ << " groups, " << checked_ << " vectors checked, "
            << Sum(skipped_) << " skipped";
  List(skipped_);
  if (!decided_.empty()) {
    std::cout << "; decided " << Sum(decided_);
    List(decided_);
  }
  std::cout << "\n";
}

std::size_t Tally::seen() const { return checked_ + Sum(skipped_); }

std::string Unhex(std::string_view text) {
  const std::optional<std::string> bytes = core::HexDecode(text);
  if (!bytes.has_value()) ADD_FAILURE() << "`" << text << "` is not hexadecimal";
  return bytes.value_or("");
}

std::string CavpFolder() {
  const std::string named = Variable("KEYWARD_CAVP");
  return named.empty() ? "/usr/lib/python3/dist-packages/cryptography_vectors" : named;
}

std::string WycheproofFolder() {
  const std::string named = Variable("KEYWARD_VECTORS");
  return (named.empty() ? Variable("KEYWARD_SOURCE_DIR") + "/../shared/vectors" : named) +
         "/wycheproof";
}

void RequireVectors(const std::string& folder) {
  if (std::filesystem::is_directory(folder)) return;
  if (!Variable("CI").empty()) FAIL() << "there are no vectors in " << folder;
  GTEST_SKIP() << "there are no vectors in " << folder;
}

}  // namespace keyward::crypto::testing
