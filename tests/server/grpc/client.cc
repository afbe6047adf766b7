// SPDX-License-Identifier: Apache-2.0
#include "tests/server/grpc/client.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <future>

#include "tests/store/temp_directory.h"

namespace keyward::server::grpc_test {
namespace {

// Each channel its own connection, whatever other tests did.
::grpc::ChannelArguments OwnConnection() {
  ::grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

std::string At(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

}  // namespace

std::shared_ptr<::grpc::Channel> Plaintext(std::uint16_t port) {
  return ::grpc::CreateCustomChannel(At(port), ::grpc::InsecureChannelCredentials(),
                                     OwnConnection());
}

std::shared_ptr<::grpc::Channel> Tls(std::uint16_t port, const ClientFiles& files) {
  ::grpc::SslCredentialsOptions options;
  options.pem_root_certs = store::ReadWhole(files.authority_path);
  if (!files.certificate_path.empty()) {
    options.pem_cert_chain = store::ReadWhole(files.certificate_path);
    options.pem_private_key = store::ReadWhole(files.key_path);
  }
  // By address: looking a name up leaks memory in c-ares.
  ::grpc::ChannelArguments arguments = OwnConnection();
  arguments.SetSslTargetNameOverride("localhost");
  return ::grpc::CreateCustomChannel(At(port), ::grpc::SslCredentials(options), arguments);
}

Outcome CallBytes(const std::shared_ptr<::grpc::Channel>& channel, const std::string& path,
                  const ::grpc::ByteBuffer& request, ::grpc::ByteBuffer& response,
                  const CallOptions& options) {
  ::grpc::GenericStub stub(channel);
  ::grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(options.deadline_ms));
  for (const std::string& value : {options.authorization, options.second_authorization}) {
    if (!value.empty()) context.AddMetadata("authorization", value);
  }
  if (options.compress) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  std::promise<::grpc::Status> done;
  stub.UnaryCall(&context, path, ::grpc::StubOptions(), &request, &response,
                 [&done](const ::grpc::Status& status) { done.set_value(status); });
  const ::grpc::Status status = done.get_future().get();
  Outcome outcome;
  outcome.code = status.error_code();
  outcome.message = status.error_message();
  errors::v1::Status details;
  if (details.ParseFromString(status.error_details()) && details.details_size() == 1 &&
      details.details(0).type_url() == "type.googleapis.com/google.rpc.ErrorInfo") {
    outcome.info.ParseFromString(details.details(0).value());
  }
  for (const auto& [key, value] : context.GetServerInitialMetadata()) {
    outcome.initial_metadata.emplace(std::string(key.data(), key.size()),
                                     std::string(value.data(), value.size()));
  }
  return outcome;
}

Outcome Call(const std::shared_ptr<::grpc::Channel>& channel, const std::string& path,
             const google::protobuf::Message& request, google::protobuf::Message& response,
             const CallOptions& options) {
  const std::string bytes = request.SerializeAsString();
  const ::grpc::Slice slice(bytes);
  ::grpc::ByteBuffer answer;
  Outcome outcome = CallBytes(channel, path, ::grpc::ByteBuffer(&slice, 1), answer, options);
  if (outcome.code == 0) {
    ::grpc::ProtoBufferReader reader(&answer);
    if (!response.ParseFromZeroCopyStream(&reader)) outcome.code = -1;
  }
  return outcome;
}

}  // namespace keyward::server::grpc_test
