// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/policy_simulate.h"

namespace keyward::cli_test {

struct SimulateRun {
  cli::ExitCode code;
  std::string out;
  std::string err;

  // The answers: JSON, one a line.
  std::vector<nlohmann::json> Answers() const {
    std::vector<nlohmann::json> answers;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) {
      answers.push_back(nlohmann::json::parse(line));
    }
    return answers;
  }
};

inline SimulateRun Simulate(const cli::SimulateArgs& args, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const cli::ExitCode code = cli::RunSimulate(args, in, out, err);
  return {code, out.str(), err.str()};
}

// Decides one line of a batch.
inline nlohmann::json Answer(const std::string& line, cli::SimulateArgs args = {}) {
  args.input = "-";
  const auto answers = Simulate(args, line + "\n").Answers();
  return answers.size() == 1 ? answers.front() : nlohmann::json("not one answer");
}

inline constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";

// A policy of one statement; `rest` starts after its Effect.
inline std::string Policy(const std::string& effect, const std::string& rest) {
  return R"({"Version":"2012-10-17","Statement":{"Effect":")" + effect + "\"," + rest + "}}";
}

// A line in which alice reads an object; `policies` and `more` are JSON members.
inline std::string Line(const std::string& policies, const std::string& context = "",
                        const std::string& more = "") {
  return R"({"id":"x","request":{"principal":")" + std::string(kAlice) +
         R"(","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","resourceAccount":"111122223333","context":{)" +
         context + R"(}},"policies":{)" + policies + "}" + more + "}";
}

}  // namespace keyward::cli_test
