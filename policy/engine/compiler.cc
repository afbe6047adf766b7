// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/compiler.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/encoding.h"
#include "policy/language/variables.h"
#include "policy/match/hash.h"

namespace keyward::policy::engine {
namespace {

using language::ConditionType;
using language::Policy;
using language::Statement;
using match::Pattern;
using match::Wildcards;

constexpr std::size_t kArnSegments = 6;

core::Error TooMany(const char* what, std::size_t limit) {
  return {core::ErrorCode::kResourceExhausted, "LimitExceeded",
          "a policy set holds at most " + std::to_string(limit) + " " + what};
}

std::size_t CountStatements(const std::vector<Policy>& policies) {
  std::size_t count = 0;
  for (const Policy& policy : policies) count += policy.statements.size();
  return count;
}

class Compiler {
 public:
  explicit Compiler(PolicySet::Impl* impl)
      : impl_(*impl), builder_(&impl->texts, &impl->tokens, &impl->variables) {}

  void AddLayer(Layer layer, const std::vector<Policy>& policies, std::uint8_t level = 0) {
    if (!policies.empty()) impl_.has_layer[static_cast<int>(layer)] = true;
    for (std::uint32_t position = 0; position < policies.size(); ++position) {
      const Policy& policy = policies[position];
      impl_.policies.push_back({policy.name, policy.pointer, policy.kind, position});
      for (const Statement& statement : policy.statements)
        AddStatement(layer, level, policy, statement);
    }
  }

  void Finish() {
    for (std::uint32_t id = 0; id < impl_.statements.size(); ++id) AddToIndex(id);
    impl_.index = StatementIndex(std::move(entries_));
    impl_.texts.Seal();
    const auto shrink = [](auto&... arrays) { (arrays.shrink_to_fit(), ...); };
    shrink(impl_.policies, impl_.statements, impl_.patterns, impl_.principals, impl_.conditions,
           impl_.tokens, impl_.variables, impl_.values.keys, impl_.values.patterns,
           impl_.values.decimals, impl_.values.dates, impl_.values.networks, impl_.values.booleans,
           impl_.values.binaries, impl_.values.texts);
  }

 private:
  void AddStatement(Layer layer, std::uint8_t level, const Policy& policy,
                    const Statement& source) {
    CompiledStatement statement;
    statement.layer = layer;
    statement.level = level;
    statement.effect = source.effect;
    statement.not_action = source.not_action;
    statement.not_resource = source.not_resource;
    statement.not_principal = source.not_principal;
    statement.has_principal = language::HasPrincipal(policy.kind);
    statement.has_resource = !source.resources.empty();
    statement.policy = static_cast<std::uint32_t>(impl_.policies.size() - 1);
    statement.index = source.index;
    statement.line = source.span.line;
    statement.column = source.span.column;
    statement.sid = impl_.texts.Intern(source.sid);
    statement.actions = AddActions(source);
    statement.resources = AddResources(policy, source);
    statement.principals = AddPrincipals(source);
    statement.conditions = AddConditions(policy.version, source);
    impl_.statements.push_back(statement);
  }

  Run AddActions(const Statement& source) {
    Run run{static_cast<std::uint32_t>(impl_.patterns.size()), 0};
    for (const language::Text& action : source.actions) {
      Pattern pattern = builder_.Plain(core::AsciiLower(action.value), Wildcards::kPlain);
      const std::string_view service =
          std::string_view(action.value).substr(0, action.value.find(':'));
      const bool wild_service =
          action.value != "*" && service.find_first_of("*?") != std::string_view::npos;
      if (wild_service) pattern.shape = Pattern::Shape::kNothing;
      pattern.source = impl_.texts.Intern(action.value);
      impl_.patterns.push_back(pattern);
      ++run.count;
    }
    return run;
  }

  // Fills the segments that an incomplete ARN lacks, where that is how policies of the kind are
  // read.
  Pattern AddResource(const Policy& policy, const std::string& text) {
    const auto segments = static_cast<std::size_t>(std::count(text.begin(), text.end(), ':')) + 1;
    const bool incomplete = text != "*" && segments < kArnSegments;
    std::string filled = text;
    for (std::size_t i = segments; incomplete && i < kArnSegments; ++i) filled += ":*";
    const bool variables = policy.version == language::Version::k2012_10_17;
    Pattern pattern = variables
                          ? builder_.WithVariables(filled, language::ResourceVariablesStart(filled),
                                                   Wildcards::kResource)
                          : builder_.Plain(filled, Wildcards::kResource);
    if (incomplete && language::HasPrincipal(policy.kind)) pattern.shape = Pattern::Shape::kNothing;
    pattern.source = impl_.texts.Intern(text);
    return pattern;
  }

  Run AddResources(const Policy& policy, const Statement& source) {
    Run run{static_cast<std::uint32_t>(impl_.patterns.size()), 0};
    for (const language::Text& resource : source.resources) {
      impl_.patterns.push_back(AddResource(policy, resource.value));
      ++run.count;
    }
    return run;
  }

  Run AddPrincipals(const Statement& source) {
    Run run{static_cast<std::uint32_t>(impl_.principals.size()), 0};
    for (const language::Principal& principal : source.principals) {
      impl_.principals.push_back({principal.type, impl_.texts.Intern(principal.value),
                                  impl_.texts.Intern(principal.partition),
                                  impl_.texts.Intern(principal.account),
                                  impl_.texts.Intern(principal.name)});
      ++run.count;
    }
    return run;
  }

  Run AddConditions(language::Version version, const Statement& source) {
    Run run{static_cast<std::uint32_t>(impl_.conditions.size()), 0};
    for (const language::Condition& condition : source.conditions) {
      match::Condition compiled;
      compiled.op = condition.op;
      compiled.key = AddKey(condition.key.value);
      compiled.value_count = static_cast<std::uint32_t>(condition.values.size());
      compiled.first_text = static_cast<std::uint32_t>(impl_.values.texts.size());
      compiled.first_value = FirstValue(condition.op.type);
      impl_.values.texts.push_back(impl_.texts.Intern(condition.op_text));
      for (const language::Text& value : condition.values) {
        impl_.values.texts.push_back(impl_.texts.Intern(value.value));
        AddValue(condition.op, value.value, version);
      }
      impl_.conditions.push_back(compiled);
      ++run.count;
    }
    return run;
  }

  std::uint32_t AddKey(const std::string& key) {
    const std::string_view text = impl_.texts.Intern(key);
    const auto [at, is_new] =
        keys_.try_emplace(text, static_cast<std::uint32_t>(impl_.values.keys.size()));
    if (is_new) {
      const std::string_view folded = impl_.texts.Intern(core::AsciiLower(key));
      impl_.values.keys.push_back({text, folded, match::Hash(folded)});
    }
    return at->second;
  }

  std::uint32_t FirstValue(ConditionType type) const {
    const match::ConditionTables& values = impl_.values;
    switch (type) {
      case ConditionType::kString:
      case ConditionType::kArn:
        return static_cast<std::uint32_t>(values.patterns.size());
      case ConditionType::kNumeric:
        return static_cast<std::uint32_t>(values.decimals.size());
      case ConditionType::kDate:
        return static_cast<std::uint32_t>(values.dates.size());
      case ConditionType::kBool:
      case ConditionType::kNull:
        return static_cast<std::uint32_t>(values.booleans.size());
      case ConditionType::kBinary:
        return static_cast<std::uint32_t>(values.binaries.size());
      case ConditionType::kIp:
        return static_cast<std::uint32_t>(values.networks.size());
    }
    return 0;
  }

  // The parser has checked that the value can be read.
  void AddValue(const language::ConditionOperator& op, const std::string& text,
                language::Version version) {
    match::ConditionTables& values = impl_.values;
    switch (op.type) {
      case ConditionType::kString:
      case ConditionType::kArn:
        values.patterns.push_back(ValuePattern(op, text, version));
        break;
      case ConditionType::kNumeric:
        values.decimals.push_back(language::Decimal::Parse(text).value_or(language::Decimal()));
        break;
      case ConditionType::kDate:
        values.dates.push_back(language::DateTime::Parse(text).value_or(language::DateTime()));
        break;
      case ConditionType::kBool:
      case ConditionType::kNull:
        values.booleans.push_back(core::EqualsIgnoreCase(text, "true"));
        break;
      case ConditionType::kBinary:
        values.binaries.push_back(values.texts.back());
        break;
      case ConditionType::kIp:
        values.networks.push_back(language::IpNetwork::Parse(text).value_or(language::IpNetwork()));
        break;
    }
  }

  Pattern ValuePattern(const language::ConditionOperator& op, const std::string& text,
                       language::Version version) {
    Wildcards wildcards =
        op.comparison == language::Comparison::kLike ? Wildcards::kPlain : Wildcards::kNone;
    if (op.type == ConditionType::kArn)
      wildcards = text == "*" ? Wildcards::kPlain : Wildcards::kArn;
    if (version == language::Version::k2008_10_17) return builder_.Plain(text, wildcards);
    return builder_.WithVariables(text, 0, wildcards);
  }

  void AddToIndex(std::uint32_t id) {
    const CompiledStatement& statement = impl_.statements[id];
    static const Pattern kAny = [] {
      Pattern any;
      any.shape = Pattern::Shape::kEverything;
      return any;
    }();
    const std::span<const Pattern> any(&kAny, 1);
    const auto actions = statement.not_action ? any : statement.actions.Of(impl_.patterns);
    const bool whole = statement.not_resource || !statement.has_resource;
    const auto resources = whole ? any : statement.resources.Of(impl_.patterns);
    for (const std::uint64_t principal : PrincipalKeys(statement)) {
      for (const Pattern& action : actions) {
        if (action.shape == Pattern::Shape::kNothing) continue;
        const bool exact = action.shape == Pattern::Shape::kLiteral;
        for (const Pattern& resource : resources) {
          if (resource.shape == Pattern::Shape::kNothing) continue;
          entries_.push_back(
              {action.prefix, exact, principal, resource.prefix, Rest(resource), id});
        }
      }
    }
  }

  // The tokens behind a pattern's literal beginning.
  std::span<const match::Token> Rest(const Pattern& pattern) const {
    const auto tokens = std::span<const match::Token>(impl_.tokens)
                            .subspan(pattern.first_token, pattern.token_count);
    const bool has_prefix = pattern.shape == Pattern::Shape::kTemplate && !pattern.prefix.empty();
    return has_prefix ? tokens.subspan(1) : tokens;
  }

  std::vector<std::uint64_t> PrincipalKeys(const CompiledStatement& statement) const {
    std::vector<std::uint64_t> keys;
    if (statement.has_principal && !statement.not_principal) {
      for (const auto& principal : statement.principals.Of(impl_.principals))
        keys.push_back(KeyOf(principal));
      std::sort(keys.begin(), keys.end());
      keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    }
    if (keys.empty() || keys.front() == 0) keys.assign(1, 0);
    return keys;
  }

  PolicySet::Impl& impl_;
  match::PatternBuilder builder_;
  std::vector<StatementIndex::Entry> entries_;
  std::unordered_map<std::string_view, std::uint32_t> keys_;  // in impl_.values.keys
};

}  // namespace

core::Result<std::unique_ptr<const PolicySet::Impl>> CompilePolicies(const Policies& policies) {
  if (policies.scp.size() > PolicySet::kMaxLevels || policies.rcp.size() > PolicySet::kMaxLevels) {
    return TooMany("levels", PolicySet::kMaxLevels);
  }
  std::size_t statements = 0;
  for (const auto* layer : {&policies.resource, &policies.identity, &policies.boundary,
                            &policies.session, &policies.endpoint}) {
    statements += CountStatements(*layer);
  }
  for (const auto& level : policies.scp) statements += CountStatements(level);
  for (const auto& level : policies.rcp) statements += CountStatements(level);
  if (statements > PolicySet::kMaxStatements)
    return TooMany("statements", PolicySet::kMaxStatements);

  auto impl = std::make_unique<PolicySet::Impl>();
  impl->statements.reserve(statements);
  Compiler compiler(impl.get());
  for (std::size_t i = 0; i < policies.rcp.size(); ++i) {
    compiler.AddLayer(Layer::kRcp, policies.rcp[i], static_cast<std::uint8_t>(i));
  }
  for (std::size_t i = 0; i < policies.scp.size(); ++i) {
    compiler.AddLayer(Layer::kScp, policies.scp[i], static_cast<std::uint8_t>(i));
    impl->scp_levels |= std::uint64_t{1} << i;
  }
  impl->has_layer[static_cast<int>(Layer::kScp)] = !policies.scp.empty();
  impl->has_layer[static_cast<int>(Layer::kRcp)] = !policies.rcp.empty();
  compiler.AddLayer(Layer::kResource, policies.resource);
  compiler.AddLayer(Layer::kIdentity, policies.identity);
  compiler.AddLayer(Layer::kBoundary, policies.boundary);
  compiler.AddLayer(Layer::kSession, policies.session);
  compiler.AddLayer(Layer::kEndpoint, policies.endpoint);
  compiler.Finish();
  return std::unique_ptr<const PolicySet::Impl>(std::move(impl));
}

}  // namespace keyward::policy::engine
