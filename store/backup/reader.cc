// SPDX-License-Identifier: Apache-2.0
#include "store/backup/reader.h"

#include <algorithm>
#include <utility>

#include "core/byte_order.h"
#include "store/engine.h"
#include "store/validate.h"

namespace keyward::store::backup {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;
constexpr std::size_t kRecordNumbers = 8 + 8 + 2;

std::string_view SectionName(Section section) {
  switch (section) {
    case Section::kKeyring:
      return "keyring";
    case Section::kLedger:
      return "ledger";
    case Section::kRevision:
      return "revision";
    case Section::kLastChanges:
      return "last changes";
    case Section::kRecord:
      return "record";
    case Section::kEnd:
      return "end";
  }
  return "unknown section";
}

bool IsKey(std::string_view key) { return CheckKey(key).has_value(); }

bool HasTwins(const std::vector<Change>& changes) {
  std::vector<std::string_view> keys;
  keys.reserve(changes.size());
  for (const Change& change : changes) keys.push_back(change.key);
  std::ranges::sort(keys);
  return std::ranges::adjacent_find(keys) != keys.end();
}

}  // namespace

core::Result<Reader> Reader::Open(std::unique_ptr<Input> input) {
  Reader reader(std::move(input));
  if (core::Result<void> read = reader.ReadPreamble(); !read) return read.error();
  return reader;
}

core::Error Reader::Fault(std::string_view what) const {
  std::string place(part_);
  if (part_ == SectionName(Section::kRecord)) place += " " + std::to_string(records_ + 1);
  return {core::ErrorCode::kDataLoss, "BackupDamaged",
          "the backup is damaged at byte " + std::to_string(offset_) + ", in its " + place + ": " +
              std::string(what)};
}

core::Result<void> Reader::Take(std::size_t count, std::string* out, bool hashed) {
  offset_ = next_offset_;
  out->clear();
  while (out->size() < count) {
    if (at_ == buffer_.size()) {
      buffer_.resize(kReadBytes);
      at_ = 0;
      core::Result<std::size_t> got =
          input_->Read({reinterpret_cast<std::uint8_t*>(buffer_.data()), buffer_.size()});
      buffer_.resize(got ? *got : 0);
      if (!got) return got.error();
      if (buffer_.empty()) return Fault("it is cut off");
    }
    const std::size_t taken = std::min(count - out->size(), buffer_.size() - at_);
    out->append(buffer_, at_, taken);
    at_ += taken;
  }
  next_offset_ += count;
  if (hashed) hash_.Update(crypto::AsBytes(*out));
  return {};
}

core::Result<Section> Reader::ReadHeader(std::size_t* length) {
  std::string header;
  if (core::Result<void> taken = Take(kSectionHeaderBytes, &header); !taken) return taken.error();
  core::ByteReader reader(header);
  const std::uint8_t number = reader.U8();
  *length = reader.U32();
  if (number < static_cast<std::uint8_t>(Section::kKeyring) ||
      number > static_cast<std::uint8_t>(Section::kEnd)) {
    return Fault("there is no section " + std::to_string(number));
  }
  return static_cast<Section>(number);
}

core::Result<void> Reader::ReadBody(std::size_t length, std::size_t min, std::size_t max) {
  if (length < min || length > max) return Fault("its length is " + std::to_string(length));
  return Take(length, &body_);
}

core::Result<void> Reader::Expect(Section section, std::size_t min, std::size_t max) {
  part_ = SectionName(section);
  std::size_t length = 0;
  core::Result<Section> found = ReadHeader(&length);
  if (!found) return found.error();
  if (*found != section) {
    return Fault("the section `" + std::string(SectionName(*found)) + "` is in its place");
  }
  return ReadBody(length, min, max);
}

core::Result<void> Reader::ReadPreamble() {
  std::string magic;
  if (core::Result<void> taken = Take(kMagic.size(), &magic); !taken) return taken;
  if (magic != kMagic) {
    return core::Error{core::ErrorCode::kInvalidArgument, "NotABackup",
                       "the file does not begin as a backup does"};
  }
  std::string version;
  if (core::Result<void> taken = Take(1, &version); !taken) return taken;
  if (core::ByteReader(version).U8() != kFormatVersion) {
    return core::Error{core::ErrorCode::kFailedPrecondition, "BackupTooNew",
                       "the backup has format version " +
                           std::to_string(core::ByteReader(version).U8()) +
                           ", and this program reads version " + std::to_string(kFormatVersion)};
  }
  if (core::Result<void> read = Expect(Section::kKeyring, 1, kMaxMetaBytes); !read) return read;
  preamble_.keyring = body_;
  if (core::Result<void> read = Expect(Section::kLedger, 1, kMaxMetaBytes); !read) return read;
  preamble_.ledger = body_;
  if (core::Result<void> read = Expect(Section::kRevision, 8, 8); !read) return read;
  preamble_.revision = core::ByteReader(body_).U64();
  if (preamble_.revision > kMaxRevision) return Fault("it is out of bounds");
  return ReadLastChanges();
}

core::Result<void> Reader::ReadLastChanges() {
  core::Result<void> read = Expect(Section::kLastChanges, 2, kMaxLastChangesBytes);
  if (!read) return read;
  core::ByteReader reader(body_);
  const std::uint16_t count = reader.U16();
  if (count > kMaxTxnOps) return Fault("there are " + std::to_string(count) + " changes");
  if ((count == 0) != (preamble_.revision == 0)) return Fault("revision and changes disagree");
  for (std::uint16_t i = 0; i < count; ++i) {
    const std::uint8_t deleted = reader.U8();
    const std::string_view key = reader.Take(reader.U16());
    if (!reader.ok()) return Fault("a change is cut off");
    if (deleted > 1) return Fault("a change is neither written nor deleted");
    if (!IsKey(key)) return Fault("a key has an impossible length");
    preamble_.last_changes.push_back({std::string(key), deleted == 1});
  }
  if (!reader.done()) return Fault("bytes follow the last change");
  if (HasTwins(preamble_.last_changes)) return Fault("a key occurs twice");
  return {};
}

core::Result<bool> Reader::Next(KeyValue& record) {
  part_ = SectionName(Section::kRecord);
  std::size_t length = 0;
  core::Result<Section> found = ReadHeader(&length);
  if (!found) return found.error();
  if (*found == Section::kEnd) {
    part_ = SectionName(Section::kEnd);
    if (core::Result<void> read = ReadBody(length, 8, 8); !read) return read.error();
    if (core::Result<void> read = ReadEnd(); !read) return read.error();
    return false;
  }
  if (*found != Section::kRecord) {
    return Fault("the section `" + std::string(SectionName(*found)) + "` is in its place");
  }
  core::Result<void> read = ReadBody(length, kRecordNumbers + 1, kMaxRecordBytes);
  if (!read) return read.error();
  if (core::Result<void> taken = TakeRecord(body_, record); !taken) return taken.error();
  ++records_;
  return true;
}

core::Result<void> Reader::TakeRecord(std::string_view body, KeyValue& record) {
  core::ByteReader reader(body);
  record.create_revision = reader.U64();
  record.mod_revision = reader.U64();
  record.key = reader.Take(reader.U16());
  if (!reader.ok() || !IsKey(record.key)) return Fault("its key has an impossible length");
  record.value = body.substr(reader.offset());
  if (record.value.size() > kMaxValueBytes + kMaxSealBytes) return Fault("its value is too long");
  if (record.create_revision == 0 || record.create_revision > record.mod_revision ||
      record.mod_revision > preamble_.revision) {
    return Fault("its revisions are out of order");
  }
  if (records_ > 0 && record.key <= last_key_) return Fault("its key is not after the last");
  last_key_ = record.key;
  return {};
}

core::Result<void> Reader::ReadEnd() {
  const std::uint64_t count = core::ByteReader(body_).U64();
  if (count != records_) {
    return Fault("it counts " + std::to_string(count) + " records, and " +
                 std::to_string(records_) + " were read");
  }
  part_ = "hash";
  const crypto::Digest computed = hash_.Finish();
  std::string stored;
  if (core::Result<void> taken = Take(kHashBytes, &stored, false); !taken) return taken;
  if (crypto::AsText(computed.bytes()) != stored) return Fault("bytes before it were changed");
  part_ = "tail";
  offset_ = next_offset_;
  std::uint8_t more = 0;
  if (at_ < buffer_.size()) return Fault("bytes follow the end");
  core::Result<std::size_t> got = input_->Read({&more, 1});
  if (!got) return got.error();
  if (*got != 0) return Fault("bytes follow the end");
  return {};
}

}  // namespace keyward::store::backup
