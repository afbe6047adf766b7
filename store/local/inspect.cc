// SPDX-License-Identifier: Apache-2.0
#include "store/local/inspect.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "store/engine.h"
#include "store/local/keyring_bytes.h"
#include "store/local/throttled.h"
#include "store/sealed/record.h"
#include "store/snapshot.h"
#include "store/sqlite/snapshot.h"

namespace keyward::store::local {
namespace {

using SnapshotPointer = std::unique_ptr<Snapshot>;

// Files come and go while the store is in use: what is gone counts nothing.
std::uint64_t BytesIn(const std::string& directory) {
  std::uint64_t bytes = 0;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failed)) {
    std::error_code gone;
    const std::uintmax_t size = entry.is_regular_file(gone) ? entry.file_size(gone) : 0;
    if (!gone) bytes += size;
  }
  return bytes;
}

// Whether the anchor agrees with the store as it is now. A service may write it between our two
// looks, so one disagreement proves nothing.
core::Result<void> CompareAnchor(const Options& options, const keyring::Keyring& keyring) {
  constexpr int kTries = 5;
  core::Result<void> agrees;
  for (int i = 0; i < kTries; ++i) {
    core::Result<SnapshotPointer> snapshot = sqlite::TakeSnapshot(options.directory);
    if (!snapshot) return snapshot.error();
    agrees = sealed::CheckAnchor(**snapshot, keyring, options.anchor);
    if (agrees || agrees.error().name != "StoreRolledBack") return agrees;
  }
  return agrees;
}

core::Result<keyring::Keyring> OpenKeyring(const Options& options, const keyring::Seal& seal,
                                           Snapshot& snapshot) {
  core::Result<std::string> bytes = RequireKeyring(snapshot.Meta(kKeyringMeta), options.directory);
  if (!bytes) return bytes.error();
  std::optional<keyring::Keyring> keyring;
  core::Result<void> opened = Throttled(options, seal, *bytes, [&]() -> core::Result<void> {
    core::Result<keyring::Keyring> made = keyring::Keyring::Open(*bytes, seal);
    if (!made) return made.error();
    keyring.emplace(*std::move(made));
    return {};
  });
  if (!opened) return opened.error();
  return *std::move(keyring);
}

bool IsRolledBack(const core::Error& finding) { return finding.name == "StoreRolledBack"; }

}  // namespace

core::Result<Status> ReadStatus(const std::string& directory) {
  core::Result<SnapshotPointer> snapshot = sqlite::TakeSnapshot(directory);
  if (!snapshot) return snapshot.error();
  core::Result<std::string> keyring = RequireKeyring((*snapshot)->Meta(kKeyringMeta), directory);
  if (!keyring) return keyring.error();
  core::Result<keyring::KeyringHeader> header = keyring::Keyring::ReadHeader(*keyring);
  if (!header) return header.error();
  return Status{*std::move(header), (*snapshot)->revision(), BytesIn(directory)};
}

core::Result<Stat> ReadStat(const std::string& directory) {
  core::Result<SnapshotPointer> snapshot = sqlite::TakeSnapshot(directory);
  if (!snapshot) return snapshot.error();
  Stat stat;
  stat.revision = (*snapshot)->revision();
  core::Result<void> all =
      (*snapshot)->ForEach([&stat](const KeyValue& record) -> core::Result<void> {
        core::Result<sealed::RecordHeader> header =
            sealed::ReadRecordHeader(record.key, record.value);
        if (!header) return header.error();
        ++stat.records;
        ++stat.records_by_data_key[header->data_key];
        stat.key_bytes += record.key.size();
        stat.value_bytes += record.value.size();
        stat.largest_value_bytes =
            std::max<std::uint64_t>(stat.largest_value_bytes, record.value.size());
        return {};
      });
  if (!all) return all.error();
  stat.bytes = BytesIn(directory);
  return stat;
}

core::Result<backup::Summary> Backup(const std::string& directory, const std::string& file) {
  core::Result<SnapshotPointer> snapshot = sqlite::TakeSnapshot(directory);
  if (!snapshot) return snapshot.error();
  return backup::Write(**snapshot, file);
}

core::Result<sealed::CheckReport> Check(const Options& options, const keyring::Seal& seal) {
  core::Result<SnapshotPointer> snapshot = sqlite::TakeSnapshot(options.directory);
  if (!snapshot) return snapshot.error();
  core::Result<keyring::Keyring> keyring = OpenKeyring(options, seal, **snapshot);
  if (!keyring) return keyring.error();
  core::Result<sealed::CheckReport> report = sealed::Check(**snapshot, *keyring, options.anchor);
  if (!report || std::ranges::none_of(report->findings, IsRolledBack)) return report;
  core::Result<void> agrees = CompareAnchor(options, *keyring);
  if (agrees) report->faults -= std::erase_if(report->findings, IsRolledBack);
  return report;
}

core::Result<std::vector<std::optional<crypto::SecretBytes>>> ReadSecrets(
    const Options& options, const keyring::Seal& seal, std::span<const std::string_view> keys) {
  core::Result<SnapshotPointer> snapshot = sqlite::TakeSnapshot(options.directory);
  if (!snapshot) return snapshot.error();
  core::Result<keyring::Keyring> keyring = OpenKeyring(options, seal, **snapshot);
  if (!keyring) return keyring.error();
  core::Result<sealed::RecordCipher> cipher = sealed::RecordCipher::Create(*keyring);
  if (!cipher) return cipher.error();
  std::vector<std::optional<crypto::SecretBytes>> values(keys.size());
  core::Result<void> all = (*snapshot)->ForEach([&](const KeyValue& record) -> core::Result<void> {
    const auto key = std::ranges::find(keys, std::string_view(record.key));
    if (key == keys.end()) return {};
    core::Result<crypto::SecretBytes> value = cipher->OpenSecret(record.key, record.value);
    if (!value) return value.error();
    values[static_cast<std::size_t>(key - keys.begin())] = *std::move(value);
    return {};
  });
  if (!all) return all.error();
  return values;
}

}  // namespace keyward::store::local
