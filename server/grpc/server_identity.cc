// SPDX-License-Identifier: Apache-2.0
#include "server/grpc/server_identity.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpcpp/security/server_credentials.h>

#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <utility>

#include "crypto/wipe.h"

namespace keyward::server::grpc {
namespace {

struct FreeConfig {
  void operator()(grpc_ssl_server_certificate_config* config) const noexcept {
    grpc_ssl_server_certificate_config_destroy(config);
  }
};
using Config = std::unique_ptr<grpc_ssl_server_certificate_config, FreeConfig>;

core::Result<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file && !text.empty()) return text;
  return core::Error{core::ErrorCode::kNotFound, "FileNotFound", "`" + path + "` cannot be read"};
}

core::Result<Config> ReadConfig(const crypto::TlsServerFiles& files) {
  // Says what is wrong with the files in our words, and refuses what gRPC would take.
  if (auto good = crypto::TlsContext::ForServer(files); !good) return std::move(good).error();
  core::Result<std::string> certificate = ReadText(files.certificate_path);
  if (!certificate) return std::move(certificate).error();
  // gRPC wants some even where no client is asked for a certificate, and then looks at none.
  std::string authorities = *certificate;
  if (!files.client_ca_path.empty()) {
    core::Result<std::string> read = ReadText(files.client_ca_path);
    if (!read) return std::move(read).error();
    authorities = *std::move(read);
  }
  core::Result<std::string> key = ReadText(files.key_path);
  if (!key) return std::move(key).error();
  const grpc_ssl_pem_key_cert_pair pair{key->c_str(), certificate->c_str()};
  Config config(grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1));
  crypto::Wipe(*key);
  return config;
}

// gRPC asks for the identity at each connection; a new one is handed over once.
class ReloadableIdentity final : public ServerIdentity {
 public:
  ReloadableIdentity(crypto::TlsServerFiles files, Config config)
      : files_(std::move(files)), next_(std::move(config)) {}

  std::shared_ptr<::grpc::ServerCredentials> MakeCredentials() override;
  core::Result<void> Reload() override;

 private:
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config);

  const crypto::TlsServerFiles files_;
  std::mutex mutex_;
  Config next_;
};

// The C++ interface has no identity that changes at a word; the C interface below it has.
class FetchedCredentials final : public ::grpc::ServerCredentials {
 public:
  explicit FetchedCredentials(grpc_server_credentials* credentials) : credentials_(credentials) {}
  ~FetchedCredentials() override { grpc_server_credentials_release(credentials_); }

  // Nobody sets one.
  void SetAuthMetadataProcessor(
      const std::shared_ptr<::grpc::AuthMetadataProcessor>& /*processor*/) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  grpc_server_credentials* const credentials_;
};

grpc_ssl_client_certificate_request_type RequestOf(const crypto::TlsServerFiles& files) {
  if (files.client_ca_path.empty()) return GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
  return files.client_certificate_required
             ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
             : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY;
}

std::shared_ptr<::grpc::ServerCredentials> ReloadableIdentity::MakeCredentials() {
  return std::make_shared<FetchedCredentials>(grpc_ssl_server_credentials_create_with_options(
      grpc_ssl_server_credentials_create_options_using_config_fetcher(RequestOf(files_), Fetch,
                                                                      this)));
}

grpc_ssl_certificate_config_reload_status ReloadableIdentity::Fetch(
    void* self, grpc_ssl_server_certificate_config** config) {
  auto& identity = *static_cast<ReloadableIdentity*>(self);
  const std::lock_guard lock(identity.mutex_);
  if (identity.next_ == nullptr) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  *config = identity.next_.release();
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

core::Result<void> ReloadableIdentity::Reload() {
  core::Result<Config> config = ReadConfig(files_);
  if (!config) return std::move(config).error();
  const std::lock_guard lock(mutex_);
  next_ = *std::move(config);
  return {};
}

}  // namespace

core::Result<std::unique_ptr<ServerIdentity>> ServerIdentity::Create(
    const crypto::TlsServerFiles& files) {
  core::Result<Config> config = ReadConfig(files);
  if (!config) return std::move(config).error();
  return std::unique_ptr<ServerIdentity>(
      std::make_unique<ReloadableIdentity>(files, *std::move(config)));
}

}  // namespace keyward::server::grpc
