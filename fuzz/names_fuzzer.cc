// SPDX-License-Identifier: Apache-2.0
// Reads a text as an action and as a principal of each type, and matches what is accepted against
// itself.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/encoding.h"
#include "fuzz/require.h"
#include "policy/language/checks.h"
#include "policy/language/principal.h"
#include "policy/match/pattern_builder.h"
#include "policy/match/principal.h"

namespace {

using keyward::fuzz::Require;
using namespace keyward::policy;

void CheckAction(std::string_view action) {
  if (language::CheckAction(action, /*wildcard_service_allowed=*/false)) return;
  Require(action == "*" || std::count(action.begin(), action.end(), ':') == 1,
          "an action has one colon");
  match::TextPool pool;
  std::vector<match::Token> tokens;
  std::vector<match::Variable> variables;
  match::PatternBuilder builder(&pool, &tokens, &variables);
  const std::string folded = keyward::core::AsciiLower(action);
  const match::Pattern pattern = builder.Plain(folded, match::Wildcards::kPlain);
  const auto matches = match::MatchPattern(pattern, {tokens, variables}, folded, {}, nullptr);
  Require(matches == match::MatchResult::kYes, "an action matches itself in any case");
}

// The caller of whom a principal is the very name, if it is anyone's.
keyward::core::Result<match::Caller> CallerNamed(const language::Principal& principal) {
  if (principal.type == language::Principal::Type::kService)
    return match::Caller::Service(principal.value);
  if (principal.type == language::Principal::Type::kFederated)
    return match::Caller::Federated(principal.value);
  return match::Caller::FromArn(principal.value);
}

void CheckPrincipal(std::string_view type, std::string_view value) {
  const auto principal = language::ParsePrincipal(type, value);
  if (!principal) {
    Require(!principal.error().message.empty(), "a refusal says why");
    Require(principal.error().message.size() < 600, "messages are short");
    return;
  }
  Require(principal->value == value, "the text is kept");
  Require(value == "*" || value.find_first_of("*?") == std::string_view::npos,
          "no wildcard inside");
  Require(value.find('\0') == std::string_view::npos, "no NUL inside");
  const auto caller = CallerNamed(*principal);
  if (!caller) return;
  const match::PrincipalPattern pattern{principal->type, principal->value, principal->partition,
                                        principal->account, principal->name};
  const match::PrincipalMatch match = match::MatchPrincipal(pattern, {&*caller, "", false});
  Require(match.truth == match::Truth::kTrue, "a principal names itself");
  Require(match.strength != match::Strength::kNone, "a match has a strength");
  const auto exempt =
      match::MatchPrincipals({&pattern, 1}, true, language::Effect::kAllow, {&*caller, "", false});
  Require(exempt.truth == match::Truth::kFalse, "NotPrincipal leaves it out of an Allow");
}

void Fuzz(std::string_view text) {
  CheckAction(text);
  for (const std::string_view type : {"AWS", "Service", "Federated", "CanonicalUser", "Other"}) {
    CheckPrincipal(type, text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
