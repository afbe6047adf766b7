// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/credential_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/auth/credentials/temporary_folder.h"

namespace keyward::auth::testing {
namespace {

constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1440938160)};  // 2015-08-30T12:36:00Z
constexpr char kGood[] =
    R"({"Version":1,"AccessKeyId":"AKIDP","SecretAccessKey":"s3/+","SessionToken":"t"})";

TEST(ParseProcessOutput, TakesWhatHelpersPrint) {
  const auto made = ParseProcessOutput(kGood, kNow);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->access_key_id, "AKIDP");
  EXPECT_TRUE(made->secret_access_key.Equals(crypto::AsBytes("s3/+")));
  EXPECT_EQ(made->session_token, "t");
}

std::string With(const std::string& member) {
  return R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"hidden",)" + member + "}";
}

TEST(ParseProcessOutput, ExpirationIsLookedAt) {
  for (const char* good :
       {"2015-08-30T12:36:01Z", "9999-12-31T23:59:59Z", "2015-08-30T12:36:01+00:00",
        "2015-08-30T12:36:01.123456Z", "2015-08-30T12:36:01.5+00:00"}) {
    const auto made =
        ParseProcessOutput(With(R"("Expiration":")" + std::string(good) + "\""), kNow);
    EXPECT_TRUE(made) << good << made.error().message;
  }
  const auto over = ParseProcessOutput(With(R"("Expiration":"2015-08-30T12:36:00Z")"), kNow);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().name, "ExpiredToken");
  EXPECT_TRUE(ParseProcessOutput(With(R"("Expiration":null)"), kNow));
}

TEST(ParseProcessOutput, RefusesTheRestWithoutRepeatingIt) {
  const std::string cases[] = {
      "",
      "hidden",
      "[]",
      R"({"Version":2,"AccessKeyId":"A","SecretAccessKey":"hidden"})",
      R"({"AccessKeyId":"A","SecretAccessKey":"hidden"})",
      R"({"Version":1,"SecretAccessKey":"hidden"})",
      R"({"Version":1,"AccessKeyId":"A"})",
      R"({"Version":1,"AccessKeyId":"","SecretAccessKey":"hidden"})",
      R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"hidden x"})",
      R"({"Version":1,"AccessKeyId":7,"SecretAccessKey":"hidden"})",
      With(R"("Expiration":"tomorrow")"),
      With(R"("Expiration":"2015-08-30T12:36:01.Z")"),
      With(R"("Expiration":"2015-08-30T12:36:01+02:00")"),
      With(R"("SessionToken":{})"),
      With(R"("AccessKeyId":"B")"),
  };
  for (const std::string& text : cases) {
    const auto made = ParseProcessOutput(text, kNow);
    ASSERT_FALSE(made) << text;
    EXPECT_EQ(made.error().name, "CredentialProcessFailed");
    EXPECT_THAT(made.error().message, ::testing::Not(::testing::HasSubstr("hidden")));
  }
}

TEST(RunCredentialProcess, RunsAProgramWithoutAShell) {
  const TemporaryFolder folder;
  const std::string script = folder.WriteScript(
      "my helper", "test \"$1\" = '$HOME;x' || exit 3\nread line && exit 4\necho '" +
                       std::string(kGood) + "'\n");
  const auto made = RunCredentialProcess("\"" + script + "\" $HOME;x", kNow);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->access_key_id, "AKIDP");
}

TEST(RunCredentialProcess, FailuresAreTold) {
  const TemporaryFolder folder;
  const std::string good = "echo '" + std::string(kGood) + "'\n";
  const auto fails = RunCredentialProcess(folder.WriteScript("a", good + "exit 1\n"), kNow);
  ASSERT_FALSE(fails);
  EXPECT_THAT(fails.error().message, ::testing::EndsWith("failed"));
  const auto killed = RunCredentialProcess(folder.WriteScript("b", good + "kill -9 $$\n"), kNow);
  EXPECT_EQ(killed.error().name, "CredentialProcessFailed");
  const auto none = RunCredentialProcess(folder.path() + "/none", kNow);
  EXPECT_THAT(none.error().message, ::testing::HasSubstr("cannot be run"));
  EXPECT_EQ(RunCredentialProcess("'open", kNow).error().name, "InvalidCommand");
}

}  // namespace
}  // namespace keyward::auth::testing
