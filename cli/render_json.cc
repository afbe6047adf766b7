// SPDX-License-Identifier: Apache-2.0
#include "cli/render_json.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/explanation_text.h"

namespace keyward::cli {
namespace {

using Json = nlohmann::ordered_json;
using policy::engine::Explanation;
using policy::engine::LayerResult;
using policy::engine::PolicySet;
using policy::engine::StatementRef;
using policy::engine::StatementResult;

Json StringOrNull(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

std::string_view EffectName(policy::language::Effect effect) {
  return effect == policy::language::Effect::kAllow ? "Allow" : "Deny";
}

Json MatchedStatement(const PolicySet& set, const StatementRef& ref) {
  const PolicySet::StatementInfo info = set.statement(ref.statement);
  return Json{{"policy", info.policy_name},
              {"kind", policy::language::KindName(info.kind)},
              {"sid", StringOrNull(info.sid)},
              {"index", info.index},
              {"effect", EffectName(info.effect)}};
}

Json ConditionJson(const policy::engine::ConditionResult& condition) {
  return Json{{"operator", condition.op},
              {"key", condition.key},
              {"expected", condition.expected},
              {"actual", condition.actual},
              {"present", condition.key_present},
              {"result", TruthName(condition.truth)},
              {"note", StringOrNull(condition.note)}};
}

Json SubstitutionJson(const policy::engine::Substitution& substitution) {
  return Json{{"variable", substitution.variable},
              {"value", substitution.resolved ? Json(substitution.value) : Json(nullptr)},
              {"usedDefault", substitution.used_default}};
}

template <typename Items, typename Render>
Json JsonList(const Items& items, Render render) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(render(item));
  return list;
}

Json StatementJson(const Decided& decided, const StatementResult& result) {
  const PolicySet::StatementInfo info = decided.set.statement(result.ref.statement);
  const policy::language::Statement* statement = FindStatement(decided, info);
  Json json = MatchedStatement(decided.set, result.ref);
  json["layer"] = policy::engine::LayerName(info.layer);
  json["level"] = HasLevels(info.layer) ? Json(info.level) : Json(nullptr);
  json["line"] = info.line;
  json["column"] = info.column;
  json["pointer"] = statement == nullptr ? Json(nullptr) : Json(statement->pointer);
  json["matched"] = result.matched;
  json["failed"] = StringOrNull(ElementName(result.failed));
  json["expected"] = result.expected;
  json["actual"] = StringOrNull(result.actual);
  json["note"] = StringOrNull(result.note);
  json["conditions"] = JsonList(result.conditions, ConditionJson);
  json["substitutions"] = JsonList(result.substitutions, SubstitutionJson);
  return json;
}

Json LayerJson(const LayerResult& layer) {
  return Json{{"layer", policy::engine::LayerName(layer.layer)},
              {"applied", layer.applied},
              {"allowed", layer.allowed},
              {"denied", layer.denied},
              {"silenceHarmless", layer.bypassed},
              {"note", StringOrNull(layer.note)}};
}

Json RequestJson(const DecidedRequest& request) {
  return Json{{"principal", request.principal},
              {"action", request.action},
              {"resource", request.resource},
              {"resourceAccount", StringOrNull(request.owner_account)},
              {"facts",
               {{"managementAccount", request.facts.management_account},
                {"resourcePolicyKind", ResourcePolicyKindName(request.facts.resource_policy_kind)},
                {"rcpSupported", request.facts.rcp_supported},
                {"resourceLevel", request.facts.resource_level}}}};
}

Json ExplanationJson(const Decided& decided) {
  const Explanation& explanation = decided.explanation;
  Json principal_context = Json::object();
  for (const ContextValue& value : decided.added_keys) {
    principal_context[value.key] = value.values.front();
  }
  return Json{{"summary", explanation.summary},
              {"reason", ReasonName(explanation.decision.reason)},
              {"withoutDenies", decided.without_denies
                                    ? Json(policy::engine::VerdictName(*decided.without_denies))
                                    : Json(nullptr)},
              {"request", RequestJson(decided.request)},
              {"layers", JsonList(explanation.layers, LayerJson)},
              {"statements", JsonList(explanation.statements,
                                      [&](const StatementResult& result) {
                                        return StatementJson(decided, result);
                                      })},
              {"principalContext", std::move(principal_context)}};
}

// Renders an object and puts the id, as it was written, in front.
std::string Finish(const std::string& id, const Json& rest) {
  const std::string text = rest.dump(-1, ' ', false, Json::error_handler_t::replace);
  return "{\"id\":" + id + "," + text.substr(1);
}

}  // namespace

std::string RenderJson(const Decided& decided, bool explain) {
  const Explanation& explanation = decided.explanation;
  const auto& blocked_by = explanation.decision.blocked_by;
  Json json{
      {"decision", policy::engine::VerdictName(explanation.decision.verdict)},
      {"blockedBy", blocked_by ? Json(policy::engine::LayerName(*blocked_by)) : Json(nullptr)},
      {"matchedStatements",
       JsonList(explanation.matched,
                [&](const StatementRef& ref) { return MatchedStatement(decided.set, ref); })},
      {"missingContextKeys", explanation.missing_keys},
      {"ignoredContextKeys", decided.ignored_keys},
      {"warnings", decided.warnings}};
  if (explain) json["explanation"] = ExplanationJson(decided);
  return Finish(decided.id, json);
}

std::string RenderJsonError(const std::string& id, const core::Error& error) {
  std::string message = error.message;
  if (error.name == "MalformedJson" && error.place.pointer.empty()) {
    message += " (column " + std::to_string(error.place.column) + ")";
  }
  return Finish(id, Json{{"error",
                          {{"code", error.name},
                           {"message", std::move(message)},
                           {"pointer", error.place.pointer}}}});
}

std::string RenderJsonList(const std::vector<std::string>& strings) {
  return Json(strings).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace keyward::cli
