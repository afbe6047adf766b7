// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/user_tags.h"

#include <utility>

#include "iam/operations/row.h"
#include "iam/operations/tags.h"

namespace keyward::iam {
namespace {

using api::Call;

Targets TagUserTarget(Call& call, const v1::TagUserRequest& request) {
  ShowTags(request.tags(), call);
  return NamedTarget<rec::User>(call, Kind::kUser, request.user_name());
}

Done TagUser(Call& call, const v1::TagUserRequest& request, v1::TagUserResponse& /*response*/) {
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, request.user_name());
  if (!user) return std::move(user).error();
  if (Done tagged = MergeTags(request.tags(), user->mutable_tags()); !tagged) return tagged;
  SaveEntity(call, Kind::kUser, *user);
  return {};
}

Targets UntagUserTarget(Call& call, const v1::UntagUserRequest& request) {
  ShowTagKeys(request.tag_keys(), call);
  return NamedTarget<rec::User>(call, Kind::kUser, request.user_name());
}

Done UntagUser(Call& call, const v1::UntagUserRequest& request,
               v1::UntagUserResponse& /*response*/) {
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, request.user_name());
  if (!user) return std::move(user).error();
  RemoveTags(request.tag_keys(), user->mutable_tags());
  SaveEntity(call, Kind::kUser, *user);
  return {};
}

Done ListUserTags(const api::PageTokens& tokens, Call& call, const v1::ListUserTagsRequest& request,
                  v1::ListUserTagsResponse& response) {
  core::Result<rec::User> user = Find<rec::User>(call, Kind::kUser, request.user_name());
  if (!user) return std::move(user).error();
  return ListTags({tokens, call, "iam:ListUserTags", user->id()}, user->tags(), request, response);
}

}  // namespace

void AddUserTagOperations(const api::PageTokens& tokens, std::vector<api::Operation>* rows) {
  rows->push_back(Reads<v1::ListUserTagsRequest, v1::ListUserTagsResponse>(
      [](Call& call, const v1::ListUserTagsRequest& request) {
        return NamedTarget<rec::User>(call, Kind::kUser, request.user_name());
      },
      [&tokens](Call& call, const v1::ListUserTagsRequest& request,
                v1::ListUserTagsResponse& response) {
        return ListUserTags(tokens, call, request, response);
      }));
  rows->push_back(Mutates<v1::TagUserRequest, v1::TagUserResponse>(TagUserTarget, TagUser));
  rows->push_back(Mutates<v1::UntagUserRequest, v1::UntagUserResponse>(UntagUserTarget, UntagUser));
}

}  // namespace keyward::iam
