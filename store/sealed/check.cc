// SPDX-License-Identifier: Apache-2.0
#include "store/sealed/check.h"

#include <map>
#include <string_view>
#include <utility>

#include "store/engine.h"
#include "store/sealed/anchor.h"
#include "store/sealed/record.h"
#include "store/validate.h"

namespace keyward::store::sealed {
namespace {

core::Error Damaged(std::string message) {
  return {core::ErrorCode::kDataLoss, "StoreDamaged", std::move(message)};
}

std::string Named(std::string_view key) { return "record `" + KeyText(key) + "`"; }

// What was found damaged; anything else kept us from looking.
bool IsFinding(const core::Error& error) { return error.code == core::ErrorCode::kDataLoss; }

core::Result<LedgerState> OpenLedger(Snapshot& snapshot, const LedgerCipher& cipher) {
  core::Result<std::optional<std::string>> bytes = snapshot.Meta(kLedgerMeta);
  if (!bytes) return bytes.error();
  if (!*bytes) return Damaged("the store has a keyring and no ledger");
  return cipher.Open(**bytes);
}

core::Result<void> CompareAnchor(const LedgerState& state, const keyring::Keyring& keyring,
                                 const std::string& path) {
  if (path.empty()) {
    if (!state.anchored) return {};
    return core::Error{core::ErrorCode::kFailedPrecondition, "AnchorRequired",
                       "the store is kept with an anchor, and none was named"};
  }
  core::Result<Anchor> anchor = Anchor::Create(path, keyring);
  if (!anchor) return anchor.error();
  return anchor->Check(state);
}

// Goes over the records once.
class RecordCheck {
 public:
  RecordCheck(RecordCipher records, const LedgerCipher& ledger,
              const std::optional<LedgerState>& state, CheckReport& report)
      : records_(std::move(records)), ledger_(ledger), state_(state), report_(report) {}

  // What the last transaction did is known by key, and so the only thing that tells which record
  // is not what it was.
  void Expect(const std::vector<Change>& last_changes) {
    for (const Change& change : last_changes) last_[change.key].deleted = change.deleted;
  }

  void Look(const KeyValue& record) {
    ++report_.records;
    CheckRevisions(record);
    CheckValue(record);
    const auto last = last_.find(record.key);
    if (last != last_.end()) last->second.found = record.mod_revision;
  }

  // After the last record: the set of them all.
  void Finish() {
    if (!state_) return;
    if (report_.records == state_->records && (sum_ == state_->sum || skipped_)) return;
    report_.Add(Damaged(SetText()));
    for (const auto& [key, change] : last_) CheckLast(key, change);
  }

 private:
  struct LastChange {
    bool deleted = false;
    std::optional<Revision> found;
  };

  void CheckRevisions(const KeyValue& record) {
    if (record.create_revision > 0 && record.create_revision <= record.mod_revision &&
        record.mod_revision <= report_.revision) {
      return;
    }
    report_.Add(Damaged(Named(record.key) + " has impossible revisions: made at " +
                        std::to_string(record.create_revision) + ", written at " +
                        std::to_string(record.mod_revision)));
  }

  void CheckValue(const KeyValue& record) {
    core::Result<RecordHeader> header = ReadRecordHeader(record.key, record.value);
    core::Result<SetSum> hash =
        ledger_.Hash(record.key, {record.value, record.create_revision, record.mod_revision});
    if (!header || !hash) {
      skipped_ = true;
      report_.Add(header ? hash.error() : header.error());
      return;
    }
    Add(sum_, *hash);
    if (core::Result<crypto::SecretBytes> value = records_.OpenSecret(record.key, record.value);
        !value) {
      skipped_ = true;
      report_.Add(std::move(value).error());
      return;
    }
    if (!state_ || header->sequence <= state_->sequence) return;
    report_.Add(Damaged(Named(record.key) + " was sealed by write " +
                        std::to_string(header->sequence) + ", and the ledger knows of " +
                        std::to_string(state_->sequence)));
  }

  std::string SetText() const {
    std::string text = std::to_string(state_->records) + " records expected, " +
                       std::to_string(report_.records) + " found; ";
    if (report_.records < state_->records) return text + "a record was removed";
    if (report_.records > state_->records) return text + "a record was added";
    return text +
           "a record was put back to an older value or revision, or one was removed and another "
           "added";
  }

  void CheckLast(const std::string& key, const LastChange& change) {
    const std::string last = "the last transaction, " + std::to_string(report_.revision) + ", ";
    if (change.deleted && change.found) {
      report_.Add(Damaged(Named(key) + " was deleted by " + last + "and is there"));
    } else if (!change.deleted && !change.found) {
      report_.Add(Damaged(Named(key) + " was written by " + last + "and is missing"));
    } else if (!change.deleted && *change.found != report_.revision) {
      report_.Add(Damaged(Named(key) + " was written by " + last + "and is as of " +
                          std::to_string(*change.found)));
    }
  }

  RecordCipher records_;
  const LedgerCipher& ledger_;
  const std::optional<LedgerState>& state_;
  CheckReport& report_;
  std::map<std::string, LastChange, std::less<>> last_;
  SetSum sum_ = {};
  bool skipped_ = false;  // a record that could not be summed up has been told already
};

void CheckTogether(const keyring::KeyringHeader& header, const LedgerState& state,
                   CheckReport& report) {
  if (state.installation != header.installation) {
    report.Add(Damaged("the store's ledger and its keyring are of two installations"));
  }
  if (state.keyring_generation > header.generation) {
    report.Add({core::ErrorCode::kDataLoss, "KeyringRolledBack",
                "the keyring has generation " + std::to_string(header.generation) +
                    ", and the store's ledger has seen " +
                    std::to_string(state.keyring_generation)});
  } else if (state.keyring_generation < header.generation) {
    report.Add(Damaged("the store's ledger is of keyring generation " +
                       std::to_string(state.keyring_generation) + ", and the keyring of " +
                       std::to_string(header.generation)));
  }
  if (state.revision != report.revision) {
    report.Add(Damaged("the store is at revision " + std::to_string(report.revision) +
                       ", and its ledger at " + std::to_string(state.revision)));
  }
}

// Takes an error of looking as a finding where it is one. Returns whether all was well.
core::Result<bool> Take(core::Result<void> result, CheckReport& report) {
  if (result) return true;
  if (!IsFinding(result.error())) return std::move(result).error();
  report.Add(std::move(result).error());
  return false;
}

core::Result<std::optional<LedgerState>> CheckLedger(Snapshot& snapshot,
                                                     const keyring::Keyring& keyring,
                                                     const LedgerCipher& cipher,
                                                     const std::string& anchor,
                                                     CheckReport& report) {
  core::Result<LedgerState> state = OpenLedger(snapshot, cipher);
  if (!state) {
    core::Result<bool> taken = Take(std::move(state).error(), report);
    if (!taken) return taken.error();
    return std::optional<LedgerState>();
  }
  core::Result<void> agrees = CompareAnchor(*state, keyring, anchor);
  if (!agrees && agrees.error().name == "AnchorNotFound") {
    report.Add(std::move(agrees).error());
  } else if (core::Result<bool> taken = Take(std::move(agrees), report); !taken) {
    return taken.error();
  }
  CheckTogether(keyring.header(), *state, report);
  return std::optional<LedgerState>(*state);
}

}  // namespace

void CheckReport::Add(core::Error finding) {
  ++faults;
  if (findings.size() < kMaxFindings) findings.push_back(std::move(finding));
}

core::Result<void> CheckAnchor(Snapshot& snapshot, const keyring::Keyring& keyring,
                               const std::string& anchor) {
  core::Result<LedgerCipher> cipher = LedgerCipher::Create(keyring);
  if (!cipher) return cipher.error();
  core::Result<LedgerState> state = OpenLedger(snapshot, *cipher);
  if (!state) return state.error();
  return CompareAnchor(*state, keyring, anchor);
}

core::Result<CheckReport> Check(Snapshot& snapshot, const keyring::Keyring& keyring,
                                const std::string& anchor) {
  core::Result<LedgerCipher> cipher = LedgerCipher::Create(keyring);
  if (!cipher) return cipher.error();
  core::Result<RecordCipher> record_cipher = RecordCipher::Create(keyring);
  if (!record_cipher) return record_cipher.error();
  CheckReport report;
  report.revision = snapshot.revision();
  core::Result<std::optional<LedgerState>> state =
      CheckLedger(snapshot, keyring, *cipher, anchor, report);
  if (!state) return state.error();
  if (core::Result<bool> whole = Take(snapshot.CheckStructure(), report); !whole) {
    return whole.error();
  }
  RecordCheck records(*std::move(record_cipher), *cipher, *state, report);
  core::Result<std::vector<Change>> last = snapshot.LastChanges();
  if (last) {
    records.Expect(*last);
  } else if (core::Result<bool> taken = Take(std::move(last).error(), report); !taken) {
    return taken.error();
  }
  core::Result<bool> read = Take(snapshot.ForEach([&](const KeyValue& record) {
    records.Look(record);
    return core::Result<void>();
  }),
                                 report);
  if (!read) return read.error();
  if (*read) records.Finish();
  return report;
}

}  // namespace keyward::store::sealed
