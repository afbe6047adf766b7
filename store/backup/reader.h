// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/hash.h"
#include "store/backup/format.h"
#include "store/backup/input.h"

namespace keyward::store::backup {

// Reads a backup from front to back in bounded memory: at most one record at a time.
//
//   Result<Reader> reader = Reader::Open(*OpenFile(path));
//   KeyValue record;
//   while (true) {
//     Result<bool> more = reader->Next(record);
//     if (!more) return more.error();
//     if (!*more) break;                 // the end was there, and the hash is right
//   }
//
// Strict: whatever departs from docs/formats/backup.md is refused. The hash finds accidents, and
// comes last: until Next has returned false, what was read may be damaged. Against malice stands
// the ledger, which the reader does not open. One thread at a time.
//
// Errors: kInvalidArgument "NotABackup"; kFailedPrecondition "BackupTooNew" for another version of
// the format; kDataLoss "BackupDamaged", which tells the byte and the section; those of Input. An
// error ends the reading.
class Reader {
 public:
  // Reads all that comes before the records.
  static core::Result<Reader> Open(std::unique_ptr<Input> input);

  const Preamble& preamble() const { return preamble_; }

  // Puts the next record, in ascending order of keys, into `record`. Returns false when that was
  // all: the count and the hash are right, and nothing follows.
  core::Result<bool> Next(KeyValue& record);

 private:
  explicit Reader(std::unique_ptr<Input> input)
      : input_(std::move(input)), hash_(crypto::HashAlgorithm::kSha256) {}

  core::Result<void> ReadPreamble();
  core::Result<void> ReadLastChanges();
  core::Result<void> ReadEnd();
  core::Result<void> TakeRecord(std::string_view body, KeyValue& record);

  // Reads a section that must be there into body_, of `min` to `max` bytes.
  core::Result<void> Expect(Section section, std::size_t min, std::size_t max);
  core::Result<Section> ReadHeader(std::size_t* length);
  core::Result<void> ReadBody(std::size_t length, std::size_t min, std::size_t max);
  // Reads exactly `count` bytes into *out, hashed unless they are the hash itself.
  core::Result<void> Take(std::size_t count, std::string* out, bool hashed = true);
  core::Error Fault(std::string_view what) const;

  std::unique_ptr<Input> input_;
  crypto::Hasher hash_;
  Preamble preamble_;
  std::string buffer_;  // read and not taken
  std::size_t at_ = 0;
  std::uint64_t offset_ = 0;          // of what was last taken, in the file
  std::uint64_t next_offset_ = 0;     // of what comes
  std::string_view part_ = "header";  // for messages
  std::string body_;
  std::string last_key_;
  std::uint64_t records_ = 0;
};

}  // namespace keyward::store::backup
