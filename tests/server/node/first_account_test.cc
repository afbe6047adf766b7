// SPDX-License-Identifier: Apache-2.0
#include "server/node/first_account.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "crypto/random.h"
#include "iam/directory_credentials.h"
#include "tests/store/sealed/open_sealed.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::node {
namespace {

using store::ReadWhole;
using store::WriteWhole;
using testing::HasSubstr;
using testing::MatchesRegex;

constexpr char kAccount[] = "111122223333";
constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1'800'000'000)};

class FirstAccountTest : public testing::Test {
 protected:
  FirstAccountTest() : store_(*store::OpenSealed({.directory = temp_.path() + "/data"})) {}

  core::Result<FirstAccount> Ensure(const std::string& account = kAccount) {
    return EnsureFirstAccount(*store_, {.first = account, .account = account, .file = file_}, kNow,
                              random_);
  }
  // Whose the key in the file is: "" when nobody's.
  std::string AccountInFile() {
    const std::string text = ReadWhole(file_);
    const std::string id = text.substr(text.find("_id = ") + 6, 20);
    const auto credential = iam::DirectoryCredentials(*store_).Resolve(id, "");
    return credential ? credential->caller.account : "";
  }
  bool Exists(const std::string& suffix = "") const {
    return std::filesystem::exists(file_ + suffix);
  }

  const store::TempDirectory temp_;
  const std::string file_ = temp_.path() + "/root-credentials";
  crypto::SystemRandom random_;
  std::unique_ptr<store::sealed::SealedStore> store_;
};

TEST_F(FirstAccountTest, IsMadeOnceWithAFileForItsOwner) {
  const auto first = Ensure();
  ASSERT_TRUE(first) << core::Describe(first.error());
  EXPECT_TRUE(first->made);
  EXPECT_EQ(first->account, kAccount);
  const std::string text = ReadWhole(file_);
  EXPECT_THAT(text, MatchesRegex("\\[default\\]\naws_access_key_id = AKIA[A-Z2-7]{16}\n"
                                 "aws_secret_access_key = [A-Za-z0-9/+]{40}\n"));
  struct stat status = {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  EXPECT_FALSE(Exists(".new"));
  EXPECT_EQ(AccountInFile(), kAccount);
  const auto again = Ensure("");
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->made);
  EXPECT_EQ(again->account, kAccount);
  EXPECT_EQ(ReadWhole(file_), text);
}

TEST_F(FirstAccountTest, FileThatWasTakenAwayIsNotMadeAgain) {
  ASSERT_TRUE(Ensure());
  std::filesystem::remove(file_);
  ASSERT_TRUE(Ensure());
  EXPECT_FALSE(Exists());
}

TEST_F(FirstAccountTest, CrashAfterTheCommitLosesNoSecret) {
  ASSERT_TRUE(Ensure());
  const std::string text = ReadWhole(file_);
  std::filesystem::rename(file_, file_ + ".new");
  const auto again = Ensure("");
  ASSERT_TRUE(again) << core::Describe(again.error());
  EXPECT_TRUE(again->made);
  EXPECT_EQ(ReadWhole(file_), text);
  EXPECT_FALSE(Exists(".new"));
}

TEST_F(FirstAccountTest, CrashBeforeTheCopyWasRemovedLeavesOneFile) {
  ASSERT_TRUE(Ensure());
  std::filesystem::copy_file(file_, file_ + ".new");
  ASSERT_TRUE(Ensure());
  EXPECT_TRUE(Exists());
  EXPECT_FALSE(Exists(".new"));
}

TEST_F(FirstAccountTest, CrashBeforeTheCommitBeginsAnew) {
  const std::string lost =
      "[default]\naws_access_key_id = AKIACCCCCCCCCCCCCCCC\naws_secret_access_key = x\n";
  for (const std::string& left : {lost, std::string("[defa")}) {
    WriteWhole(file_ + ".new", left);
    const auto first = Ensure();
    ASSERT_TRUE(first) << core::Describe(first.error());
    EXPECT_FALSE(Exists(".new"));
    EXPECT_EQ(AccountInFile(), kAccount);
  }
}

TEST_F(FirstAccountTest, FileThatIsThereStays) {
  WriteWhole(file_, "mine");
  EXPECT_EQ(Ensure().error().name, "CredentialsFileExists");
  EXPECT_EQ(ReadWhole(file_), "mine");
  std::filesystem::remove(file_);
  EXPECT_TRUE(Ensure()->made);  // nothing was made before
  std::filesystem::rename(file_, file_ + ".new");
  WriteWhole(file_, "mine");
  EXPECT_EQ(Ensure().error().name, "FileExists");
  EXPECT_EQ(ReadWhole(file_), "mine");
  EXPECT_TRUE(Exists(".new"));
}

TEST_F(FirstAccountTest, FirstIsOnlyForWhereThereIsNone) {
  const FirstAccountOptions options{.first = kAccount, .account = "", .file = file_};
  ASSERT_TRUE(EnsureFirstAccount(*store_, options, kNow, random_)->made);
  const FirstAccountOptions other{.first = "444455556666", .account = "", .file = file_};
  const auto again = EnsureFirstAccount(*store_, other, kNow, random_);
  ASSERT_TRUE(again) << core::Describe(again.error());
  EXPECT_EQ(again->account, kAccount);
}

TEST_F(FirstAccountTest, RefusalsNameWhatIsWrong) {
  EXPECT_EQ(Ensure("").error().name, "AccountRequired");
  EXPECT_EQ(Ensure("12").error().name, "ValidationError");
  EXPECT_FALSE(Exists() || Exists(".new"));
  ASSERT_TRUE(Ensure());
  const auto other = Ensure("444455556666");
  EXPECT_EQ(other.error().name, "AccountMismatch");
  EXPECT_THAT(other.error().message, HasSubstr("its first is `111122223333`"));
}

}  // namespace
}  // namespace keyward::server::node
