// SPDX-License-Identifier: Apache-2.0
// Parses a policy of the kind that the first byte chooses. What is accepted is read alike from
// another layout of the same document, and compiles; what is refused has a name and a place.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/json.h"
#include "fuzz/require.h"
#include "policy/engine/policy_set.h"
#include "policy/language/parse.h"

namespace {

using keyward::core::JsonKind;
using keyward::core::JsonView;
using keyward::fuzz::Require;
using namespace keyward::policy::language;

// The same document with other white space and escapes; numbers stay as they were written.
void Print(JsonView view, std::string* out) {
  if (view.kind() == JsonKind::kString) {
    *out += nlohmann::json(view.text()).dump(-1, ' ', /*ensure_ascii=*/true);
  } else if (!view.is_array() && !view.is_object()) {
    *out += view.source();
  } else {
    *out += view.is_array() ? "[\n" : "{\t";
    bool first = true;
    for (const JsonView child : view) {
      if (!first) *out += " ,\r\n";
      first = false;
      if (view.is_object()) {
        *out += nlohmann::json(child.key()).dump(-1, ' ', /*ensure_ascii=*/true) + " : ";
      }
      Print(child, out);
    }
    *out += view.is_array() ? " ]" : " }";
  }
}

bool SameTexts(const std::vector<Text>& a, const std::vector<Text>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Text& x, const Text& y) { return x.value == y.value; });
}

bool SameStatement(const Statement& a, const Statement& b) {
  const auto same_principal = [](const Principal& x, const Principal& y) {
    return x.type == y.type && x.value == y.value && x.account == y.account && x.name == y.name;
  };
  const auto same_condition = [](const Condition& x, const Condition& y) {
    return x.op == y.op && x.op_text == y.op_text && x.key.value == y.key.value &&
           SameTexts(x.values, y.values);
  };
  return a.sid == b.sid && a.effect == b.effect && a.pointer == b.pointer &&
         a.not_action == b.not_action && a.not_resource == b.not_resource &&
         a.not_principal == b.not_principal && SameTexts(a.actions, b.actions) &&
         SameTexts(a.resources, b.resources) &&
         std::equal(a.principals.begin(), a.principals.end(), b.principals.begin(),
                    b.principals.end(), same_principal) &&
         std::equal(a.conditions.begin(), a.conditions.end(), b.conditions.begin(),
                    b.conditions.end(), same_condition);
}

void CheckSameInAnotherLayout(const Policy& policy, const std::string& text) {
  const auto document = keyward::core::JsonDocument::Parse(text);
  std::string printed;
  Print(document->root(), &printed);
  const auto again = ParsePolicy(printed, "fuzz", policy.kind, {.enforce_size = false});
  Require(again.has_value(), "another layout is accepted");
  Require(again->version == policy.version && again->id == policy.id, "its elements are the same");
  Require(std::equal(policy.statements.begin(), policy.statements.end(), again->statements.begin(),
                     again->statements.end(), SameStatement),
          "its statements are the same");
}

void CheckCompiles(const Policy& policy) {
  keyward::policy::engine::Policies policies;
  const std::string_view layer = KindName(policy.kind);
  if (layer == "identity") policies.identity = {policy};
  if (layer == "boundary") policies.boundary = {policy};
  if (layer == "session") policies.session = {policy};
  if (layer == "endpoint") policies.endpoint = {policy};
  if (layer == "resource") policies.resource = {policy};
  if (layer == "scp") policies.scp = {{policy}};
  if (layer == "rcp") policies.rcp = {{policy}};
  const auto set = keyward::policy::engine::PolicySet::Compile(policies);
  Require(set.has_value(), "what is accepted compiles");
  Require(set->statement_count() == policy.statements.size(), "no statement is lost");
}

void Fuzz(std::string_view bytes) {
  constexpr std::size_t kKinds = static_cast<std::size_t>(PolicyKind::kOtherResource) + 1;
  if (bytes.empty()) return;
  // Corpus files choose by a readable letter: `a` is the first kind.
  const auto kind = static_cast<PolicyKind>(static_cast<std::uint8_t>(bytes[0] - 'a') % kKinds);
  const std::string text(bytes.substr(1));
  const auto policy = ParsePolicy(text, "fuzz", kind);
  if (!policy) {
    Require(!policy.error().name.empty(), "an error has a name");
    Require(policy.error().place.line >= 1, "an error has a place");
    return;
  }
  Require(!policy->statements.empty(), "a policy has statements");
  for (const Statement& statement : policy->statements) {
    Require(text[statement.span.begin] == '{' && text[statement.span.end - 1] == '}',
            "a statement's span holds it");
  }
  CheckSameInAnotherLayout(*policy, text);
  CheckCompiles(*policy);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
