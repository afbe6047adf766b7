// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/schema/pattern.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace keyward::api::schema {

// What a value is on the wire.
enum class Kind : std::uint8_t { kString, kBlob, kInt32, kInt64, kBool, kTimestamp, kMessage };
// How many of them a field holds.
enum class Arity : std::uint8_t { kOne, kList, kMap };
// kByProtocol: epoch seconds in JSON, ISO 8601 in query and XML.
enum class TimestampFormat : std::uint8_t { kByProtocol, kEpochSeconds, kIso8601 };

// The checks of one value: api/v1/options.proto, `Rules`, read once.
struct Rules {
  bool required = false;
  bool sensitive = false;
  bool quiet = false;
  bool emit_empty = false;
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;
  std::string pattern_text;          // as AWS writes it; "" is none
  const Pattern* pattern = nullptr;  // lives as long as the process
  std::vector<std::string> values;   // empty is no restriction

  // Whether a value that is there can break a rule.
  bool Constrain() const { return min || max || pattern != nullptr || !values.empty(); }
};

struct MessageTable;

// A field of a message as the wires see it.
struct FieldTable {
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::string name;           // AWS's: "NumberOfBytes"
  std::string path_name;      // as AWS's messages write it: "numberOfBytes"
  Kind kind = Kind::kString;  // of the value, the list's elements or the map's values
  Arity arity = Arity::kOne;
  TimestampFormat timestamp = TimestampFormat::kByProtocol;
  bool checked = false;                   // whether Validate has anything to do here
  bool sensitive = false;                 // whether anything sensitive is here or below
  Rules rules;                            // of the field itself
  Rules element;                          // of the list's elements or the map's values
  Rules key;                              // of the map's keys
  const MessageTable* message = nullptr;  // when kind is kMessage
  const google::protobuf::FieldDescriptor* map_key = nullptr;  // of a map's entry
  const google::protobuf::FieldDescriptor* map_value = nullptr;
  // Names in query and XML.
  bool flattened = false;
  std::string member_name = "member";
  std::string entry_name = "entry";
  std::string key_name = "key";
  std::string value_name = "value";
};

// A message as the wires see it. Immutable once TableOf has answered; thread-safe.
struct MessageTable {
  static constexpr std::size_t kMaxFields = 128;  // decoders keep a bit for each that was seen

  const google::protobuf::Descriptor* descriptor = nullptr;
  std::vector<FieldTable> fields;  // in the order of the .proto
  bool is_list = false;            // stands for its one repeated field
  bool checked = false;
  bool sensitive = false;
  // What AWS calls a failed check in the protocol of the message's service: "ValidationError" for
  // query, "ValidationException" else.
  std::string validation_error;
  // Why the message cannot be used, with everything below it; "" when it can.
  std::string fault;

  // By AWS's exact name; null when there is none.
  const FieldTable* Find(std::string_view name) const;

  std::unordered_map<std::string_view, std::size_t> by_name;
};

// Returns the table of a message type, with those of all that it holds. Reads options and compiles
// patterns the first time it is asked about a type, later it costs one look-up under a shared lock.
// Never fails: a type that cannot be used says so in `fault`. Thread-safe.
const MessageTable& TableOf(const google::protobuf::Descriptor& descriptor);

}  // namespace keyward::api::schema
