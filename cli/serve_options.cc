// SPDX-License-Identifier: Apache-2.0
#include "cli/serve_options.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "cli/report.h"
#include "crypto/dev_certificate.h"
#include "server/http/socket.h"
#include "store/local/inspect.h"

namespace keyward::cli {
namespace {

using server::config::Settings;

constexpr char kDevelopmentAccount[] = "111122223333";

StoreArgs ToStoreArgs(const Settings& settings, const std::string& credentials_dir) {
  StoreArgs args;
  args.data_dir = settings.data_dir;
  args.anchor = settings.anchor;
  args.seal = {.kind = settings.seal,
               .key_file = settings.key_file,
               .passphrase_file = settings.passphrase_file};
  args.credentials_dir = credentials_dir;
  return args;
}

server::http::Options ToHttp(const Settings& settings) {
  const server::config::Endpoint place = *server::config::ParseEndpoint(settings.http);
  server::http::Options options;
  options.address = place.address;
  options.port = place.port;
  options.tls.certificate_path = settings.tls_certificate;
  options.tls.key_path = settings.tls_key;
  options.max_connections = static_cast<std::size_t>(settings.max_connections);
  options.threads = static_cast<std::size_t>(settings.threads);
  return options;
}

std::optional<server::grpc::Options> ToGrpc(const Settings& settings) {
  if (settings.grpc.empty()) return std::nullopt;
  const server::config::Endpoint place = *server::config::ParseEndpoint(settings.grpc);
  server::grpc::Options options;
  options.address = place.address;
  options.port = place.port;
  options.tls = ToHttp(settings).tls;
  options.tls.client_ca_path = settings.grpc_client_ca;
  options.region = settings.grpc_region;
  for (const std::string& principal : settings.grpc_principals) {
    const std::size_t arn = principal.find("=arn:");
    options.certificate_principals.emplace(principal.substr(0, arn), principal.substr(arn + 1));
  }
  return options;
}

// In plaintext on loopback, and else with the service's own certificate.
std::optional<server::http::Options> ToMetrics(const Settings& settings) {
  if (settings.metrics.empty()) return std::nullopt;
  const server::config::Endpoint place = *server::config::ParseEndpoint(settings.metrics);
  server::http::Options options;
  options.address = place.address;
  options.port = place.port;
  options.max_connections = 16;
  options.threads = 2;
  const core::Result<bool> loopback = server::http::IsLoopback(place.address);
  if (loopback && !*loopback) options.tls = ToHttp(settings).tls;
  return options;
}

constexpr std::uint64_t Bytes(std::int64_t mib) { return static_cast<std::uint64_t>(mib) << 20; }

}  // namespace

Settings FillIn(Settings settings) {
  const std::string directory = settings.data_dir + "/";
  if (settings.audit_file.empty()) settings.audit_file = directory + "audit.log";
  if (!settings.dev) return settings;
  if (settings.key_file.empty()) settings.key_file = directory + "dev-seal.key";
  if (settings.dev_tls) {
    settings.tls_certificate = directory + "dev-certificate.pem";
    settings.tls_key = directory + "dev-key.pem";
  }
  return settings;
}

core::Result<bool> IsFirstStart(const std::string& data_dir) {
  const auto status = store::local::ReadStatus(data_dir);
  if (status) return false;
  const std::string& name = status.error().name;
  if (name == "StoreNotFound" || name == "NotInitialized") return true;
  return status.error();
}

core::Result<void> MakeDevelopmentFiles(const Settings& settings, const core::Clock& clock,
                                        crypto::Random& random) {
  if (!settings.dev) return {};
  if (::mkdir(settings.data_dir.c_str(), 0700) != 0 && errno != EEXIST) {
    return core::Error{
        core::ErrorCode::kUnavailable, "FileFailed",
        "cannot make `" + settings.data_dir + "`: " + std::generic_category().message(errno)};
  }
  std::error_code ignored;
  if (!settings.dev_tls || std::filesystem::exists(settings.tls_certificate, ignored)) return {};
  return crypto::WriteDevelopmentCertificate(settings.tls_certificate, settings.tls_key, clock,
                                             random);
}

core::Result<SealPointer> ServeSeal(const Settings& settings, bool first_start,
                                    const std::string& credentials_dir) {
  StoreArgs args = ToStoreArgs(settings, credentials_dir);
  if (first_start) {
    if (settings.dev || !settings.account_id.empty()) return MakeSeal(args);
    return InvalidInput("`" + settings.data_dir +
                        "` holds no installation; to make one, give --account-id");
  }
  const auto status = store::local::ReadStatus(args.data_dir);
  if (!status) return status.error();
  return OpenSeal(args, status->keyring.seal);
}

server::node::NodeOptions ToNodeOptions(const Settings& settings) {
  using server::audit::Policy;
  server::node::NodeOptions options;
  options.core.data_dir = settings.data_dir;
  options.core.anchor = settings.anchor;
  options.core.cache_bytes = Bytes(settings.cache_mib);
  options.core.account = settings.account_id;
  options.core.first_account = settings.account_id;
  if (settings.dev && settings.account_id.empty()) options.core.first_account = kDevelopmentAccount;
  options.core.audit = {.file = settings.audit_file,
                        .copies = settings.audit_copies,
                        .policy = settings.audit_policy == "any" ? Policy::kAny : Policy::kAll,
                        .rotate_bytes = Bytes(settings.audit_rotate_mib)};
  options.http = ToHttp(settings);
  options.grpc = ToGrpc(settings);
  options.metrics = ToMetrics(settings);
  return options;
}

}  // namespace keyward::cli
