// SPDX-License-Identifier: Apache-2.0
#include "iam/directory_credentials.h"

#include <optional>
#include <utility>

#include "api/unit.h"
#include "crypto/bytes.h"
#include "crypto/wipe.h"
#include "iam/arns.h"
#include "iam/keys.h"
#include "iam/records.h"

namespace keyward::iam {
namespace {

core::Error InvalidToken() {
  return {core::ErrorCode::kUnauthenticated, "InvalidClientTokenId",
          "The security token included in the request is invalid."};
}

core::Result<api::Caller> CallerFor(const std::string& arn, const rec::AccessKey& key,
                                    const std::string& unique_id) {
  core::Result<policy::match::Caller> principal = policy::match::Caller::FromArn(arn);
  if (!principal) return std::move(principal).error();
  principal->set_unique_id(unique_id);
  api::Caller caller;
  caller.principal = *std::move(principal);
  caller.account = key.account();
  caller.policy_arn = arn;
  caller.unique_id = unique_id;
  caller.user_id = unique_id;
  caller.access_key_id = key.id();
  return caller;
}

core::Result<api::Caller> UserCaller(api::Unit& unit, const rec::AccessKey& key) {
  core::Result<std::optional<rec::User>> user =
      Load<rec::User>(unit, EntityKey(key.account(), Kind::kUser, key.user()));
  if (!user) return std::move(user).error();
  // A user that was deleted, and perhaps made again, is not the key's.
  if (!*user || (*user)->id() != key.user_id()) return InvalidToken();
  return CallerFor(ArnOf(key.account(), Kind::kUser, (*user)->path(), (*user)->name()), key,
                   (*user)->id());
}

}  // namespace

core::Result<api::Credential> DirectoryCredentials::Resolve(std::string_view access_key_id,
                                                            std::string_view session_token) {
  if (!session_token.empty()) return InvalidToken();
  api::Unit unit(store_);
  core::Result<std::optional<rec::AccessKey>> key =
      Load<rec::AccessKey>(unit, AccessKeyKey(access_key_id));
  if (!key) return std::move(key).error();
  if (!*key) return InvalidToken();
  core::Result<crypto::SecretBytes> secret =
      crypto::SecretBytes::Copy(crypto::AsBytes((*key)->secret()));
  crypto::Wipe(*(*key)->mutable_secret());
  if (!secret) return std::move(secret).error();
  if (!(*key)->active()) return InvalidToken();
  core::Result<api::Caller> caller =
      (*key)->user().empty() ? CallerFor(RootArn((*key)->account()), **key, (*key)->account())
                             : UserCaller(unit, **key);
  if (!caller) return std::move(caller).error();
  return api::Credential{*std::move(secret), *std::move(caller)};
}

void DirectoryCredentials::Used(const api::Caller& caller, std::string_view service,
                                std::string_view region, std::chrono::sys_seconds time) {
  if (uses_ != nullptr) uses_->Note(caller.access_key_id, service, region, time);
}

}  // namespace keyward::iam
