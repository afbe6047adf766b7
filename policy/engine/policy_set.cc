// SPDX-License-Identifier: Apache-2.0
#include "policy/engine/policy_set.h"

#include <algorithm>
#include <map>

#include "policy/engine/compiled.h"
#include "policy/engine/compiler.h"

namespace keyward::policy::engine {

PolicySet::PolicySet(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
PolicySet::PolicySet(PolicySet&&) noexcept = default;
PolicySet& PolicySet::operator=(PolicySet&&) noexcept = default;
PolicySet::~PolicySet() = default;

core::Result<PolicySet> PolicySet::Compile(const Policies& policies) {
  core::Result<std::unique_ptr<const Impl>> impl = CompilePolicies(policies);
  if (!impl) return std::move(impl).error();
  return PolicySet(std::move(*impl));
}

std::size_t PolicySet::statement_count() const { return impl_->statements.size(); }

PolicySet::StatementInfo PolicySet::statement(std::size_t index) const {
  const CompiledStatement& statement = impl_->statements[index];
  const CompiledPolicy& policy = impl_->policies[statement.policy];
  StatementInfo info;
  info.layer = statement.layer;
  info.kind = policy.kind;
  info.effect = statement.effect;
  info.level = statement.level;
  info.policy = policy.position;
  info.index = statement.index;
  info.line = statement.line;
  info.column = statement.column;
  info.policy_name = policy.name;
  info.policy_pointer = policy.pointer;
  info.sid = statement.sid;
  return info;
}

std::vector<std::string> PolicySet::context_keys() const {
  std::map<std::string_view, std::string_view> keys;  // folded -> as first spelt
  for (const match::ConditionKey& key : impl_->values.keys) keys.try_emplace(key.folded, key.text);
  for (const match::Variable& variable : impl_->variables)
    keys.try_emplace(variable.folded, variable.key);
  std::vector<std::string> spelt;
  spelt.reserve(keys.size());
  for (const auto& [folded, key] : keys) spelt.emplace_back(key);
  return spelt;
}

std::size_t PolicySet::memory_bytes() const {
  const auto bytes = [](const auto& array) { return array.capacity() * sizeof(array[0]); };
  const match::ConditionTables& values = impl_->values;
  std::size_t names = 0;
  for (const CompiledPolicy& policy : impl_->policies)
    names += policy.name.capacity() + policy.pointer.capacity();
  return sizeof(Impl) + names + bytes(impl_->policies) + bytes(impl_->statements) +
         bytes(impl_->patterns) + bytes(impl_->principals) + bytes(impl_->conditions) +
         bytes(impl_->tokens) + bytes(impl_->variables) + bytes(values.keys) +
         bytes(values.patterns) + bytes(values.decimals) + bytes(values.dates) +
         bytes(values.networks) + values.booleans.capacity() / 8 + bytes(values.binaries) +
         bytes(values.texts) + impl_->texts.memory_bytes() + impl_->index.memory_bytes();
}

}  // namespace keyward::policy::engine
