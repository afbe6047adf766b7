// SPDX-License-Identifier: Apache-2.0
#include "iam/bootstrap.h"

#include <utility>

#include "api/unit.h"
#include "core/arn.h"
#include "crypto/bytes.h"
#include "iam/control_keys.h"
#include "iam/errors.h"
#include "iam/ids.h"
#include "iam/keys.h"
#include "iam/records.h"

namespace keyward::iam {
namespace {

// Takes the organization for the account, unless it has its management account already.
core::Result<bool> TakeManagement(api::Unit& unit, std::string_view account) {
  core::Result<std::optional<std::string>> management = unit.Get(kManagementKey);
  if (!management) return std::move(management).error();
  if (*management) return false;
  unit.Put(kManagementKey, std::string(account));
  return true;
}

void SaveKey(api::Unit& unit, const RootCredential& root, std::int64_t now) {
  rec::AccessKey key;
  key.set_id(root.access_key_id);
  key.set_account(root.account);
  key.set_user_id(root.account);
  key.set_secret(std::string(crypto::AsText(root.secret_access_key.Expose())));
  key.set_active(true);
  key.set_created(now);
  Save(unit, AccessKeyKey(key.id()), key);
}

}  // namespace

core::Result<RootCredential> NewRootCredential(std::string_view account, crypto::Random& random) {
  if (!core::IsAccountId(account)) return ValidationError("an account id is 12 digits");
  core::Result<crypto::SecretBytes> secret = NewSecretAccessKey(random);
  if (!secret) return std::move(secret).error();
  return RootCredential{std::string(account), NewAccessKeyId(account, random), *std::move(secret)};
}

core::Result<bool> CreateAccount(store::Store& store, const RootCredential& root,
                                 std::string_view name, std::chrono::sys_seconds now) {
  api::Unit unit(store);
  core::Result<std::optional<rec::Account>> there =
      Load<rec::Account>(unit, AccountKey(root.account));
  if (!there) return std::move(there).error();
  if (*there) return false;
  core::Result<bool> first = TakeManagement(unit, root.account);
  if (!first) return std::move(first).error();
  rec::Account record;
  record.set_id(root.account);
  record.set_name(std::string(name));
  record.set_created(now.time_since_epoch().count());
  record.set_management(*first);
  record.add_root_access_keys(root.access_key_id);
  Save(unit, AccountKey(root.account), record);
  SaveKey(unit, root, record.created());
  core::Result<api::Unit::Outcome> done = unit.Commit();
  if (!done) return std::move(done).error();
  return *done == api::Unit::Outcome::kCommitted;
}

core::Result<std::optional<RootCredential>> CreateAccount(store::Store& store,
                                                          std::string_view account,
                                                          std::string_view name,
                                                          std::chrono::sys_seconds now,
                                                          crypto::Random& random) {
  core::Result<RootCredential> root = NewRootCredential(account, random);
  if (!root) return std::move(root).error();
  core::Result<bool> made = CreateAccount(store, *root, name, now);
  if (!made) return std::move(made).error();
  if (!*made) return std::optional<RootCredential>();
  return std::optional<RootCredential>(*std::move(root));
}

}  // namespace keyward::iam
