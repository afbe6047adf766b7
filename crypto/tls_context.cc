// SPDX-License-Identifier: Apache-2.0
#include "crypto/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "crypto/errors.h"

namespace keyward::crypto {
namespace {

// AES-128 first: it is the faster, and no weaker where it matters. Clients that put ChaCha20 first
// have no AES instructions and get it.
constexpr char kTls12Suites[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr char kTls13Suites[] =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr char kGroups[] = "X25519:P-256:P-384";
constexpr char kSignatures[] =
    "ECDSA+SHA256:ECDSA+SHA384:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:"
    "rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:RSA+SHA256:RSA+SHA384";
constexpr int kSecurityLevel = 2;  // 112 bits
// Client, two intermediates, root.
constexpr int kMaxChainDepth = 3;
// A client's chain of four certificates of a few KiB each.
constexpr long kMaxClientChainBytes = 32L << 10;

constexpr std::array<unsigned char, 9> kHttp11 = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int ChooseProtocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_size,
                   const unsigned char* offered, unsigned int offered_size, void* /*unused*/) {
  unsigned char* found = nullptr;
  const int outcome = SSL_select_next_proto(&found, chosen_size, kHttp11.data(), kHttp11.size(),
                                            offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// An encrypted key is an error, not a question at the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*unused*/) { return -1; }

core::Error Invalid(std::string_view what, const std::string& path) {
  ERR_clear_error();
  return {core::ErrorCode::kInvalidArgument, "InvalidCertificate",
          "`" + path + "` " + std::string(what)};
}

core::Result<struct stat> StatusOf(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0) return status;
  const int number = errno;
  const bool missing = number == ENOENT || number == ENOTDIR;
  return core::Error{missing ? core::ErrorCode::kNotFound : core::ErrorCode::kPermissionDenied,
                     missing ? "FileNotFound" : "FilePermissionDenied",
                     "cannot read `" + path + "`: " + std::generic_category().message(number)};
}

core::Result<void> SetPolicy(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_security_level(context, kSecurityLevel);
  SSL_CTX_set_read_ahead(context, 1);  // a record's head and body in one system call
  SSL_CTX_set_max_cert_list(context, kMaxClientChainBytes);
  SSL_CTX_set_alpn_select_cb(context, ChooseProtocol, nullptr);
  const bool set = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                   SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
                   SSL_CTX_set_num_tickets(context, 0) == 1 &&
                   SSL_CTX_set_cipher_list(context, kTls12Suites) == 1 &&
                   SSL_CTX_set_ciphersuites(context, kTls13Suites) == 1 &&
                   SSL_CTX_set1_groups_list(context, kGroups) == 1 &&
                   SSL_CTX_set1_sigalgs_list(context, kSignatures) == 1;
  if (!set) return LibraryFailure("openssl does not take the server's tls policy");
  return {};
}

core::Result<void> LoadIdentity(SSL_CTX* context, const TlsServerFiles& files) {
  if (const auto status = StatusOf(files.certificate_path); !status) return status.error();
  const auto status = StatusOf(files.key_path);
  if (!status) return status.error();
  if ((status->st_mode & S_IRWXO) != 0) {
    return core::Error{core::ErrorCode::kPermissionDenied, "KeyFileExposed",
                       "the key file `" + files.key_path + "` is open to every user"};
  }
  SSL_CTX_set_default_passwd_cb(context, NoPassphrase);
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate_path.c_str()) != 1) {
    return Invalid("holds no certificate in pem that may be used", files.certificate_path);
  }
  if (SSL_CTX_use_PrivateKey_file(context, files.key_path.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return Invalid("holds no unencrypted private key in pem that is the certificate's",
                   files.key_path);
  }
  return {};
}

core::Result<void> LoadClientAuthorities(SSL_CTX* context, const TlsServerFiles& files) {
  if (files.client_ca_path.empty()) {
    if (!files.client_certificate_required) return {};
    return core::Error{core::ErrorCode::kInvalidArgument, "InvalidTlsOptions",
                       "client certificates are required and no authority's file is given"};
  }
  if (const auto status = StatusOf(files.client_ca_path); !status) return status.error();
  STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(files.client_ca_path.c_str());
  if (names == nullptr || SSL_CTX_load_verify_file(context, files.client_ca_path.c_str()) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return Invalid("holds no certificate in pem", files.client_ca_path);
  }
  SSL_CTX_set_client_CA_list(context, names);
  SSL_CTX_set_verify_depth(context, kMaxChainDepth);
  SSL_CTX_set_verify(
      context,
      SSL_VERIFY_PEER | (files.client_certificate_required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
      nullptr);
  return {};
}

}  // namespace

core::Result<std::shared_ptr<const TlsContext>> TlsContext::ForServer(const TlsServerFiles& files) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  if (context == nullptr) return LibraryFailure("openssl makes no tls context");
  std::shared_ptr<const TlsContext> made(new TlsContext(context));
  if (auto set = SetPolicy(context); !set) return set.error();
  if (auto loaded = LoadIdentity(context, files); !loaded) return loaded.error();
  if (auto loaded = LoadClientAuthorities(context, files); !loaded) return loaded.error();
  return made;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

}  // namespace keyward::crypto
