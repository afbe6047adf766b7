// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/audit_event.h"
#include "api/call_observer.h"
#include "api/operation.h"
#include "api/pipeline.h"
#include "auth/tokens/access_token.h"
#include "core/clock.h"
#include "crypto/random.h"
#include "iam/directory_credentials.h"
#include "iam/directory_policies.h"
#include "iam/directory_principals.h"
#include "server/grpc/server.h"
#include "store/sealed/sealed_store.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::grpc_test {

inline const std::string kAccount = "111122223333";
inline const std::string kWhoAmI = "/keyward.sts.v1.TokenService/GetCallerIdentity";

class KeptAudit final : public api::AuditLog {
 public:
  std::string OutboxKey(std::string_view event_id) override;
  void Committed() override {}
  core::Result<void> Record(std::string line) override;
  core::Result<void> Ready() override { return {}; }

  std::vector<std::string> lines() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

class KeptOutcomes final : public api::CallObserver {
 public:
  void Answered(const api::CallOutcome& outcome) override;
  // "sts:GetCallerIdentity ExpiredTokenException"
  std::vector<std::string> outcomes() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> outcomes_;
};

// An installation with an account and its root key, and what a gRPC front door needs of it.
class FrontDoorTest : public testing::Test {
 protected:
  FrontDoorTest();

  // Serves sts, keyward and `more`.
  void Start(const grpc::Options& options = {}, std::vector<api::Operation> more = {});
  // In its two steps.
  void Listen(const grpc::Options& options);
  void Open(std::vector<api::Operation> more = {});

  // A user with an access key "AKIA" + name, who may do everything if `allowed`.
  void SaveUser(const std::string& name, bool allowed = true);
  void SetKeyActive(const std::string& name, bool active);
  void EraseUser(const std::string& name);

  // A token obtained by keyward:CreateAccessToken, called over HTTP and signed; the answer's body
  // where that failed.
  std::string TokenOf(const std::string& key_id, const std::string& secret,
                      const std::string& body = "{}");
  std::string TokenOfUser(const std::string& name) {
    return TokenOf("AKIA" + name, "secret of " + name);
  }
  std::string RootToken() { return TokenOf(root_key_id_, root_secret_); }

  store::TempDirectory temp_;
  core::FixedClock clock_{core::Clock::TimePoint(std::chrono::seconds(1'714'564'800))};
  crypto::SystemRandom random_;
  std::unique_ptr<store::sealed::SealedStore> store_;
  std::unique_ptr<iam::DirectoryPolicies> policies_;
  iam::DirectoryCredentials credentials_;
  iam::DirectoryPrincipals principals_;
  KeptAudit audit_;
  KeptOutcomes observer_;
  api::Pipeline pipeline_;
  std::string root_key_id_;
  std::string root_secret_;
  std::optional<auth::AccessTokens> tokens_;
  std::unique_ptr<api::OperationTable> operations_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace keyward::server::grpc_test
