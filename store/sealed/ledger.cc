// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/ledger.h"

#include <algorithm>
#include <utility>

#include "store/sealed/record.h"

namespace keyward::store::sealed {

SetLedger::SetLedger(LedgerCipher cipher, const LedgerState& state, crypto::Random& random,
                     CommitObserver& observer)
    : cipher_(std::move(cipher)),
      random_(random),
      observer_(observer),
      pending_(state),
      state_(state) {}

void SetLedger::Begin() {
  SettleAll();
  pending_ = state();
}

core::Result<void> SetLedger::Note(const RecordChange& change) {
  changing_.emplace_back(change.key);
  observer_.Changing(change.key);
  if (change.before) {
    core::Result<SetSum> hash = cipher_.Hash(change.key, *change.before);
    if (!hash) return std::move(hash).error();
    Subtract(pending_.sum, *hash);
    --pending_.records;
  }
  if (change.after) {
    core::Result<SetSum> hash = cipher_.Hash(change.key, *change.after);
    if (!hash) return std::move(hash).error();
    Add(pending_.sum, *hash);
    ++pending_.records;
    core::Result<RecordHeader> header = ReadRecordHeader(change.key, change.after->value);
    if (!header) return std::move(header).error();
    pending_.sequence = std::max(pending_.sequence, header->sequence);
  }
  return {};
}

core::Result<std::string> SetLedger::Finish(Revision revision) {
  pending_.revision = revision;
  return cipher_.Seal(pending_, random_);
}

void SetLedger::Committed() {
  Accept();
  SettleAll();
  observer_.Committed(pending_);
}

LedgerState SetLedger::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

core::Result<std::string> SetLedger::Draft(const std::function<void(LedgerState&)>& change) {
  pending_ = state();
  change(pending_);
  return cipher_.Seal(pending_, random_);
}

void SetLedger::Accept() {
  const std::lock_guard lock(mutex_);
  state_ = pending_;
}

void SetLedger::SettleAll() {
  for (const std::string& key : changing_) observer_.Settled(key);
  changing_.clear();
}

}  // namespace keyward::store::sealed
