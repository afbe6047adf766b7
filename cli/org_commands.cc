// SPDX-License-Identifier: Apache-2.0
#include "cli/org_commands.h"

#include <algorithm>
#include <utility>

namespace keyward::cli {
namespace {

using Kind = OrgOption::Kind;

const OrgOption kPolicyId{"POLICY_ID", "PolicyId", "POLICY_ID", "As in p-examplepol", true};
const OrgOption kTargetId{"TARGET_ID", "TargetId", "TARGET_ID",
                          "An account's 12 digits, or the root, as in r-exam", true};
const OrgOption kName{"--name", "Name", "NAME", "Its name"};
const OrgOption kDescription{"--description", "Description", "TEXT", "What it is for"};
const OrgOption kDocument{"--document", "Content",  "FILE|-", "The policy; - is standard input",
                          false,        Kind::kFile};
const OrgOption kFilter{"--type", "Filter",   "scp|rcp", "Those of one type; default: of both",
                        false,    Kind::kType};

OrgOption Required(OrgOption option) {
  option.required = true;
  return option;
}

std::vector<OrgCommand> AccountCommands() {
  return {
      {"describe", "DescribeOrganization", "Show the organization", {}},
      {"roots", "ListRoots", "List the root", {}, "Roots", {"Id", "Name", "Arn"}},
      {"accounts",
       "ListAccounts",
       "List the accounts",
       {},
       "Accounts",
       {"Id", "Name", "Email", "Status"}},
      {"account",
       "DescribeAccount",
       "Show an account",
       {{"ACCOUNT_ID", "AccountId", "ACCOUNT_ID", "Its 12 digits", true}}},
      {"create-account",
       "CreateAccount",
       "Make an account",
       {{"--name", "AccountName", "NAME", "Its name", true},
        {"--email", "Email", "ADDRESS", "An address that no other account has", true},
        {"--role-name", "RoleName", "NAME",
         "Its role for the management account; default: OrganizationAccountAccessRole"}}},
      {"account-status",
       "DescribeCreateAccountStatus",
       "Show what came of a request for an account",
       {{"REQUEST_ID", "CreateAccountRequestId", "REQUEST_ID", "As in car-examplecreate", true}}},
  };
}

std::vector<OrgCommand> PolicyCommands() {
  return {
      {"policies",
       "ListPolicies",
       "List the policies",
       {kFilter},
       "Policies",
       {"Id", "Name", "Type", "Description"}},
      {"policy", "DescribePolicy", "Show a policy and its document", {kPolicyId}},
      {"create-policy",
       "CreatePolicy",
       "Make a policy",
       {Required(kName),
        {"--type", "Type", "scp|rcp", "A service or a resource control policy", true, Kind::kType},
        Required(kDocument),
        kDescription}},
      {"update-policy",
       "UpdatePolicy",
       "Change a policy",
       {kPolicyId,
        kName,
        kDescription,
        kDocument,
        {"--type", "", "scp|rcp",
         "What --document is checked as; default: rcp where it has principals", false,
         Kind::kType}}},
      {"delete-policy", "DeletePolicy", "Delete a policy that is attached nowhere", {kPolicyId}},
  };
}

std::vector<OrgCommand> AttachmentCommands() {
  return {
      {"attach", "AttachPolicy", "Attach a policy", {kPolicyId, kTargetId}},
      {"detach", "DetachPolicy", "Detach a policy", {kPolicyId, kTargetId}},
      {"targets",
       "ListTargetsForPolicy",
       "List what a policy is attached to",
       {kPolicyId},
       "Targets",
       {"TargetId", "Type", "Name"}},
      {"target-policies",
       "ListPoliciesForTarget",
       "List what is attached to an account or the root",
       {kTargetId, kFilter},
       "Policies",
       {"Id", "Name", "Type", "Description"}},
  };
}

std::vector<OrgCommand> AllCommands() {
  std::vector<OrgCommand> all = AccountCommands();
  for (auto* part : {&PolicyCommands, &AttachmentCommands}) {
    for (OrgCommand& command : (*part)()) all.push_back(std::move(command));
  }
  return all;
}

}  // namespace

std::span<const OrgCommand> OrgCommands() {
  static const auto* const commands = new std::vector<OrgCommand>(AllCommands());
  return *commands;
}

const OrgCommand* FindOrgCommand(std::string_view name) {
  const auto commands = OrgCommands();
  const auto found = std::ranges::find(
      commands, name, [](const OrgCommand& command) { return std::string_view(command.name); });
  return found == commands.end() ? nullptr : &*found;
}

std::string_view PolicyTypeNamed(std::string_view name) {
  if (name == "scp") return "SERVICE_CONTROL_POLICY";
  return name == "rcp" ? "RESOURCE_CONTROL_POLICY" : "";
}

}  // namespace keyward::cli
