// SPDX-License-Identifier: Apache-2.0
#include "api/schema/message_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <proto/names.pb.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/api/services.h"

namespace keyward::api::schema {
namespace {

using testing::HasSubstr;

TEST(ServiceTable, EveryServiceCanBeServed) {
  for (const ServiceTable* service : AllServices()) {
    EXPECT_EQ(service->fault, "") << service->full_name;
    EXPECT_FALSE(service->methods.empty());
  }
}

TEST(ServiceTable, HasTheFactsOfTheWire) {
  const ServiceTable& kms = ServiceOf<kms::v1::Tag>();
  EXPECT_EQ(kms.full_name, "keyward.kms.v1.KeyService");
  EXPECT_EQ(kms.protocol, Protocol::kJson11);
  EXPECT_EQ(kms.target_prefix, "TrentService");
  EXPECT_EQ(kms.error_message_name, "message");
  EXPECT_EQ(ServiceOf<secretsmanager::v1::Tag>().error_message_name, "Message");
  const ServiceTable& iam = ServiceOf<iam::v1::Tag>();
  EXPECT_EQ(iam.protocol, Protocol::kQuery);
  EXPECT_EQ(iam.xml_namespace, "https://iam.amazonaws.com/doc/2010-05-08/");
  const MethodTable* method = iam.FindMethod("CreateUser");
  ASSERT_NE(method, nullptr);
  EXPECT_EQ(method->result_wrapper, "CreateUserResult");
  EXPECT_EQ(iam.FindMethod("AddUserToGroup")->result_wrapper, "");
  EXPECT_EQ(iam.FindMethod("createUser"), nullptr);
  EXPECT_THAT(method->errors, testing::Contains("EntityAlreadyExistsException"));
  EXPECT_EQ(iam.FindError("NoSuchEntity"), iam.FindError("NoSuchEntityException"));
  EXPECT_EQ(iam.FindError("NoSuchEntity")->http_status, 404);
}

TEST(MessageTable, KnowsWhatIsSensitiveBelow) {
  EXPECT_TRUE(TableOf(*kms::v1::EncryptRequest::descriptor()).sensitive);
  EXPECT_FALSE(TableOf(*kms::v1::ListKeysRequest::descriptor()).sensitive);
  EXPECT_TRUE(TableOf(*iam::v1::CreateAccessKeyResponse::descriptor()).sensitive);
  EXPECT_TRUE(TableOf(*test::v1::NameRequest::descriptor()).sensitive);
}

TEST(MessageTable, FindsByExactNameOnly) {
  const MessageTable& table = TableOf(*kms::v1::EncryptRequest::descriptor());
  ASSERT_NE(table.Find("KeyId"), nullptr);
  EXPECT_EQ(table.Find("KeyId")->path_name, "keyId");
  EXPECT_EQ(table.Find("keyId"), nullptr);
  EXPECT_EQ(table.Find("key_id"), nullptr);
}

// Each is refused, and so is what holds it.
TEST(MessageTable, WhatNoWireCanCarryIsAFault) {
  EXPECT_THAT(TableOf(*test::v1::NotRe2::descriptor()).fault, HasSubstr("`a(?!b)` is not RE2"));
  EXPECT_THAT(TableOf(*test::v1::HoldsNotRe2::descriptor()).fault, HasSubstr("is not RE2"));
  EXPECT_THAT(TableOf(*test::v1::NoPresence::descriptor()).fault, HasSubstr("presence of"));
  EXPECT_THAT(TableOf(*test::v1::Unsigned::descriptor()).fault, HasSubstr("type of"));
  EXPECT_THAT(TableOf(*test::v1::SecretMap::descriptor()).fault, HasSubstr("sensitivity of"));
  EXPECT_THAT(TableOf(*test::v1::SecretNumber::descriptor()).fault, HasSubstr("sensitivity of"));
  EXPECT_EQ(TableOf(*test::v1::NameRequest::descriptor()).fault, "");
}

TEST(MessageTable, IsBuiltOnceForAllThreads) {
  std::vector<const MessageTable*> seen(8);
  std::vector<std::thread> threads;
  for (auto& slot : seen) {
    threads.emplace_back(
        [&slot] { slot = &TableOf(*organizations::v1::ListRootsResponse::descriptor()); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const MessageTable* table : seen) EXPECT_EQ(table, seen[0]);
}

}  // namespace
}  // namespace keyward::api::schema
