// SPDX-License-Identifier: Apache-2.0
#include "tests/iam/organizations/org_server.h"

#include <gtest/gtest.h>

#include <iterator>

#include "api/unit.h"
#include "api/wire/errors.h"
#include "api/wire/json.h"
#include "iam/bootstrap.h"
#include "iam/keys.h"
#include "iam/operations/operations.h"
#include "iam/organizations/operations.h"
#include "iam/organizations/organization.h"
#include "iam/records.h"
#include "tests/store/sealed/open_sealed.h"

namespace keyward::iam::organizations {
namespace {

nlohmann::json Failure(const core::Error& error) {
  const api::schema::ServiceTable& table =
      api::schema::TableOf(*v1::ListRootsRequest::descriptor()->file()->service(0));
  const api::wire::WireError wire = api::wire::ToWire(table, error);
  return {{"Error", wire.name},
          {"Message", wire.message},
          {"Reason", wire.reason},
          {"Status", wire.http_status}};
}

std::vector<api::Operation> AllRows(const api::PageTokens& tokens) {
  std::vector<api::Operation> rows = Operations(tokens);
  std::vector<api::Operation> more = iam::Operations(tokens);
  rows.insert(rows.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
  return rows;
}

}  // namespace

OrgServer::OrgServer()
    : store_(*keyward::store::OpenSealed({.directory = temp_.path() + "/data"})),
      policies_(*DirectoryPolicies::Create(*store_)),
      tokens_(*api::PageTokens::Create(*crypto::DerivingAead::Key::Generate(random_))),
      operations_(AllRows(tokens_)),
      pipeline_({*store_, *policies_, audit_, random_}),
      authorizer_(*policies_) {
  const auto now = std::chrono::floor<std::chrono::seconds>(api::SomeTransport().time);
  EXPECT_TRUE(iam::CreateAccount(*store_, kManagement, "main", now, random_));
}

nlohmann::json OrgServer::Call(const api::Caller& caller, const std::string& operation,
                               const nlohmann::json& parameters, const std::string& service) {
  const api::Operation* row = operations_.Find(service, operation);
  if (row == nullptr) return Failure({core::ErrorCode::kInternal, "NoSuchOperation", operation});
  const std::unique_ptr<api::Message> request(row->request->New());
  api::schema::EmptyMembers empty;
  if (auto read = api::wire::DecodeJson(parameters.dump(), request.get(), &empty); !read) {
    return Failure(read.error());
  }
  const api::Transport transport = api::SomeTransport();
  auto answer = pipeline_.Execute(*row, caller, transport, "r-" + std::to_string(++requests_),
                                  *request, empty);
  if (!answer) return Failure(answer.error());
  return nlohmann::json::parse(api::wire::EncodeJson(**answer));
}

nlohmann::json OrgServer::All(const std::string& operation, const std::string& member,
                              nlohmann::json parameters, int max_results) {
  nlohmann::json all = nlohmann::json::array();
  parameters["MaxResults"] = max_results;
  for (int pages = 0; pages < 1000; ++pages) {
    nlohmann::json answer = Root(operation, parameters);
    if (answer.contains("Error")) return answer;
    EXPECT_LE(answer[member].size(), static_cast<std::size_t>(max_results));
    for (nlohmann::json& item : answer[member]) all.push_back(std::move(item));
    if (!answer.contains("NextToken")) return all;
    parameters["NextToken"] = answer["NextToken"];
  }
  ADD_FAILURE() << operation << " does not end";
  return all;
}

std::string OrgServer::NewPolicy(const std::string& name, const std::string& content,
                                 const std::string& type) {
  const nlohmann::json made =
      Root("CreatePolicy",
           {{"Name", name}, {"Description", "of a test"}, {"Content", content}, {"Type", type}});
  if (made.contains("Error")) {
    ADD_FAILURE() << made;
    return "";
  }
  return made["Policy"]["PolicySummary"]["Id"];
}

std::string OrgServer::NewAccount(const std::string& name) {
  const nlohmann::json made =
      Root("CreateAccount", {{"AccountName", name}, {"Email", name + "@example.org"}});
  if (made.contains("Error")) {
    ADD_FAILURE() << made;
    return "";
  }
  return made["CreateAccountStatus"]["AccountId"];
}

std::string OrgServer::RootId() { return Root("ListRoots")["Roots"][0]["Id"]; }

api::Caller OrgServer::RootOf(const std::string& account) {
  api::Caller caller = api::RootCaller();
  const std::string arn = "arn:aws:iam::" + account + ":root";
  caller.principal = *policy::match::Caller::FromArn(arn);
  caller.account = caller.unique_id = caller.user_id = account;
  caller.policy_arn = arn;
  return caller;
}

api::Caller OrgServer::UserWith(const std::string& account, const std::string& name,
                                const std::string& document) {
  rec::User user;
  user.set_name(name);
  user.set_path("/");
  user.set_id("AIDA" + account + name);
  rec::InlinePolicy* own = user.mutable_permissions()->add_inline_policies();
  own->set_name("own");
  own->set_document(document);
  const std::string key = EntityKey(account, Kind::kUser, name);
  EXPECT_TRUE(store_->Commit({{}, {store::Put{key, user.SerializeAsString()}}}));
  api::Caller caller = RootOf(account);
  const std::string arn = "arn:aws:iam::" + account + ":user/" + name;
  caller.principal = *policy::match::Caller::FromArn(arn);
  caller.policy_arn = arn;
  caller.unique_id = caller.user_id = user.id();
  return caller;
}

std::string OrgServer::Ask(const api::Caller& caller, const std::string& action,
                           const std::string& account_of_target) {
  const std::string service = action.substr(0, action.find(':'));
  const api::Target target{
      .arn = "arn:aws:" + service + ":eu-west-1:" + account_of_target + ":secret:x-AbCdEf",
      .account = account_of_target};
  auto verdict = authorizer_.Decide(caller, api::SomeTransport(), action, target, {});
  return verdict ? verdict->message : core::Describe(verdict.error());
}

void OrgServer::ExpectRefused(const Refusal& refusal) {
  SCOPED_TRACE(refusal.name);
  const nlohmann::json answer = Root(refusal.operation, refusal.parameters);
  EXPECT_EQ(answer.value("Error", ""), refusal.error) << answer;
  EXPECT_EQ(answer.value("Reason", ""), refusal.reason) << answer;
  EXPECT_EQ(answer.value("Status", 0), 400);
  EXPECT_NE(answer.value("Message", ""), "");
}

}  // namespace keyward::iam::organizations
