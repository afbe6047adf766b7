// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>

#include "keyward/errors/v1/errors.pb.h"

namespace keyward::server::grpc_test {

// How a call came out.
struct Outcome {
  int code = 0;  // gRPC's
  std::string message;
  errors::v1::ErrorInfo info;  // of the details
  std::map<std::string, std::string> initial_metadata;
};

struct CallOptions {
  std::string authorization = {};  // "" = none is sent
  std::string second_authorization = {};
  int deadline_ms = 10'000;
  bool compress = false;
};

std::shared_ptr<::grpc::Channel> Plaintext(std::uint16_t port);

struct ClientFiles {
  std::string authority_path;  // whom the server's certificate is to be of
  std::string certificate_path;
  std::string key_path;
};
std::shared_ptr<::grpc::Channel> Tls(std::uint16_t port, const ClientFiles& files);

// Calls a unary method by its path, with any messages.
Outcome Call(const std::shared_ptr<::grpc::Channel>& channel, const std::string& path,
             const google::protobuf::Message& request, google::protobuf::Message& response,
             const CallOptions& options = {});
Outcome CallBytes(const std::shared_ptr<::grpc::Channel>& channel, const std::string& path,
                  const ::grpc::ByteBuffer& request, ::grpc::ByteBuffer& response,
                  const CallOptions& options = {});

}  // namespace keyward::server::grpc_test
