// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/credential_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "auth/credentials/settings.h"
#include "tests/auth/credentials/temporary_folder.h"

namespace keyward::auth::testing {
namespace {

using ::testing::HasSubstr;

// A home with its two files, and an environment that knows nothing else.
class CredentialChain : public ::testing::Test {
 protected:
  CredentialChain() { variables_["HOME"] = folder_.path(); }

  void Credentials(const std::string& text) { folder_.Write(".aws/credentials", text); }
  void Config(const std::string& text) { folder_.Write(".aws/config", text); }

  ChainOptions Options(const std::string& profile = "") {
    ChainOptions options;
    options.profile = profile;
    options.environment = [this](const char* name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::string() : found->second;
    };
    return options;
  }
  core::Result<auth::Credentials> Resolve(const std::string& profile = "") {
    return ResolveCredentials(Options(profile), clock_);
  }
  SettingSources Sources(const std::string& profile = "") {
    return {profile, Options().environment};
  }
  // The region that was found, or the error.
  std::string Region(const std::string& profile = "") {
    const auto found = ResolveRegion(Sources(profile));
    return found ? found->value : core::Describe(found.error());
  }
  // The access key id that was found, or the error.
  std::string Id(const std::string& profile = "") {
    const auto found = Resolve(profile);
    return found ? found->access_key_id : core::Describe(found.error());
  }

  TemporaryFolder folder_;
  std::map<std::string, std::string> variables_;
  core::FixedClock clock_{std::chrono::sys_seconds(std::chrono::seconds(1440938160))};
};

std::string Keys(const std::string& id) {
  return "aws_access_key_id = " + id + "\naws_secret_access_key = secret-" + id + "\n";
}

TEST_F(CredentialChain, EnvironmentComesFirst) {
  Credentials("[default]\n" + Keys("FILE"));
  EXPECT_EQ(Id(), "FILE");
  variables_["AWS_ACCESS_KEY_ID"] = "ENV";
  variables_["AWS_SECRET_ACCESS_KEY"] = "secret";
  variables_["AWS_SESSION_TOKEN"] = "token";
  const auto found = Resolve();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->access_key_id, "ENV");
  EXPECT_TRUE(found->secret_access_key.Equals(crypto::AsBytes("secret")));
  EXPECT_EQ(found->session_token, "token");
  EXPECT_EQ(found->source, "environment");
  variables_["AWS_PROFILE"] = "none";
  EXPECT_EQ(Id(), "ENV");
}

TEST_F(CredentialChain, ANamedProfilePassesTheEnvironmentOver) {
  Credentials("[dev]\n" + Keys("DEV"));
  variables_["AWS_ACCESS_KEY_ID"] = "ENV";
  variables_["AWS_SECRET_ACCESS_KEY"] = "secret";
  EXPECT_EQ(Id("dev"), "DEV");
}

TEST_F(CredentialChain, HalfAKeyIsAnError) {
  Credentials("[default]\naws_access_key_id = A\n[b]\naws_secret_access_key = hidden\n");
  EXPECT_THAT(Id(), HasSubstr("InvalidCredentials: the profile `default`"));
  EXPECT_THAT(Id("b"), HasSubstr("its id is missing"));
  EXPECT_THAT(Id("b"), ::testing::Not(HasSubstr("hidden")));
  variables_["AWS_ACCESS_KEY_ID"] = "ENV";
  EXPECT_THAT(Id(), HasSubstr("the environment has half of an access key: its secret is missing"));
  variables_.erase("AWS_ACCESS_KEY_ID");
  variables_["AWS_SECRET_ACCESS_KEY"] = "x";
  EXPECT_THAT(Id(), HasSubstr("its id is missing"));
}

TEST_F(CredentialChain, ProfileIsNamedByTheEnvironment) {
  Credentials("[default]\n" + Keys("DEFAULT") + "[a]\n" + Keys("A") + "[b]\n" + Keys("B"));
  EXPECT_EQ(Id(), "DEFAULT");
  variables_["AWS_DEFAULT_PROFILE"] = "a";
  EXPECT_EQ(Id(), "A");
  variables_["AWS_PROFILE"] = "b";
  EXPECT_EQ(Id(), "B");
  EXPECT_EQ(Id("a"), "A");
}

TEST_F(CredentialChain, ANamedProfileMustExist) {
  Credentials("[default]\n" + Keys("DEFAULT"));
  EXPECT_THAT(Id("none"), HasSubstr("ProfileNotFound: the profile `none` is neither in"));
  variables_["AWS_PROFILE"] = "none";
  EXPECT_THAT(Id(), HasSubstr("ProfileNotFound"));
}

TEST_F(CredentialChain, CredentialsFileThenProcessThenConfigFile) {
  const std::string script = folder_.WriteScript(
      "helper", R"(echo '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s"}')");
  Config("[default]\n" + Keys("CONFIG"));
  EXPECT_EQ(Id(), "CONFIG");
  Config("[default]\ncredential_process = " + script + "\n" + Keys("CONFIG"));
  EXPECT_EQ(Id(), "PROCESS");
  EXPECT_THAT(Resolve()->source, HasSubstr("credential_process of profile `default`"));
  Credentials("[default]\n" + Keys("CREDENTIALS"));
  EXPECT_EQ(Id(), "CREDENTIALS");
}

TEST_F(CredentialChain, AFailingProcessIsAnErrorThatNamesItsPlace) {
  Config("[default]\n\ncredential_process = " + folder_.WriteScript("helper", "exit 1") + "\n" +
         Keys("CONFIG"));
  EXPECT_THAT(Id(), HasSubstr("CredentialProcessFailed: profile `default` ("));
  EXPECT_THAT(Id(), HasSubstr("config:3): the credential process"));
}

struct UnsupportedCase {
  const char* config;
  const char* message;
};

TEST_F(CredentialChain, WhatIsNotOfferedIsNamed) {
  const UnsupportedCase cases[] = {
      {"role_arn = arn:aws:iam::111122223333:role/r\nsource_profile = base\n",
       "config:2) assumes a role, which is not supported yet"},
      {"sso_session = s\n", "has `sso_session`, which is not supported yet"},
      {"sso_start_url = u\n", "has `sso_start_url`"},
      {"web_identity_token_file = f\n", "has `web_identity_token_file`"},
      {"login_session = f\n", "has `login_session`"},
      {"role_arn = r\nweb_identity_token_file = f\n", "has `web_identity_token_file`"},
  };
  for (const UnsupportedCase& c : cases) {
    Config("[default]\n" + std::string(c.config) + Keys("CONFIG"));
    EXPECT_THAT(Id(), HasSubstr("UnsupportedCredentialSource: profile `default` ("));
    EXPECT_THAT(Id(), HasSubstr(c.message));
    EXPECT_EQ(Resolve().error().code, core::ErrorCode::kUnimplemented);
  }
}

// Whom a role is assumed as: the caller's keys, then what STS gave for each role on the way.
TEST_F(CredentialChain, RolesAreAssumedFromTheEndOfTheChain) {
  variables_["AWS_ENDPOINT_URL"] = "https://sts.example/base";
  variables_["AWS_REGION"] = "eu-west-1";
  Config(
      "[profile b]\nrole_arn = arn:r/b\nsource_profile = a\nexternal_id = x&y\n"
      "[profile a]\nrole_arn = arn:r/a\nrole_session_name = s\nduration_seconds = 900\n"
      "source_profile = base\n[profile base]\n" +
      Keys("BASE"));
  ChainOptions options = Options("b");
  std::vector<std::string> asked;
  options.fetch = [&](const FetchRequest& request) -> core::Result<FetchAnswer> {
    const std::string& signature = request.headers.back().value;
    const std::size_t begin = signature.find("Credential=");
    asked.push_back(request.url + " " + signature.substr(begin, signature.find(',') - begin) + " " +
                    request.body);
    return FetchAnswer{200, "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ID" +
                                std::to_string(asked.size()) +
                                "</AccessKeyId><SecretAccessKey>hidden</SecretAccessKey>"
                                "<SessionToken>t</SessionToken><Expiration>2015-08-30T13:36:00Z"
                                "</Expiration></Credentials></AssumeRoleResult>"
                                "</AssumeRoleResponse>"};
  };
  const auto found = ResolveCredentials(options, clock_);
  ASSERT_TRUE(found) << core::Describe(found.error());
  EXPECT_EQ(found->access_key_id, "ID2");
  EXPECT_THAT(found->source, HasSubstr("role `arn:r/b` of profile `b` ("));
  EXPECT_THAT(asked, ::testing::ElementsAre(
                         "https://sts.example/base Credential=BASE/20150830/eu-west-1/sts/"
                         "aws4_request Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Ar%2Fa"
                         "&RoleSessionName=s&DurationSeconds=900",
                         "https://sts.example/base Credential=ID1/20150830/eu-west-1/sts/"
                         "aws4_request Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Ar%2Fb"
                         "&RoleSessionName=keyward-1440938160&ExternalId=x%26y"));
}

TEST_F(CredentialChain, WebIdentityOfTheEnvironmentIsNamed) {
  Credentials("[default]\n" + Keys("FILE"));
  variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
  EXPECT_THAT(Id(), HasSubstr("AWS_WEB_IDENTITY_TOKEN_FILE asks for a role by web identity, "
                              "which is not supported yet"));
}

TEST_F(CredentialChain, ANamedProfilePassesWebIdentityOfTheEnvironmentOver) {
  Credentials("[dev]\n" + Keys("DEV"));
  variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
  variables_["AWS_ROLE_ARN"] = "arn:aws:iam::111122223333:role/r";
  EXPECT_EQ(Id("dev"), "DEV");
}

TEST_F(CredentialChain, ALoginComesAfterTheKeysOfTheCredentialsFile) {
  Config("[default]\nlogin_session = f\n" + Keys("CONFIG"));
  Credentials("[default]\n" + Keys("FILE"));
  EXPECT_EQ(Id(), "FILE");
}

TEST_F(CredentialChain, ContainerIsNamedOnlyWhenItWouldBeAsked) {
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://localhost/x";
  EXPECT_THAT(Id(), HasSubstr("AWS_CONTAINER_CREDENTIALS_FULL_URI names a container's"));
  Credentials("[default]\n" + Keys("FILE"));
  EXPECT_EQ(Id(), "FILE");
}

TEST_F(CredentialChain, NothingAtAllSaysWhereItLooked) {
  EXPECT_THAT(Id(), HasSubstr("NoCredentials: no credentials: neither the environment nor the "
                              "profile `default` of `" +
                              folder_.path() + "/.aws/credentials`"));
  EXPECT_THAT(Id(), HasSubstr("instance metadata service is not asked"));
}

TEST_F(CredentialChain, NamedFilesAreReadAndMustExist) {
  variables_["AWS_SHARED_CREDENTIALS_FILE"] = folder_.Write("mine", "[default]\n" + Keys("MINE"));
  EXPECT_EQ(Id(), "MINE");
  variables_["AWS_CONFIG_FILE"] = folder_.path() + "/none";
  EXPECT_THAT(Id(), HasSubstr("FileNotFound: cannot read `" + folder_.path() + "/none`"));
}

TEST_F(CredentialChain, ABrokenFileIsAnErrorEvenIfTheOtherHasKeys) {
  Credentials("[default]\n" + Keys("FILE"));
  Config("[default\n");
  EXPECT_THAT(Id(), HasSubstr("InvalidConfigFile: `" + folder_.path() + "/.aws/config:1`"));
}

TEST_F(CredentialChain, SecretsWithBlanksOrBlocksAreErrors) {
  Credentials("[default]\naws_access_key_id = A\naws_secret_access_key = hid den\n");
  EXPECT_THAT(Id(), HasSubstr("has blanks or bytes that are not ASCII"));
  Credentials("[default]\naws_access_key_id = A\naws_secret_access_key = hidden\n  more\n");
  EXPECT_THAT(Id(), HasSubstr("credentials:3`: `aws_secret_access_key` goes on in an indented"));
  EXPECT_THAT(Id(), ::testing::Not(HasSubstr("hidden")));
}

TEST_F(CredentialChain, RegionOfEnvironmentThenProfile) {
  EXPECT_EQ(Region(), "");
  Config("[default]\nregion = eu-west-1\n[profile dev]\nregion = eu-west-2\n[profile x]\n");
  EXPECT_EQ(Region(), "eu-west-1");
  EXPECT_EQ(Region("dev"), "eu-west-2");
  variables_["AWS_DEFAULT_REGION"] = "us-west-1";
  EXPECT_EQ(Region(), "us-west-1");
  variables_["AWS_REGION"] = "us-west-2";
  EXPECT_EQ(Region(), "us-west-2");
  EXPECT_EQ(Region("dev"), "eu-west-2");
  EXPECT_EQ(Region("x"), "us-west-2");
  EXPECT_FALSE(ResolveRegion(Sources("none")));
}

}  // namespace
}  // namespace keyward::auth::testing
