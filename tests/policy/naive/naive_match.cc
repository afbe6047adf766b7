// SPDX-License-Identifier: Apache-2.0
#include "tests/policy/naive/naive_match.h"

#include <vector>

#include "tests/policy/naive/naive_text.h"

namespace keyward::policy::naive {
namespace {

using engine::Layer;

// Rule 18: the service part is exact, the action part takes `*` and `?`, case does not matter.
bool ActionPatternMatches(const std::string& raw, const std::string& action) {
  if (raw == "*") return true;
  const std::string pattern = Folded(raw);
  const std::string folded = Folded(action);
  const std::size_t pattern_colon = pattern.find(':');
  const std::size_t action_colon = folded.find(':');
  if (pattern_colon == std::string::npos || action_colon == std::string::npos) return false;
  if (pattern.substr(0, pattern_colon) != folded.substr(0, action_colon)) return false;
  const FilledValue part =
      FillIn(pattern.substr(pattern_colon + 1), kNoVariables, Wildcards::kFree, engine::Context());
  return Matches(part.tokens, Characters(folded.substr(action_colon + 1)));
}

// Rule 21: which layers fill an incomplete ARN; elsewhere it matches nothing.
bool FillsIncompleteArns(Layer layer) {
  switch (layer) {
    case Layer::kIdentity:
    case Layer::kBoundary:
    case Layer::kSession:
      return true;
    case Layer::kRcp:
    case Layer::kScp:
    case Layer::kResource:
    case Layer::kEndpoint:
      return false;
  }
  return false;
}

// Where variables may begin: after the fifth colon (rule 20), and nowhere in version 2008-10-17
// (rule 23).
std::size_t VariablesFrom(const std::string& raw, language::Version version) {
  if (version == language::Version::k2008_10_17) return kNoVariables;
  std::size_t colon = std::string::npos;
  for (int i = 0; i < 5; ++i) {
    colon = raw.find(':', colon + 1);
    if (colon == std::string::npos) return kNoVariables;
  }
  return colon + 1;
}

struct PatternOutcome {
  Kleene matches = Kleene::kFalse;
  bool unresolved = false;
};

PatternOutcome ResourcePatternMatches(std::string raw, language::Version version, Layer layer,
                                      const engine::Request& request,
                                      std::set<std::string>* missing) {
  if (raw == "*") return {Kleene::kTrue, false};
  std::size_t segments = ArnSegments(raw).size();
  if (segments < 6 && !FillsIncompleteArns(layer)) return {Kleene::kFalse, false};
  for (; segments < 6; ++segments) raw += ":*";

  const FilledValue filled =
      FillIn(raw, VariablesFrom(raw, version), Wildcards::kStopAtColon, request.context);
  missing->insert(filled.absent_keys.begin(), filled.absent_keys.end());
  if (filled.resolved == Kleene::kFalse) return {Kleene::kFalse, true};           // rule 24
  if (filled.resolved == Kleene::kUndefined) return {Kleene::kUndefined, false};  // rule 33
  const std::string resource = ResourceOf(request);
  if (resource == "*") return {Kleene::kFalse, false};  // rule 22
  return {Known(Matches(filled.tokens, Characters(resource))), false};
}

}  // namespace

std::string ResourceOf(const engine::Request& request) {
  return request.facts.resource_level ? request.resource : "*";
}

bool ActionMatches(const language::Statement& statement, const engine::Request& request) {
  bool any = false;
  for (const language::Text& action : statement.actions) {
    any = any || ActionPatternMatches(action.value, request.action);
  }
  return any != statement.not_action;
}

Kleene ResourceMatches(const language::Statement& statement, language::Version version, Layer layer,
                       const engine::Request& request, std::set<std::string>* missing) {
  // Rule 36: trust policies have no Resource; theirs is the role itself.
  if (statement.resources.empty()) return Kleene::kTrue;
  Kleene any = Kleene::kFalse;
  for (const language::Text& resource : statement.resources) {
    const PatternOutcome outcome =
        ResourcePatternMatches(resource.value, version, layer, request, missing);
    // Rule 24: an unresolved variable does not match in Resource and leaves NotResource undefined.
    const bool unknown = outcome.unresolved && statement.not_resource;
    any = Or(any, unknown ? Kleene::kUndefined : outcome.matches);
  }
  return statement.not_resource ? Not(any) : any;
}

}  // namespace keyward::policy::naive
