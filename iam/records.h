// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/unit.h"
#include "core/result.h"
#include "keyward/iam/records/v1/records.pb.h"
#include "store/validate.h"

namespace keyward::iam {

namespace rec = records::v1;  // what is stored

// Parses a stored record. Errors: kDataLoss "StoreDamaged" naming the key.
template <typename Record>
core::Result<Record> ParseRecord(std::string_view key, std::string_view bytes) {
  Record record;
  if (record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return record;
  return core::Error{core::ErrorCode::kDataLoss, "StoreDamaged",
                     "record `" + store::KeyText(key) + "` does not parse"};
}

// Reads a record through the unit. Errors: those of Unit; as ParseRecord.
template <typename Record>
core::Result<std::optional<Record>> Load(api::Unit& unit, const std::string& key) {
  core::Result<std::optional<std::string>> bytes = unit.Get(key);
  if (!bytes) return std::move(bytes).error();
  if (!*bytes) return std::optional<Record>();
  core::Result<Record> record = ParseRecord<Record>(key, **bytes);
  if (!record) return std::move(record).error();
  return std::optional<Record>(*std::move(record));
}

template <typename Record>
void Save(api::Unit& unit, const std::string& key, const Record& record) {
  unit.Put(key, record.SerializeAsString());
}

}  // namespace keyward::iam
