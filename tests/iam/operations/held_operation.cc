// SPDX-License-Identifier: Apache-2.0
#include "tests/iam/operations/held_operation.h"

#include "api/wire/json.h"
#include "iam/arns.h"
#include "iam/operations/operations.h"
#include "iam/records.h"

namespace keyward::iam {

HeldOperation::HeldOperation(IamServer& server, const std::string& operation,
                             const nlohmann::json& parameters)
    : policies_(*DirectoryPolicies::Create(server.store())),
      authorizer_(*policies_),
      tokens_(*api::PageTokens::Create(*crypto::DerivingAead::Key::Generate(random_))),
      unit_(server.store()),
      call_(caller_, server.transport, "held", unit_, authorizer_, random_) {
  const api::OperationTable table(Operations(tokens_));
  const api::Operation* row = table.Find("iam", operation);
  if (row == nullptr) {
    ADD_FAILURE() << "no operation " << operation;
    return;
  }
  const std::unique_ptr<api::Message> request(row->request->New());
  const std::unique_ptr<api::Message> response(row->response->New());
  api::schema::EmptyMembers empty;
  EXPECT_TRUE(api::wire::DecodeJson(parameters.dump(), request.get(), &empty));
  EXPECT_TRUE(row->targets(call_, *request));
  const core::Result<void> done = row->handle(call_, *request, *response);
  EXPECT_TRUE(done) << done.error().message;
}

api::Unit::Outcome HeldOperation::Commit() {
  const core::Result<api::Unit::Outcome> outcome = unit_.Commit();
  EXPECT_TRUE(outcome);
  return outcome ? *outcome : api::Unit::Outcome::kConflict;
}

std::string SeedPolicy(IamServer& server, const std::string& name, const std::string& document,
                       const std::string& path) {
  rec::ManagedPolicy policy;
  policy.set_name(name);
  policy.set_path(path);
  policy.set_id("ANPAEXAMPLE" + name);
  rec::PolicyVersion* version = policy.add_versions();
  version->set_number(1);
  version->set_document(document);
  policy.set_default_version(1);
  policy.set_next_version(2);
  Seed(server, Kind::kPolicy, policy);
  return ArnOf(kAccount, Kind::kPolicy, path, name);
}

}  // namespace keyward::iam
