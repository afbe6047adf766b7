// SPDX-License-Identifier: Apache-2.0
#include "server/grpc/open_services.h"

#include <grpc/health/v1/health.pb.h>
#include <grpc/reflection/v1alpha/reflection.pb.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/server_callback.h>

#include <mutex>
#include <utility>

namespace keyward::server::grpc {
namespace {

using ::grpc::CallbackServerContext;
using ::grpc::Status;
using ::grpc::StatusCode;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;
using ::grpc::internal::RpcMethod;
using ::grpc::internal::RpcServiceMethod;
using ::grpc::reflection::v1alpha::ServerReflectionRequest;
using ::grpc::reflection::v1alpha::ServerReflectionResponse;

Status Draining() { return {StatusCode::UNAVAILABLE, "the server is shutting down"}; }

// Tells the status, again when the server serves, and last when draining begins, which ends the
// call.
class Watch final : public ::grpc::ServerWriteReactor<HealthCheckResponse>, private Stream {
 public:
  Watch(Streams& streams, HealthCheckResponse::ServingStatus status) : streams_(streams) {
    response_.set_status(status);
    StartWrite(&response_);
    streams_.Add(*this);
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) {
      FinishLocked(Status::CANCELLED);
    } else if (ending_) {
      EndLocked();
    } else if (std::exchange(owes_serving_, false)) {
      TellServingLocked();
    }
  }
  void OnCancel() override {
    const std::lock_guard lock(mutex_);
    if (!writing_) FinishLocked(Status::CANCELLED);
  }
  void OnDone() override {
    streams_.Remove(*this);
    delete this;
  }

 private:
  void TellServing() override {
    const std::lock_guard lock(mutex_);
    if (writing_) {
      owes_serving_ = true;
    } else {
      TellServingLocked();
    }
  }
  void EndForDrain() override {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    if (!writing_) EndLocked();
  }
  void TellServingLocked() {
    if (finished_ || response_.status() != HealthCheckResponse::NOT_SERVING) return;
    response_.set_status(HealthCheckResponse::SERVING);
    writing_ = true;
    StartWrite(&response_);
  }
  void EndLocked() {
    if (std::exchange(finished_, true)) return;
    response_.set_status(HealthCheckResponse::NOT_SERVING);
    StartWriteAndFinish(&response_, ::grpc::WriteOptions(), Draining());
  }
  void FinishLocked(const Status& status) {
    if (!std::exchange(finished_, true)) Finish(status);
  }

  Streams& streams_;
  std::mutex mutex_;
  HealthCheckResponse response_;
  bool writing_ = true;
  bool owes_serving_ = false;
  bool ending_ = false;
  bool finished_ = false;
};

class HealthService final : public ::grpc::Service {
 public:
  HealthService(Streams& streams, std::set<std::string> services)
      : streams_(streams), services_(std::move(services)) {
    services_.insert("");
    AddMethod(new RpcServiceMethod("/grpc.health.v1.Health/Check", RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodCallback(
        0, new ::grpc::internal::CallbackUnaryHandler<HealthCheckRequest, HealthCheckResponse>(
               [this](CallbackServerContext* context, const HealthCheckRequest* request,
                      HealthCheckResponse* response) {
                 auto* reactor = context->DefaultReactor();
                 response->set_status(StatusOf(request->service()));
                 reactor->Finish(response->status() == HealthCheckResponse::SERVICE_UNKNOWN
                                     ? Status(StatusCode::NOT_FOUND, "there is no such service")
                                     : Status::OK);
                 return reactor;
               }));
    AddMethod(
        new RpcServiceMethod("/grpc.health.v1.Health/Watch", RpcMethod::SERVER_STREAMING, nullptr));
    MarkMethodCallback(
        1, new ::grpc::internal::CallbackServerStreamingHandler<HealthCheckRequest,
                                                                HealthCheckResponse>(
               [this](CallbackServerContext* /*context*/, const HealthCheckRequest* request) {
                 return new Watch(streams_, StatusOf(request->service()));
               }));
  }

 private:
  HealthCheckResponse::ServingStatus StatusOf(const std::string& service) const {
    if (!services_.contains(service)) return HealthCheckResponse::SERVICE_UNKNOWN;
    return streams_.serving() ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
  }

  Streams& streams_;
  std::set<std::string> services_;
};

// One question after the other.
class Questions final
    : public ::grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse>,
      private Stream {
 public:
  Questions(Streams& streams, const Reflection& reflection)
      : streams_(streams), reflection_(reflection) {
    StartRead(&request_);
    streams_.Add(*this);
  }

  void OnReadDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    if (!ok) {
      FinishLocked(Status::OK);
      return;
    }
    response_ = reflection_.Answer(request_);
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    if (!ok) {
      FinishLocked(Status::CANCELLED);
      return;
    }
    StartRead(&request_);
  }
  void OnDone() override {
    streams_.Remove(*this);
    delete this;
  }

 private:
  void TellServing() override {}  // what is asked for does not depend on it
  void EndForDrain() override {
    const std::lock_guard lock(mutex_);
    FinishLocked(Draining());
  }
  void FinishLocked(const Status& status) {
    if (!std::exchange(finished_, true)) Finish(status);
  }

  Streams& streams_;
  const Reflection& reflection_;
  std::mutex mutex_;
  ServerReflectionRequest request_;
  ServerReflectionResponse response_;
  bool finished_ = false;
};

class ReflectionService final : public ::grpc::Service {
 public:
  ReflectionService(Streams& streams, const Reflection& reflection) {
    int index = 0;
    for (const char* path : {"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                             "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"}) {
      AddMethod(new RpcServiceMethod(path, RpcMethod::BIDI_STREAMING, nullptr));
      MarkMethodCallback(index++,
                         new ::grpc::internal::CallbackBidiHandler<ServerReflectionRequest,
                                                                   ServerReflectionResponse>(
                             [&streams, &reflection](CallbackServerContext* /*context*/) {
                               return new Questions(streams, reflection);
                             }));
    }
  }
};

}  // namespace

std::shared_ptr<::grpc::Service> MakeHealthService(Streams& streams,
                                                   std::set<std::string> services) {
  return std::make_shared<HealthService>(streams, std::move(services));
}

std::shared_ptr<::grpc::Service> MakeReflectionService(Streams& streams,
                                                       const Reflection& reflection) {
  return std::make_shared<ReflectionService>(streams, reflection);
}

}  // namespace keyward::server::grpc
