// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "crypto/random.h"
#include "store/engine.h"
#include "store/sealed/ledger_cipher.h"

namespace keyward::store::sealed {

// Told of commits, by the engine's writer. Calls are quick, and call nothing of the store.
class CommitObserver {
 public:
  virtual ~CommitObserver() = default;
  // The record is about to change; until Settled a reader may find it in either state.
  virtual void Changing(std::string_view key) = 0;
  // It has changed, or the change has failed.
  virtual void Settled(std::string_view key) = 0;
  // The store is at this state, durably, and nobody has been told.
  virtual void Committed(const LedgerState& state) = 0;
};

// Keeps the state in step with the engine. Begin, Note, Finish and Committed are the engine
// writer's; state() may be called from any thread.
class SetLedger final : public Ledger {
 public:
  // `random` and `observer` must outlive it.
  SetLedger(LedgerCipher cipher, const LedgerState& state, crypto::Random& random,
            CommitObserver& observer);

  void Begin() override;
  core::Result<void> Note(const RecordChange& change) override;
  core::Result<std::string> Finish(Revision revision) override;
  void Committed() override;

  // Of the last commit.
  LedgerState state() const;

  // For Engine::UpdateMeta: the bytes of the state as `change` makes it, and, once they are
  // written, its taking over.
  core::Result<std::string> Draft(const std::function<void(LedgerState&)>& change);
  void Accept();

 private:
  void SettleAll();

  const LedgerCipher cipher_;
  crypto::Random& random_;
  CommitObserver& observer_;
  LedgerState pending_;
  std::vector<std::string> changing_;
  mutable std::mutex mutex_;
  LedgerState state_;
};

}  // namespace keyward::store::sealed
