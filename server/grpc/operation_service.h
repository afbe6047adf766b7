// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "api/operation.h"
#include "core/result.h"
#include "server/grpc/authenticator.h"
#include "server/grpc/server.h"
#include "server/workers/workers.h"

namespace google::protobuf {
class MethodDescriptor;
class ServiceDescriptor;
}  // namespace google::protobuf
namespace grpc {
class Service;
}  // namespace grpc

namespace keyward::server::grpc {

// A method of a service that is served.
struct Method {
  std::string path;    // "/keyward.sts.v1.TokenService/GetCallerIdentity"
  std::string prefix;  // "sts"
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
};

// The methods of all services, and the services, in their order.
struct Methods {
  std::vector<Method> methods;
  std::vector<const google::protobuf::ServiceDescriptor*> services;
};

// Errors: kInvalidArgument "InvalidOptions" for a service that no .proto of ours declares.
core::Result<Methods> MethodsOf(const std::vector<Service>& services);

// What there is once the server is open.
struct Opened {
  Server::Parts parts;
  Authenticator authenticator;
  // Of each method, in the order of the methods; null: it is not offered.
  std::vector<const api::Operation*> operations;
};

// Finds each method's operation: by service and name, with the method's own messages.
std::vector<const api::Operation*> OperationsOf(const Methods& methods,
                                                const api::OperationTable& operations);

// What calls need. All outlive the service.
struct CallParts {
  workers::Lane& lane;
  const std::string& region;
  bool secure;
  std::atomic<std::size_t>& calls_under_way;
  const std::atomic<const Opened*>& opened;  // null: not yet
};

// The service of all methods: hands each call to a worker, which authenticates, parses, executes
// and answers it. `methods` and `parts` outlive it.
std::shared_ptr<::grpc::Service> MakeOperationService(const std::vector<Method>& methods,
                                                      const CallParts& parts);

}  // namespace keyward::server::grpc
