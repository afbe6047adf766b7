// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "api/operation.h"
#include "api/page_token.h"
#include "api/pipeline.h"
#include "iam/directory_policies.h"
#include "iam/keys.h"
#include "store/sealed/sealed_store.h"
#include "tests/api/kept_audit.h"
#include "tests/api/people.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/temp_directory.h"

namespace keyward::iam {

inline const std::string kAccount = "111122223333";

// IAM over a sealed store, without wires: operations are called by name with AWS's JSON, through
// the pipeline, so that they are validated, authorized and audited. Account 111122223333 is there,
// and the management account of its organization. Calls may come from many threads.
class IamServer {
 public:
  IamServer();

  // The answer's JSON; {"Error": NAME, "Message": TEXT} when it is refused.
  nlohmann::json Call(const api::Caller& caller, const std::string& operation,
                      const nlohmann::json& parameters = nlohmann::json::object());
  // As the account's root user, who may do anything.
  nlohmann::json Root(const std::string& operation,
                      const nlohmann::json& parameters = nlohmann::json::object()) {
    return Call(api::RootCaller(), operation, parameters);
  }
  // As a user that was made here: with its unique id as it stands in the store.
  nlohmann::json As(const std::string& user, const std::string& operation,
                    const nlohmann::json& parameters = nlohmann::json::object());

  // Calls a list until its end, following Marker, and returns `member` of all pages, and a failure
  // in its place. Checks that no page is longer than `max_items`.
  nlohmann::json All(const std::string& operation, const std::string& member,
                     nlohmann::json parameters, int max_items = 2);

  store::Store& store() { return *store_; }
  api::KeptAudit& audit() { return audit_; }
  api::Transport transport = api::SomeTransport();

 private:
  keyward::store::TempDirectory temp_;
  crypto::testing::FixedRandom random_;
  std::unique_ptr<store::sealed::SealedStore> store_;
  std::unique_ptr<DirectoryPolicies> policies_;
  api::KeptAudit audit_;
  api::PageTokens tokens_;
  api::OperationTable operations_;
  api::Pipeline pipeline_;
  std::atomic<int> requests_ = 0;
};

// A policy document of one statement.
inline std::string Document(const std::string& effect, const std::string& action,
                            const std::string& resource = "*") {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":")" + effect + R"(","Action":")" +
         action + R"(","Resource":")" + resource + R"("}]})";
}

}  // namespace keyward::iam
