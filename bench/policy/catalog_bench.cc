// SPDX-License-Identifier: Apache-2.0
//
// What a decision pays for the catalogue: looking an action up, a context key, a resource; and what
// a process pays once: decoding it.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "policy/catalog/catalog.h"

namespace keyward::policy::catalog {
namespace {

// All actions' names in random order, one after the other in memory: no look-up profits from the
// one before it, and the names themselves cost nothing to fetch.
class ShuffledNames {
 public:
  ShuffledNames() {
    std::vector<std::string> names;
    for (const Service& service : Catalog::Builtin().services()) {
      for (const Action& action : service.actions) {
        names.push_back(std::string(service.prefix).append(":").append(action.name));
      }
    }
    std::shuffle(names.begin(), names.end(), std::mt19937(1));
    for (const std::string& name : names) {
      begins_.push_back(text_.size());
      text_ += name;
    }
    begins_.push_back(text_.size());
  }

  std::string_view Next() {
    if (++at_ + 1 == begins_.size()) at_ = 0;
    return std::string_view(text_).substr(begins_[at_], begins_[at_ + 1] - begins_[at_]);
  }

 private:
  std::string text_;
  std::vector<std::size_t> begins_;
  std::size_t at_ = 0;
};

void FindActionHot(benchmark::State& state) {
  const Catalog& catalog = Catalog::Builtin();
  for (auto _ : state) benchmark::DoNotOptimize(catalog.FindAction("s3:getobject"));
}
BENCHMARK(FindActionHot);

void FindActionRandom(benchmark::State& state) {
  const Catalog& catalog = Catalog::Builtin();
  ShuffledNames names;
  for (auto _ : state) benchmark::DoNotOptimize(catalog.FindAction(names.Next()));
}
BENCHMARK(FindActionRandom);

void UseOfGlobalKey(benchmark::State& state) {
  const Catalog& catalog = Catalog::Builtin();
  const Action& action = *catalog.FindAction("s3:GetObject");
  for (auto _ : state) benchmark::DoNotOptimize(catalog.UseOf(action, "aws:SourceIp"));
}
BENCHMARK(UseOfGlobalKey);

void UseOfTagKey(benchmark::State& state) {
  const Catalog& catalog = Catalog::Builtin();
  const Action& action = *catalog.FindAction("s3:GetObject");
  for (auto _ : state) {
    benchmark::DoNotOptimize(catalog.UseOf(action, "s3:ExistingObjectTag/class"));
  }
}
BENCHMARK(UseOfTagKey);

void FindUnknownKey(benchmark::State& state) {
  const Catalog& catalog = Catalog::Builtin();
  for (auto _ : state) benchmark::DoNotOptimize(catalog.FindKey("nosuch:Key"));
}
BENCHMARK(FindUnknownKey);

void FittingType(benchmark::State& state) {
  const Action& action = *Catalog::Builtin().FindAction("s3:GetObject");
  for (auto _ : state) {
    benchmark::DoNotOptimize(FindFittingType(action, "arn:aws:s3:::photos/2026/11/cat.png"));
  }
}
BENCHMARK(FittingType);

void SuggestMisspeltAction(benchmark::State& state) {
  const Catalog& catalog = Catalog::Builtin();
  for (auto _ : state) benchmark::DoNotOptimize(catalog.SuggestActions("ec2", "RunInstnces"));
}
BENCHMARK(SuggestMisspeltAction)->Unit(benchmark::kMicrosecond);

void ExpandPattern(benchmark::State& state) {
  const Catalog& catalog = Catalog::Builtin();
  for (auto _ : state) benchmark::DoNotOptimize(catalog.Expand("ec2:*e*"));
}
BENCHMARK(ExpandPattern)->Unit(benchmark::kMicrosecond);

// `--catalog FILE` with a warm page cache. Builtin() does the same work without reading and
// copying.
void LoadFile(benchmark::State& state) {
  const char* root = std::getenv("KEYWARD_SOURCE_DIR");
  const std::string path =
      std::string(root == nullptr ? "." : root) + "/policy/catalog/data/catalog.txt";
  for (auto _ : state) {
    const auto catalog = Catalog::Load(path);
    if (!catalog) return state.SkipWithError(catalog.error().message.c_str());
    benchmark::DoNotOptimize(catalog->services().data());
  }
}
BENCHMARK(LoadFile)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace keyward::policy::catalog
