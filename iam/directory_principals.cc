// SPDX-License-Identifier: Apache-2.0
#include "iam/directory_principals.h"

#include <optional>
#include <string>
#include <utility>

#include "api/unit.h"
#include "iam/arns.h"
#include "iam/keys.h"
#include "iam/records.h"

namespace keyward::iam {
namespace {

using policy::match::Caller;

core::Error Refused(std::string_view arn, std::string_view why) {
  return {core::ErrorCode::kUnauthenticated, "InvalidClientTokenId",
          "`" + std::string(arn) + "` " + std::string(why)};
}

}  // namespace

core::Result<api::Caller> DirectoryPrincipals::ResolvePrincipal(std::string_view arn) {
  core::Result<Caller> principal = Caller::FromArn(arn);
  if (!principal) return Refused(arn, "is not the ARN of a principal");
  if (principal->type() == Caller::Type::kRole || principal->type() == Caller::Type::kRoleSession) {
    return Refused(arn, "is a role, which is taken on by sts:AssumeRole and not shown");
  }
  if (principal->type() != Caller::Type::kUser) return Refused(arn, "is not a user");
  api::Unit unit(store_);
  core::Result<std::optional<rec::User>> user =
      Load<rec::User>(unit, EntityKey(principal->account(), Kind::kUser, principal->name()));
  if (!user) return std::move(user).error();
  if (!*user || arn != ArnOf(principal->account(), Kind::kUser, (*user)->path(), (*user)->name())) {
    return Refused(arn, "is not there");
  }
  principal->set_unique_id((*user)->id());
  api::Caller caller;
  caller.account = principal->account();
  caller.principal = *std::move(principal);
  caller.policy_arn = arn;
  caller.unique_id = (*user)->id();
  caller.user_id = (*user)->id();
  caller.proof = api::Proof::kCertificate;
  return caller;
}

}  // namespace keyward::iam
