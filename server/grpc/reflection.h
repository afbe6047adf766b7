// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

namespace google::protobuf {
class FileDescriptor;
class ServiceDescriptor;
}  // namespace google::protobuf
namespace grpc::reflection::v1alpha {
class ServerReflectionRequest;
class ServerReflectionResponse;
}  // namespace grpc::reflection::v1alpha

namespace keyward::server::grpc {

// Answers what clients ask about the services that are served: their names, and the .proto files
// that they are declared in, with all that those import, and no other. Immutable; thread-safe.
// Source: gRPC, "GRPC Server Reflection Protocol".
class Reflection {
 public:
  explicit Reflection(const std::vector<const google::protobuf::ServiceDescriptor*>& services);

  // Never fails: an error is an answer.
  ::grpc::reflection::v1alpha::ServerReflectionResponse Answer(
      const ::grpc::reflection::v1alpha::ServerReflectionRequest& request) const;

 private:
  using Response = ::grpc::reflection::v1alpha::ServerReflectionResponse;

  // Null: told as not found.
  void AddFile(const google::protobuf::FileDescriptor* file, Response& response) const;
  void AddExtensionNumbers(const std::string& type, Response& response) const;

  std::vector<std::string> names_;
  std::set<const google::protobuf::FileDescriptor*> files_;
};

}  // namespace keyward::server::grpc
