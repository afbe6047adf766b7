// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.h"

namespace keyward::server::grpc {

// How an error leaves through gRPC.
struct CallStatus {
  int code = 0;         // gRPC's number
  std::string message;  // at most kMaxStatusMessage bytes
  std::string details;  // grpc-status-details-bin: google.rpc.Status with one ErrorInfo
};

// Clients take some 8 KiB of trailers, and the message is in them twice, escaped.
inline constexpr std::size_t kMaxStatusMessage = 1024;

// Says what an error is called: its class decides the code, its name is the reason, `service` the
// domain ("iam"), and the request's id stands beside. Of defects and damaged data only
// "InternalFailure" is told: the message is for logs. A message that is too long is cut between two
// characters. Pure; thread-safe. Source: gRPC, "Status codes and their use in gRPC"; AIP-193.
CallStatus ToStatus(const core::Error& error, std::string_view service,
                    std::string_view request_id);

}  // namespace keyward::server::grpc
