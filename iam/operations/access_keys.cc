// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/access_keys.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/wipe.h"
#include "iam/ids.h"
#include "iam/operations/key_owner.h"
#include "iam/operations/paging.h"
#include "iam/operations/row.h"

namespace keyward::iam {
namespace {

using api::Call;

constexpr std::string_view kNotAvailable = "N/A";

core::Error NoSuchKey(const std::string& id) {
  return NoSuchEntity("The Access Key with id " + id + " cannot be found.");
}

std::string_view StatusOf(const rec::AccessKey& key) {
  return key.active() ? "Active" : "Inactive";
}

template <typename Request>
Targets OwnerTarget(Call& call, const Request& request) {
  return KeyOwner::TargetOf(call, request.user_name());
}

// Reads a key of the owner's. The caller wipes its secret.
core::Result<rec::AccessKey> FindKey(Call& call, KeyOwner& owner, const std::string& id) {
  if (std::ranges::find(owner.keys(), id) == owner.keys().end()) return NoSuchKey(id);
  core::Result<std::optional<rec::AccessKey>> key =
      Load<rec::AccessKey>(call.unit(), AccessKeyKey(id));
  if (!key) return std::move(key).error();
  if (!*key) {
    return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                       "access key `" + id + "` is listed and does not exist"};
  }
  return **std::move(key);
}

// An id that no key has. 40 random bits make a second try rare.
core::Result<std::string> FreeKeyId(Call& call) {
  while (true) {
    std::string id = NewAccessKeyId(call.account(), call.random());
    core::Result<std::optional<std::string>> taken = call.unit().Get(AccessKeyKey(id));
    if (!taken) return std::move(taken).error();
    if (!*taken) return id;
  }
}

void ShowNewKey(const rec::AccessKey& key, v1::AccessKey& shown) {
  if (!key.user().empty()) shown.set_user_name(key.user());
  shown.set_access_key_id(key.id());
  shown.set_status(std::string(StatusOf(key)));
  shown.set_secret_access_key(key.secret());
  SetTime(shown.mutable_create_date(), key.created());
}

Done CreateAccessKey(Call& call, const v1::CreateAccessKeyRequest& request,
                     v1::CreateAccessKeyResponse& response) {
  core::Result<KeyOwner> owner = KeyOwner::Find(call, request.user_name());
  if (!owner) return std::move(owner).error();
  if (owner->keys().size() >= kMaxAccessKeys) {
    return LimitExceeded("AccessKeysPerUser", kMaxAccessKeys);
  }
  core::Result<std::string> id = FreeKeyId(call);
  if (!id) return std::move(id).error();
  core::Result<crypto::SecretBytes> secret = NewSecretAccessKey(call.random());
  if (!secret) return std::move(secret).error();
  rec::AccessKey key;
  key.set_id(*id);
  key.set_account(call.account());
  key.set_user(owner->name());
  key.set_user_id(owner->unique_id());
  key.set_secret(std::string(crypto::AsText(secret->Expose())));
  key.set_active(true);
  key.set_created(call.now().time_since_epoch().count());
  owner->keys().Add(std::string(*id));
  owner->Save(call);
  Save(call.unit(), AccessKeyKey(*id), key);
  Save(call.unit(), AccessKeyUseKey(*id), rec::AccessKeyUse());
  ShowNewKey(key, *response.mutable_access_key());
  crypto::Wipe(*key.mutable_secret());
  return {};
}

Done DeleteAccessKey(Call& call, const v1::DeleteAccessKeyRequest& request,
                     v1::DeleteAccessKeyResponse& /*response*/) {
  core::Result<KeyOwner> owner = KeyOwner::Find(call, request.user_name());
  if (!owner) return std::move(owner).error();
  const std::string& id = request.access_key_id();
  const auto listed = std::ranges::find(owner->keys(), id);
  if (listed == owner->keys().end()) return NoSuchKey(id);
  owner->keys().erase(listed);
  owner->Save(call);
  call.unit().Delete(AccessKeyKey(id));
  call.unit().Delete(AccessKeyUseKey(id));
  return {};
}

Done UpdateAccessKey(Call& call, const v1::UpdateAccessKeyRequest& request,
                     v1::UpdateAccessKeyResponse& /*response*/) {
  if (request.status() == "Expired") {
    return InvalidInput("The status Expired cannot be set: it must be Active or Inactive.");
  }
  core::Result<KeyOwner> owner = KeyOwner::Find(call, request.user_name());
  if (!owner) return std::move(owner).error();
  core::Result<rec::AccessKey> key = FindKey(call, *owner, request.access_key_id());
  if (!key) return std::move(key).error();
  key->set_active(request.status() == "Active");
  Save(call.unit(), AccessKeyKey(key->id()), *key);
  crypto::Wipe(*key->mutable_secret());
  return {};
}

Done ListAccessKeys(const api::PageTokens& tokens, Call& call,
                    const v1::ListAccessKeysRequest& request,
                    v1::ListAccessKeysResponse& response) {
  core::Result<KeyOwner> owner = KeyOwner::Find(call, request.user_name());
  if (!owner) return std::move(owner).error();
  const Paging paging(tokens, call, "iam:ListAccessKeys", owner->unique_id());
  return ListNames(paging, owner->keys(), request, response, [&](const std::string& id) -> Done {
    core::Result<rec::AccessKey> key = FindKey(call, *owner, id);
    if (!key) return std::move(key).error();
    crypto::Wipe(*key->mutable_secret());
    v1::AccessKeyMetadata* shown = response.add_access_key_metadata();
    if (!owner->is_root()) shown->set_user_name(owner->name());
    shown->set_access_key_id(id);
    shown->set_status(std::string(StatusOf(*key)));
    SetTime(shown->mutable_create_date(), key->created());
    return {};
  });
}

// Whose the key is; nothing when there is no such key in the caller's account.
core::Result<std::optional<rec::AccessKey>> KeyInAccount(Call& call, const std::string& id) {
  core::Result<std::optional<rec::AccessKey>> key =
      Load<rec::AccessKey>(call.unit(), AccessKeyKey(id));
  if (!key || !*key) return key;
  crypto::Wipe(*(*key)->mutable_secret());
  if ((*key)->account() != call.account()) return std::optional<rec::AccessKey>();
  return key;
}

// The key's owner, or any user when there is no such key. A refusal names the key as AWS's does:
// neither whose it is, nor whether it is there.
Targets LastUsedTarget(Call& call, const v1::GetAccessKeyLastUsedRequest& request) {
  core::Result<std::optional<rec::AccessKey>> key = KeyInAccount(call, request.access_key_id());
  if (!key) return std::move(key).error();
  Targets targets = std::vector{NewTarget(call, Kind::kUser, "/", "*")};
  if (*key && !(*key)->user().empty()) {
    targets = NamedTarget<rec::User>(call, Kind::kUser, (*key)->user());
  }
  if (!targets) return targets;
  if (Done may = call.Authorize("iam:GetAccessKeyLastUsed", targets->front()); !may) {
    core::Error refusal = std::move(may).error();
    const std::string& arn = targets->front().arn;
    if (const std::size_t at = refusal.message.rfind(arn); at != std::string::npos) {
      refusal.message.replace(at, arn.size(), "access key " + request.access_key_id());
    }
    return refusal;
  }
  return targets;
}

Done GetAccessKeyLastUsed(Call& call, const v1::GetAccessKeyLastUsedRequest& request,
                          v1::GetAccessKeyLastUsedResponse& response) {
  const std::string& id = request.access_key_id();
  core::Result<std::optional<rec::AccessKey>> key = KeyInAccount(call, id);
  if (!key) return std::move(key).error();
  if (!*key) return NoSuchKey(id);
  core::Result<std::optional<rec::AccessKeyUse>> use =
      Load<rec::AccessKeyUse>(call.unit(), AccessKeyUseKey(id));
  if (!use) return std::move(use).error();
  if (!(*key)->user().empty()) response.set_user_name((*key)->user());
  v1::AccessKeyLastUsed& shown = *response.mutable_access_key_last_used();
  const bool used = *use && (*use)->time() != 0;
  shown.set_service_name(used ? (*use)->service() : std::string(kNotAvailable));
  shown.set_region(used ? (*use)->region() : std::string(kNotAvailable));
  if (used) SetTime(shown.mutable_last_used_date(), (*use)->time());
  return {};
}

}  // namespace

void AddAccessKeyOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Mutates<v1::CreateAccessKeyRequest, v1::CreateAccessKeyResponse>(
      OwnerTarget<v1::CreateAccessKeyRequest>, CreateAccessKey));
  rows->back().returns_plaintext = true;
  rows->push_back(Mutates<v1::DeleteAccessKeyRequest, v1::DeleteAccessKeyResponse>(
      OwnerTarget<v1::DeleteAccessKeyRequest>, DeleteAccessKey));
  rows->push_back(Reads<v1::GetAccessKeyLastUsedRequest, v1::GetAccessKeyLastUsedResponse>(
      LastUsedTarget, GetAccessKeyLastUsed));
  rows->push_back(Reads<v1::ListAccessKeysRequest, v1::ListAccessKeysResponse>(
      OwnerTarget<v1::ListAccessKeysRequest>,
      [&tokens](Call& call, const v1::ListAccessKeysRequest& request,
                v1::ListAccessKeysResponse& response) {
        return ListAccessKeys(tokens, call, request, response);
      }));
  rows->push_back(Mutates<v1::UpdateAccessKeyRequest, v1::UpdateAccessKeyResponse>(
      OwnerTarget<v1::UpdateAccessKeyRequest>, UpdateAccessKey));
}

}  // namespace keyward::iam
