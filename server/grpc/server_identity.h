// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/result.h"
#include "crypto/tls_context.h"

namespace grpc {
class ServerCredentials;
}  // namespace grpc

namespace keyward::server::grpc {

// The TLS identity of a gRPC server, which may be read anew while it serves.
//
// TLS 1.2 and 1.3 with gRPC's suites: ECDHE with AES-GCM in 1.2. The files are held to what
// TlsContext::ForServer asks of them. Thread-safe. gRPC's copy of the key lies in its heap, neither
// locked nor wiped.
class ServerIdentity {
 public:
  // Errors: those of TlsContext::ForServer; kNotFound "FileNotFound".
  static core::Result<std::unique_ptr<ServerIdentity>> Create(const crypto::TlsServerFiles& files);
  virtual ~ServerIdentity() = default;

  // Once. The identity outlives the server that gets them.
  virtual std::shared_ptr<::grpc::ServerCredentials> MakeCredentials() = 0;

  // For connections that come from now on. Errors: as Create; then everything stays as it was.
  virtual core::Result<void> Reload() = 0;
};

}  // namespace keyward::server::grpc
