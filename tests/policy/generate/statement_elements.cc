// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "tests/policy/generate/statement_text.h"

namespace keyward::policy::naive {
namespace {

using engine::Layer;

// An action pattern that matches the action, more or less.
std::string ActionPatternFor(const std::string& action, Entropy& entropy) {
  const std::size_t colon = action.find(':');
  const std::string service = action.substr(0, colon + 1);
  std::string name = action.substr(colon + 1);
  switch (entropy.Below(5)) {
    case 0:
      return service + "*";
    case 1:
      return action;
    case 2:
      return service + name.substr(0, 1 + entropy.Below(static_cast<std::uint32_t>(name.size()))) +
             "*";
    case 3:
      name[entropy.Below(static_cast<std::uint32_t>(name.size()))] = '?';
      return service + name;
    default:
      return service + "*" + name.substr(entropy.Below(static_cast<std::uint32_t>(name.size())));
  }
}

std::string ActionPattern(const Place& place, bool fits, Entropy& entropy) {
  if (fits) return ActionPatternFor(place.scene->action, entropy);
  return std::string(entropy.Pick(ActionPatterns()));
}

// The last part of an ARN, changed so that it may still match.
std::string LastPart(std::string part, const RequestDraft& scene, Entropy& entropy) {
  const auto size = static_cast<std::uint32_t>(part.size());
  std::uint32_t from = size == 0 ? 0 : entropy.Below(size);
  std::uint32_t to = size == 0 ? 0 : from + entropy.Below(size - from + 1);
  const auto inside = [&](std::uint32_t at) { return (part[at] & 0xC0) == 0x80; };
  while (from < size && inside(from)) ++from;  // not within a character
  if (to < from) to = from;
  while (to < size && inside(to)) ++to;
  const std::string middle = part.substr(from, to - from);
  switch (entropy.Below(7)) {
    case 0:
      return "*";
    case 1:
      return part.substr(0, from) + "*";
    case 2:
      return part.substr(0, from) + "*" + part.substr(to);
    case 3:
      if (from == size) return part;
      to = from + 1;
      while (to < size && inside(to)) ++to;
      return part.substr(0, from) + "?" + part.substr(to);
    case 4:
    case 5:
      return part.substr(0, from) + AnyVariable(scene, middle, entropy) + part.substr(to);
    default:
      return part;
  }
}

// A pattern near the ARN: whole, cut short, or with wildcards and variables.
std::string ResourcePatternFor(const Place& place, const std::string& arn, Entropy& entropy) {
  std::vector<std::string> parts;
  std::string rest = arn;
  for (int i = 0; i < 5; ++i) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string::npos) return "*";
    parts.push_back(rest.substr(0, colon));
    rest = rest.substr(colon + 1);
  }
  parts.push_back(LastPart(rest, *place.scene, entropy));
  for (std::size_t i = 1; i < 5; ++i) {
    if (entropy.Chance(12)) parts[i] = "*";
    if (i >= 2 && parts[i].size() > 3 && entropy.Chance(5)) parts[i].replace(1, 2, "*");
    if (i >= 2 && parts[i].size() > 3 && entropy.Chance(5)) parts[i].replace(2, 1, "?");
  }
  const bool organization = place.layer == Layer::kScp || place.layer == Layer::kRcp;
  std::size_t count = 6;
  if (!organization && entropy.Chance(8)) count = 3 + entropy.Below(3);
  std::string pattern = "arn";
  for (std::size_t i = 1; i < count; ++i) pattern += ":" + parts[i];
  return pattern;
}

std::string ResourcePattern(const Place& place, bool fits, Entropy& entropy) {
  const RequestDraft& scene = *place.scene;
  if (fits && (scene.resource == "*" || entropy.Chance(25))) return "*";
  if (fits) return ResourcePatternFor(place, scene.resource, entropy);
  const ActionWord& word = entropy.Pick(ActionWords());
  const std::string_view account =
      entropy.Chance(50) ? std::string_view(scene.owner) : entropy.Pick(Accounts());
  return ResourcePatternFor(place, Render(entropy.Pick(word.resources), "aws", account), entropy);
}

std::string TrustAction(Entropy& entropy) {
  static constexpr std::array<std::string_view, 6> kActions = {
      "sts:AssumeRole",         "sts:AssumeRole",  "sts:AssumeRoleWithWebIdentity",
      "sts:AssumeRoleWithSAML", "sts:AssumeRole*", "STS:assumerole"};
  return std::string(entropy.Pick(kActions));
}

}  // namespace

std::string ScalarOrList(const std::vector<std::string>& values, Entropy& entropy) {
  if (values.size() == 1 && entropy.Chance(60)) return values.front();
  return JsonArray(values);
}

std::string AnyVariable(const RequestDraft& scene, const std::string& text, Entropy& entropy) {
  for (const ContextDraft& entry : scene.context) {
    const bool same = !text.empty() && !entry.multivalued && entry.values.front() == text;
    if (same && entropy.Chance(80)) return "${" + entry.key + "}";
  }
  const bool quotable = text.find_first_of("'}{$") == std::string::npos;
  switch (entropy.Below(8)) {
    case 0:
      return "${*}";
    case 1:
      return "${?}";
    case 2:
      return "${$}";
    case 3:
      return "${" + std::string(entropy.Pick(KeyWords()).key) + "}";
    case 4:
      return "${aws:username}";
    case 5:
      return "${aws:TagKeys, 'x'}";
    default:
      return "${" + std::string(entropy.Pick(KeyWords()).key) + ", '" + (quotable ? text : "") +
             "'}";
  }
}

JsonMembers ActionElement(const Place& place, bool allow, std::uint32_t fit, Entropy& entropy) {
  const bool rcp = place.layer == Layer::kRcp;
  if (place.kind == language::PolicyKind::kTrust) {
    const std::string first = TrustAction(entropy);
    const std::string second = TrustAction(entropy);
    std::vector<std::string> actions = {first};
    if (second != first && entropy.Chance(40)) actions.push_back(second);
    return {{"Action", ScalarOrList(QuotedAll(actions), entropy)}};
  }
  if (allow && !rcp && entropy.Chance(25)) return {{"Action", "\"*\""}};
  const bool negated = !rcp && entropy.Chance(8);
  std::vector<std::string> actions;
  const std::uint32_t count = 1 + entropy.Below(3);
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool fits = i == 0 && entropy.Chance(fit) != negated;
    std::string action = ActionPattern(place, fits, entropy);
    if (rcp && action == "*") action = "s3:*";
    actions.push_back(action);
  }
  return {{negated ? "NotAction" : "Action", ScalarOrList(QuotedAll(actions), entropy)}};
}

JsonMembers ResourceElement(const Place& place, std::uint32_t fit, Entropy& entropy) {
  if (place.kind == language::PolicyKind::kTrust) return {};
  const bool negated = entropy.Chance(12);
  std::vector<std::string> resources;
  const std::uint32_t count = 1 + entropy.Below(3);
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool fits = i == 0 && entropy.Chance(fit) != negated;
    resources.push_back(ResourcePattern(place, fits, entropy));
  }
  return {{negated ? "NotResource" : "Resource", ScalarOrList(QuotedAll(resources), entropy)}};
}

}  // namespace keyward::policy::naive
