// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "policy/engine/compiled.h"
#include "policy/engine/decision.h"
#include "policy/engine/situation.h"
#include "policy/match/principal.h"

namespace keyward::policy::engine {

// What the statements that matched add up to. Both ways of evaluating fill it: the quick one with
// the statements that the index finds, leaving out those that can change nothing, the explaining
// one with all.
class Tally {
 public:
  explicit Tally(const Situation& situation) : situation_(situation) {}

  // Before the statements of a set; sets come in order.
  void BeginSet(std::uint32_t set, const PolicySet::Impl& impl);
  void EndSet();

  // Whether a matching statement could still change the decision.
  bool Matters(std::uint32_t id, const CompiledStatement& statement) const;
  void Add(std::uint32_t id, const CompiledStatement& statement, match::Strength strength);
  void AddGrant(match::Strength strength);

  Decision Decide() const;

  bool allowed(Layer layer) const;
  bool denied(Layer layer) const { return deny_ && deny_layer_ == layer; }
  // Whether the layer's silence is made harmless by how the resource's side names the caller, or by
  // who calls.
  bool Bypassed(Layer layer) const;

 private:
  struct Allow {
    bool present = false;
    StatementRef ref;
  };

  std::optional<Layer> FirstMissing() const;
  std::optional<Layer> MissingGrant() const;
  match::Strength Named() const;
  Decision Allowed() const;
  const Allow& allow(Layer layer) const { return allows_[static_cast<std::size_t>(layer)]; }

  const Situation& situation_;
  std::uint32_t set_ = 0;
  const PolicySet::Impl* impl_ = nullptr;
  std::uint64_t scp_allowed_ = 0;  // levels of the current set
  bool scp_missing_ = false;
  std::optional<StatementRef> deny_;
  Layer deny_layer_ = Layer::kEndpoint;
  std::array<Allow, kLayerCount> allows_{};
  match::Strength resource_ = match::Strength::kNone;
  match::Strength grant_ = match::Strength::kNone;
};

}  // namespace keyward::policy::engine
