// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "api/authorizer.h"
#include "api/operation.h"
#include "api/page_token.h"
#include "api/pipeline.h"
#include "iam/directory_policies.h"
#include "store/sealed/sealed_store.h"
#include "tests/api/kept_audit.h"
#include "tests/api/people.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/temp_directory.h"

namespace keyward::iam::organizations {

inline const std::string kManagement = "111122223333";
inline const std::string kScp = "SERVICE_CONTROL_POLICY";
inline const std::string kRcp = "RESOURCE_CONTROL_POLICY";

// A policy document of one statement.
inline std::string Document(const std::string& effect, const std::string& action,
                            const std::string& principal = "") {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":")" + effect + R"(",)" + principal +
         R"("Action":")" + action + R"(","Resource":"*"}]})";
}
inline std::string ResourceDocument(const std::string& action) {
  return Document("Deny", action, R"("Principal":"*",)");
}

// A call and how it is to be refused.
struct Refusal {
  const char* name;
  std::string operation;
  nlohmann::json parameters;
  std::string error;
  std::string reason = "";  // "" = the error has none
};

// Organizations and IAM over a sealed store, without wires: operations are called by name with
// AWS's JSON, through the pipeline. Account 111122223333 is the management account.
class OrgServer {
 public:
  OrgServer();

  // The answer's JSON; {"Error", "Message", "Reason", "Status"} as the wire shows them when it is
  // refused.
  nlohmann::json Call(const api::Caller& caller, const std::string& operation,
                      const nlohmann::json& parameters = nlohmann::json::object(),
                      const std::string& service = "organizations");
  // As the root user of the management account.
  nlohmann::json Root(const std::string& operation,
                      const nlohmann::json& parameters = nlohmann::json::object()) {
    return Call(api::RootCaller(), operation, parameters);
  }

  // Calls a list until its end, following NextToken, and returns `member` of all pages. Checks that
  // no page is longer than `max_results`.
  nlohmann::json All(const std::string& operation, const std::string& member,
                     nlohmann::json parameters, int max_results = 2);

  // Makes what the name says and returns its id.
  std::string NewPolicy(const std::string& name, const std::string& content,
                        const std::string& type = kScp);
  std::string NewAccount(const std::string& name);
  std::string RootId();

  static api::Caller RootOf(const std::string& account);
  // Makes a user of an account with one inline policy.
  api::Caller UserWith(const std::string& account, const std::string& name,
                       const std::string& document);
  api::Caller AdministratorOf(const std::string& account) {
    return UserWith(account, "admin", Document("Allow", "*"));
  }

  // "" when the caller may, else AWS's sentence.
  std::string Ask(const api::Caller& caller, const std::string& action,
                  const std::string& account_of_target);

  void ExpectRefused(const Refusal& refusal);

  store::Store& store() { return *store_; }

 private:
  keyward::store::TempDirectory temp_;
  crypto::testing::FixedRandom random_;
  std::unique_ptr<store::sealed::SealedStore> store_;
  std::unique_ptr<DirectoryPolicies> policies_;
  api::KeptAudit audit_;
  api::PageTokens tokens_;
  api::OperationTable operations_;
  api::Pipeline pipeline_;
  api::Authorizer authorizer_;
  std::atomic<int> requests_ = 0;
};

}  // namespace keyward::iam::organizations
