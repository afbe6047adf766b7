// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/key_owner.h"

#include <optional>
#include <vector>

#include "iam/operations/users.h"

namespace keyward::iam {

bool KeyOwner::IsRoot(const api::Call& call, const std::string& named) {
  return named.empty() && call.caller().principal.type() == policy::match::Caller::Type::kRoot;
}

core::Result<KeyOwner> KeyOwner::Find(api::Call& call, const std::string& named) {
  if (IsRoot(call, named)) {
    core::Result<std::optional<rec::Account>> account =
        Load<rec::Account>(call.unit(), AccountKey(call.account()));
    if (!account) return std::move(account).error();
    if (!*account) return NoSuchEntity("The account " + call.account() + " cannot be found.");
    return KeyOwner(**std::move(account));
  }
  core::Result<std::string> name = UserNameOf(call, named);
  if (!name) return std::move(name).error();
  core::Result<rec::User> user = iam::Find<rec::User>(call, Kind::kUser, *name);
  if (!user) return std::move(user).error();
  return KeyOwner(*std::move(user));
}

Targets KeyOwner::TargetOf(api::Call& call, const std::string& named) {
  if (IsRoot(call, named)) {
    return std::vector<api::Target>{{.arn = RootArn(call.account()), .account = call.account()}};
  }
  core::Result<std::string> name = UserNameOf(call, named);
  if (!name) return std::move(name).error();
  return NamedTarget<rec::User>(call, Kind::kUser, *name);
}

std::string KeyOwner::unique_id() const {
  return is_root() ? std::get<rec::Account>(record_).id() : std::get<rec::User>(record_).id();
}

google::protobuf::RepeatedPtrField<std::string>& KeyOwner::keys() {
  return is_root() ? *std::get<rec::Account>(record_).mutable_root_access_keys()
                   : *std::get<rec::User>(record_).mutable_access_keys();
}

void KeyOwner::Save(api::Call& call) const {
  if (is_root()) {
    iam::Save(call.unit(), AccountKey(call.account()), std::get<rec::Account>(record_));
  } else {
    SaveEntity(call, Kind::kUser, std::get<rec::User>(record_));
  }
}

}  // namespace keyward::iam
