// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/engine/decision.h"
#include "policy/engine/request.h"
#include "policy/language/policy.h"
#include "tests/policy/generate/entropy.h"

// Makes policies and requests that meet: about half of all elements match. The same entropy makes
// the same scenario on every platform.
namespace keyward::policy::naive {

struct Document {
  engine::Layer layer = engine::Layer::kIdentity;
  std::uint32_t level = 0;  // of an SCP or RCP
  language::PolicyKind kind = language::PolicyKind::kIdentity;
  std::string name;  // no two documents of a scenario share one
  std::string json;
};

// A set of policies and the requests to decide with them.
struct Scenario {
  std::vector<Document> documents;  // in layer order
  std::uint32_t scp_levels = 0;     // levels may be empty
  std::uint32_t rcp_levels = 0;
  // The document that ParsePolicy must refuse, with a JSON pointer into it; then nothing is to be
  // decided.
  std::optional<std::size_t> invalid_document;
  std::vector<engine::Request> requests;  // not yet prepared
};

inline constexpr int kRequestsPerScenario = 4;

Scenario Generate(Entropy& entropy);

}  // namespace keyward::policy::naive
