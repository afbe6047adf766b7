// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// The subcommands of `keyward org`, as data: what they take, and the operation that they are.
namespace keyward::cli {

struct OrgOption {
  enum class Kind : std::uint8_t {
    kText,  // sent as it is
    kType,  // `scp` or `rcp`; sent by AWS's name
    kFile,  // a policy document: its text is sent
  };

  const char* name;    // "--name"; of a positional argument "POLICY_ID"
  const char* member;  // of the operation's input; "" = of no member: it only tells how to check
  const char* type;    // of the value, in --help
  const char* description;
  bool required = false;
  Kind kind = Kind::kText;
};

struct OrgCommand {
  const char* name;       // "create-policy"
  const char* operation;  // "CreatePolicy"
  const char* description;
  std::vector<OrgOption> options;
  const char* list = "";               // the answer's member that comes in pages; "" = none does
  std::vector<const char*> columns{};  // of the list's entries, in text and tables
};

// All of them, in the order of --help. Thread-safe.
std::span<const OrgCommand> OrgCommands();

// By name; null when there is none. Thread-safe.
const OrgCommand* FindOrgCommand(std::string_view name);

// "SERVICE_CONTROL_POLICY" of "scp"; "" for what is neither it nor "rcp". Pure.
std::string_view PolicyTypeNamed(std::string_view name);

}  // namespace keyward::cli
