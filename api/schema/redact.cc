// SPDX-License-Identifier: Apache-2.0
#include "api/schema/redact.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <string.h>

#include "api/schema/json_writer.h"
#include "api/schema/message_table.h"

namespace keyward::api::schema {
namespace {

using google::protobuf::Message;
using google::protobuf::Reflection;

// The field's own string, not a copy: reflection has no other way to its bytes.
void Wipe(const std::string& held) { explicit_bzero(const_cast<char*>(held.data()), held.size()); }

void WipeMessage(Message* message, const MessageTable& table);

void WipeField(Message* message, const FieldTable& row) {
  const Reflection& reflection = *message->GetReflection();
  std::string unused;
  if (row.arity == Arity::kOne) {
    if (!reflection.HasField(*message, row.field)) return;
    if (row.kind == Kind::kMessage) {
      return WipeMessage(reflection.MutableMessage(message, row.field), *row.message);
    }
    Wipe(reflection.GetStringReference(*message, row.field, &unused));
    return reflection.ClearField(message, row.field);
  }
  // A map holds nothing sensitive: TableOf refuses one that does.
  for (int i = 0; i < reflection.FieldSize(*message, row.field); ++i) {
    if (row.kind == Kind::kMessage) {
      WipeMessage(reflection.MutableRepeatedMessage(message, row.field, i), *row.message);
    } else {
      Wipe(reflection.GetRepeatedStringReference(*message, row.field, i, &unused));
    }
  }
  if (row.kind != Kind::kMessage) reflection.ClearField(message, row.field);
}

void WipeMessage(Message* message, const MessageTable& table) {
  for (const FieldTable& row : table.fields) {
    if (row.sensitive) WipeField(message, row);
  }
}

}  // namespace

std::string Redacted(const Message& message) {
  std::string text;
  AppendJson(message, Sensitive::kHidden, &text);
  return text;
}

void WipeSensitive(Message* message) { WipeMessage(message, TableOf(*message->GetDescriptor())); }

}  // namespace keyward::api::schema
