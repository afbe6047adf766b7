// SPDX-License-Identifier: Apache-2.0
#include "tests/iam/operations/iam_server.h"

#include <gtest/gtest.h>

#include "api/unit.h"
#include "api/wire/json.h"
#include "iam/bootstrap.h"
#include "iam/operations/operations.h"
#include "iam/records.h"
#include "tests/store/sealed/open_sealed.h"

namespace keyward::iam {
namespace {

nlohmann::json Failure(const core::Error& error) {
  return {{"Error", error.name}, {"Message", error.message}};
}

}  // namespace

IamServer::IamServer()
    : store_(*keyward::store::OpenSealed({.directory = temp_.path() + "/data"})),
      policies_(*DirectoryPolicies::Create(*store_)),
      tokens_(*api::PageTokens::Create(*crypto::DerivingAead::Key::Generate(random_))),
      operations_(Operations(tokens_)),
      pipeline_({*store_, *policies_, audit_, random_}) {
  EXPECT_TRUE(CreateAccount(*store_, kAccount, "main",
                            std::chrono::floor<std::chrono::seconds>(transport.time), random_));
}

nlohmann::json IamServer::Call(const api::Caller& caller, const std::string& operation,
                               const nlohmann::json& parameters) {
  const api::Operation* row = operations_.Find("iam", operation);
  if (row == nullptr) return Failure({core::ErrorCode::kInternal, "NoSuchOperation", operation});
  const std::unique_ptr<api::Message> request(row->request->New());
  api::schema::EmptyMembers empty;
  if (auto read = api::wire::DecodeJson(parameters.dump(), request.get(), &empty); !read) {
    return Failure(read.error());
  }
  auto answer = pipeline_.Execute(*row, caller, transport, "r-" + std::to_string(++requests_),
                                  *request, empty);
  if (!answer) return Failure(answer.error());
  return nlohmann::json::parse(api::wire::EncodeJson(**answer));
}

nlohmann::json IamServer::As(const std::string& user, const std::string& operation,
                             const nlohmann::json& parameters) {
  api::Unit unit(*store_);
  auto record = Load<rec::User>(unit, EntityKey(kAccount, Kind::kUser, user));
  if (!record || !*record) return Failure({core::ErrorCode::kInternal, "NoSuchUser", user});
  api::Caller caller = api::UserCaller((*record)->path().substr(1) + (*record)->name());
  caller.unique_id = caller.user_id = (*record)->id();
  return Call(caller, operation, parameters);
}

nlohmann::json IamServer::All(const std::string& operation, const std::string& member,
                              nlohmann::json parameters, int max_items) {
  nlohmann::json all = nlohmann::json::array();
  parameters["MaxItems"] = max_items;
  for (int pages = 0; pages < 1000; ++pages) {
    nlohmann::json answer = Root(operation, parameters);
    if (answer.contains("Error")) return answer;
    EXPECT_LE(answer[member].size(), static_cast<std::size_t>(max_items));
    for (nlohmann::json& item : answer[member]) all.push_back(std::move(item));
    if (!answer.value("IsTruncated", false)) return all;
    parameters["Marker"] = answer["Marker"];
  }
  ADD_FAILURE() << operation << " does not end";
  return all;
}

}  // namespace keyward::iam
