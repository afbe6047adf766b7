// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "policy/engine/policy_set.h"
#include "policy/engine/request.h"

// The set-ups of examples/policies as a test needs them. Thread-safe: nothing is kept.
namespace keyward::examples {

using Json = nlohmann::ordered_json;

// What cases.json expects of one request. "" stands for null: nothing blocks, or no statement
// decides.
struct Verdict {
  std::string decision;
  std::string blocked_by;
  std::string sid;  // of an Allow that grants, or of the Deny that decides

  friend bool operator==(const Verdict&, const Verdict&) = default;
  friend void PrintTo(const Verdict& verdict, std::ostream* out) {
    *out << verdict.decision << ", blocked by `" << verdict.blocked_by << "`, sid `" << verdict.sid
         << "`";
  }
};

struct Case {
  std::filesystem::path directory;
  Json json;  // with the set-up's policies where the case has none of its own

  std::string id() const { return json.at("id"); }
  Verdict expected() const;
  // The case as a line of a simulator's batch (docs/simulator.md), its policies written into it.
  std::string BatchLine() const;
  // The same by hand for the library: what the simulator takes from the catalogue is not in it but
  // for the keys that follow from the caller's ARN.
  policy::engine::Request Request() const;
  policy::engine::Policies Policies() const;
};

// The folder of every set-up, sorted.
std::vector<std::filesystem::path> Directories();
std::vector<Case> ReadCases(const std::filesystem::path& directory);

std::string ReadFile(const std::filesystem::path& path);
// Throws, as everything of nlohmann's here does: a test that meets it fails.
Json ReadJson(const std::filesystem::path& path);

// Runs a shell command in a folder with the binary's folder first in PATH, and returns what it
// wrote to standard output. Standard input is `input`.
std::string RunCommand(const std::filesystem::path& folder, const std::string& command,
                       const std::string& input = "");

}  // namespace keyward::examples
