// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "policy/engine/explanation.h"
#include "policy/engine/request.h"

// The words that all renderings of an explanation share. Pure; thread-safe.
namespace keyward::cli {

// "action", "principal", "resource", "condition"; "" for kNone.
std::string_view ElementName(policy::engine::Element element);
// "true", "false", "undefined".
std::string_view TruthName(policy::engine::Truth truth);
// "statement", "alwaysAllowed", "rootUser", "grant", "rootCannotAssumeRoles".
std::string_view ReasonName(policy::engine::Reason reason);
// The layer as people call it: "service control policies (SCP)", "identity policies"…
std::string_view LayerTitle(policy::engine::Layer layer);
// Whether the layer's policies come in levels.
bool HasLevels(policy::engine::Layer layer);
// The caller in the command line's form: an ARN, `service:NAME`, `federated:PROVIDER` or
// `anonymous`.
std::string CallerText(const policy::engine::Caller& caller);

}  // namespace keyward::cli
