// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "api/operation.h"
#include "api/pipeline.h"
#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "server/grpc/authenticator.h"
#include "server/workers/workers.h"

namespace google::protobuf {
class ServiceDescriptor;
}  // namespace google::protobuf
namespace grpc {
class Service;
}  // namespace grpc

namespace keyward::server::grpc {

// A method that is served.
struct Method {
  std::string path;  // "/keyward.sts.v1.TokenService/GetCallerIdentity"
  const api::Operation* operation = nullptr;
};

// The methods of all operations, and the services that declare them, each once.
struct Methods {
  std::vector<Method> methods;
  std::vector<const google::protobuf::ServiceDescriptor*> services;
};

// Finds each operation among the services of the file that declares its request. Errors:
// kInvalidArgument "InvalidOptions" for one that no service there has, with these messages.
core::Result<Methods> MethodsOf(const api::OperationTable& operations);

// What calls of operations need. All outlive the service.
struct CallParts {
  api::Pipeline& pipeline;
  const Authenticator& authenticator;
  workers::Lane& lane;
  const core::Clock& clock;
  crypto::Random& random;
  const std::string& region;
  bool secure;
  std::atomic<std::size_t>& calls_under_way;
};

// The service of all methods: hands each call to a worker, which authenticates, parses, executes
// and answers it. `methods` and `parts` outlive it.
std::shared_ptr<::grpc::Service> MakeOperationService(const std::vector<Method>& methods,
                                                      const CallParts& parts);

}  // namespace keyward::server::grpc
