// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/secret_input.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "tests/auth/credentials/temporary_folder.h"

namespace keyward::auth::testing {
namespace {

TEST(ReadSecretFile, ReadsEverySizeUpToTheLimit) {
  const TemporaryFolder folder;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4095},
                                 std::size_t{4096}, std::size_t{4097}, kMaxSecretInput}) {
    std::string text(size, 'x');
    if (size > 0) text.back() = 'y';
    const auto read = ReadSecretFile(folder.Write("f", text));
    ASSERT_TRUE(read) << size << ": " << read.error().message;
    EXPECT_TRUE(read->Equals(crypto::AsBytes(text))) << size;
  }
  const auto over = ReadSecretFile(folder.Write("f", std::string(kMaxSecretInput + 1, 'x')));
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().name, "LimitExceeded");
}

TEST(ReadSecretFile, TellsWhyItCannot) {
  const TemporaryFolder folder;
  EXPECT_EQ(ReadSecretFile(folder.path() + "/none").error().name, "FileNotFound");
  EXPECT_EQ(ReadSecretFile(folder.path()).error().name, "FileUnreadable");
}

TEST(ReadSecretDescriptor, EndsAtItsDeadline) {
  std::array<int, 2> ends = {};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  ASSERT_EQ(::write(ends[1], "x", 1), 1);
  const auto read = ReadSecretDescriptor(
      ends[0], "pipe", std::chrono::steady_clock::now() + std::chrono::milliseconds(30));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().name, "Timeout");
  EXPECT_EQ(read.error().code, core::ErrorCode::kUnavailable);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(ReadSecretKeyFile, TakesOneKeyAndALineEnd) {
  const TemporaryFolder folder;
  for (const char* text : {"secret/+", "secret/+\n", "secret/+\r\n"}) {
    const auto read = ReadSecretKeyFile(folder.Write("key", text));
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->Equals(crypto::AsBytes("secret/+")));
  }
  for (const char* text : {"", "\n", "a b", " a", "a\n\n", "a\nb", "\xC3\xA4"}) {
    const auto read = ReadSecretKeyFile(folder.Write("key", text));
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().name, "InvalidCredentials");
  }
}

}  // namespace
}  // namespace keyward::auth::testing
