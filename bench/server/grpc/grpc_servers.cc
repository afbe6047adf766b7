// SPDX-License-Identifier: Apache-2.0
#include "bench/server/grpc/grpc_servers.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "access/token_key.h"
#include "api/pipeline.h"
#include "iam/bootstrap.h"
#include "iam/directory_credentials.h"
#include "iam/directory_policies.h"
#include "iam/directory_principals.h"
#include "server/grpc/server.h"
#include "sts/identity.h"
#include "tests/store/sealed/open_sealed.h"
#include "tests/store/temp_directory.h"

namespace keyward::bench {
namespace {

[[noreturn]] void Tell(int port, const std::string& token) {
  std::printf("%d %s\n", port, token.c_str());
  std::fflush(stdout);
  for (;;) ::pause();
}

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "grpc_bench: %s\n", what.c_str());
  std::exit(1);
}

class Finishing final : public server::workers::Task {
 public:
  explicit Finishing(::grpc::ServerUnaryReactor& reactor) : reactor_(reactor) {}
  void Run() override { reactor_.Finish(::grpc::Status::OK); }

 private:
  ::grpc::ServerUnaryReactor& reactor_;
};

class EmptyService final : public ::grpc::Service {
 public:
  // Without a lane calls are answered where they arrive.
  explicit EmptyService(server::workers::Lane* lane) {
    using Handler = ::grpc::internal::CallbackUnaryHandler<::grpc::ByteBuffer, ::grpc::ByteBuffer>;
    AddMethod(new ::grpc::internal::RpcServiceMethod(
        kEmptyPath, ::grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(
        0, new Handler([lane](::grpc::CallbackServerContext* context,
                              const ::grpc::ByteBuffer* /*request*/, ::grpc::ByteBuffer* response) {
          const ::grpc::Slice nothing;
          *response = ::grpc::ByteBuffer(&nothing, 1);
          auto* reactor = context->DefaultReactor();
          if (lane == nullptr) {
            reactor->Finish(::grpc::Status::OK);
          } else if (lane->Submit(std::make_unique<Finishing>(*reactor))) {
            Die("the lane is full");
          }
          return reactor;
        }));
  }
};

class ForgottenAudit final : public api::AuditLog {
 public:
  std::string OutboxKey(std::string_view event_id) override {
    return std::string(api::kOutboxPrefix).append(event_id);
  }
  void Committed() override {}
  core::Result<void> Record(std::string /*line*/) override { return {}; }
  core::Result<void> Ready() override { return {}; }
};

}  // namespace

namespace {

[[noreturn]] void Serve(server::workers::Lane* lane) {
  EmptyService service(lane);
  ::grpc::ServerBuilder builder;
  int port = 0;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort("127.0.0.1:0", ::grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<::grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) Die("the empty server does not start");
  Tell(port, "-");
}

}  // namespace

void ServeEmpty() { Serve(nullptr); }

void ServeHanded() {
  constexpr std::size_t kWorkers = 8;
  server::workers::Lane lane(std::make_shared<server::workers::Workers>(kWorkers), 1024);
  Serve(&lane);
}

void ServeIdentity() {
  const store::TempDirectory directory;
  const core::SystemClock clock;
  crypto::SystemRandom random;
  const auto opened = store::OpenSealed({.directory = directory.path() + "/data"});
  if (!opened) Die(core::Describe(opened.error()));
  store::sealed::SealedStore& kept = **opened;
  const auto now = std::chrono::floor<std::chrono::seconds>(clock.Now());
  const auto root = iam::CreateAccount(kept, "111122223333", "main", now, random);
  if (!root || !*root) Die("no account can be made");
  const auto policies = *iam::DirectoryPolicies::Create(kept);
  iam::DirectoryCredentials credentials(kept);
  iam::DirectoryPrincipals principals(kept);
  ForgottenAudit audit;
  api::Pipeline pipeline({kept, *policies, audit, random});
  const auto tokens =
      *auth::AccessTokens::Create(*access::LoadTokenKey(kept, random), server::grpc::kAudience);
  const api::OperationTable operations(sts::IdentityOperations());
  const server::grpc::Options options;
  const auto server =
      server::grpc::Server::Listen(options, {{"keyward.sts.v1.TokenService", "sts"}});
  if (!server) Die(core::Describe(server.error()));
  (*server)->Open({operations, pipeline, credentials, principals, tokens, clock, random});
  Tell((*server)->port(),
       *tokens.Issue({(*root)->access_key_id, "111122223333", now, now + auth::kMaxTokenLifetime},
                     random));
}

}  // namespace keyward::bench
