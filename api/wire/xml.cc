// SPDX-License-Identifier: Apache-2.0
#include "api/wire/xml.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "api/schema/timestamp_text.h"
#include "core/encoding.h"

namespace keyward::api::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using schema::Arity;
using schema::FieldTable;
using schema::Kind;
using schema::MessageTable;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// The reference for an ASCII character that must not stand as it is; "" when it may.
std::string_view Reference(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    default:
      return static_cast<unsigned char>(c) < 0x20 ? kReplacement : std::string_view();
  }
}

class Writer {
 public:
  explicit Writer(std::string* out) : out_(*out) {}

  void Open(std::string_view name) { (((out_ += '<') += name) += '>'); }
  void Close(std::string_view name) { (((out_ += "</") += name) += '>'); }

  void WriteMembers(const Message& message, const MessageTable& table) {
    const Reflection& reflection = *message.GetReflection();
    for (const FieldTable& row : table.fields) {
      if (row.arity == Arity::kOne) {
        if (!reflection.HasField(message, row.field)) continue;
        Open(row.name);
        WriteValue(message, row, row.field);
        Close(row.name);
      } else if (row.rules.emit_empty || reflection.FieldSize(message, row.field) > 0) {
        WriteCollection(message, row);
      }
    }
  }

 private:
  void WriteCollection(const Message& message, const FieldTable& row) {
    if (!row.flattened) Open(row.name);
    if (row.arity == Arity::kList) {
      WriteList(message, row, row.flattened ? row.name : row.member_name);
    } else {
      WriteMap(message, row, row.flattened ? row.name : row.entry_name);
    }
    if (!row.flattened) Close(row.name);
  }

  void WriteList(const Message& message, const FieldTable& row, std::string_view element) {
    const int size = message.GetReflection()->FieldSize(message, row.field);
    for (int i = 0; i < size; ++i) {
      Open(element);
      WriteElement(message, row, i);
      Close(element);
    }
  }

  void WriteMap(const Message& message, const FieldTable& row, std::string_view element) {
    const Reflection& reflection = *message.GetReflection();
    std::vector<std::pair<std::string, const Message*>> entries;
    for (int i = 0; i < reflection.FieldSize(message, row.field); ++i) {
      const Message& entry = reflection.GetRepeatedMessage(message, row.field, i);
      entries.emplace_back(entry.GetReflection()->GetString(entry, row.map_key), &entry);
    }
    std::sort(entries.begin(), entries.end());
    for (const auto& [key, entry] : entries) {
      Open(element);
      Open(row.key_name);
      AppendXmlText(key, &out_);
      Close(row.key_name);
      Open(row.value_name);
      WriteValue(*entry, row, row.map_value);
      Close(row.value_name);
      Close(element);
    }
  }

  // `field` is the row's, or the value of a map's entry.
  void WriteValue(const Message& message, const FieldTable& row, const FieldDescriptor* field) {
    const Reflection& reflection = *message.GetReflection();
    switch (row.kind) {
      case Kind::kString:
        return AppendXmlText(reflection.GetStringReference(message, field, &scratch_), &out_);
      case Kind::kBlob:
        out_ += core::Base64Encode(reflection.GetStringReference(message, field, &scratch_));
        return;
      case Kind::kInt32:
        out_ += std::to_string(reflection.GetInt32(message, field));
        return;
      case Kind::kInt64:
        out_ += std::to_string(reflection.GetInt64(message, field));
        return;
      case Kind::kBool:
        out_ += reflection.GetBool(message, field) ? "true" : "false";
        return;
      case Kind::kTimestamp:
        return WriteTimestamp(reflection.GetMessage(message, field), row);
      case Kind::kMessage:
        return WriteNested(reflection.GetMessage(message, field), *row.message);
    }
  }

  void WriteElement(const Message& message, const FieldTable& row, int i) {
    const Reflection& reflection = *message.GetReflection();
    switch (row.kind) {
      case Kind::kString:
        return AppendXmlText(
            reflection.GetRepeatedStringReference(message, row.field, i, &scratch_), &out_);
      case Kind::kBlob:
        out_ += core::Base64Encode(
            reflection.GetRepeatedStringReference(message, row.field, i, &scratch_));
        return;
      case Kind::kInt32:
        out_ += std::to_string(reflection.GetRepeatedInt32(message, row.field, i));
        return;
      case Kind::kInt64:
        out_ += std::to_string(reflection.GetRepeatedInt64(message, row.field, i));
        return;
      case Kind::kBool:
        out_ += reflection.GetRepeatedBool(message, row.field, i) ? "true" : "false";
        return;
      case Kind::kTimestamp:
        return WriteTimestamp(reflection.GetRepeatedMessage(message, row.field, i), row);
      case Kind::kMessage:
        return WriteNested(reflection.GetRepeatedMessage(message, row.field, i), *row.message);
    }
  }

  void WriteNested(const Message& message, const MessageTable& table) {
    if (!table.is_list) return WriteMembers(message, table);
    WriteList(message, table.fields[0], table.fields[0].member_name);
  }

  void WriteTimestamp(const Message& message, const FieldTable& row) {
    const auto& time = static_cast<const google::protobuf::Timestamp&>(message);
    const schema::Moment moment{time.seconds(), time.nanos()};
    out_ += row.timestamp == schema::TimestampFormat::kEpochSeconds ? schema::EpochText(moment)
                                                                    : schema::Iso8601Text(moment);
  }

  std::string& out_;
  std::string scratch_;
};

}  // namespace

std::string EncodeXml(const schema::ServiceTable& service, const schema::MethodTable& method,
                      const Message& message, std::string_view request_id) {
  const std::string response = method.name + "Response";
  std::string text = "<" + response + " xmlns=\"";
  AppendXmlText(service.xml_namespace, &text);
  text += "\">";
  Writer writer(&text);
  if (!method.result_wrapper.empty()) {
    writer.Open(method.result_wrapper);
    writer.WriteMembers(message, schema::TableOf(*message.GetDescriptor()));
    writer.Close(method.result_wrapper);
  }
  text += "<ResponseMetadata><RequestId>";
  AppendXmlText(request_id, &text);
  text += "</RequestId></ResponseMetadata></" + response + ">";
  return text;
}

void AppendXmlText(std::string_view text, std::string* out) {
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text[0]);
    std::size_t length = 1;
    if (c >= 0x80) {
      length = core::Utf8Length(text);
      const std::string_view character = text.substr(0, length);
      const bool carried = length > 1 && character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
      out->append(carried ? character : kReplacement);
    } else if (const std::string_view reference = Reference(text[0]); !reference.empty()) {
      out->append(reference);
    } else {
      *out += text[0];
    }
    text.remove_prefix(length);
  }
}

}  // namespace keyward::api::wire
