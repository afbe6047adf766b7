// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/operation.h"

// Rows of IAM's operations, named by their messages: Reads<v1::GetUserRequest, v1::GetUserResponse>
// is GetUser. Pure.
namespace keyward::iam {

template <typename Request, typename Response, typename Targets, typename Handle>
api::Operation IamRow(api::Effect effect, Targets targets, Handle handle) {
  std::string name = Request::descriptor()->name();
  name.resize(name.size() - std::string_view("Request").size());
  return api::Row<Request, Response>("iam", std::move(name), effect, std::move(targets),
                                     std::move(handle));
}

template <typename Request, typename Response, typename Targets, typename Handle>
api::Operation Reads(Targets targets, Handle handle) {
  return IamRow<Request, Response>(api::Effect::kReads, std::move(targets), std::move(handle));
}

template <typename Request, typename Response, typename Targets, typename Handle>
api::Operation Mutates(Targets targets, Handle handle) {
  return IamRow<Request, Response>(api::Effect::kMutates, std::move(targets), std::move(handle));
}

}  // namespace keyward::iam
