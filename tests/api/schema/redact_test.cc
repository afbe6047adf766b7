// SPDX-License-Identifier: Apache-2.0
#include "api/schema/redact.h"

#include <gtest/gtest.h>
#include <proto/names.pb.h>

#include <string>

#include "tests/api/services.h"
#include "tests/crypto/process_memory.h"

namespace keyward::api::schema {
namespace {

TEST(Redacted, HidesSensitiveFieldsThatAreThere) {
  kms::v1::EncryptRequest request;
  request.set_key_id("k");
  request.set_plaintext("secret");
  (*request.mutable_encryption_context())["b"] = "2";
  (*request.mutable_encryption_context())["a"] = "1";
  EXPECT_EQ(Redacted(request),
            R"({"KeyId":"k","Plaintext":"***","EncryptionContext":{"a":"1","b":"2"}})");
  request.clear_plaintext();
  EXPECT_EQ(Redacted(request), R"({"KeyId":"k","EncryptionContext":{"a":"1","b":"2"}})");
}

// AWS's model marks the secret key alone.
TEST(Redacted, HidesSessionTokens) {
  sts::v1::AssumeRoleResponse response;
  response.mutable_credentials()->set_access_key_id("ASIAEXAMPLE");
  response.mutable_credentials()->set_secret_access_key("s");
  response.mutable_credentials()->set_session_token("t");
  EXPECT_EQ(Redacted(response),
            R"({"Credentials":{"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"***",)"
            R"("SessionToken":"***"}})");
}

TEST(Redacted, HidesWithinListsAndStructures) {
  test::v1::NameRequest request;
  request.add_secrets("one");
  request.add_secrets("two");
  request.add_list()->set_secret("three");
  request.mutable_part()->mutable_inner()->set_secret("four");
  EXPECT_EQ(
      Redacted(request),
      R"({"Secrets":["***","***"],"List":[{"Secret":"***"}],"Part":{"Inner":{"Secret":"***"}}})");
}

TEST(WipeSensitive, OverwritesTheBytesWhereTheyLie) {
  test::v1::NameRequest request;
  // Longer than std::string keeps inside itself, so that the bytes have a place of their own.
  const std::string secret(64, 's');
  request.add_list()->set_secret(secret);
  request.mutable_list(0)->set_text("kept");
  request.mutable_list(0)->mutable_inner()->set_secret(secret);
  const char* const outer = request.list(0).secret().data();
  const char* const inner = request.list(0).inner().secret().data();
  ASSERT_EQ(crypto::testing::ReadMemory(outer, 64), secret);
  WipeSensitive(&request);
  // What clearing freed is looked at as the process's memory.
  EXPECT_EQ(crypto::testing::ReadMemory(outer, 64).find("ss"), std::string::npos);
  EXPECT_EQ(crypto::testing::ReadMemory(inner, 64).find("ss"), std::string::npos);
  EXPECT_FALSE(request.list(0).has_secret());
  EXPECT_FALSE(request.list(0).inner().has_secret());
  EXPECT_EQ(request.list(0).text(), "kept");
}

TEST(WipeSensitive, ReachesElementsOfLists) {
  test::v1::NameRequest request;
  request.add_secrets(std::string(64, 's'));
  const char* const held = request.secrets(0).data();
  WipeSensitive(&request);
  EXPECT_EQ(crypto::testing::ReadMemory(held, 64).find("ss"), std::string::npos);
  EXPECT_EQ(request.secrets_size(), 0);
}

TEST(WipeSensitive, LeavesAnEmptyMessageAlone) {
  kms::v1::EncryptRequest request;
  WipeSensitive(&request);
  EXPECT_EQ(request.ByteSizeLong(), 0U);
}

}  // namespace
}  // namespace keyward::api::schema
