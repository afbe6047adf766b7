// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <string>
#include <string_view>

#include "cli/policy_simulate.h"
#include "cli/simulation.h"
#include "core/result.h"

namespace keyward::cli {

// Reads the files and options of one simulated request. A policy is named by its file.
//
// A key that --context gives more than once is a list; --context wins over --context-file.
// Errors: those of ReadWholeFile, ParsePolicy and the readers of simulation_input.h; "InvalidInput"
// for an option's value. Each message names the file or the option.
core::Result<Simulation> BuildSimulation(const SingleArgs& args, bool raw, std::istream& in);

// The option that brings in what batch lines have under a pointer: "--action" for
// "/request/action"; "" when there is none.
std::string OptionForPointer(std::string_view pointer);

// Whether any option of a single request was given, and if so a name to report.
std::string FirstSingleOption(const SingleArgs& args);

}  // namespace keyward::cli
