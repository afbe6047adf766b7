// SPDX-License-Identifier: Apache-2.0
#include "tests/server/grpc/front_door.h"

#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "access/operations.h"
#include "access/token_key.h"
#include "auth/sigv4/sign.h"
#include "iam/arns.h"
#include "iam/bootstrap.h"
#include "iam/keys.h"
#include "iam/records.h"
#include "keyward/access/v1/access.pb.h"
#include "keyward/sts/v1/sts.pb.h"
#include "server/aws/gateway.h"
#include "sts/identity.h"
#include "tests/store/sealed/open_sealed.h"

namespace keyward::server::grpc_test {
namespace {

using std::chrono::seconds;

template <typename T>
const api::schema::ServiceTable& TableOf() {
  return api::schema::TableOf(*T::descriptor()->file()->service(0));
}

http::Request SignedRequest(const std::string& key_id, const std::string& secret,
                            const std::string& body, std::chrono::sys_seconds now) {
  http::Request request;
  request.method = "POST";
  request.target = "/";
  request.headers = {{"Host", "localhost"},
                     {"Content-Type", "application/x-amz-json-1.1"},
                     {"X-Amz-Target", "KeywardAccess.CreateAccessToken"}};
  request.body = body;
  std::vector<auth::Header> headers;
  for (const http::Header& header : request.headers) headers.push_back({header.name, header.value});
  const auth::Credentials credentials{key_id, *crypto::SecretBytes::Copy(crypto::AsBytes(secret)),
                                      "", "test"};
  auto made = auth::Sign({request.method, request.target, headers, crypto::AsBytes(request.body)},
                         credentials,
                         {.region = "us-east-1",
                          .service = "keyward",
                          .time = now,
                          .rules = auth::RulesFor("keyward")});
  EXPECT_TRUE(made) << core::Describe(made.error());
  for (const auth::OwnedHeader& header : made->headers) {
    request.headers.push_back({header.name, header.value});
  }
  return request;
}

}  // namespace

void KeptOutcomes::Answered(const api::CallOutcome& outcome) {
  const std::lock_guard lock(mutex_);
  outcomes_.push_back(std::string(outcome.service) + ":" + std::string(outcome.operation) + " " +
                      std::string(outcome.error));
}

std::vector<std::string> KeptOutcomes::outcomes() const {
  const std::lock_guard lock(mutex_);
  return outcomes_;
}

std::string KeptAudit::OutboxKey(std::string_view event_id) {
  return std::string(api::kOutboxPrefix).append(event_id);
}

core::Result<void> KeptAudit::Record(std::string line) {
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
  return {};
}

std::vector<std::string> KeptAudit::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

FrontDoorTest::FrontDoorTest()
    : store_(*store::OpenSealed({.directory = temp_.path() + "/data"})),
      policies_(*iam::DirectoryPolicies::Create(*store_)),
      credentials_(*store_),
      principals_(*store_),
      pipeline_({*store_, *policies_, audit_, random_}) {
  auto root = iam::CreateAccount(*store_, kAccount, "main",
                                 std::chrono::floor<seconds>(clock_.Now()), random_);
  root_key_id_ = (*root)->access_key_id;
  root_secret_ = std::string(crypto::AsText((*root)->secret_access_key.Expose()));
  tokens_.emplace(
      *auth::AccessTokens::Create(*access::LoadTokenKey(*store_, random_), grpc::kAudience));
}

void FrontDoorTest::Start(const grpc::Options& options, std::vector<api::Operation> more) {
  ASSERT_NO_FATAL_FAILURE(Listen(options));
  Open(std::move(more));
}

void FrontDoorTest::Listen(const grpc::Options& options) {
  auto server = grpc::Server::Listen(options, {{"keyward.sts.v1.TokenService", "sts"},
                                               {"keyward.access.v1.AccessService", "keyward"}});
  ASSERT_TRUE(server) << core::Describe(server.error());
  server_ = *std::move(server);
}

void FrontDoorTest::Open(std::vector<api::Operation> more) {
  std::vector<api::Operation> rows = sts::IdentityOperations();
  std::vector<api::Operation> access = access::AccessOperations(*tokens_);
  std::ranges::move(access, std::back_inserter(rows));
  std::ranges::move(more, std::back_inserter(rows));
  operations_ = std::make_unique<api::OperationTable>(std::move(rows));
  server_->Open(
      {*operations_, pipeline_, credentials_, principals_, *tokens_, clock_, random_, &observer_});
}

void FrontDoorTest::SaveUser(const std::string& name, bool allowed) {
  iam::rec::User user;
  user.set_name(name);
  user.set_path("/");
  user.set_id("AIDA" + name);
  if (allowed) {
    auto* policy = user.mutable_permissions()->add_inline_policies();
    policy->set_name("all");
    policy->set_document(
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})");
  }
  iam::rec::AccessKey key;
  key.set_id("AKIA" + name);
  key.set_account(kAccount);
  key.set_user(name);
  key.set_user_id("AIDA" + name);
  key.set_secret("secret of " + name);
  key.set_active(true);
  ASSERT_TRUE(store_->Commit(
      {{},
       {store::Put{iam::EntityKey(kAccount, iam::Kind::kUser, name), user.SerializeAsString()},
        store::Put{iam::AccessKeyKey(key.id()), key.SerializeAsString()}}}));
}

void FrontDoorTest::SetKeyActive(const std::string& name, bool active) {
  const std::string at = iam::AccessKeyKey("AKIA" + name);
  auto key = *iam::ParseRecord<iam::rec::AccessKey>(at, (*store_->Get(at))->value);
  key.set_active(active);
  ASSERT_TRUE(store_->Commit({{}, {store::Put{at, key.SerializeAsString()}}}));
}

void FrontDoorTest::EraseUser(const std::string& name) {
  ASSERT_TRUE(
      store_->Commit({{}, {store::Delete{iam::EntityKey(kAccount, iam::Kind::kUser, name)}}}));
}

std::string FrontDoorTest::TokenOf(const std::string& key_id, const std::string& secret,
                                   const std::string& body) {
  aws::Gateway gateway({*operations_,
                        pipeline_,
                        credentials_,
                        {{&TableOf<sts::v1::GetCallerIdentityRequest>(), "sts"},
                         {&TableOf<keyward::access::v1::CreateAccessTokenRequest>(), "keyward"}},
                        clock_,
                        random_});
  const http::Response response = gateway.Answer(
      SignedRequest(key_id, secret, body, std::chrono::floor<seconds>(clock_.Now())));
  if (response.status != 200) return response.body;
  return nlohmann::json::parse(response.body)["AccessToken"].get<std::string>();
}

}  // namespace keyward::server::grpc_test
