// SPDX-License-Identifier: Apache-2.0
#include "server/node/core.h"

#include <unistd.h>

#include <chrono>
#include <utility>

#include "access/token_key.h"
#include "server/audit/file_output.h"
#include "server/audit/stream_output.h"
#include "server/audit/syslog_output.h"
#include "server/grpc/options.h"
#include "server/node/operations.h"
#include "server/node/page_key.h"
#include "store/local/installation.h"

namespace keyward::server::node {
namespace {

using Outputs = std::vector<std::unique_ptr<audit::Output>>;

std::unique_ptr<audit::Output> MakeOutput(const std::string& where, std::uint64_t rotate_bytes) {
  if (where == "stdout") return std::make_unique<audit::StreamOutput>(STDOUT_FILENO, "stdout");
  if (where == "syslog") return std::make_unique<audit::SyslogOutput>();
  return std::make_unique<audit::FileOutput>(
      audit::FileOptions{.path = where, .rotate_bytes = rotate_bytes});
}

bool HasNoStore(const core::Error& error) {
  return error.name == "StoreNotFound" || error.name == "NotInitialized";
}

}  // namespace

core::Result<std::unique_ptr<Core>> Core::Open(const CoreOptions& options,
                                               const store::keyring::Seal& seal,
                                               crypto::Random& random, const core::Clock& clock) {
  std::unique_ptr<Core> core(new Core(random, clock));
  if (auto opened = core->OpenStore(options, seal); !opened) return opened.error();
  if (auto opened = core->OpenAudit(options.audit); !opened) return opened.error();
  if (auto opened = core->OpenServices(); !opened) return opened.error();
  return core;
}

core::Result<void> Core::OpenStore(const CoreOptions& options, const store::keyring::Seal& seal) {
  const store::local::Options place{.directory = options.data_dir,
                                    .anchor = options.anchor,
                                    .cache_bytes = options.cache_bytes,
                                    .random = random_,
                                    .clock = clock_};
  auto store = store::local::Open(place, seal);
  if (!store && HasNoStore(store.error()) && !options.first_account.empty()) {
    if (auto made = store::local::Initialize(place, seal); !made) return made.error();
    store = store::local::Open(place, seal);
  }
  if (!store) return store.error();
  store_ = *std::move(store);
  core::Result<FirstAccount> first =
      EnsureFirstAccount(*store_,
                         {.first = options.first_account,
                          .account = options.account,
                          .file = options.data_dir + "/root-credentials"},
                         std::chrono::floor<std::chrono::seconds>(clock_.Now()), random_);
  if (!first) return std::move(first).error();
  first_account_ = *std::move(first);
  return {};
}

core::Result<void> Core::OpenAudit(const AuditOptions& options) {
  Outputs outputs;
  outputs.push_back(MakeOutput(options.file, options.rotate_bytes));
  for (const std::string& copy : options.copies) {
    outputs.push_back(MakeOutput(copy, options.rotate_bytes));
  }
  auto log = audit::Log::Open(*store_, random_, clock_,
                              {.file = options.file, .policy = options.policy}, std::move(outputs));
  if (!log) return log.error();
  audit_ = *std::move(log);
  return {};
}

core::Result<void> Core::OpenServices() {
  auto policies = iam::DirectoryPolicies::Create(*store_);
  if (!policies) return policies.error();
  policies_ = *std::move(policies);
  uses_ = std::make_unique<iam::KeyUse>(*store_);
  use_writer_ = std::make_unique<KeyUseWriter>(*uses_, clock_);
  credentials_ = std::make_unique<iam::DirectoryCredentials>(*store_, uses_.get());
  auto pages = LoadPageTokens(*store_, random_);
  if (!pages) return pages.error();
  pages_ = std::make_unique<api::PageTokens>(*std::move(pages));
  principals_ = std::make_unique<iam::DirectoryPrincipals>(*store_);
  auto token_key = access::LoadTokenKey(*store_, random_);
  if (!token_key) return token_key.error();
  auto tokens = auth::AccessTokens::Create(*token_key, grpc::kAudience);
  if (!tokens) return tokens.error();
  access_tokens_ = std::make_unique<auth::AccessTokens>(*std::move(tokens));
  services_ = AllServices();
  for (const aws::Service& service : services_) {
    if (service.table->fault.empty()) continue;
    return core::Error{core::ErrorCode::kInternal, "InvalidService",
                       service.prefix + " cannot be served: " + service.table->fault};
  }
  operations_ = std::make_unique<api::OperationTable>(AllOperations(*pages_, *access_tokens_));
  pipeline_ =
      std::make_unique<api::Pipeline>(api::Pipeline::Parts{*store_, *policies_, *audit_, random_});
  return {};
}

}  // namespace keyward::server::node
