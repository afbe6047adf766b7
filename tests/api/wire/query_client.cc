// SPDX-License-Identifier: Apache-2.0
#include "tests/api/wire/query_client.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include <cstdio>

#include "core/encoding.h"

namespace keyward::api::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class Client {
 public:
  void WriteMessage(const std::string& prefix, const Message& message) {
    const auto& reflection = *message.GetReflection();
    const auto& descriptor = *message.GetDescriptor();
    for (int i = 0; i < descriptor.field_count(); ++i) {
      const FieldDescriptor* field = descriptor.field(i);
      const std::string name = prefix + field->json_name();
      if (!field->is_repeated()) {
        if (reflection.HasField(message, field)) WriteValue(name, message, field, -1);
        continue;
      }
      for (int at = 0; at < reflection.FieldSize(message, field); ++at) {
        const std::string index = std::to_string(at + 1);
        if (field->is_map()) {
          const Message& entry = reflection.GetRepeatedMessage(message, field, at);
          const std::string step = name + ".entry." + index;
          WriteValue(step + ".key", entry, field->message_type()->map_key(), -1);
          WriteValue(step + ".value", entry, field->message_type()->map_value(), -1);
        } else {
          WriteValue(name + ".member." + index, message, field, at);
        }
      }
    }
  }

  std::string Take() { return std::move(text_); }

 private:
  void WriteValue(const std::string& name, const Message& message, const FieldDescriptor* field,
                  int at) {
    const auto& reflection = *message.GetReflection();
    const auto kind = field->cpp_type();
    if (kind == FieldDescriptor::CPPTYPE_STRING) {
      const std::string value = at < 0 ? reflection.GetString(message, field)
                                       : reflection.GetRepeatedString(message, field, at);
      const bool blob = field->type() == FieldDescriptor::TYPE_BYTES;
      Add(name, blob ? core::Base64Encode(value) : value);
    } else if (kind == FieldDescriptor::CPPTYPE_INT32) {
      Add(name, std::to_string(at < 0 ? reflection.GetInt32(message, field)
                                      : reflection.GetRepeatedInt32(message, field, at)));
    } else if (kind == FieldDescriptor::CPPTYPE_INT64) {
      Add(name, std::to_string(at < 0 ? reflection.GetInt64(message, field)
                                      : reflection.GetRepeatedInt64(message, field, at)));
    } else if (kind == FieldDescriptor::CPPTYPE_BOOL) {
      const bool value = at < 0 ? reflection.GetBool(message, field)
                                : reflection.GetRepeatedBool(message, field, at);
      Add(name, value ? "true" : "false");
    } else {
      WriteNested(name, at < 0 ? reflection.GetMessage(message, field)
                               : reflection.GetRepeatedMessage(message, field, at));
    }
  }

  void WriteNested(const std::string& name, const Message& message) {
    if (message.GetDescriptor()->full_name() == "google.protobuf.Timestamp") {
      const auto& time = static_cast<const google::protobuf::Timestamp&>(message);
      return Add(name, google::protobuf::util::TimeUtil::ToString(time));
    }
    WriteMessage(name + ".", message);
  }

  void Add(const std::string& name, const std::string& value) {
    if (!text_.empty()) text_ += '&';
    text_ += PercentEncode(name) + "=" + PercentEncode(value);
  }

  std::string text_;
};

}  // namespace

std::string QueryOf(const Message& message) {
  Client client;
  client.WriteMessage("", message);
  return client.Take();
}

std::string PercentEncode(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain) {
      encoded += c;
      continue;
    }
    char escape[4];
    std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned char>(c));
    encoded += escape;
  }
  return encoded;
}

}  // namespace keyward::api::wire
