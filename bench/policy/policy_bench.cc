// SPDX-License-Identifier: Apache-2.0
// What a decision costs. Every figure stands beside a limit measured in the same run: for
// decisions, one look-up of the request's resource in a hash table, which is less than any
// authorizer does; for compiling, nlohmann's reading of the same documents into its own tree.
//
// Workload files come from KEYWARD_BENCH_DATA, else ../shared/bench/policy; without them only
// generated sets run.

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>

#include "bench/policy/workload.h"
#include "tests/support/allocations.h"

namespace keyward::bench {
namespace {

using policy::engine::PolicySet;
using support::AllocationCount;

struct Measured {
  Workload workload;
  std::unique_ptr<PolicySet> set;
  std::unordered_map<std::string, std::size_t> resources;
};

Measured* Load(Workload workload) {
  auto* measured = new Measured{std::move(workload), nullptr, {}};  // lives as long as the program
  auto set = Compile(measured->workload);
  if (!set) {
    std::fprintf(stderr, "%s\n", core::Describe(set.error()).c_str());
    std::exit(1);
  }
  measured->set = std::make_unique<PolicySet>(std::move(*set));
  for (const auto& request : measured->workload.requests)
    measured->resources[request.resource] += 1;
  return measured;
}

void Decide(benchmark::State& state, const Measured* measured) {
  const auto& requests = measured->workload.requests;
  std::size_t at = 0;
  std::size_t allowed = 0;
  const std::uint64_t before = AllocationCount();
  for (auto _ : state) {
    allowed += Evaluate(*measured->set, requests[at])->allowed() ? 1 : 0;
    at = at + 1 == requests.size() ? 0 : at + 1;
  }
  const auto decisions = static_cast<double>(state.iterations());
  state.counters["allocations"] = benchmark::Counter(
      static_cast<double>(AllocationCount() - before) / decisions, benchmark::Counter::kAvgThreads);
  state.counters["allowed_%"] = benchmark::Counter(100 * static_cast<double>(allowed) / decisions,
                                                   benchmark::Counter::kAvgThreads);
}

// Fills the request anew from strings each time, as a caller that keeps one request object would.
void PrepareAndDecide(benchmark::State& state, const Measured* measured) {
  const auto& requests = measured->workload.requests;
  policy::engine::Request request = requests[0];
  std::size_t at = 0;
  for (auto _ : state) {
    const auto& next = requests[at];
    request.action = next.action;
    request.resource = next.resource;
    request.context.Clear();
    for (const auto& entry : next.context.entries())
      request.context.Set(entry.key, entry.values[0]);
    if (!request.Prepare()) std::abort();
    benchmark::DoNotOptimize(Evaluate(*measured->set, request));
    at = at + 1 == requests.size() ? 0 : at + 1;
  }
}

void LookUp(benchmark::State& state, const Measured* measured) {
  const auto& requests = measured->workload.requests;
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(measured->resources.find(requests[at].resource));
    at = at + 1 == requests.size() ? 0 : at + 1;
  }
}

void ExplainDecision(benchmark::State& state, const Measured* measured) {
  const auto& requests = measured->workload.requests;
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(Explain(*measured->set, requests[at]));
    at = at + 1 == requests.size() ? 0 : at + 1;
  }
}

void ParseAndCompile(benchmark::State& state, const Measured* measured) {
  const auto statements = static_cast<double>(measured->workload.statements);
  for (auto _ : state) benchmark::DoNotOptimize(Compile(measured->workload));
  state.counters["us_per_statement"] =
      benchmark::Counter(statements / 1e6, benchmark::Counter::kIsIterationInvariantRate |
                                               benchmark::Counter::kInvert);
  state.counters["bytes_per_statement"] =
      static_cast<double>(measured->set->memory_bytes()) / statements;
}

void ReadJson(benchmark::State& state, const Measured* measured) {
  const auto statements = static_cast<double>(measured->workload.statements);
  for (auto _ : state) {
    for (const std::string& document : measured->workload.documents) {
      benchmark::DoNotOptimize(nlohmann::json::parse(document));
    }
  }
  state.counters["us_per_statement"] =
      benchmark::Counter(statements / 1e6, benchmark::Counter::kIsIterationInvariantRate |
                                               benchmark::Counter::kInvert);
}

void Register(Workload workload) {
  const Measured* measured = Load(std::move(workload));
  const std::string suffix = "/" + measured->workload.name;
  const auto add = [&](const char* name, void (*run)(benchmark::State&, const Measured*)) {
    return benchmark::RegisterBenchmark((name + suffix).c_str(), run, measured);
  };
  add("look-up", LookUp);
  add("decide", Decide);
  add("decide, two threads", Decide)->Threads(2)->UseRealTime();
  add("prepare and decide", PrepareAndDecide);
  add("explain", ExplainDecision);
  add("parse and compile", ParseAndCompile)->Unit(benchmark::kMillisecond);
  add("nlohmann parse", ReadJson)->Unit(benchmark::kMillisecond);
}

std::string DataFolder() {
  const char* folder = std::getenv("KEYWARD_BENCH_DATA");
  return folder != nullptr ? folder : "../shared/bench/policy";
}

}  // namespace
}  // namespace keyward::bench

int main(int argc, char** argv) {
  using namespace keyward::bench;
  benchmark::Initialize(&argc, argv);
  for (const char* name : {"wl10.json", "wl50.json", "wl100.json", "wl1000.json"}) {
    auto workload = LoadWorkload(DataFolder() + "/" + name);
    if (workload) {
      Register(std::move(*workload));
    } else {
      std::fprintf(stderr, "skipped: %s\n", keyward::core::Describe(workload.error()).c_str());
    }
  }
  for (const std::size_t statements : {10, 50, 1000, 10000}) Register(MakeWorkload(statements));
  for (const std::size_t statements : {50, 10000}) Register(MakeMixedWorkload(statements));
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
