// SPDX-License-Identifier: Apache-2.0
//
// AWS's messages, from request messages that real clients could send. Those of AWS's validation
// messages that need a service's state or its own checks ("NumberOfBytes is required.", "Alias must
// start with the prefix …", "arn:a:a::… is invalid", "Duplicate tag keys", "Invalid name. …") are
// out of reach here.
#include "api/schema/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <proto/names.pb.h>

#include <memory>
#include <string>

#include "api/wire/json.h"
#include "tests/api/services.h"

namespace keyward::api::schema {
namespace {

using google::protobuf::Message;

struct Case {
  const char* name;
  const Message* prototype;
  std::string json;
  std::string detected;  // what AWS says; "" when nothing is wrong
};

std::string Repeat(char c, std::size_t count) { return std::string(count, c); }

std::string One(const std::string& violation) {
  return "1 validation error detected: " + violation;
}

template <typename T>
const Message* Of() {
  return &T::default_instance();
}

// Validates what the JSON wire reads from `json`.
core::Result<void> ValidateJson(const Message& prototype, const std::string& json) {
  const std::unique_ptr<Message> message(prototype.New());
  EmptyMembers empty;
  if (auto read = wire::DecodeJson(json, message.get(), &empty); !read) return read;
  return Validate(*message, empty);
}

void Check(const Case& row) {
  SCOPED_TRACE(row.name);
  const auto valid = ValidateJson(*row.prototype, row.json);
  if (row.detected.empty()) {
    EXPECT_TRUE(valid) << valid.error().message;
    return;
  }
  ASSERT_FALSE(valid);
  EXPECT_EQ(valid.error().message, row.detected);
  EXPECT_EQ(valid.error().code, core::ErrorCode::kInvalidArgument);
}

// Recorded from AWS.
TEST(Validate, SaysWhatAwsSaid) {
  const Case cases[] = {
      {"NumberUnder", Of<kms::v1::GenerateRandomRequest>(), R"({"NumberOfBytes":0})",
       "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: "
       "Member must have value greater than or equal to 1"},
      {"NumberOver", Of<kms::v1::GenerateRandomRequest>(), R"({"NumberOfBytes":1025})",
       "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: "
       "Member must have value less than or equal to 1024"},
      {"KeyAgreement", Of<kms::v1::DeriveSharedSecretRequest>(),
       R"({"KeyId":"k","PublicKey":"AAAA","KeyAgreementAlgorithm":"INVALID"})",
       "1 validation error detected: Value 'INVALID' at 'keyAgreementAlgorithm' failed to satisfy "
       "constraint: Member must satisfy enum value set: [ECDH]"},
      {"MacAlgorithm", Of<kms::v1::GenerateMacRequest>(),
       R"({"KeyId":"k","Message":"AAAA","MacAlgorithm":"INVALID"})",
       "1 validation error detected: Value 'INVALID' at 'macAlgorithm' failed to satisfy "
       "constraint: Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, "
       "HMAC_SHA_224, HMAC_SHA_512]"},
      {"TagKey", Of<kms::v1::CreateKeyRequest>(),
       R"({"Tags":[{"TagKey":")" + Repeat('a', 129) + R"(","TagValue":"v"}]})",
       "1 validation error detected: Value '" + Repeat('a', 129) +
           "' at 'tags.1.member.tagKey' failed to satisfy constraint: Member must have length "
           "less than or equal to 128"},
      {"TagValue", Of<kms::v1::TagResourceRequest>(),
       R"({"KeyId":"k","Tags":[{"TagKey":"k","TagValue":")" + Repeat('v', 257) + R"("}]})",
       "1 validation error detected: Value '" + Repeat('v', 257) +
           "' at 'tags.1.member.tagValue' failed to satisfy constraint: Member must have length "
           "less than or equal to 256"},
      {"SensitiveBlob", Of<kms::v1::EncryptRequest>(),
       R"({"KeyId":"k","Plaintext":")" + Repeat('A', 5464) + R"("})",
       "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member "
       "must have length less than or equal to 4096"},
      {"SessionName", Of<sts::v1::AssumeRoleRequest>(),
       R"({"RoleArn":"arn:aws:iam::111111111111:role/r","RoleSessionName":"Session1:2"})",
       "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy "
       "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"},
      {"QuietPattern", Of<iam::v1::ResetServiceSpecificCredentialRequest>(),
       R"({"ServiceSpecificCredentialId":"this-is-no-credential-id"})",
       "1 validation error detected: Value at 'serviceSpecificCredentialId' failed to satisfy "
       "constraint: Member must satisfy regular expression pattern: [\\w]+"},
      {"QuietValues", Of<iam::v1::UpdateServiceSpecificCredentialRequest>(),
       R"({"ServiceSpecificCredentialId":"ACCAEXAMPLE123EXAMPLE","Status":"Sleeping"})",
       "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must "
       "satisfy enum value set"},
  };
  for (const Case& row : cases) Check(row);
}

// AWS has added values since these were recorded; they come after the recorded ones, in their
// order.
TEST(Validate, ListsRecordedValuesFirst) {
  const Case cases[] = {
      {"KeySpec", Of<kms::v1::CreateKeyRequest>(), R"({"KeySpec":"HMAC_random"})",
       "1 validation error detected: Value 'HMAC_random' at 'keySpec' failed to satisfy "
       "constraint: "
       "Member must satisfy enum value set: [RSA_2048, ECC_NIST_P384, ECC_NIST_P256, "
       "ECC_NIST_P521, HMAC_384, RSA_3072, ECC_SECG_P256K1, RSA_4096, SYMMETRIC_DEFAULT, HMAC_256, "
       "HMAC_224, HMAC_512"},
      {"KeyUsage", Of<kms::v1::CreateKeyRequest>(), R"({"KeyUsage":"RANDOM"})",
       "1 validation error detected: Value 'RANDOM' at 'keyUsage' failed to satisfy constraint: "
       "Member must satisfy enum value set: [ENCRYPT_DECRYPT, SIGN_VERIFY, GENERATE_VERIFY_MAC"},
  };
  for (const Case& row : cases) {
    const auto valid = ValidateJson(*row.prototype, row.json);
    ASSERT_FALSE(valid);
    EXPECT_THAT(valid.error().message, testing::StartsWith(row.detected + ", "));
    EXPECT_THAT(valid.error().message, testing::EndsWith("]"));
  }
}

TEST(Validate, TellsAbsentFromEmptyFromZero) {
  const std::string null_key =
      One("Value null at 'keyId' failed to satisfy constraint: Member must not be null");
  const std::string tag_keys = " at 'tagKeys' failed to satisfy constraint: Member must ";
  const Case cases[] = {
      {"AbsentText", Of<kms::v1::DescribeKeyRequest>(), "{}", null_key},
      {"NullText", Of<kms::v1::DescribeKeyRequest>(), R"({"KeyId":null})", null_key},
      {"EmptyText", Of<kms::v1::DescribeKeyRequest>(), R"({"KeyId":""})",
       One("Value '' at 'keyId' failed to satisfy constraint: Member must have length greater than "
           "or equal to 1")},
      {"AbsentNumberIsFine", Of<kms::v1::GenerateRandomRequest>(), "{}", ""},
      {"AbsentList", Of<kms::v1::UntagResourceRequest>(), R"({"KeyId":"k"})",
       One("Value null" + tag_keys + "not be null")},
      {"EmptyListIsThere", Of<kms::v1::UntagResourceRequest>(), R"({"KeyId":"k","TagKeys":[]})",
       ""},
      {"EmptyListUnderMin", Of<test::v1::NameRequest>(), R"({"List":[]})",
       One("Value at 'list' failed to satisfy constraint: Member must have length greater than or "
           "equal to 1")},
      {"AbsentBlob", Of<kms::v1::EncryptRequest>(), R"({"KeyId":"k"})",
       One("Value null at 'plaintext' failed to satisfy constraint: Member must not be null")},
      {"NestedAbsent", Of<kms::v1::TagResourceRequest>(),
       R"({"KeyId":"k","Tags":[{"TagKey":"a","TagValue":""},{"TagKey":"b"}]})",
       One("Value null at 'tags.2.member.tagValue' failed to satisfy constraint: Member must not "
           "be "
           "null")},
      {"StructureBelow", Of<test::v1::NameRequest>(),
       R"({"List":[{"Text":"t"}],"Part":{"Text":"t","Inner":{}}})",
       One("Value null at 'part.inner.text' failed to satisfy constraint: Member must not be "
           "null")},
  };
  for (const Case& row : cases) Check(row);
}

TEST(Validate, WithoutEmptyMembersAnEmptyListIsAbsent) {
  kms::v1::UntagResourceRequest request;
  request.set_key_id("k");
  EXPECT_FALSE(Validate(request));
  request.add_tag_keys("a");
  EXPECT_TRUE(Validate(request));
}

TEST(Validate, CountsAndOrdersWhatIsWrong) {
  const Case cases[] = {
      {"PatternBeforeLength", Of<iam::v1::GetUserRequest>(), R"({"UserName":""})",
       "2 validation errors detected: Value '' at 'userName' failed to satisfy constraint: Member "
       "must satisfy regular expression pattern: [\\w+=,.@-]+; Value '' at 'userName' failed to "
       "satisfy constraint: Member must have length greater than or equal to 1"},
      {"FieldsInOrder", Of<kms::v1::EncryptRequest>(), "{}",
       "2 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member "
       "must not be null; Value null at 'plaintext' failed to satisfy constraint: Member must not "
       "be null"},
      {"CharactersAreUnicodes", Of<kms::v1::TagResourceRequest>(),
       R"({"KeyId":"k","Tags":[{"TagKey":")" +
           [] {
             std::string text;
             for (int i = 0; i < 128; ++i) text += "\xF0\x9F\x94\x91";
             return text;
           }() +
           R"(","TagValue":"v"}]})",
       ""},
      {"BlobHasJavasText", Of<kms::v1::DecryptRequest>(), R"({"CiphertextBlob":""})",
       One("Value 'java.nio.HeapByteBuffer[pos=0 lim=0 cap=0]' at 'ciphertextBlob' failed to "
           "satisfy constraint: Member must have length greater than or equal to 1")},
  };
  for (const Case& row : cases) Check(row);
}

TEST(Validate, PutsElementsOfCollectionsIntoBrackets) {
  const std::string part = R"("List":[{"Text":"t"}])";
  const Case cases[] = {
      {"Strings", Of<sts::v1::AssumeRoleRequest>(),
       R"({"RoleArn":"arn:aws:iam::111111111111:role/r","RoleSessionName":"s2",)"
       R"("TransitiveTagKeys":["ok","a!"]})",
       One("Value '[ok, a!]' at 'transitiveTagKeys' failed to satisfy constraint: Member must "
           "satisfy constraint: [Member must have length less than or equal to 128, Member must "
           "have length greater than or equal to 1, Member must satisfy regular expression "
           "pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]")},
      {"MapKeysAndValues", Of<test::v1::NameRequest>(),
       "{" + part + R"(,"FlatMap":{"long":"B","a":"b"}})",
       "2 validation errors detected: Value '{a=b, long=B}' at 'flatMap' failed to satisfy "
       "constraint: Map keys must satisfy constraint: [Member must have length less than or equal "
       "to 3, Member must not be null]; Value '{a=b, long=B}' at 'flatMap' failed to satisfy "
       "constraint: Map value must satisfy constraint: [Member must satisfy regular expression "
       "pattern: [a-z]+, Member must not be null]"},
      {"MapSize", Of<test::v1::NameRequest>(),
       "{" + part + R"(,"FlatMap":{"a":"a","b":"b","c":"c"}})",
       One("Value '{a=a, b=b, c=c}' at 'flatMap' failed to satisfy constraint: Member must have "
           "length less than or equal to 2")},
      {"Numbers", Of<test::v1::NameRequest>(), "{" + part + R"(,"Numbers":[9,10]})",
       One("Value at 'numbers' failed to satisfy constraint: Member must satisfy constraint: "
           "[Member must have length less than or equal to 9, Member must not be null]")},
      {"Blobs", Of<test::v1::NameRequest>(), "{" + part + R"(,"Blobs":["AAAA"]})",
       One("Value at 'blobs' failed to satisfy constraint: Member must satisfy constraint: [Member "
           "must have length less than or equal to 2, Member must not be null]")},
  };
  for (const Case& row : cases) Check(row);
}

TEST(Validate, NeverRepeatsASecret) {
  const Case cases[] = {
      {"Text", Of<iam::v1::ChangePasswordRequest>(),
       R"({"OldPassword":"old","NewPassword":")" + Repeat('s', 129) + R"("})",
       One("Value at 'newPassword' failed to satisfy constraint: Member must have length less than "
           "or equal to 128")},
      {"Element", Of<test::v1::NameRequest>(), R"({"List":[{"Text":"t"}],"Secrets":["hidden"]})",
       One("Value at 'secrets' failed to satisfy constraint: Member must satisfy constraint: "
           "[Member must have length less than or equal to 3, Member must not be null]")},
      {"Nested", Of<test::v1::NameRequest>(), R"({"List":[{"Text":"t","Secret":"AA=="}]})",
       One("Value at 'list.1.member.secret' failed to satisfy constraint: Member must have length "
           "greater than or equal to 2")},
  };
  for (const Case& row : cases) Check(row);
}

TEST(Validate, NamesTheErrorAsTheProtocolDoes) {
  const auto json = ValidateJson(kms::v1::DescribeKeyRequest::default_instance(), "{}");
  const auto query = ValidateJson(iam::v1::CreateUserRequest::default_instance(), "{}");
  EXPECT_EQ(json.error().name, "ValidationException");
  EXPECT_EQ(query.error().name, "ValidationError");
}

TEST(Validate, ListsABoundedNumberOfViolations) {
  kms::v1::TagResourceRequest request;
  request.set_key_id("k");
  for (int i = 0; i < 5000; ++i) request.add_tags();
  const auto valid = Validate(request);
  ASSERT_FALSE(valid);
  EXPECT_THAT(valid.error().message, testing::StartsWith("100 validation errors detected: "));
  EXPECT_LT(valid.error().message.size(), kMaxViolations * 120);
}

TEST(Validate, AFaultySchemaChecksNothing) {
  const auto valid = Validate(test::v1::HoldsNotRe2::default_instance());
  ASSERT_FALSE(valid);
  EXPECT_EQ(valid.error().code, core::ErrorCode::kInternal);
}

// AWS's account alias may hold hyphens, not two in a row: its pattern looks ahead, ours does not.
TEST(Validate, AccountAliasHasNoTwoHyphensInARow) {
  for (const auto& [alias, good] : {std::pair("abc", true),
                                    {"a-c", true},
                                    {"a1-b2-c3", true},
                                    {"a--c", false},
                                    {"-ab", false},
                                    {"ab-", false},
                                    {"ab", false},
                                    {"aBc", false}}) {
    iam::v1::CreateAccountAliasRequest request;
    request.set_account_alias(alias);
    EXPECT_EQ(Validate(request).has_value(), good) << alias;
  }
}

}  // namespace
}  // namespace keyward::api::schema
