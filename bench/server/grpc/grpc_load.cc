// SPDX-License-Identifier: Apache-2.0
#include "bench/server/grpc/grpc_load.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

namespace keyward::bench {
namespace {

constexpr int kConnections = 2;

struct Load {
  std::string path;
  std::string authorization;
  std::atomic<bool> ending = false;
  std::atomic<std::uint64_t> answered = 0;
  std::atomic<int> open = 0;
};

// One call after the other.
class Caller {
 public:
  Caller(Load& load, ::grpc::GenericStub& stub) : load_(load), stub_(stub) {
    const ::grpc::Slice nothing;
    request_ = ::grpc::ByteBuffer(&nothing, 1);
  }
  void Next() {
    context_ = std::make_unique<::grpc::ClientContext>();
    if (!load_.authorization.empty()) context_->AddMetadata("authorization", load_.authorization);
    stub_.UnaryCall(context_.get(), load_.path, {}, &request_, &response_,
                    [this](const ::grpc::Status& status) { Done(status); });
  }

 private:
  void Done(const ::grpc::Status& status) {
    if (!status.ok()) {
      std::fprintf(stderr, "grpc_bench: %s\n", status.error_message().c_str());
      std::_Exit(1);
    }
    ++load_.answered;
    if (load_.ending) {
      --load_.open;
      return;
    }
    Next();
  }

  Load& load_;
  ::grpc::GenericStub& stub_;
  std::unique_ptr<::grpc::ClientContext> context_;
  ::grpc::ByteBuffer request_;
  ::grpc::ByteBuffer response_;
};

}  // namespace

std::uint64_t DriveCalls(int port, const std::string& path, const std::string& token, int streams,
                         std::chrono::seconds time) {
  Load load;
  load.path = path;
  if (token != "-") load.authorization = "Bearer " + token;
  std::vector<std::unique_ptr<::grpc::GenericStub>> stubs;
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < kConnections; ++i) {
    ::grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    stubs.push_back(std::make_unique<::grpc::GenericStub>(::grpc::CreateCustomChannel(
        "127.0.0.1:" + std::to_string(port), ::grpc::InsecureChannelCredentials(), arguments)));
    for (int j = 0; j < streams; ++j) {
      callers.push_back(std::make_unique<Caller>(load, *stubs.back()));
    }
  }
  load.open = static_cast<int>(callers.size());
  for (const auto& caller : callers) caller->Next();
  std::this_thread::sleep_for(time);
  load.ending = true;
  while (load.open > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return load.answered;
}

}  // namespace keyward::bench
