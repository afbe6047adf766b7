// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "policy/engine/policy_set.h"
#include "policy/match/truth.h"

// The acceptance tests of the policy engine: tables whose rows are named after the numbered rules
// of docs/policy-semantics.md ("R07_…" for rule 7, "Order_…" and "Explains_…" for the unnumbered
// parts).
//
// A row is plain text: policies, context and grants are JSON. CheckRule puts it to Evaluate and to
// Explain, holds the two against each other, and then against what the row expects.
namespace keyward::policy::rules {

using engine::Verdict;
using language::PolicyKind;
using match::Truth;

inline constexpr std::string_view kAccount = "111122223333";
inline constexpr std::string_view kOtherAccount = "444455556666";
inline constexpr std::string_view kAlice = "arn:aws:iam::111122223333:user/alice";
inline constexpr std::string_view kRoot = "arn:aws:iam::111122223333:root";
inline constexpr std::string_view kSession = "arn:aws:sts::111122223333:assumed-role/ops/night";
inline constexpr std::string_view kFederated = "arn:aws:sts::111122223333:federated-user/guest";
inline constexpr std::string_view kForeigner = "arn:aws:iam::444455556666:user/bob";
inline constexpr std::string_view kLambda = "service:lambda.amazonaws.com";
inline constexpr std::string_view kAnonymous = "anonymous";
inline constexpr std::string_view kObject = "arn:aws:s3:::reports/2024.csv";
inline constexpr std::string_view kKey = "arn:aws:kms:us-east-1:111122223333:key/1234";
inline constexpr std::string_view kRole = "arn:aws:iam::111122223333:role/ops";

// Statements for layers that a row is not about.
inline constexpr std::string_view kAllow =
    R"({"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"})";
// Allows something else than any row asks for.
inline constexpr std::string_view kSilent =
    R"({"Sid":"Else","Effect":"Allow","Action":"sqs:PurgeQueue","Resource":"*"})";

struct RuleCase {
  std::string_view name{};

  // The request.
  std::string_view caller = kAlice;  // as Caller::Parse takes it
  std::string_view issuer{};         // the user behind a federated user's session
  std::string_view unique_id{};
  std::string_view canonical_id{};
  std::string_view action = "s3:GetObject";
  std::string_view resource = kObject;
  std::string_view account = kAccount;  // the resource's, as stated
  std::string_view context = "{}";      // a list makes a key multivalued
  std::string_view grants = "[]";       // {grantee, operations, key, equals, subset, source}
  bool management_account = false;
  bool rcp_supported = true;

  // The policies: a document; or a statement, which stands for a document of version 2012-10-17
  // that holds it; or a list of such. SCPs and RCPs: a list of levels, each a list of policies. ""
  // = the kind is not given.
  std::string_view identity{};
  std::string_view on_resource{};  // of the kind that the action's service has
  std::string_view boundary{};
  std::string_view session{};
  std::string_view endpoint{};
  std::string_view scp{};
  std::string_view rcp{};

  // What is expected.
  Verdict verdict = Verdict::kImplicitDeny;
  std::string_view blocked_by{};  // a layer; for both kinds of deny
  // The Sid of the statement that granted or denied; or "@always", "@root", "@grant",
  // "@rootCannotAssume".
  std::string_view by{};
  // Statements by Sid: "Read" matched; "Read!action", "Read!principal", "Read!resource" failed
  // there; "Read!StringEquals,aws:username" failed at that condition; "Read-" was not evaluated.
  std::string_view statements{};
  // Layers: "scp-" not applied; "boundary~" applied and silent, which is harmless; "session+"
  // applied.
  std::string_view layers{};
  std::string_view missing{};  // the keys that are asked for and absent, sorted; "?" = not checked
  std::string_view error{};    // the pointer of an input error, "" when there is none
};
void PrintTo(const RuleCase& row, std::ostream* out);

// Evaluates the row in both ways and checks verdict and reason.
void CheckRule(const RuleCase& row);

// One Condition element: whether it holds in an Allow and whether it does in a Deny.
struct ConditionCase {
  std::string_view name{};
  std::string_view condition{};  // the value of the Condition element
  std::string_view context = "{}";
  Truth truth = Truth::kFalse;  // kUndefined: fails in an Allow, holds in a Deny
  std::string_view missing{};
};
void PrintTo(const ConditionCase& row, std::ostream* out);
void CheckCondition(const ConditionCase& row);

// One document: accepted, or refused with the name, place and reason.
struct DocumentCase {
  std::string_view name{};
  PolicyKind kind = PolicyKind::kIdentity;
  std::string_view text{};
  std::string_view error{};    // "" = accepted
  std::string_view pointer{};  // of the error
  std::string_view reason{};   // part of the message
};
void PrintTo(const DocumentCase& row, std::ostream* out);
void CheckDocument(const DocumentCase& row);

// Keeps a text that a table was made of; until the end of the program.
std::string_view Keep(std::string text);

// A policy text: statements become documents. See RuleCase::identity.
std::string WholeDocument(std::string_view text);
// The policies of a row, by layer; parse errors fail the test.
engine::Policies ParsePolicies(const RuleCase& row);
// The request of a row, prepared.
core::Result<engine::Request> MakeRequest(const RuleCase& row);

template <typename Case>
std::string CaseName(const testing::TestParamInfo<Case>& info) {
  return std::string(info.param.name);
}

}  // namespace keyward::policy::rules
