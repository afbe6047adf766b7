// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "tests/policy/generate/draft.h"

namespace keyward::policy::naive {
namespace {

using engine::Caller;
using engine::Grant;

std::string AnyGrantee(const CallerDraft& caller, Entropy& entropy) {
  if (caller.account.empty()) {
    return entropy.Chance(70) && caller.type == Caller::Type::kService ? caller.text
                                                                       : "lambda.amazonaws.com";
  }
  switch (entropy.Below(6)) {
    case 0:
      return "arn:" + caller.partition + ":iam::" + caller.account + ":root";
    case 1:
      return caller.account;
    case 2:
      return Render("arn:{P}:iam::{A}:user/alice", caller.partition, entropy.Pick(Accounts()));
    case 3:
      return caller.unique_id.empty() ? caller.text : caller.unique_id;
    case 4:
      return caller.text;
    default:
      return caller.subject.empty() ? caller.text : caller.subject;
  }
}

// The encryption context of the draft, with now and then a pair too many, too few or changed.
std::map<std::string, std::string> NearEncryptionContext(const RequestDraft& draft,
                                                         Entropy& entropy) {
  constexpr std::string_view kPrefix = "kms:EncryptionContext:";
  std::map<std::string, std::string> pairs;
  for (const ContextDraft& entry : draft.context) {
    if (!entry.key.starts_with(kPrefix) || entry.multivalued || entropy.Chance(10)) continue;
    pairs[entry.key.substr(kPrefix.size())] = entry.values.front();
  }
  if (entropy.Chance(10)) pairs["Dept"] = "finance";
  if (entropy.Chance(5)) pairs["dept"] = "finance";
  return pairs;
}

std::string SourceArn(const RequestDraft& draft, Entropy& entropy) {
  for (const ContextDraft& entry : draft.context) {
    if (entry.key == "aws:SourceArn" && !entry.multivalued && entropy.Chance(70)) {
      return entry.values.front();
    }
  }
  return "arn:aws:s3:::reports";
}

}  // namespace

Grant DraftGrant(const RequestDraft& draft, Entropy& entropy) {
  static constexpr std::array<std::string_view, 6> kOperations = {
      "Decrypt", "Encrypt", "GenerateDataKey", "Sign", "DescribeKey", "RetireGrant"};
  Grant grant;
  grant.id = "grant-" + std::to_string(entropy.Below(10));
  switch (entropy.Below(5)) {
    case 0:
      grant.key_id = draft.resource;
      break;
    case 1:
      grant.key_id = "1234abcd-12ab-34cd-56ef-1234567890ab";
      break;
    case 2:
      grant.key_id = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
      break;
    default:
      break;
  }
  grant.grantee_principal = AnyGrantee(draft.caller, entropy);
  for (std::string_view operation : kOperations) {
    if (entropy.Chance(60)) grant.operations.emplace_back(operation);
  }
  if (entropy.Chance(20)) grant.encryption_context_equals = NearEncryptionContext(draft, entropy);
  if (entropy.Chance(20)) grant.encryption_context_subset = NearEncryptionContext(draft, entropy);
  if (entropy.Chance(15)) grant.source_arn = SourceArn(draft, entropy);
  return grant;
}

}  // namespace keyward::policy::naive
