// SPDX-License-Identifier: Apache-2.0
// Takes ARNs apart: the parts make up the text, and every reader of ARNs agrees with the others.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/arn.h"
#include "fuzz/require.h"
#include "policy/language/principal.h"
#include "policy/match/caller.h"

namespace {

using keyward::core::Arn;
using keyward::fuzz::Require;
using namespace keyward::policy;

void CheckParts(const Arn& arn, std::string_view text) {
  std::string joined = "arn";
  for (const auto part : {arn.partition, arn.service, arn.region, arn.account, arn.resource}) {
    joined += ":" + std::string(part);
  }
  Require(joined == text, "the parts make up the text");
  const std::size_t type = arn.resource_type().size();
  Require(arn.resource.substr(0, type) == arn.resource_type(), "a resource begins with its type");
  if (type == arn.resource.size()) {
    Require(arn.resource_id().empty(), "a resource without a separator has no id");
  } else {
    Require(arn.resource.substr(type + 1) == arn.resource_id(), "a resource ends with its id");
  }
}

void Fuzz(std::string_view text) {
  const auto split = Arn::Split(text);
  if (split) CheckParts(*split, text);
  const auto parsed = Arn::Parse(text);
  Require(!parsed || split, "what is parsed can be split");
  if (!parsed) Require(parsed.error().message.size() < 400, "messages are short");

  const auto principal = language::ParsePrincipalArn(text);
  const auto caller = match::Caller::FromArn(text);
  Require(principal.has_value() == caller.has_value(), "principals and callers have the same ARNs");
  if (!principal) return;
  Require(parsed.has_value(), "a principal's ARN is an ARN");
  Require(principal->value == text && caller->text() == text, "the text is kept");
  Require(principal->partition == split->partition, "the partition is the ARN's");
  Require(
      text.ends_with(principal->name) || principal->type == language::Principal::Type::kRoleSession,
      "a name ends its ARN");
  const auto named = language::ParsePrincipal("AWS", text);
  Require(named.has_value() && named->type == principal->type, "a policy may name it");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
