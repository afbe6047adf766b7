// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/result.h"

struct ssl_ctx_st;

namespace keyward::crypto {

// Where a server's identity lies, and whose clients it knows. PEM files.
struct TlsServerFiles {
  std::string certificate_path;  // the leaf first, then its issuers
  std::string key_path;          // not encrypted; of no other user's
  // Authorities whose clients may show a certificate; empty: none is asked for.
  std::string client_ca_path;
  // Whether a client without a certificate is refused. Needs client_ca_path.
  bool client_certificate_required = false;
};

// What a TLS server needs for new connections: certificate, key and policy. Immutable; a reload
// makes another one, and connections keep theirs alive.
//
// Property: TLS 1.2 and 1.3 with ephemeral key exchange and AEAD only (in 1.2: ECDHE with AES-GCM
// or ChaCha20-Poly1305), the groups X25519, P-256 and P-384, OpenSSL's security level 2. No
// renegotiation, no compression, no early data, and no resumption: neither tickets nor a session
// cache, so that no long-lived ticket key undoes forward secrecy and every connection proves its
// client certificate anew. ALPN: a client that offers protocols must offer "http/1.1".
// Thread-safe. The private key lies in OpenSSL's heap, neither locked nor left out of core dumps.
//
// Source: RFC 8446; RFC 5246 with RFC 9325 (recommendations); RFC 7301 (ALPN).
class TlsContext {
 public:
  // Errors: kInvalidArgument "InvalidCertificate" when a file is not PEM of its kind or the key is
  // not the certificate's; "InvalidTlsOptions" when a client certificate is required and no
  // authority named; kNotFound "FileNotFound"; kPermissionDenied "KeyFileExposed" when users other
  // than owner and group may read the key; kInternal "InternalFailure". Messages name the path.
  static core::Result<std::shared_ptr<const TlsContext>> ForServer(const TlsServerFiles& files);

  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

 private:
  friend class TlsStream;
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}

  ssl_ctx_st* context_;
};

}  // namespace keyward::crypto
