// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/result.h"
#include "policy/engine/compiled.h"
#include "policy/engine/decision.h"
#include "policy/engine/request.h"
#include "policy/match/principal.h"

namespace keyward::policy::engine {

// What the order of evaluation needs to know of a request before any statement is looked at.
struct Situation {
  // Why a layer whose policies are given does not apply; "" when it does.
  std::array<std::string_view, kLayerCount> not_applied{};
  std::array<bool, kLayerCount> given{};  // some set holds policies of the layer

  bool always_allowed = false;  // sts:GetCallerIdentity
  bool root_assumes_role = false;
  bool resource_only = false;  // the caller holds no identity policies
  bool cross_account = false;
  bool needs_resource_say = false;  // KMS keys and trust policies
  match::CallerFacts caller;

  bool Applies(Layer layer) const {
    const auto i = static_cast<std::size_t>(layer);
    return given[i] && not_applied[i].empty();
  }
};

// Errors: see Evaluate.
core::Result<Situation> Assess(std::span<const PolicySet* const> sets, const Request& request);

}  // namespace keyward::policy::engine
