// SPDX-License-Identifier: Apache-2.0
// docs/auth.md is true where a test can tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "auth/sigv4/authorization.h"
#include "auth/sigv4/request.h"
#include "auth/sigv4/signing_key.h"
#include "cli/command_line.h"
#include "tests/cli/process.h"

namespace keyward::cli_test {
namespace {

std::string ReadDocument() {
  std::ifstream file(TestDirectory() + "/../../docs/auth.md", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(AuthDocument, NamesEveryOption) {
  const std::string document = ReadDocument();
  std::size_t commands = 0;
  for (const cli::Command& command : cli::DescribeCommands().subcommands) {
    if (command.name != "sign" && command.name != "presign" && command.name != "verify-request" &&
        command.name != "call" && command.name != "configure") {
      continue;
    }
    ++commands;
    EXPECT_THAT(document, testing::HasSubstr("- `" + command.name + " "));
    for (const cli::CommandOption& option : command.options) {
      if (option.name == "--help") continue;
      EXPECT_THAT(document, testing::HasSubstr("`" + option.name)) << command.name;
    }
  }
  EXPECT_EQ(commands, 5u);
}

TEST(AuthDocument, HasTheLimits) {
  const std::string document = ReadDocument();
  EXPECT_THAT(document, testing::HasSubstr("at most " + std::to_string(auth::kMaxHeaders)));
  EXPECT_THAT(document,
              testing::HasSubstr("of at most " + std::to_string(auth::kMaxTargetBytes >> 10)));
  EXPECT_THAT(document, testing::HasSubstr("(1 to " + std::to_string(auth::kMaxLifetime.count())));
  static_assert(auth::SigningKeyCache::kDefaultCapacity == 1024);
  EXPECT_THAT(document, testing::HasSubstr("1,024 unless told otherwise"));
}

}  // namespace
}  // namespace keyward::cli_test
