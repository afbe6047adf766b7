// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/operation.h"
#include "api/page_token.h"
#include "api/pipeline.h"
#include "auth/tokens/access_token.h"
#include "core/clock.h"
#include "core/result.h"
#include "crypto/random.h"
#include "iam/directory_credentials.h"
#include "iam/directory_policies.h"
#include "iam/directory_principals.h"
#include "server/audit/log.h"
#include "server/aws/gateway.h"
#include "server/node/first_account.h"
#include "server/node/key_use_writer.h"
#include "store/keyring/seal.h"
#include "store/sealed/sealed_store.h"

namespace keyward::server::node {

// The audit log's file and its copies.
struct AuditOptions {
  std::string file;
  std::vector<std::string> copies = {};  // further files, "stdout", "syslog"
  audit::Policy policy = audit::Policy::kAll;
  std::uint64_t rotate_bytes = std::uint64_t{64} << 20;  // 0: never by size
};

struct CoreOptions {
  std::string data_dir;
  std::string anchor = {};  // "" = none
  std::size_t cache_bytes = std::size_t{32} << 20;
  // Of the first start, and of later ones: see FirstAccountOptions.
  std::string first_account = {};
  std::string account = {};
  AuditOptions audit;
};

// All of a service behind its front doors: an open store, the audit log, who may do what, and the
// operations. Members that are handed out live as long as the core, and are thread-safe.
class Core {
 public:
  // Opens the installation, which it makes when the data directory has none and a first account
  // is named; the first credential goes to DATA_DIR/root-credentials. Both must outlive it.
  //
  // Errors: those of local::Open, local::Initialize, EnsureFirstAccount, LoadPageTokens,
  // LoadTokenKey, audit::Log::Open and DirectoryPolicies::Create; kInternal "InvalidService" for a
  // service whose messages cannot be served.
  static core::Result<std::unique_ptr<Core>> Open(const CoreOptions& options,
                                                  const store::keyring::Seal& seal,
                                                  crypto::Random& random, const core::Clock& clock);

  const FirstAccount& first_account() const { return first_account_; }
  store::sealed::SealedStore& store() { return *store_; }
  audit::Log& audit() { return *audit_; }
  const std::vector<aws::Service>& services() const { return services_; }
  const api::OperationTable& operations() const { return *operations_; }
  api::CredentialResolver& credentials() { return *credentials_; }
  api::PrincipalResolver& principals() { return *principals_; }
  // For the audience of the gRPC front door.
  const auth::AccessTokens& access_tokens() const { return *access_tokens_; }
  api::Pipeline& pipeline() { return *pipeline_; }
  crypto::Random& random() { return random_; }
  const core::Clock& clock() const { return clock_; }

 private:
  Core(crypto::Random& random, const core::Clock& clock) : random_(random), clock_(clock) {}
  core::Result<void> OpenStore(const CoreOptions& options, const store::keyring::Seal& seal);
  core::Result<void> OpenAudit(const AuditOptions& options);
  core::Result<void> OpenServices();

  crypto::Random& random_;
  const core::Clock& clock_;
  FirstAccount first_account_;
  // Each uses those above it.
  std::unique_ptr<store::sealed::SealedStore> store_;
  std::unique_ptr<audit::Log> audit_;
  std::unique_ptr<iam::DirectoryPolicies> policies_;
  std::unique_ptr<iam::KeyUse> uses_;
  std::unique_ptr<KeyUseWriter> use_writer_;
  std::unique_ptr<iam::DirectoryCredentials> credentials_;
  std::unique_ptr<iam::DirectoryPrincipals> principals_;
  std::unique_ptr<api::PageTokens> pages_;
  std::unique_ptr<auth::AccessTokens> access_tokens_;
  std::vector<aws::Service> services_;
  std::unique_ptr<api::OperationTable> operations_;
  std::unique_ptr<api::Pipeline> pipeline_;
};

}  // namespace keyward::server::node
