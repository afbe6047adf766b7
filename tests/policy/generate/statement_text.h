// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/engine/decision.h"
#include "policy/language/policy.h"
#include "tests/policy/generate/draft.h"
#include "tests/policy/generate/entropy.h"
#include "tests/policy/generate/json_text.h"

// The elements of generated statements, as JSON text.
namespace keyward::policy::naive {

// What a document is made for.
struct Place {
  engine::Layer layer = engine::Layer::kIdentity;
  language::PolicyKind kind = language::PolicyKind::kIdentity;
  const RequestDraft* scene = nullptr;  // the request that its statements are to meet
};

// `fit`: how many of 100 elements are made to match the scene.
JsonMembers ActionElement(const Place& place, bool allow, std::uint32_t fit, Entropy& entropy);
JsonMembers ResourceElement(const Place& place, std::uint32_t fit, Entropy& entropy);
JsonMembers PrincipalElement(const Place& place, bool allow, std::uint32_t fit, Entropy& entropy);
JsonMembers ConditionElement(const Place& place, std::uint32_t fit, Entropy& entropy);

// A value alone or a list, whichever; a list of several stays one.
std::string ScalarOrList(const std::vector<std::string>& values, Entropy& entropy);

// A policy variable: one that the scene resolves to `text` when it can, else any.
std::string AnyVariable(const RequestDraft& scene, const std::string& text, Entropy& entropy);

// A statement of a document that ParsePolicy refuses, with the defect in one of its elements.
std::string InvalidStatement(const Place& place, Entropy& entropy);

}  // namespace keyward::policy::naive
