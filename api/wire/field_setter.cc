// SPDX-License-Identifier: Apache-2.0
#include "api/wire/field_setter.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <utility>

namespace keyward::api::wire {

using google::protobuf::Message;

FieldSetter FieldSetter::Entry(Message* holder, const schema::FieldTable& row, std::string key) {
  Message* entry = holder->GetReflection()->AddMessage(holder, row.field);
  entry->GetReflection()->SetString(entry, row.map_key, std::move(key));
  return {entry, row.map_value};
}

void FieldSetter::SetText(std::string value) {
  const auto& reflection = *holder_->GetReflection();
  if (append_) {
    reflection.AddString(holder_, field_, std::move(value));
  } else {
    reflection.SetString(holder_, field_, std::move(value));
  }
}

void FieldSetter::SetInt32(std::int32_t value) {
  const auto& reflection = *holder_->GetReflection();
  append_ ? reflection.AddInt32(holder_, field_, value)
          : reflection.SetInt32(holder_, field_, value);
}

void FieldSetter::SetInt64(std::int64_t value) {
  const auto& reflection = *holder_->GetReflection();
  append_ ? reflection.AddInt64(holder_, field_, value)
          : reflection.SetInt64(holder_, field_, value);
}

void FieldSetter::SetBool(bool value) {
  const auto& reflection = *holder_->GetReflection();
  append_ ? reflection.AddBool(holder_, field_, value) : reflection.SetBool(holder_, field_, value);
}

void FieldSetter::SetTimestamp(const schema::Moment& moment) {
  auto* time = static_cast<google::protobuf::Timestamp*>(AddMessage());
  time->set_seconds(moment.seconds);
  time->set_nanos(moment.nanos);
}

Message* FieldSetter::AddMessage() {
  const auto& reflection = *holder_->GetReflection();
  return append_ ? reflection.AddMessage(holder_, field_)
                 : reflection.MutableMessage(holder_, field_);
}

}  // namespace keyward::api::wire
