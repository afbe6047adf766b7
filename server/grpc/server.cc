// SPDX-License-Identifier: Apache-2.0
#include "server/grpc/server.h"

#include <google/protobuf/descriptor.h>
#include <grpc/health/v1/health.pb.h>
#include <grpc/reflection/v1alpha/reflection.pb.h>
#include <grpc/support/log.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "server/grpc/authenticator.h"
#include "server/grpc/check_options.h"
#include "server/grpc/open_services.h"
#include "server/grpc/operation_service.h"
#include "server/grpc/reflection.h"
#include "server/grpc/server_identity.h"
#include "server/grpc/streams.h"

namespace keyward::server::grpc {
namespace {

using google::protobuf::ServiceDescriptor;

std::size_t ThreadsOf(std::size_t asked) {
  constexpr std::size_t kFewest = 8;
  constexpr std::size_t kForEachProcessor = 4;
  if (asked != 0) return asked;
  const std::size_t processors = std::thread::hardware_concurrency();
  return std::clamp(processors * kForEachProcessor, kFewest, kMaxThreads);
}

std::shared_ptr<workers::Workers> WorkersOf(const Options& options) {
  if (options.shared_workers != nullptr) return options.shared_workers;
  return std::make_shared<workers::Workers>(ThreadsOf(options.threads));
}

// gRPC writes to standard error what clients do wrong, a line for each failed handshake. Unless its
// own variable says how much is wanted, only failed assertions get through, which end the process.
void QuietLog() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
    gpr_set_log_function([](gpr_log_func_args* line) {
      if (std::strstr(line->message, "assertion failed") == nullptr) return;
      std::fprintf(stderr, "grpc: %s:%d: %s\n", line->file, line->line, line->message);
    });
  });
}

// Threads that are begun meanwhile, gRPC's among them, take no signals.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    pthread_sigmask(SIG_SETMASK, nullptr, &before_);
    workers::BlockSignals();
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_ = {};
};

std::vector<const ServiceDescriptor*> ShownServices(const Methods& methods) {
  std::vector<const ServiceDescriptor*> services = methods.services;
  for (const auto* file :
       {::grpc::health::v1::HealthCheckRequest::descriptor()->file(),
        ::grpc::reflection::v1alpha::ServerReflectionRequest::descriptor()->file()}) {
    services.push_back(file->service(0));
  }
  return services;
}

std::set<std::string> NamesOf(const std::vector<const ServiceDescriptor*>& services) {
  std::set<std::string> names;
  for (const ServiceDescriptor* service : services) names.insert(service->full_name());
  return names;
}

void SetLimits(const Options& options, ::grpc::ServerBuilder& builder) {
  const auto number = [](std::size_t value) { return static_cast<int>(value); };
  builder.SetMaxReceiveMessageSize(number(options.message_bytes));
  builder.SetResourceQuota(::grpc::ResourceQuota("keyward").Resize(options.memory_bytes));
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, number(options.metadata_bytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             number(options.streams_per_connection));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS,
                             static_cast<int>(options.idle_timeout.count()));
  // A small compressed message may be a large one; nobody here needs compression.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
}

class RunningServer final : public Server {
 public:
  RunningServer(const Options& options, Methods methods)
      : options_(options),
        methods_(std::move(methods)),
        reflection_(ShownServices(methods_)),
        lane_(WorkersOf(options_), options_.max_waiting_calls),
        services_{MakeOperationService(methods_.methods, {lane_, options_.region,
                                                          !options_.tls.certificate_path.empty(),
                                                          under_way_, serving_}),
                  MakeHealthService(streams_, NamesOf(ShownServices(methods_))),
                  MakeReflectionService(streams_, reflection_)} {}
  ~RunningServer() override { Drain(std::chrono::milliseconds(0)); }

  core::Result<void> Begin();

  void Open(const Parts& parts) override;

  std::uint16_t port() const override { return port_; }
  std::size_t calls_under_way() const override { return under_way_; }
  bool Drain(std::chrono::milliseconds deadline) override;
  core::Result<void> ReloadCertificate() override;

 private:
  const Options options_;
  const Methods methods_;
  const Reflection reflection_;
  Streams streams_;
  std::atomic<std::size_t> under_way_ = 0;
  workers::Lane lane_;
  std::optional<Opened> opened_;
  std::atomic<const Opened*> serving_ = nullptr;  // opened_, once it is whole
  std::unique_ptr<ServerIdentity> identity_;
  std::vector<std::shared_ptr<::grpc::Service>> services_;
  std::unique_ptr<::grpc::Server> server_;
  std::uint16_t port_ = 0;
  std::mutex drain_mutex_;
  bool drained_ = false;
};

core::Result<void> RunningServer::Begin() {
  QuietLog();
  std::shared_ptr<::grpc::ServerCredentials> credentials;
  ::grpc::ServerBuilder builder;  // begins gRPC's library, which credentials need
  if (options_.tls.certificate_path.empty()) {
    credentials = ::grpc::InsecureServerCredentials();
  } else {
    auto identity = ServerIdentity::Create(options_.tls);
    if (!identity) return std::move(identity).error();
    identity_ = *std::move(identity);
    credentials = identity_->MakeCredentials();
  }
  SetLimits(options_, builder);
  int port = 0;
  builder.AddListeningPort(ListeningAddress(options_), credentials, &port);
  for (const auto& service : services_) builder.RegisterService(service.get());
  const SignalsBlocked blocked;
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port <= 0) {
    return core::Error{
        core::ErrorCode::kUnavailable, "ListenFailed",
        "cannot listen on `" + options_.address + "` port " + std::to_string(options_.port)};
  }
  port_ = static_cast<std::uint16_t>(port);
  return {};
}

void RunningServer::Open(const Parts& parts) {
  opened_.emplace(Opened{parts,
                         Authenticator({parts.credentials, parts.principals, parts.tokens,
                                        options_.certificate_principals}),
                         OperationsOf(methods_, parts.operations)});
  serving_ = &*opened_;
  streams_.Serve();
}

bool RunningServer::Drain(std::chrono::milliseconds deadline) {
  const std::lock_guard drain_lock(drain_mutex_);
  if (std::exchange(drained_, true)) return true;
  if (server_ == nullptr) return true;
  const auto end = std::chrono::system_clock::now() + deadline;
  streams_.Drain();
  server_->Shutdown(end);
  const bool in_time = std::chrono::system_clock::now() < end;
  lane_.Close();
  // Each call was finished; gRPC is about to say so to the last of them.
  while (under_way_ != 0 || !streams_.empty()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return in_time;
}

core::Result<void> RunningServer::ReloadCertificate() {
  if (identity_ == nullptr) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "PlaintextServer",
                       "the server has no certificate to read anew"};
  }
  return identity_->Reload();
}

}  // namespace

core::Result<std::unique_ptr<Server>> Server::Listen(const Options& options,
                                                     const std::vector<Service>& services) {
  if (auto checked = CheckOptions(options); !checked) return std::move(checked).error();
  core::Result<Methods> methods = MethodsOf(services);
  if (!methods) return std::move(methods).error();
  try {
    auto server = std::make_unique<RunningServer>(options, *std::move(methods));
    if (auto opened = server->Begin(); !opened) return std::move(opened).error();
    return std::unique_ptr<Server>(std::move(server));
  } catch (const std::system_error&) {
    return core::Error{core::ErrorCode::kResourceExhausted, "TooFewThreads",
                       "the system gives the server fewer threads than it is to run"};
  }
}

}  // namespace keyward::server::grpc
