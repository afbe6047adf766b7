// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "auth/credentials/container_source.h"
#include "auth/credentials/credential_document.h"
#include "auth/credentials/instance_source.h"

namespace keyward::auth::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kDocument[] = R"({"AccessKeyId": "ID", "SecretAccessKey": "hidden", "Token": "T"})";

// Endpoints that only a machine of AWS has.
class EndpointSources : public ::testing::Test {
 protected:
  EnvironmentLookup Environment() {
    return [this](const char* name) { return variables_[name]; };
  }
  Fetch Answering() {
    return [this](const FetchRequest& request) -> core::Result<FetchAnswer> {
      EXPECT_TRUE(request.direct);
      EXPECT_EQ(request.total_timeout, std::chrono::milliseconds(1000));
      asked_.push_back(request.method + " " + request.url);
      if (request.url.ends_with("/token")) return FetchAnswer{200, "token"};
      if (request.url.ends_with("/security-credentials/")) return FetchAnswer{200, "role\n"};
      return FetchAnswer{200, kDocument};
    };
  }
  std::string Container() {
    const auto found = FromContainer(Environment(), Answering(), now_);
    if (!found) return core::Describe(found.error());
    return found->has_value() ? (*found)->access_key_id : "none";
  }
  std::string Instance(const InstanceSettings& settings = {}) {
    const auto found = FromInstance(Environment(), settings, Answering(), now_);
    return found ? found->access_key_id : core::Describe(found.error());
  }

  std::map<std::string, std::string> variables_;
  std::vector<std::string> asked_;
  core::Clock::TimePoint now_{std::chrono::sys_seconds(std::chrono::seconds(1440938160))};
};

TEST_F(EndpointSources, WithoutVariablesNoContainerIsAsked) {
  EXPECT_EQ(Container(), "none");
  EXPECT_THAT(asked_, ElementsAre());
}

TEST_F(EndpointSources, ARelativeUriIsTheContainerAgents) {
  variables_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/x";
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://localhost/other";
  EXPECT_EQ(Container(), "ID");
  EXPECT_THAT(asked_, ElementsAre("GET http://169.254.170.2/v2/credentials/x"));
}

TEST_F(EndpointSources, AFullUriIsAskedInTlsAnywhere) {
  for (const char* url : {"https://credentials.example/x", "http://169.254.170.23/v1/credentials",
                          "http://[fd00:ec2::23]/v1/credentials", "http://127.0.0.1:8080/x"}) {
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    EXPECT_EQ(Container(), "ID") << url;
    EXPECT_EQ(asked_.back(), "GET " + std::string(url));
  }
  asked_.clear();
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://credentials.example/x";
  EXPECT_EQ(Container(),
            "InvalidCredentials: AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that may not be "
            "asked in plaintext");
  EXPECT_THAT(asked_, ElementsAre());
}

TEST_F(EndpointSources, AnInstanceIsAskedInThreeSteps) {
  EXPECT_EQ(Instance(), "ID");
  constexpr char kBase[] = "http://169.254.169.254/latest/";
  EXPECT_THAT(asked_,
              ElementsAre("PUT " + std::string(kBase) + "api/token",
                          "GET " + std::string(kBase) + "meta-data/iam/security-credentials/",
                          "GET " + std::string(kBase) + "meta-data/iam/security-credentials/role"));
}

TEST_F(EndpointSources, TheMetadataServiceIsWhereTheVariablesThenTheProfileSay) {
  Instance({.endpoint = "", .mode = "IPv6"});
  EXPECT_EQ(asked_.at(0), "PUT http://[fd00:ec2::254]/latest/api/token");
  asked_.clear();
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] = "ipv4";
  Instance({.endpoint = "", .mode = "IPv6"});
  EXPECT_EQ(asked_.at(0), "PUT http://169.254.169.254/latest/api/token");
  asked_.clear();
  Instance({.endpoint = "http://profile/", .mode = ""});
  EXPECT_EQ(asked_.at(0), "PUT http://profile/latest/api/token");
  asked_.clear();
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://variable";
  Instance({.endpoint = "http://profile/", .mode = ""});
  EXPECT_EQ(asked_.at(0), "PUT http://variable/latest/api/token");
}

TEST_F(EndpointSources, AnInstanceThatIsSwitchedOffIsNotAsked) {
  variables_["AWS_EC2_METADATA_DISABLED"] = "True";
  EXPECT_THAT(Instance(), HasSubstr("NoInstanceCredentials: the instance metadata service is "
                                    "switched off (AWS_EC2_METADATA_DISABLED)"));
  EXPECT_THAT(asked_, ElementsAre());
}

TEST(ReadExpiration, TakesWhatEndpointsWrite) {
  const auto time = std::chrono::sys_seconds(std::chrono::seconds(1559089303));
  for (const char* text : {"2019-05-29T00:21:43Z", "2019-05-29T00:21:43+00:00",
                           "2019-05-29T00:21:43.123Z", "2019-05-29T00:21:43.123456+00:00"}) {
    EXPECT_EQ(ReadExpiration(text), time) << text;
  }
  for (const char* text : {"", "2019-05-29T00:21:43", "2019-05-29T00:21:43.Z",
                           "2019-05-29T00:21:43.1", "2019-05-29T00:21:43+01:00", "+00:00"}) {
    EXPECT_EQ(ReadExpiration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace keyward::auth::testing
