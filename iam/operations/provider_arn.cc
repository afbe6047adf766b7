// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/provider_arn.h"

#include <optional>

#include "core/arn.h"
#include "iam/arns.h"
#include "iam/errors.h"

namespace keyward::iam {

core::Result<std::string> NameInArn(const api::Call& call, Kind kind, std::string_view arn) {
  if (!core::Arn::Split(arn)) return ValidationError("Invalid ARN:  Could not be parsed!");
  const std::string prefix = ArnOf(call.account(), kind, "/", "");
  if (!arn.starts_with(prefix) || arn.size() == prefix.size()) {
    return InvalidInput("`" + std::string(arn) + "` is not an ARN that begins with " + prefix);
  }
  return std::string(arn.substr(prefix.size()));
}

core::Result<void> MustHaveRoom(api::Call& call, Kind kind) {
  core::Result<store::RangePage> page =
      call.unit().Range(EntityPrefix(call.account(), kind), kMaxProviders);
  if (!page) return std::move(page).error();
  if (page->items.size() < kMaxProviders) return {};
  return LimitExceeded(
      kind == Kind::kSaml ? "SAMLProvidersPerAccount" : "OpenIdConnectProvidersPerAccount",
      kMaxProviders);
}

}  // namespace keyward::iam
