// SPDX-License-Identifier: Apache-2.0
#include "cli/policy_context_keys.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/files.h"
#include "cli/render_json.h"
#include "cli/report.h"
#include "core/json.h"
#include "core/result.h"
#include "policy/engine/policy_set.h"
#include "policy/language/parse.h"

namespace keyward::cli {
namespace {

using core::JsonView;
using core::Result;
using policy::engine::Policies;
using policy::language::PolicyKind;

constexpr std::array<std::pair<std::string_view, PolicyKind>, 11> kKinds = {{
    {"identity", PolicyKind::kIdentity},
    {"boundary", PolicyKind::kBoundary},
    {"session", PolicyKind::kSession},
    {"scp", PolicyKind::kServiceControl},
    {"rcp", PolicyKind::kResourceControl},
    {"endpoint", PolicyKind::kEndpoint},
    {"resource", PolicyKind::kOtherResource},
    {"bucket", PolicyKind::kBucket},
    {"key", PolicyKind::kKey},
    {"trust", PolicyKind::kTrust},
    {"secret", PolicyKind::kSecret},
}};

bool Has(JsonView statement, std::string_view element) {
  JsonView found = statement;
  return statement.is_object() &&
         (statement.Find(element, &found) || statement.Find("Not" + std::string(element), &found));
}

PolicyKind GuessKind(JsonView root) {
  JsonView list = root;
  if (!root.is_object() || !root.Find("Statement", &list)) return PolicyKind::kIdentity;
  if (!list.is_array()) {
    if (!Has(list, "Principal")) return PolicyKind::kIdentity;
    return Has(list, "Resource") ? PolicyKind::kOtherResource : PolicyKind::kTrust;
  }
  bool principals = false;
  bool resources = false;
  for (const JsonView statement : list) {
    principals = principals || Has(statement, "Principal");
    resources = resources || Has(statement, "Resource");
  }
  if (!principals) return PolicyKind::kIdentity;
  return resources ? PolicyKind::kOtherResource : PolicyKind::kTrust;
}

std::optional<PolicyKind> KindNamed(std::string_view name) {
  for (const auto& [known, kind] : kKinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

Result<policy::language::Policy> ReadPolicy(const std::string& file, const std::string& kind_name,
                                            std::istream& in) {
  auto text = ReadWholeFile(file, kMaxFileBytes, in);
  if (!text) return std::move(text).error();
  auto document = core::JsonDocument::Parse(*std::move(text));
  if (!document) return InSource(std::move(document).error(), DisplayName(file));
  const auto named = KindNamed(kind_name);
  if (!named && kind_name != "auto") {
    return InvalidInput("--kind takes " + std::string(kPolicyKindNames) + ", not `" + kind_name +
                        "`");
  }
  auto policy = policy::language::ParsePolicy(*document, document->root(), DisplayName(file),
                                              named.value_or(GuessKind(document->root())));
  if (!policy) return InSource(std::move(policy).error(), DisplayName(file));
  return policy;
}

// Which layer a policy stands in does not matter to the keys that it asks for.
Result<std::vector<std::string>> CollectKeys(const ContextKeysArgs& args, std::istream& in) {
  Policies policies;
  for (const std::string& file : args.files) {
    auto read = ReadPolicy(file, args.kind, in);
    if (!read) return std::move(read).error();
    auto& layer =
        policy::language::HasPrincipal(read->kind) ? policies.resource : policies.identity;
    layer.push_back(*std::move(read));
  }
  auto set = policy::engine::PolicySet::Compile(policies);
  if (!set) return std::move(set).error();
  return set->context_keys();
}

}  // namespace

ExitCode RunContextKeys(const ContextKeysArgs& args, std::istream& in, std::ostream& out,
                        std::ostream& err) {
  const auto keys = CollectKeys(args, in);
  if (!keys) {
    ReportError(err, keys.error());
    return ExitCode::kBadInput;
  }
  if (args.style.format == OutputFormat::kJson) {
    out << RenderJsonList(*keys) << '\n';
  } else {
    for (const std::string& key : *keys) out << EscapeControls(key) << '\n';
  }
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

}  // namespace keyward::cli
