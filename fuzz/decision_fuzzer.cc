// SPDX-License-Identifier: Apache-2.0
// Decides generated requests twice, with the engine and with the naive evaluator; the bytes are the
// generator's choices.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>

#include "tests/policy/generate/generator.h"
#include "tests/policy/naive/comparison.h"

namespace {

void Fuzz(std::span<const std::uint8_t> bytes) {
  using namespace keyward::policy::naive;
  ByteEntropy entropy(bytes);
  Tally tally;
  const auto differences = CompareScenario(Generate(entropy), {}, &tally);
  for (const std::string& difference : differences) std::cerr << difference << "\n";
  if (!differences.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({data, size});
  return 0;
}
