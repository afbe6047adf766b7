// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>

#include "server/grpc/reflection.h"
#include "server/grpc/streams.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace keyward::server::grpc {

// The services that anyone may ask, without showing who they are: they tell that the server is
// there, and what its interface looks like, which is public. What they are made with outlives them.

// grpc.health.v1.Health. `services` are the names beside "" that are known; all are served
// between Open and Drain.
std::shared_ptr<::grpc::Service> MakeHealthService(Streams& streams,
                                                   std::set<std::string> services);

// grpc.reflection.v1alpha.ServerReflection, and the same as v1.
std::shared_ptr<::grpc::Service> MakeReflectionService(Streams& streams,
                                                       const Reflection& reflection);

}  // namespace keyward::server::grpc
