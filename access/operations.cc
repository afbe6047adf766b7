// SPDX-License-Identifier: Apache-2.0
#include "access/operations.h"

#include <chrono>
#include <string>
#include <utility>

#include "keyward/access/v1/access.pb.h"

namespace keyward::access {
namespace {

using api::Call;
using v1::CreateAccessTokenRequest;
using v1::CreateAccessTokenResponse;

core::Result<std::vector<api::Target>> Everything(Call& call,
                                                  const CreateAccessTokenRequest& /*request*/) {
  return std::vector<api::Target>{{.arn = "*", .account = call.account()}};
}

core::Error Denied(std::string_view why) {
  return {core::ErrorCode::kPermissionDenied, "AccessDenied",
          "Cannot call CreateAccessToken " + std::string(why)};
}

core::Result<void> CreateAccessToken(const auth::AccessTokens& tokens, Call& call,
                                     const CreateAccessTokenRequest& request,
                                     CreateAccessTokenResponse& response) {
  const api::Caller& caller = call.caller();
  if (caller.proof != api::Proof::kSignature) return Denied("without signing the call");
  if (caller.session) return Denied("with session credentials");
  const std::chrono::seconds lifetime = request.has_duration_seconds()
                                            ? std::chrono::seconds(request.duration_seconds())
                                            : auth::kDefaultTokenLifetime;
  const auth::TokenClaims claims{caller.access_key_id, caller.unique_id, call.now(),
                                 call.now() + lifetime};
  core::Result<std::string> token = tokens.Issue(claims, call.random());
  if (!token) return std::move(token).error();
  response.set_access_token(*std::move(token));
  response.mutable_expiration()->set_seconds(claims.expires.time_since_epoch().count());
  return {};
}

}  // namespace

std::vector<api::Operation> AccessOperations(const auth::AccessTokens& tokens) {
  std::vector<api::Operation> rows;
  rows.push_back(api::Row<CreateAccessTokenRequest, CreateAccessTokenResponse>(
      "keyward", "CreateAccessToken", api::Effect::kReads, Everything,
      [&tokens](Call& call, const CreateAccessTokenRequest& request,
                CreateAccessTokenResponse& response) {
        return CreateAccessToken(tokens, call, request, response);
      }));
  rows.back().returns_plaintext = true;
  return rows;
}

}  // namespace keyward::access
