// SPDX-License-Identifier: Apache-2.0
#include "cli/single_input.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "cli/files.h"
#include "cli/report.h"
#include "cli/simulation_input.h"
#include "core/json.h"
#include "policy/language/parse.h"

namespace keyward::cli {
namespace {

using core::Result;
using policy::language::Policy;
using policy::language::PolicyKind;

constexpr std::pair<std::string_view, std::string_view> kOptionOfPointer[] = {
    {"/request/action", "--action"},
    {"/request/resource", "--resource"},
    {"/request/resourceAccount", "--resource-account"},
    {"/request/principal", "--principal"},
};

// Reads files and options into one simulation; one method a part.
class Builder {
 public:
  Builder(const SingleArgs& args, bool raw, std::istream& in)
      : args_(args), raw_(raw), options_(PolicyParseOptions(raw)), in_(in) {}

  Result<Simulation> Build() {
    for (const auto step : {&Builder::ReadRequest, &Builder::ReadFacts, &Builder::ReadContextArgs,
                            &Builder::ReadPolicies, &Builder::ReadGrantsFile}) {
      if (auto done = (this->*step)(); !done) return std::move(done).error();
    }
    return std::move(simulation_);
  }

 private:
  Result<void> ReadRequest() {
    for (const auto& [option, value] :
         {std::pair{"--principal", &args_.principal}, std::pair{"--action", &args_.action}}) {
      if (value->empty()) return Usage(std::string(option) + " is needed");
    }
    auto caller = policy::engine::Caller::Parse(args_.principal);
    if (!caller) return InOption(std::move(caller).error(), "--principal");
    simulation_.caller = *std::move(caller);
    simulation_.action = args_.action;
    simulation_.resource = args_.resource;
    simulation_.resource_account = args_.resource_account;
    return {};
  }

  Result<void> ReadFacts() {
    StatedFacts& facts = simulation_.facts;
    facts.management_account = args_.management_account;
    facts.rcp_supported = args_.rcp_supported;
    facts.resource_level = args_.resource_level;
    facts.multivalued = args_.multivalued;
    facts.session_issuer = args_.session_issuer;
    if (!args_.resource_policy_kind.empty()) {
      facts.resource_policy_kind = ParseResourcePolicyKind(args_.resource_policy_kind);
      if (!facts.resource_policy_kind) {
        return Usage("--resource-policy-kind takes bucket, key, trust or other, not `" +
                     args_.resource_policy_kind + "`");
      }
    }
    if (facts.session_issuer.empty()) return {};
    auto set = simulation_.caller.set_session_issuer(facts.session_issuer);
    if (!set) return InOption(std::move(set).error(), "--session-issuer");
    return {};
  }

  Result<void> ReadContextArgs() {
    if (!args_.context_file.empty()) {
      auto document = ReadJson(args_.context_file);
      if (!document) return std::move(document).error();
      auto context = ReadContext(document->root());
      if (!context) return InSource(std::move(context).error(), DisplayName(args_.context_file));
      simulation_.context = *std::move(context);
    }
    std::unordered_map<std::string, std::size_t> places;  // key -> position in the context
    for (std::size_t i = 0; i < simulation_.context.size(); ++i) {
      simulation_.context[i].pointer.clear();
      places.emplace(simulation_.context[i].key, i);
    }
    std::unordered_set<std::string> given;
    for (const std::string& argument : args_.context) {
      const std::size_t equals = argument.find('=');
      if (equals == 0 || equals == std::string::npos) {
        return Usage("--context takes KEY=VALUE, not `" + argument + "`");
      }
      const std::string key = argument.substr(0, equals);
      const auto [place, is_new] = places.emplace(key, simulation_.context.size());
      if (is_new) simulation_.context.emplace_back();
      ContextValue& value = simulation_.context[place->second];
      if (given.insert(key).second) {
        value = {key, {argument.substr(equals + 1)}, false, {}};
      } else {
        value.values.push_back(argument.substr(equals + 1));
        value.list = true;
      }
    }
    return {};
  }

  Result<void> ReadPolicies() {
    auto& policies = simulation_.policies;
    if (auto read = ReadFiles(args_.identity, PolicyKind::kIdentity, &policies.identity); !read) {
      return read;
    }
    if (auto read = ReadFiles(args_.session, PolicyKind::kSession, &policies.session); !read) {
      return read;
    }
    if (auto read = ReadFiles(args_.endpoint, PolicyKind::kEndpoint, &policies.endpoint); !read) {
      return read;
    }
    if (!args_.boundary.empty()) {
      auto read = ReadFiles({args_.boundary}, PolicyKind::kBoundary, &policies.boundary);
      if (!read) return read;
    }
    if (!args_.resource_policy.empty()) {
      auto read =
          ReadFiles({args_.resource_policy}, LanguageKind(ResourcePolicyKindOf(simulation_, raw_)),
                    &policies.resource);
      if (!read) return read;
    }
    if (auto read = ReadLevels(args_.scp_levels, PolicyKind::kServiceControl, &policies.scp);
        !read) {
      return read;
    }
    return ReadLevels(args_.rcp_levels, PolicyKind::kResourceControl, &policies.rcp);
  }

  Result<void> ReadGrantsFile() {
    if (args_.grants_file.empty()) return {};
    auto document = ReadJson(args_.grants_file);
    if (!document) return std::move(document).error();
    auto grants = ReadGrants(document->root());
    if (!grants) return InSource(std::move(grants).error(), DisplayName(args_.grants_file));
    simulation_.grants = *std::move(grants);
    return {};
  }

  Result<void> ReadFiles(const std::vector<std::string>& files, PolicyKind kind,
                         std::vector<Policy>* into) {
    for (const std::string& file : files) {
      auto text = ReadText(file);
      if (!text) return std::move(text).error();
      auto policy =
          policy::language::ParsePolicy(*std::move(text), DisplayName(file), kind, options_);
      if (!policy) return InSource(std::move(policy).error(), DisplayName(file));
      for (const core::Error& warning : policy->warnings) {
        simulation_.warnings.push_back(DescribeWarning(policy->name, warning));
      }
      into->push_back(*std::move(policy));
    }
    return {};
  }

  Result<void> ReadLevels(const std::vector<std::string>& levels, PolicyKind kind,
                          std::vector<std::vector<Policy>>* into) {
    for (const std::string& level : levels) {
      std::vector<std::string> files;
      for (std::size_t at = 0; at < level.size();) {
        const std::size_t end = std::min(level.find(',', at), level.size());
        files.push_back(level.substr(at, end - at));
        at = end + 1;
      }
      into->emplace_back();
      if (auto read = ReadFiles(files, kind, &into->back()); !read) return read;
    }
    return {};
  }

  Result<std::string> ReadText(const std::string& file) {
    return ReadWholeFile(file, kMaxFileBytes, in_);
  }

  Result<core::JsonDocument> ReadJson(const std::string& file) {
    auto text = ReadText(file);
    if (!text) return std::move(text).error();
    auto document = core::JsonDocument::Parse(*std::move(text));
    if (!document) return InSource(std::move(document).error(), DisplayName(file));
    return document;
  }

  static core::Error Usage(std::string message) { return InvalidInput(std::move(message)); }

  static core::Error InOption(core::Error error, std::string_view option) {
    error.place = {};
    return InSource(std::move(error), option);
  }

  const SingleArgs& args_;
  bool raw_;
  policy::language::ParseOptions options_;
  std::istream& in_;
  Simulation simulation_;
};

}  // namespace

Result<Simulation> BuildSimulation(const SingleArgs& args, bool raw, std::istream& in) {
  return Builder(args, raw, in).Build();
}

std::string OptionForPointer(std::string_view pointer) {
  for (const auto& [known, option] : kOptionOfPointer) {
    if (known == pointer) return std::string(option);
  }
  return {};
}

std::string FirstSingleOption(const SingleArgs& args) {
  const std::pair<std::string_view, bool> given[] = {
      {"--principal", !args.principal.empty()},
      {"--action", !args.action.empty()},
      {"--resource", !args.resource.empty()},
      {"--resource-account", !args.resource_account.empty()},
      {"--identity", !args.identity.empty()},
      {"--resource-policy", !args.resource_policy.empty()},
      {"--boundary", !args.boundary.empty()},
      {"--session", !args.session.empty()},
      {"--scp-level", !args.scp_levels.empty()},
      {"--rcp-level", !args.rcp_levels.empty()},
      {"--endpoint", !args.endpoint.empty()},
      {"--context", !args.context.empty()},
      {"--context-file", !args.context_file.empty()},
      {"--grants", !args.grants_file.empty()},
      {"--management-account", args.management_account.has_value()},
      {"--rcp-supported", args.rcp_supported.has_value()},
      {"--resource-level", args.resource_level.has_value()},
      {"--resource-policy-kind", !args.resource_policy_kind.empty()},
      {"--session-issuer", !args.session_issuer.empty()},
      {"--multivalued", !args.multivalued.empty()},
  };
  for (const auto& [option, is_given] : given) {
    if (is_given) return std::string(option);
  }
  return {};
}

}  // namespace keyward::cli
