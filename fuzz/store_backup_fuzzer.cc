// SPDX-License-Identifier: Apache-2.0
// Reads the bytes as a backup, as they are and with a right hash put after them. What is taken must
// be what a writer would write again, byte for byte; so nothing is skipped or read loosely.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/byte_order.h"
#include "crypto/hash.h"
#include "fuzz/require.h"
#include "store/backup/reader.h"

namespace {

using namespace keyward::store;
using keyward::core::AppendBigEndian;
using keyward::fuzz::Require;

void AppendSection(std::string& out, backup::Section section, const std::string& body) {
  AppendBigEndian(out, static_cast<std::uint64_t>(section), 1);
  AppendBigEndian(out, body.size(), 4);
  out += body;
}

std::string PreambleBytes(const backup::Preamble& preamble) {
  std::string out(backup::kMagic);
  AppendBigEndian(out, backup::kFormatVersion, 1);
  AppendSection(out, backup::Section::kKeyring, preamble.keyring);
  AppendSection(out, backup::Section::kLedger, preamble.ledger);
  std::string body;
  AppendBigEndian(body, preamble.revision, 8);
  AppendSection(out, backup::Section::kRevision, body);
  body.clear();
  AppendBigEndian(body, preamble.last_changes.size(), 2);
  for (const Change& change : preamble.last_changes) {
    AppendBigEndian(body, change.deleted ? 1 : 0, 1);
    AppendBigEndian(body, change.key.size(), 2);
    body += change.key;
  }
  AppendSection(out, backup::Section::kLastChanges, body);
  return out;
}

void AppendRecord(std::string& out, const KeyValue& record) {
  std::string body;
  AppendBigEndian(body, record.create_revision, 8);
  AppendBigEndian(body, record.mod_revision, 8);
  AppendBigEndian(body, record.key.size(), 2);
  AppendSection(out, backup::Section::kRecord, body + record.key + record.value);
}

void ReadAll(const std::string& bytes) {
  auto reader = backup::Reader::Open(backup::FromBytes(keyward::crypto::AsBytes(bytes)));
  if (!reader) return;
  std::string again = PreambleBytes(reader->preamble());
  std::uint64_t records = 0;
  KeyValue record;
  while (true) {
    const auto more = reader->Next(record);
    if (!more) return;
    if (!*more) break;
    ++records;
    AppendRecord(again, record);
  }
  std::string count;
  AppendBigEndian(count, records, 8);
  AppendSection(again, backup::Section::kEnd, count);
  again += keyward::crypto::AsText(keyward::crypto::Sha256(keyward::crypto::AsBytes(again)));
  Require(again == bytes, "a backup that is taken has no other form");
}

void Fuzz(std::span<const std::uint8_t> bytes) {
  std::string text(keyward::crypto::AsText(bytes));
  ReadAll(text);
  text += keyward::crypto::AsText(keyward::crypto::Sha256(bytes));
  ReadAll(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({data, size});
  return 0;
}
