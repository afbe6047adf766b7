// SPDX-License-Identifier: Apache-2.0
#include "sts/identity.h"

#include <optional>
#include <string>

#include "iam/ids.h"
#include "keyward/sts/v1/sts.pb.h"

namespace keyward::sts {
namespace {

using api::Call;

// Neither operation takes a resource.
template <typename Request>
core::Result<std::vector<api::Target>> Everything(Call& call, const Request& /*request*/) {
  return std::vector<api::Target>{{.arn = "*", .account = call.account()}};
}

core::Result<void> GetCallerIdentity(Call& call, const v1::GetCallerIdentityRequest& /*request*/,
                                     v1::GetCallerIdentityResponse& response) {
  response.set_account(call.caller().account);
  response.set_arn(call.caller().principal.text());
  response.set_user_id(call.caller().user_id);
  return {};
}

// The account is in the id itself, whether the key still exists or not.
core::Result<void> GetAccessKeyInfo(Call& /*call*/, const v1::GetAccessKeyInfoRequest& request,
                                    v1::GetAccessKeyInfoResponse& response) {
  const std::optional<std::string> account = iam::AccountOf(request.access_key_id());
  if (!account) {
    return core::Error{core::ErrorCode::kInvalidArgument, "ValidationError",
                       "Invalid access key id"};
  }
  response.set_account(*account);
  return {};
}

}  // namespace

std::vector<api::Operation> IdentityOperations() {
  using api::Effect;
  std::vector<api::Operation> operations;
  operations.push_back(api::Row<v1::GetCallerIdentityRequest, v1::GetCallerIdentityResponse>(
      "sts", "GetCallerIdentity", Effect::kReads, Everything<v1::GetCallerIdentityRequest>,
      GetCallerIdentity));
  operations.back().action.clear();  // no policy is asked, not even one that denies it
  operations.push_back(api::Row<v1::GetAccessKeyInfoRequest, v1::GetAccessKeyInfoResponse>(
      "sts", "GetAccessKeyInfo", Effect::kReads, Everything<v1::GetAccessKeyInfoRequest>,
      GetAccessKeyInfo));
  return operations;
}

}  // namespace keyward::sts
