// SPDX-License-Identifier: Apache-2.0
#include "cli/simulation_input.h"

#include <optional>
#include <string_view>
#include <utility>

#include "cli/json_fields.h"
#include "cli/report.h"
#include "policy/language/parse.h"

namespace keyward::cli {
namespace {

using core::JsonView;
using core::Result;
using policy::engine::Caller;
using policy::engine::Policies;
using policy::language::Policy;
using policy::language::PolicyKind;

// Places an error that the engine worded at the value that it is about.
core::Error At(JsonView where, core::Error error) {
  error.place = where.place();
  return error;
}

Result<Caller> ReadPrincipal(JsonView value) {
  Result<Caller> caller = Caller();
  if (value.is_string()) {
    if (value.text() == "anonymous") return caller;
    caller = Caller::FromArn(value.text());
  } else {
    if (auto fields = CheckFields(value, "a principal", {"service", "federated"}); !fields) {
      return std::move(fields).error();
    }
    if (value.size() != 1) {
      return InvalidInputAt(value, "a principal object has one field, `service` or `federated`");
    }
    const JsonView member = *value.begin();
    auto name = RequiredString(value, member.key());
    if (!name) return std::move(name).error();
    caller = member.key() == "service" ? Caller::Service(*name) : Caller::Federated(*name);
  }
  if (!caller) return At(value, std::move(caller).error());
  return caller;
}

Result<void> ReadRequest(JsonView request, Simulation* simulation) {
  if (auto fields = CheckFields(request, "the request",
                                {"principal", "action", "resource", "resourceAccount", "context"});
      !fields) {
    return fields;
  }
  const auto principal = Member(request, "principal");
  if (!principal) return InvalidInputAt(request, "`principal` is missing");
  auto caller = ReadPrincipal(*principal);
  if (!caller) return std::move(caller).error();
  simulation->caller = *std::move(caller);
  auto action = RequiredString(request, "action");
  if (!action) return std::move(action).error();
  simulation->action = *std::move(action);
  auto resource = RequiredString(request, "resource");
  if (!resource) return std::move(resource).error();
  simulation->resource = *std::move(resource);
  auto account = OptionalString(request, "resourceAccount");
  if (!account) return std::move(account).error();
  simulation->resource_account = *std::move(account);
  if (const auto context = Member(request, "context")) {
    auto values = ReadContext(*context);
    if (!values) return std::move(values).error();
    simulation->context = *std::move(values);
  }
  return {};
}

Result<void> ReadResourcePolicyKind(JsonView facts, StatedFacts* stated) {
  auto name = OptionalString(facts, "resourcePolicyKind");
  if (!name) return std::move(name).error();
  const auto member = Member(facts, "resourcePolicyKind");
  if (!member) return {};
  stated->resource_policy_kind = ParseResourcePolicyKind(*name);
  if (stated->resource_policy_kind) return {};
  return InvalidInputAt(*member, "`" + *name + "` is no `bucket`, `key`, `trust` or `other`");
}

Result<void> ReadFacts(JsonView facts, Simulation* simulation) {
  StatedFacts& stated = simulation->facts;
  if (auto fields = CheckFields(facts, "`facts`",
                                {"managementAccount", "sessionIssuer", "resourcePolicyKind",
                                 "rcpSupported", "resourceLevel", "multivalued"});
      !fields) {
    return fields;
  }
  if (auto kind = ReadResourcePolicyKind(facts, &stated); !kind) return kind;
  for (const auto& [key, target] : {std::pair{"managementAccount", &stated.management_account},
                                    std::pair{"rcpSupported", &stated.rcp_supported},
                                    std::pair{"resourceLevel", &stated.resource_level}}) {
    auto flag = OptionalBool(facts, key);
    if (!flag) return std::move(flag).error();
    *target = *flag;
  }
  auto multivalued = OptionalStrings(facts, "multivalued");
  if (!multivalued) return std::move(multivalued).error();
  stated.multivalued = *std::move(multivalued);
  auto issuer = OptionalString(facts, "sessionIssuer");
  if (!issuer) return std::move(issuer).error();
  stated.session_issuer = *std::move(issuer);
  if (stated.session_issuer.empty()) return {};
  auto set = simulation->caller.set_session_issuer(stated.session_issuer);
  if (!set) return At(*Member(facts, "sessionIssuer"), std::move(set).error());
  return {};
}

// Reads the policies of one line, one kind after the other.
class PolicyReader {
 public:
  PolicyReader(const core::JsonDocument& document, bool raw, std::vector<std::string>* warnings)
      : document_(document), options_(PolicyParseOptions(raw)), warnings_(*warnings) {}

  // Reads a document, or a document under a name of its own.
  Result<Policy> ReadOne(JsonView value, std::string name, PolicyKind kind) {
    JsonView document = value;
    if (value.is_object() && value.Find("policy", &document)) {
      if (auto fields = CheckFields(value, "a named policy", {"name", "policy"}); !fields) {
        return std::move(fields).error();
      }
      auto given = OptionalString(value, "name");
      if (!given) return std::move(given).error();
      if (!given->empty()) name = *std::move(given);
    }
    auto policy =
        policy::language::ParsePolicy(document_, document, std::move(name), kind, options_);
    if (!policy) return policy;
    for (const core::Error& warning : policy->warnings) {
      warnings_.push_back(DescribeWarning(policy->name, warning));
    }
    return policy;
  }

  Result<void> ReadList(JsonView list, const std::string& name, PolicyKind kind,
                        std::vector<Policy>* into) {
    if (auto array = CheckArray(list); !array) return array;
    for (const JsonView element : list) {
      auto policy = ReadOne(element, name + "[" + std::to_string(into->size()) + "]", kind);
      if (!policy) return std::move(policy).error();
      into->push_back(*std::move(policy));
    }
    return {};
  }

  Result<void> ReadLevels(JsonView levels, const std::string& name, PolicyKind kind,
                          std::vector<std::vector<Policy>>* into) {
    if (auto array = CheckArray(levels); !array) return array;
    for (const JsonView level : levels) {
      const std::string level_name = name + "[" + std::to_string(into->size()) + "]";
      into->emplace_back();
      if (auto read = ReadList(level, level_name, kind, &into->back()); !read) return read;
    }
    return {};
  }

 private:
  const core::JsonDocument& document_;
  policy::language::ParseOptions options_;
  std::vector<std::string>& warnings_;
};

Result<void> ReadPolicies(JsonView policies, PolicyKind resource_kind, PolicyReader* reader,
                          Policies* into) {
  if (auto fields =
          CheckFields(policies, "`policies`",
                      {"identity", "resource", "boundary", "session", "scp", "rcp", "endpoint"});
      !fields) {
    return fields;
  }
  struct Flat {
    const char* name;
    PolicyKind kind;
    std::vector<Policy>* into;
  };
  for (const Flat& flat : {Flat{"identity", PolicyKind::kIdentity, &into->identity},
                           Flat{"boundary", PolicyKind::kBoundary, &into->boundary},
                           Flat{"session", PolicyKind::kSession, &into->session},
                           Flat{"endpoint", PolicyKind::kEndpoint, &into->endpoint}}) {
    const auto list = Member(policies, flat.name);
    if (!list) continue;
    if (auto read = reader->ReadList(*list, flat.name, flat.kind, flat.into); !read) return read;
  }
  if (const auto scp = Member(policies, "scp")) {
    auto read = reader->ReadLevels(*scp, "scp", PolicyKind::kServiceControl, &into->scp);
    if (!read) return read;
  }
  if (const auto rcp = Member(policies, "rcp")) {
    auto read = reader->ReadLevels(*rcp, "rcp", PolicyKind::kResourceControl, &into->rcp);
    if (!read) return read;
  }
  if (const auto resource = Member(policies, "resource")) {
    auto policy = reader->ReadOne(*resource, "resource", resource_kind);
    if (!policy) return std::move(policy).error();
    into->resource.push_back(*std::move(policy));
  }
  return {};
}

Result<void> ReadBody(const core::JsonDocument& line, bool raw, Simulation* simulation) {
  const JsonView root = line.root();
  const auto request = Member(root, "request");
  if (!request) return InvalidInputAt(root, "`request` is missing");
  if (auto read = ReadRequest(*request, simulation); !read) return read;
  if (const auto facts = Member(root, "facts")) {
    if (auto read = ReadFacts(*facts, simulation); !read) return read;
  }
  if (const auto policies = Member(root, "policies")) {
    PolicyReader reader(line, raw, &simulation->warnings);
    auto read = ReadPolicies(*policies, LanguageKind(ResourcePolicyKindOf(*simulation, raw)),
                             &reader, &simulation->policies);
    if (!read) return read;
  }
  if (const auto grants = Member(root, "grants")) {
    auto read = ReadGrants(*grants);
    if (!read) return std::move(read).error();
    simulation->grants = *std::move(read);
  }
  return {};
}

}  // namespace

std::string ReadId(const core::JsonDocument& line) {
  const JsonView root = line.root();
  if (!root.is_object()) return "null";
  const auto id = Member(root, "id");
  if (!id || (!id->is_string() && id->kind() != core::JsonKind::kNumber)) return "null";
  return std::string(id->source());
}

Result<Simulation> ReadSimulation(const core::JsonDocument& line, bool raw) {
  const JsonView root = line.root();
  if (auto fields = CheckFields(root, "a line", {"id", "request", "policies", "grants", "facts"});
      !fields) {
    return std::move(fields).error();
  }
  Simulation simulation;
  simulation.id = ReadId(line);
  if (const auto id = Member(root, "id"); id && simulation.id == "null") {
    return InvalidInputAt(*id, "`id` is neither a string nor a number");
  }
  if (auto read = ReadBody(line, raw, &simulation); !read) return std::move(read).error();
  return simulation;
}

Result<std::vector<ContextValue>> ReadContext(JsonView object) {
  std::vector<ContextValue> context;
  if (!object.is_object()) {
    return InvalidInputAt(
        object, "expected an object of context keys, found " + std::string(object.kind_name()));
  }
  context.reserve(object.size());
  for (const JsonView member : object) {
    ContextValue& value = context.emplace_back();
    value.key = member.key();
    value.pointer = member.pointer();
    value.list = member.is_array();
    if (value.key.empty()) return InvalidInputAt(member, "a context key is empty");
    if (!value.list) {
      auto text = ScalarText(member);
      if (!text) return std::move(text).error();
      value.values.push_back(*std::move(text));
      continue;
    }
    for (const JsonView element : member) {
      auto text = ScalarText(element);
      if (!text) return std::move(text).error();
      value.values.push_back(*std::move(text));
    }
  }
  return context;
}

}  // namespace keyward::cli
