// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/engine/decision.h"
#include "tests/policy/generate/generator.h"

namespace keyward::policy::naive {

// What was seen while scenarios were compared, to show that the comparison was worth something.
struct Tally {
  using Outcome = std::pair<engine::Verdict, std::optional<engine::Layer>>;

  std::uint64_t scenarios = 0;
  std::uint64_t pairs = 0;              // policies and request, decided by both
  std::uint64_t input_errors = 0;       // of the pairs: refused by both
  std::uint64_t refused_documents = 0;  // invalid on purpose, and refused
  std::uint64_t matched_statements = 0;
  std::uint64_t missing_keys = 0;
  std::map<Outcome, std::uint64_t> outcomes;
  std::map<std::string, std::array<std::uint64_t, 3>> operators;  // by name; false, undefined, true
};

struct CompareOptions {
  bool explain = true;  // also compare engine::Explain
  bool split = true;    // also hand the policies over in several sets
};

// Decides every request of the scenario with the engine and with NaiveEvaluate. Returns the
// differences in words, each with policies, request and both results; none when they agree.
std::vector<std::string> CompareScenario(const Scenario& scenario, const CompareOptions& options,
                                         Tally* tally);

// The tally as lines of text.
std::string DescribeTally(const Tally& tally);

// "explicitDeny by scp".
std::string OutcomeText(engine::Verdict verdict, const std::optional<engine::Layer>& blocked_by);

}  // namespace keyward::policy::naive
