// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "server/grpc/options.h"

namespace keyward::server::grpc {

// kInvalidArgument "InvalidOptions".
core::Error InvalidOptions(std::string_view what);

// Errors: as Server::Start says of options. Pure.
core::Result<void> CheckOptions(const Options& options);

// "127.0.0.1:80" or "[::1]:80". Precondition: the options were checked.
std::string ListeningAddress(const Options& options);

// The address of a peer as gRPC writes it ("ipv4:192.0.2.1:5000", "ipv6:%5B::1%5D:5000"), in its
// shortest form, a mapped IPv4 address as IPv4; "" for anything else. Pure.
std::string AddressOfPeer(std::string_view peer);

}  // namespace keyward::server::grpc
