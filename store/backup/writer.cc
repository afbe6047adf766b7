// SPDX-License-Identifier: Apache-2.0
#include "store/backup/writer.h"

#include <optional>
#include <utility>

#include "core/byte_order.h"
#include "crypto/hash.h"
#include "store/backup/format.h"
#include "store/backup/new_file.h"
#include "store/engine.h"
#include "store/validate.h"

namespace keyward::store::backup {
namespace {

constexpr std::size_t kFlushBytes = std::size_t{256} << 10;

core::Error Damaged(std::string message) {
  return {core::ErrorCode::kDataLoss, "StoreDamaged", std::move(message)};
}

core::Result<std::string> RequiredMeta(Snapshot& snapshot, std::string_view name) {
  core::Result<std::optional<std::string>> meta = snapshot.Meta(name);
  if (!meta) return meta.error();
  if (!meta->has_value()) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "NotInitialized",
                       "the store has no " + std::string(name) + ": run `keyward seal init`"};
  }
  if ((*meta)->empty() || (*meta)->size() > kMaxMetaBytes) {
    return Damaged("the " + std::string(name) + " of the store has " +
                   std::to_string((*meta)->size()) + " bytes");
  }
  return *std::move(*meta);
}

// Puts bytes together, hashes and writes them.
class Stream {
 public:
  explicit Stream(NewFile file) : file_(std::move(file)), hash_(crypto::HashAlgorithm::kSha256) {}

  void Append(std::string_view bytes) { buffer_ += bytes; }
  void AppendNumber(std::uint64_t number, std::size_t bytes) {
    core::AppendBigEndian(buffer_, number, bytes);
  }
  void BeginSection(Section section, std::size_t body_bytes) {
    AppendNumber(static_cast<std::uint8_t>(section), 1);
    AppendNumber(body_bytes, 4);
  }

  core::Result<void> FlushIfFull() {
    if (buffer_.size() < kFlushBytes) return {};
    return Flush();
  }

  // Ends with the hash of all that was written. Returns the file's size.
  core::Result<std::uint64_t> Finish() {
    if (core::Result<void> flushed = Flush(); !flushed) return flushed.error();
    buffer_ = crypto::AsText(hash_.Finish().bytes());
    if (core::Result<void> flushed = Flush(); !flushed) return flushed.error();
    if (core::Result<void> placed = file_.Place(); !placed) return placed.error();
    return bytes_;
  }

 private:
  core::Result<void> Flush() {
    hash_.Update(crypto::AsBytes(buffer_));
    bytes_ += buffer_.size();
    core::Result<void> written = file_.Write(buffer_);
    buffer_.clear();
    return written;
  }

  NewFile file_;
  crypto::Hasher hash_;
  std::string buffer_;
  std::uint64_t bytes_ = 0;
};

void WriteLastChanges(Stream& stream, const std::vector<Change>& changes) {
  std::string body;
  core::AppendBigEndian(body, changes.size(), 2);
  for (const Change& change : changes) {
    core::AppendU8(body, change.deleted ? 1 : 0);
    core::AppendBigEndian(body, change.key.size(), 2);
    body += change.key;
  }
  stream.BeginSection(Section::kLastChanges, body.size());
  stream.Append(body);
}

core::Result<void> WritePreamble(Stream& stream, Snapshot& snapshot) {
  core::Result<std::string> keyring = RequiredMeta(snapshot, kKeyringMeta);
  if (!keyring) return keyring.error();
  core::Result<std::string> ledger = RequiredMeta(snapshot, kLedgerMeta);
  if (!ledger) return ledger.error();
  core::Result<std::vector<Change>> changes = snapshot.LastChanges();
  if (!changes) return changes.error();
  if (changes->size() > kMaxTxnOps || changes->empty() != (snapshot.revision() == 0) ||
      snapshot.revision() > kMaxRevision) {
    return Damaged("the history of revision " + std::to_string(snapshot.revision()) + " has " +
                   std::to_string(changes->size()) + " changes");
  }
  stream.Append(kMagic);
  stream.AppendNumber(kFormatVersion, 1);
  stream.BeginSection(Section::kKeyring, keyring->size());
  stream.Append(*keyring);
  stream.BeginSection(Section::kLedger, ledger->size());
  stream.Append(*ledger);
  stream.BeginSection(Section::kRevision, 8);
  stream.AppendNumber(snapshot.revision(), 8);
  WriteLastChanges(stream, *changes);
  return {};
}

// A backup that cannot be read again would be found out on the worst of days.
core::Result<void> CheckRecord(const KeyValue& record, Revision revision) {
  const bool fits = CheckKey(record.key).has_value() &&
                    record.value.size() <= kMaxValueBytes + kMaxSealBytes &&
                    record.create_revision > 0 && record.create_revision <= record.mod_revision &&
                    record.mod_revision <= revision;
  if (fits) return {};
  return Damaged("record `" + KeyText(record.key) + "` has " + std::to_string(record.value.size()) +
                 " bytes and revisions " + std::to_string(record.create_revision) + " and " +
                 std::to_string(record.mod_revision));
}

core::Result<void> WriteRecord(Stream& stream, const KeyValue& record, Revision revision) {
  if (core::Result<void> good = CheckRecord(record, revision); !good) return good;
  stream.BeginSection(Section::kRecord, 8 + 8 + 2 + record.key.size() + record.value.size());
  stream.AppendNumber(record.create_revision, 8);
  stream.AppendNumber(record.mod_revision, 8);
  stream.AppendNumber(record.key.size(), 2);
  stream.Append(record.key);
  stream.Append(record.value);
  return stream.FlushIfFull();
}

}  // namespace

core::Result<Summary> Write(Snapshot& snapshot, const std::string& path) {
  core::Result<NewFile> file = NewFile::Create(path);
  if (!file) return file.error();
  Stream stream(*std::move(file));
  if (core::Result<void> done = WritePreamble(stream, snapshot); !done) return done.error();
  Summary summary{.revision = snapshot.revision()};
  core::Result<void> all = snapshot.ForEach([&](const KeyValue& record) {
    ++summary.records;
    return WriteRecord(stream, record, summary.revision);
  });
  if (!all) return all.error();
  stream.BeginSection(Section::kEnd, 8);
  stream.AppendNumber(summary.records, 8);
  core::Result<std::uint64_t> bytes = stream.Finish();
  if (!bytes) return bytes.error();
  summary.bytes = *bytes;
  return summary;
}

}  // namespace keyward::store::backup
