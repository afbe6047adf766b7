// SPDX-License-Identifier: Apache-2.0
//
// What grpcurl does: asks which services there are, fetches their descriptors, builds messages of
// types that it was not compiled with, and calls.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>
#include <grpc/health/v1/health.pb.h>
#include <grpc/reflection/v1alpha/reflection.pb.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <condition_variable>
#include <mutex>

#include "tests/server/grpc/client.h"
#include "tests/server/grpc/front_door.h"

namespace keyward::server::grpc_test {
namespace {

using ::grpc::reflection::v1alpha::ServerReflectionRequest;
using ::grpc::reflection::v1alpha::ServerReflectionResponse;
using testing::Contains;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr int kNotFound = 5;

// One stream of questions. Each takes a turn of its own.
class Asker final : public ::grpc::ClientBidiReactor<::grpc::ByteBuffer, ::grpc::ByteBuffer> {
 public:
  Asker(const std::shared_ptr<::grpc::Channel>& channel, const std::string& version)
      : stub_(channel) {
    stub_.PrepareBidiStreamingCall(
        &context_, "/grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo", {},
        this);
    AddHold();
    StartCall();
  }
  ~Asker() override {
    StartWritesDone();
    RemoveHold();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
  }

  ServerReflectionResponse Ask(const ServerReflectionRequest& request) {
    const ::grpc::Slice slice(request.SerializeAsString());
    const ::grpc::ByteBuffer bytes(&slice, 1);
    StartWrite(&bytes);
    StartRead(&read_);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return wrote_ && has_read_; });
    wrote_ = has_read_ = false;
    ServerReflectionResponse response;
    ::grpc::ProtoBufferReader reader(&read_);
    EXPECT_TRUE(response.ParseFromZeroCopyStream(&reader));
    return response;
  }

  void OnWriteDone(bool /*ok*/) override { Set(wrote_); }
  void OnReadDone(bool /*ok*/) override { Set(has_read_); }
  void OnDone(const ::grpc::Status& status) override {
    EXPECT_TRUE(status.ok()) << status.error_message();
    Set(done_);
  }

 private:
  void Set(bool& flag) {
    const std::lock_guard lock(mutex_);
    flag = true;
    changed_.notify_all();  // under the lock: whoever waits may be about to destroy it
  }

  ::grpc::GenericStub stub_;
  ::grpc::ClientContext context_;
  ::grpc::ByteBuffer read_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wrote_ = false;
  bool has_read_ = false;
  bool done_ = false;
};

class ReflectionTest : public FrontDoorTest {
 protected:
  void SetUp() override {
    Start();
    channel_ = Plaintext(server_->port());
  }

  std::shared_ptr<::grpc::Channel> channel_;
};

TEST_F(ReflectionTest, ServicesAreListedInBothVersions) {
  ServerReflectionRequest request;
  request.set_list_services("");
  for (const char* version : {"v1alpha", "v1"}) {
    Asker asker(channel_, version);
    std::vector<std::string> names;
    const ServerReflectionResponse response = asker.Ask(request);
    for (const auto& service : response.list_services_response().service()) {
      names.push_back(service.name());
    }
    EXPECT_THAT(names, UnorderedElementsAre(
                           "keyward.sts.v1.TokenService", "keyward.access.v1.AccessService",
                           "grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"));
  }
}

TEST_F(ReflectionTest, WhoAsksFirstCanCallWhatItWasNotCompiledWith) {
  Asker asker(channel_, "v1alpha");
  ServerReflectionRequest request;
  request.set_file_containing_symbol("keyward.sts.v1.TokenService");
  const ServerReflectionResponse response = asker.Ask(request);
  google::protobuf::SimpleDescriptorDatabase database;
  for (const std::string& bytes : response.file_descriptor_response().file_descriptor_proto()) {
    google::protobuf::FileDescriptorProto file;
    ASSERT_TRUE(file.ParseFromString(bytes));
    ASSERT_TRUE(database.Add(file));
  }
  google::protobuf::DescriptorPool pool(&database);
  const auto* service = pool.FindServiceByName("keyward.sts.v1.TokenService");
  ASSERT_NE(service, nullptr);
  const auto* method = service->FindMethodByName("GetAccessKeyInfo");
  google::protobuf::DynamicMessageFactory factory(&pool);
  const std::unique_ptr<google::protobuf::Message> question(
      factory.GetPrototype(method->input_type())->New());
  const std::unique_ptr<google::protobuf::Message> answer(
      factory.GetPrototype(method->output_type())->New());
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  R"({"AccessKeyId":")" + root_key_id_ + R"("})", question.get())
                  .ok());
  const Outcome outcome = Call(channel_, "/" + service->full_name() + "/" + method->name(),
                               *question, *answer, {.authorization = "Bearer " + RootToken()});
  EXPECT_EQ(outcome.code, 0) << outcome.message;
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(*answer, &json).ok());
  EXPECT_EQ(json, R"({"Account":"111122223333"})");
}

TEST_F(ReflectionTest, FilesSymbolsAndExtensionsAreFound) {
  Asker asker(channel_, "v1alpha");
  ServerReflectionRequest request;
  request.set_file_by_filename("keyward/access/v1/access.proto");
  EXPECT_GE(asker.Ask(request).file_descriptor_response().file_descriptor_proto_size(), 3);
  request.set_all_extension_numbers_of_type("google.protobuf.FieldOptions");
  EXPECT_THAT(asker.Ask(request).all_extension_numbers_response().extension_number(),
              Contains(51001));
  request.mutable_file_containing_extension()->set_containing_type("google.protobuf.FieldOptions");
  request.mutable_file_containing_extension()->set_extension_number(51001);
  EXPECT_THAT(asker.Ask(request).file_descriptor_response().file_descriptor_proto(0),
              HasSubstr("keyward/api/v1/options.proto"));
}

TEST_F(ReflectionTest, WhatIsNotServedIsNotShown) {
  Asker asker(channel_, "v1alpha");
  ServerReflectionRequest request;
  for (const char* symbol :
       {"keyward.iam.records.v1.AccessKey", "keyward.kms.v1.KeyService", "x"}) {
    request.set_file_containing_symbol(symbol);
    EXPECT_EQ(asker.Ask(request).error_response().error_code(), kNotFound) << symbol;
  }
  request.set_file_by_filename("keyward/iam/records/v1/records.proto");
  EXPECT_EQ(asker.Ask(request).error_response().error_code(), kNotFound);
  request.set_all_extension_numbers_of_type("nothing");
  EXPECT_EQ(asker.Ask(request).error_response().error_code(), kNotFound);
  request.Clear();
  EXPECT_EQ(asker.Ask(request).error_response().error_code(), 3);
}

TEST_F(ReflectionTest, HealthOfTheServerAndOfEachService) {
  using ::grpc::health::v1::HealthCheckRequest;
  using ::grpc::health::v1::HealthCheckResponse;
  HealthCheckRequest request;
  HealthCheckResponse response;
  for (const char* service : {"", "keyward.sts.v1.TokenService"}) {
    request.set_service(service);
    EXPECT_EQ(Call(channel_, "/grpc.health.v1.Health/Check", request, response).code, 0);
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  }
  request.set_service("keyward.kms.v1.KeyService");
  EXPECT_EQ(Call(channel_, "/grpc.health.v1.Health/Check", request, response).code, kNotFound);
}

}  // namespace
}  // namespace keyward::server::grpc_test
