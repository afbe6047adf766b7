// SPDX-License-Identifier: Apache-2.0
#include "api/pipeline.h"

#include <gmock/gmock.h>

#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "keyward/iam/v1/iam.pb.h"
#include "tests/api/kept_audit.h"
#include "tests/api/memory_store.h"
#include "tests/api/people.h"

namespace keyward::api {
namespace {

using iam::v1::CreateAccessKeyRequest;
using iam::v1::CreateAccessKeyResponse;
using iam::v1::CreateUserRequest;
using iam::v1::CreateUserResponse;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// The root user may do anything, everybody else nothing.
class NoPolicies final : public PolicySource {
 public:
  core::Result<Applicable> PoliciesFor(const Caller& /*caller*/,
                                       std::string_view /*resource_account*/) override {
    return Applicable{};
  }
};

core::Result<std::vector<Target>> UserTarget(Call& call, const CreateUserRequest& request) {
  return std::vector<Target>{
      {.arn = "arn:aws:iam::111122223333:user/" + request.user_name(), .account = call.account()}};
}

class PipelineTest : public testing::Test {
 protected:
  // Counts users in one record, so that two at once are a conflict.
  Operation Creating() {
    return Row<CreateUserRequest, CreateUserResponse>(
        "iam", "CreateUser", Effect::kMutates, UserTarget,
        [this](Call& call, const CreateUserRequest& request,
               CreateUserResponse& response) -> core::Result<void> {
          ++runs_;
          core::Result<std::optional<std::string>> count = call.unit().Get("count");
          if (!count) return std::move(count).error();
          if (meddle_) meddle_();
          call.unit().Put("count", std::to_string(*count ? std::stoi(**count) + 1 : 1));
          call.unit().Put("user/" + request.user_name(), "made");
          response.mutable_user()->set_user_name(request.user_name());
          if (fail_)
            return core::Error{core::ErrorCode::kAlreadyExists, "EntityAlreadyExists", "x"};
          return {};
        });
  }

  core::Result<std::unique_ptr<Message>> Execute(const Operation& operation, const Message& request,
                                                 const Caller& caller = RootCaller()) {
    return pipeline_.Execute(operation, caller, SomeTransport(), "r-" + std::to_string(++requests_),
                             request, {});
  }
  static CreateUserRequest Request(const std::string& name) {
    CreateUserRequest request;
    request.set_user_name(name);
    return request;
  }
  std::string Value(const std::string& key) {
    auto found = store_.Get(key);
    return found && *found ? (*found)->value : "-";
  }
  std::vector<store::KeyValue> Outbox() { return store_.Range(kOutboxPrefix, 100, "")->items; }

  MemoryStore store_;
  NoPolicies policies_;
  KeptAudit audit_;
  crypto::SystemRandom random_;
  Pipeline pipeline_{{store_, policies_, audit_, random_}};
  std::function<void()> meddle_;
  bool fail_ = false;
  std::atomic<int> runs_ = 0;
  std::atomic<int> requests_ = 0;
};

TEST_F(PipelineTest, MutationAndItsRecordCommitTogether) {
  auto answer = Execute(Creating(), Request("bob"));
  ASSERT_TRUE(answer) << core::Describe(answer.error());
  EXPECT_EQ(static_cast<const CreateUserResponse&>(**answer).user().user_name(), "bob");
  EXPECT_EQ(Value("user/bob"), "made");
  ASSERT_THAT(Outbox(), SizeIs(1));
  const auto event = nlohmann::json::parse(Outbox()[0].value);
  EXPECT_EQ(event["eventName"], "CreateUser");
  EXPECT_EQ(event["requestParameters"]["UserName"], "bob");
  EXPECT_EQ(event["responseElements"]["User"]["UserName"], "bob");
  EXPECT_EQ(event["readOnly"], false);
  EXPECT_EQ(Outbox()[0].mod_revision, store_.Get("user/bob").value()->mod_revision);
  EXPECT_EQ(audit_.committed, 1);
  EXPECT_THAT(audit_.lines, IsEmpty());
}

TEST_F(PipelineTest, WhatIsRefusedChangesNothingAndIsRecorded) {
  auto denied = Execute(Creating(), Request("bob"), UserCaller("alice"));
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().name, "AccessDenied");
  EXPECT_EQ(runs_, 0);
  auto invalid = Execute(Creating(), Request("not a name!"));
  ASSERT_FALSE(invalid);
  EXPECT_EQ(invalid.error().name, "ValidationError");
  EXPECT_EQ(runs_, 0);
  fail_ = true;
  auto failed = Execute(Creating(), Request("bob"));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().name, "EntityAlreadyExists");
  EXPECT_EQ(Value("user/bob"), "-");
  EXPECT_THAT(Outbox(), IsEmpty());
  ASSERT_THAT(audit_.lines, SizeIs(3));
  EXPECT_EQ(nlohmann::json::parse(audit_.lines[0])["errorCode"], "AccessDenied");
  EXPECT_EQ(nlohmann::json::parse(audit_.lines[1])["errorCode"], "ValidationError");
  EXPECT_EQ(nlohmann::json::parse(audit_.lines[2])["errorCode"], "EntityAlreadyExists");
}

TEST_F(PipelineTest, LosesARaceAndBeginsAgain) {
  bool once = true;
  meddle_ = [&] {
    if (!std::exchange(once, false)) return;
    ASSERT_TRUE(store_.Commit({{}, {store::Put{"count", "10"}}}));
  };
  ASSERT_TRUE(Execute(Creating(), Request("bob")));
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(Value("count"), "11");
  EXPECT_THAT(Outbox(), SizeIs(1));
}

TEST_F(PipelineTest, GivesUpWhenItAlwaysLoses) {
  int count = 0;
  meddle_ = [&] {
    ASSERT_TRUE(store_.Commit({{}, {store::Put{"count", std::to_string(++count)}}}));
  };
  auto result = Execute(Creating(), Request("bob"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().name, "ConcurrentModification");
  EXPECT_EQ(runs_, Pipeline::kMaxAttempts);
  EXPECT_EQ(Value("user/bob"), "-");
  EXPECT_THAT(audit_.lines, SizeIs(1));
}

TEST_F(PipelineTest, ManyAtOnceLoseNoUpdate) {
  const Operation creating = Creating();
  std::vector<std::thread> threads;
  std::atomic<int> done = 0;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) {
        const std::string name = std::to_string(thread) + "-" + std::to_string(i);
        if (Execute(creating, Request(name))) ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Value("count"), std::to_string(done));
}

TEST_F(PipelineTest, WithoutAuditNothingIsDone) {
  audit_.ready = false;
  auto refused = Execute(Creating(), Request("bob"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().name, "AuditUnavailable");
  EXPECT_EQ(runs_, 0);
  EXPECT_EQ(Value("user/bob"), "-");
}

TEST_F(PipelineTest, ReadIsAnsweredOnlyOnceItIsRecorded) {
  const Operation reading = Row<CreateUserRequest, CreateUserResponse>(
      "iam", "GetUser", Effect::kReads, UserTarget,
      [](Call&, const CreateUserRequest&, CreateUserResponse&) -> core::Result<void> {
        return {};
      });
  ASSERT_TRUE(Execute(reading, Request("bob")));
  ASSERT_THAT(audit_.lines, SizeIs(1));
  EXPECT_EQ(nlohmann::json::parse(audit_.lines[0])["readOnly"], true);
  audit_.takes = false;
  auto refused = Execute(reading, Request("bob"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().name, "AuditUnavailable");
}

TEST_F(PipelineTest, SecretsInAnAnswerAreNotRecorded) {
  const Operation creating = Row<CreateAccessKeyRequest, CreateAccessKeyResponse>(
      "iam", "CreateAccessKey", Effect::kMutates,
      [](Call& call, const CreateAccessKeyRequest&) -> core::Result<std::vector<Target>> {
        return std::vector<Target>{{.arn = "*", .account = call.account()}};
      },
      [](Call& call, const CreateAccessKeyRequest&,
         CreateAccessKeyResponse& response) -> core::Result<void> {
        call.unit().Put("key", "x");
        response.mutable_access_key()->set_access_key_id("AKIAEXAMPLE");
        response.mutable_access_key()->set_secret_access_key("very-secret");
        return {};
      });
  auto answer = Execute(creating, CreateAccessKeyRequest());
  ASSERT_TRUE(answer);
  EXPECT_EQ(static_cast<const CreateAccessKeyResponse&>(**answer).access_key().secret_access_key(),
            "very-secret");
  ASSERT_THAT(Outbox(), SizeIs(1));
  EXPECT_THAT(Outbox()[0].value, HasSubstr("AKIAEXAMPLE"));
  EXPECT_THAT(Outbox()[0].value, Not(HasSubstr("very-secret")));
}

TEST_F(PipelineTest, StoreThatFailsIsTold) {
  store_.Break();
  auto failed = Execute(Creating(), Request("bob"));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().name, "StoreFailed");
}

TEST(OperationTable, FindsByServiceAndName) {
  std::vector<Operation> rows(2);
  rows[0].service = "iam";
  rows[0].name = "CreateUser";
  rows[1].service = "sts";
  rows[1].name = "CreateUser";
  const OperationTable table(std::move(rows));
  EXPECT_EQ(table.Find("sts", "CreateUser"), &table.rows()[1]);
  EXPECT_EQ(table.Find("sts", "createuser"), nullptr);
  EXPECT_EQ(table.Find("kms", "CreateUser"), nullptr);
}

}  // namespace
}  // namespace keyward::api
