// SPDX-License-Identifier: Apache-2.0
// Decides generated requests twice, with the engine and with the naive evaluator, and expects no
// difference.
//
//   KEYWARD_DIFF_PAIRS  how many pairs of policies and request; 200,000 unless told
//   KEYWARD_DIFF_SEED   where to begin; with KEYWARD_DIFF_PAIRS=1, repeats the scenario of one
//   failure
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/policy/generate/generator.h"
#include "tests/policy/generate/vocabulary.h"
#include "tests/policy/naive/comparison.h"

namespace keyward::policy::naive {
namespace {

using engine::Layer;
using engine::Verdict;

constexpr std::uint64_t kDefaultPairs = 200'000;
constexpr std::uint64_t kDefaultSeed = 0x6B65797761726400;
constexpr int kMaxFailures = 5;
// From this many pairs on, every outcome must have been met.
constexpr std::uint64_t kPairsForCoverage = 100'000;

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 0);
}

void ExpectEveryOutcome(const Tally& tally) {
  const std::uint64_t least = tally.pairs / 1000;
  const auto expect = [&](Verdict verdict, std::optional<Layer> blocked_by) {
    const auto found = tally.outcomes.find({verdict, blocked_by});
    EXPECT_GE(found == tally.outcomes.end() ? 0 : found->second, least)
        << OutcomeText(verdict, blocked_by);
  };
  expect(Verdict::kAllowed, std::nullopt);
  for (Layer layer : {Layer::kRcp, Layer::kScp, Layer::kResource, Layer::kIdentity,
                      Layer::kBoundary, Layer::kSession, Layer::kEndpoint}) {
    expect(Verdict::kExplicitDeny, layer);
    if (layer != Layer::kRcp) expect(Verdict::kImplicitDeny, layer);
  }
  EXPECT_GE(tally.input_errors, least);
  EXPECT_GE(tally.refused_documents, least);
}

void ExpectOperator(const Tally& tally, const std::string& name) {
  const auto found = tally.operators.find(name);
  ASSERT_NE(found, tally.operators.end()) << name;
  EXPECT_GT(found->second[0], 0u) << name << " never false";
  EXPECT_GT(found->second[2], 0u) << name << " never true";
}

void ExpectEveryOperator(const Tally& tally) {
  for (const OperatorWord& word : OperatorWords()) {
    const std::string name(word.name);
    ExpectOperator(tally, name);
    if (word.type == language::ConditionType::kNull) continue;
    for (const char* set : {"", "ForAnyValue:", "ForAllValues:"}) {
      ExpectOperator(tally, set + name);
      ExpectOperator(tally, set + name + "IfExists");
    }
  }
}

TEST(Differential, EngineAndNaiveEvaluatorAgree) {
  const std::uint64_t pairs = FromEnvironment("KEYWARD_DIFF_PAIRS", kDefaultPairs);
  const std::uint64_t first_seed = FromEnvironment("KEYWARD_DIFF_SEED", kDefaultSeed);
  Tally tally;
  int failures = 0;
  for (std::uint64_t seed = first_seed; tally.pairs < pairs && failures < kMaxFailures; ++seed) {
    SeededEntropy entropy(seed);
    for (const std::string& difference : CompareScenario(Generate(entropy), {}, &tally)) {
      ADD_FAILURE() << "seed " << seed << "\n" << difference;
      ++failures;
    }
    // A scenario that is refused decides nothing: with one pair asked for, it was the one.
    if (pairs == 1) break;
  }
  std::cout << DescribeTally(tally);
  if (failures > 0 || tally.pairs < kPairsForCoverage) return;
  ExpectEveryOutcome(tally);
  ExpectEveryOperator(tally);
}

}  // namespace
}  // namespace keyward::policy::naive
