// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "api/schema/message_table.h"
#include "api/schema/timestamp_text.h"

namespace keyward::api::wire {

// Where a decoded value goes: a field, the end of a list, or the value of a map's entry. Each
// setter has the field's kind as its precondition. Not thread-safe for one message.
class FieldSetter {
 public:
  // A list's next element for a list, else the field itself. A map's values are set through Entry.
  FieldSetter(google::protobuf::Message* holder, const schema::FieldTable& row)
      : holder_(holder), field_(row.field), append_(row.arity == schema::Arity::kList) {}

  // Adds an entry with `key` to a map; sets its value.
  static FieldSetter Entry(google::protobuf::Message* holder, const schema::FieldTable& row,
                           std::string key);

  void SetText(std::string value);  // strings and blobs
  void SetInt32(std::int32_t value);
  void SetInt64(std::int64_t value);
  void SetBool(bool value);
  void SetTimestamp(const schema::Moment& moment);
  google::protobuf::Message* AddMessage();

 private:
  FieldSetter(google::protobuf::Message* holder, const google::protobuf::FieldDescriptor* field)
      : holder_(holder), field_(field) {}

  google::protobuf::Message* holder_;
  const google::protobuf::FieldDescriptor* field_;
  bool append_ = false;
};

}  // namespace keyward::api::wire
