// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "api/call.h"
#include "api/operation.h"
#include "api/unit.h"
#include "iam/records.h"
#include "tests/iam/operations/iam_server.h"

namespace keyward::iam {

// An operation of the root user's that has done its work and has not committed: for races, in which
// another request is served between the two.
class HeldOperation {
 public:
  // Runs the handler, which must succeed.
  HeldOperation(IamServer& server, const std::string& operation, const nlohmann::json& parameters);

  // Whether it is in time, or another request changed what it read.
  api::Unit::Outcome Commit();

  api::Call& call() { return call_; }

 private:
  crypto::testing::FixedRandom random_{7};
  std::unique_ptr<DirectoryPolicies> policies_;
  api::Authorizer authorizer_;
  api::Caller caller_ = api::RootCaller();
  api::PageTokens tokens_;
  api::Unit unit_;
  api::Call call_;
};

// Puts a record where the operations find it: of a kind of entity whose own operations a test does
// not depend on.
template <typename Record>
void Seed(IamServer& server, Kind kind, const Record& record) {
  api::Unit unit(server.store());
  Save(unit, EntityKey(kAccount, kind, record.name()), record);
  ASSERT_TRUE(unit.Commit());
}

// The record of an entity; an empty one when there is none.
template <typename Record>
Record Stored(IamServer& server, Kind kind, const std::string& name) {
  api::Unit unit(server.store());
  auto found = Load<Record>(unit, EntityKey(kAccount, kind, name));
  EXPECT_TRUE(found);
  return found && *found ? **found : Record();
}

// A user, group or role of that name, with a path and nothing else.
template <typename Record>
void SeedPrincipal(IamServer& server, Kind kind, const std::string& name,
                   const std::string& path = "/") {
  Record record;
  record.set_name(name);
  record.set_path(path);
  record.set_id("AXXXEXAMPLE" + name);
  Seed(server, kind, record);
}

// A managed policy of one version. Returns its ARN.
std::string SeedPolicy(IamServer& server, const std::string& name, const std::string& document,
                       const std::string& path = "/");

}  // namespace keyward::iam
