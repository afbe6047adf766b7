// SPDX-License-Identifier: Apache-2.0
#include "server/grpc/operation_service.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/server_callback.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "api/request_id.h"
#include "api/schema/redact.h"
#include "server/grpc/check_options.h"
#include "server/grpc/status.h"

namespace keyward::server::grpc {
namespace {

using ::grpc::ByteBuffer;
using ::grpc::CallbackServerContext;
using ::grpc::internal::RpcMethod;
using ::grpc::internal::RpcServiceMethod;

constexpr char kRequestId[] = "x-amzn-requestid";

std::string_view View(const ::grpc::string_ref& text) { return {text.data(), text.size()}; }

core::Error Unavailable(std::string_view why) {
  return {core::ErrorCode::kUnavailable, "ServiceUnavailable", std::string(why)};
}

core::Error NotOffered(const Method& method) {
  return {core::ErrorCode::kUnimplemented, "NotImplemented",
          "this installation does not offer " + method.prefix + ":" + method.descriptor->name()};
}

core::Error TooBusy() {
  return {core::ErrorCode::kResourceExhausted, "ThrottlingException",
          "too many calls wait for a worker: try again"};
}

// Errors: kInvalidArgument "SerializationException".
core::Result<void> Parse(const ByteBuffer& bytes, api::Message& message) {
  ::grpc::Slice slice;
  bool parsed = false;
  if (bytes.TrySingleSlice(&slice).ok()) {
    parsed = message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
  } else {
    ByteBuffer copy(bytes);  // of references
    ::grpc::ProtoBufferReader reader(&copy);
    parsed = message.ParseFromZeroCopyStream(&reader);
  }
  if (parsed) return {};
  return core::Error{core::ErrorCode::kInvalidArgument, "SerializationException",
                     "the message does not parse as `" + message.GetTypeName() + "`"};
}

// In place: no copy is left behind that could not be wiped.
ByteBuffer Serialize(const api::Message& message) {
  const std::size_t size = message.ByteSizeLong();
  const ::grpc::Slice slice(size);
  message.SerializeWithCachedSizesToArray(const_cast<std::uint8_t*>(slice.begin()));
  return ByteBuffer(&slice, 1);
}

// One call on its way. gRPC's until OnDone; after Finish only that may touch it.
class UnaryCall final : public ::grpc::ServerUnaryReactor {
 public:
  UnaryCall(const CallParts& parts, const Method& method, CallbackServerContext& context,
            const ByteBuffer& request, ByteBuffer& response)
      : parts_(parts), method_(method), context_(context), request_(request), response_(response) {
    ++parts_.calls_under_way;
  }

  void OnDone() override {
    --parts_.calls_under_way;
    delete this;
  }

  // On a worker. What it gets outlives the call.
  void Run();
  void Prepare(const Opened& opened, const api::Operation& operation) {
    opened_ = &opened;
    operation_ = &operation;
  }
  // Instead of Run.
  void Refuse(const core::Error& error) { Answer(error); }

 private:
  core::Result<ByteBuffer> Execute();
  core::Result<api::Caller> Authenticate();
  bool IsOver() const;
  void Observe(std::string_view error) const;
  void Answer(const core::Error& error);

  const CallParts& parts_;
  const Method& method_;
  CallbackServerContext& context_;
  const ByteBuffer& request_;
  ByteBuffer& response_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  const Opened* opened_ = nullptr;             // null: refused before it came to a worker
  const api::Operation* operation_ = nullptr;  // the same
  std::string id_;
  api::Transport transport_;
};

// Nobody waits for the answer any more.
bool UnaryCall::IsOver() const {
  return context_.IsCancelled() || context_.deadline() <= std::chrono::system_clock::now();
}

void UnaryCall::Run() {
  if (IsOver()) {
    Finish({::grpc::StatusCode::DEADLINE_EXCEEDED, "the call was over before it began"});
    return;
  }
  core::Result<ByteBuffer> answer = [this]() -> core::Result<ByteBuffer> {
    try {
      return Execute();
    } catch (const std::exception&) {
      return core::Error{core::ErrorCode::kInternal, "InternalFailure", "a handler threw"};
    }
  }();
  if (!answer) {
    Answer(answer.error());
    return;
  }
  response_.Swap(&*answer);
  Observe("");
  Finish(::grpc::Status::OK);
}

core::Result<ByteBuffer> UnaryCall::Execute() {
  id_ = api::NewRequestId(opened_->parts.random);
  context_.AddInitialMetadata(kRequestId, id_);
  const auto agent = context_.client_metadata().find("user-agent");
  transport_ = {.source_ip = AddressOfPeer(context_.peer()),
                .secure = parts_.secure,
                .user_agent = agent == context_.client_metadata().end()
                                  ? ""
                                  : std::string(View(agent->second)),
                .region = parts_.region,
                .time = opened_->parts.clock.Now()};
  core::Result<api::Caller> caller = Authenticate();
  if (!caller) return std::move(caller).error();
  const std::unique_ptr<api::Message> request(operation_->request->New());
  const core::Result<void> parsed = Parse(request_, *request);
  using Answered = core::Result<std::unique_ptr<api::Message>>;
  // A list that is there and empty looks like none on this wire.
  Answered answer =
      parsed ? opened_->parts.pipeline.Execute(*operation_, *caller, transport_, id_, *request, {})
             : Answered(parsed.error());
  api::schema::WipeSensitive(request.get());
  if (!answer) return std::move(answer).error();
  ByteBuffer bytes = Serialize(**answer);
  api::schema::WipeSensitive(answer->get());
  return bytes;
}

core::Result<api::Caller> UnaryCall::Authenticate() {
  Presented presented;
  const auto [begin, end] = context_.client_metadata().equal_range("authorization");
  for (auto entry = begin; entry != end; ++entry) {
    presented.authorization.push_back(View(entry->second));
  }
  std::shared_ptr<const ::grpc::AuthContext> peer;  // holds what `presented` looks at
  if (parts_.secure) peer = context_.auth_context();
  if (peer != nullptr && peer->IsPeerAuthenticated()) {
    const auto certificates = peer->FindPropertyValues("x509_pem_cert");
    if (!certificates.empty()) presented.certificate = View(certificates.front());
  }
  core::Result<api::Caller> caller = opened_->authenticator.Authenticate(
      presented, std::chrono::floor<std::chrono::seconds>(transport_.time));
  if (!caller) {
    const api::AuditEvent event{.event_id = id_,
                                .service = method_.prefix,
                                .operation = method_.descriptor->name(),
                                .read_only = !operation_->mutating,
                                .transport = &transport_,
                                .error_code = caller.error().name,
                                .error_message = caller.error().message};
    // Nothing was done; a refusal is answered whether it could be recorded or not.
    static_cast<void>(opened_->parts.pipeline.RecordRefusal(event));
  }
  return caller;
}

void UnaryCall::Observe(std::string_view error) const {
  if (opened_ == nullptr || opened_->parts.observer == nullptr) return;
  opened_->parts.observer->Answered({.service = method_.prefix,
                                     .operation = method_.descriptor->name(),
                                     .error = error,
                                     .took = std::chrono::steady_clock::now() - began_});
}

void UnaryCall::Answer(const core::Error& error) {
  Observe(error.name);
  const CallStatus status = ToStatus(error, method_.prefix, id_);
  Finish({static_cast<::grpc::StatusCode>(status.code), status.message, status.details});
}

// A call that waits for a worker; dropped, it is refused.
class Waiting final : public workers::Task {
 public:
  explicit Waiting(UnaryCall& call) : call_(&call) {}
  ~Waiting() override {
    if (call_ != nullptr) call_->Refuse(Unavailable("the server is shutting down"));
  }
  void Run() override { Take().Run(); }
  UnaryCall& Take() { return *std::exchange(call_, nullptr); }

 private:
  UnaryCall* call_;
};

class OperationService final : public ::grpc::Service {
 public:
  OperationService(const std::vector<Method>& methods, const CallParts& parts)
      : methods_(methods), parts_(parts) {
    using Handler = ::grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>;
    for (std::size_t i = 0; i < methods_.size(); ++i) {
      AddMethod(new RpcServiceMethod(methods_[i].path.c_str(), RpcMethod::NORMAL_RPC, nullptr));
      MarkMethodRawCallback(static_cast<int>(i),
                            new Handler([this, i](CallbackServerContext* context,
                                                  const ByteBuffer* request, ByteBuffer* response) {
                              auto* call =
                                  new UnaryCall(parts_, methods_[i], *context, *request, *response);
                              Begin(*call, i);
                              return call;
                            }));
    }
  }

 private:
  // Nothing here blocks: this is gRPC's thread.
  void Begin(UnaryCall& call, std::size_t index) {
    const Opened* opened = parts_.opened;
    if (opened == nullptr) return call.Refuse(Unavailable("the service is starting"));
    const api::Operation* operation = opened->operations[index];
    if (operation == nullptr) return call.Refuse(NotOffered(methods_[index]));
    call.Prepare(*opened, *operation);
    const std::unique_ptr<workers::Task> left = parts_.lane.Submit(std::make_unique<Waiting>(call));
    if (left != nullptr) static_cast<Waiting&>(*left).Take().Refuse(TooBusy());
  }

  const std::vector<Method>& methods_;
  const CallParts parts_;
};

}  // namespace

core::Result<Methods> MethodsOf(const std::vector<Service>& services) {
  Methods found;
  for (const Service& service : services) {
    const auto* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service.full_name);
    if (descriptor == nullptr) {
      return InvalidOptions("no service is called `" + service.full_name + "`");
    }
    found.services.push_back(descriptor);
    for (int i = 0; i < descriptor->method_count(); ++i) {
      const auto* method = descriptor->method(i);
      found.methods.push_back(
          {"/" + service.full_name + "/" + method->name(), service.prefix, method});
    }
  }
  return found;
}

std::vector<const api::Operation*> OperationsOf(const Methods& methods,
                                                const api::OperationTable& operations) {
  std::vector<const api::Operation*> found;
  for (const Method& method : methods.methods) {
    const api::Operation* operation = operations.Find(method.prefix, method.descriptor->name());
    const bool its_own = operation != nullptr &&
                         operation->request->GetDescriptor() == method.descriptor->input_type() &&
                         operation->response->GetDescriptor() == method.descriptor->output_type();
    found.push_back(its_own ? operation : nullptr);
  }
  return found;
}

std::shared_ptr<::grpc::Service> MakeOperationService(const std::vector<Method>& methods,
                                                      const CallParts& parts) {
  return std::make_shared<OperationService>(methods, parts);
}

}  // namespace keyward::server::grpc
