// SPDX-License-Identifier: Apache-2.0
#include "tests/store/sealed/open_sealed.h"

#include <utility>

#include "store/sealed/check.h"
#include "store/sealed/setup.h"
#include "store/sqlite/snapshot.h"
#include "tests/store/sealed/fixed_seal.h"

namespace keyward::store {

core::Result<std::unique_ptr<sealed::SealedStore>> OpenSealed(const sqlite::Options& options,
                                                              const std::string& anchor) {
  static crypto::SystemRandom random;
  static const core::SystemClock clock;
  const sealed::Options sealing{.anchor = anchor, .random = random, .clock = clock};
  auto engine = sqlite::Open(options);
  if (!engine) return std::move(engine).error();
  auto keyring = (*engine)->Meta(kKeyringMeta);
  if (!keyring) return std::move(keyring).error();
  if (!*keyring) {
    auto made = sealed::SealedStore::Initialize(**engine, FixedSeal(), sealing);
    if (!made) return std::move(made).error();
  }
  return sealed::SealedStore::Open(*std::move(engine), FixedSeal(), sealing);
}

std::string CompareLedger(const std::string& directory) {
  auto snapshot = sqlite::TakeSnapshot(directory);
  if (!snapshot) return core::Describe(snapshot.error());
  const auto keyring = (*snapshot)->Meta(kKeyringMeta);
  const auto ledger = (*snapshot)->Meta(kLedgerMeta);
  if (!keyring || !*keyring || !ledger || !*ledger) return "keyring or ledger is missing";
  auto opened = sealed::OpenTogether(**keyring, **ledger, FixedSeal());
  if (!opened) return core::Describe(opened.error());
  sealed::SetSum sum = {};
  std::uint64_t records = 0;
  auto visited = (*snapshot)->ForEach([&](const KeyValue& record) -> core::Result<void> {
    auto hash = opened->cipher.Hash(record.key,
                                    {record.value, record.create_revision, record.mod_revision});
    if (!hash) return std::move(hash).error();
    sealed::Add(sum, *hash);
    ++records;
    return {};
  });
  if (!visited) return core::Describe(visited.error());
  if (opened->state.revision != (*snapshot)->revision()) return "the revisions differ";
  if (opened->state.records != records) return "the numbers of records differ";
  return opened->state.sum == sum ? "" : "the sums differ";
}

std::string FirstFinding(const std::string& directory) {
  auto snapshot = sqlite::TakeSnapshot(directory);
  if (!snapshot) return core::Describe(snapshot.error());
  const auto bytes = (*snapshot)->Meta(kKeyringMeta);
  if (!bytes || !*bytes) return "the keyring is missing";
  const auto keyring = keyring::Keyring::Open(**bytes, FixedSeal());
  if (!keyring) return core::Describe(keyring.error());
  const auto report = sealed::Check(**snapshot, *keyring, "");
  if (!report) return core::Describe(report.error());
  return report->findings.empty() ? "" : core::Describe(report->findings.front());
}

}  // namespace keyward::store
