// SPDX-License-Identifier: Apache-2.0
#include "api/schema/json_writer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "api/schema/message_table.h"
#include "api/schema/timestamp_text.h"
#include "core/encoding.h"

namespace keyward::api::schema {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::string_view kHiddenText = "\"***\"";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void AppendEscape(unsigned char c, std::string* out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      *out += "\\\"";
      return;
    case '\\':
      *out += "\\\\";
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\r':
      *out += "\\r";
      return;
    case '\t':
      *out += "\\t";
      return;
    default:
      *out += "\\u00";
      *out += kHex[c >> 4];
      *out += kHex[c & 15];
  }
}

class Writer {
 public:
  Writer(Sensitive sensitive, std::string* out)
      : hide_(sensitive == Sensitive::kHidden), out_(*out) {}

  void WriteMessage(const Message& message, const MessageTable& table) {
    if (table.is_list) return WriteList(message, table.fields[0]);
    const Reflection& reflection = *message.GetReflection();
    out_ += '{';
    bool first = true;
    for (const FieldTable& row : table.fields) {
      const bool there = row.arity == Arity::kOne
                             ? reflection.HasField(message, row.field)
                             : row.rules.emit_empty || reflection.FieldSize(message, row.field) > 0;
      if (!there) continue;
      if (!first) out_ += ',';
      first = false;
      out_ += '"';
      out_ += row.name;  // AWS's names need no escape
      out_ += "\":";
      WriteField(message, row);
    }
    out_ += '}';
  }

 private:
  void WriteField(const Message& message, const FieldTable& row) {
    if (hide_ && row.rules.sensitive) {
      out_ += kHiddenText;
      return;
    }
    switch (row.arity) {
      case Arity::kOne:
        return WriteOne(message, row, row.field);
      case Arity::kList:
        return WriteList(message, row);
      case Arity::kMap:
        return WriteMap(message, row);
    }
  }

  // `field` is the row's, or the value of a map's entry.
  void WriteOne(const Message& message, const FieldTable& row, const FieldDescriptor* field) {
    const Reflection& reflection = *message.GetReflection();
    switch (row.kind) {
      case Kind::kString:
        return AppendJsonString(reflection.GetStringReference(message, field, &scratch_), &out_);
      case Kind::kBlob:
        return WriteBlob(reflection.GetStringReference(message, field, &scratch_));
      case Kind::kInt32:
        return WriteNumber(reflection.GetInt32(message, field));
      case Kind::kInt64:
        return WriteNumber(reflection.GetInt64(message, field));
      case Kind::kBool:
        return WriteBool(reflection.GetBool(message, field));
      case Kind::kTimestamp:
        return WriteTimestamp(reflection.GetMessage(message, field), row);
      case Kind::kMessage:
        return WriteMessage(reflection.GetMessage(message, field), *row.message);
    }
  }

  void WriteList(const Message& message, const FieldTable& row) {
    const int size = message.GetReflection()->FieldSize(message, row.field);
    out_ += '[';
    for (int i = 0; i < size; ++i) {
      if (i != 0) out_ += ',';
      if (hide_ && row.element.sensitive) {
        out_ += kHiddenText;
      } else {
        WriteElement(message, row, i);
      }
    }
    out_ += ']';
  }

  void WriteElement(const Message& message, const FieldTable& row, int i) {
    const Reflection& reflection = *message.GetReflection();
    switch (row.kind) {
      case Kind::kString:
        return AppendJsonString(
            reflection.GetRepeatedStringReference(message, row.field, i, &scratch_), &out_);
      case Kind::kBlob:
        return WriteBlob(reflection.GetRepeatedStringReference(message, row.field, i, &scratch_));
      case Kind::kInt32:
        return WriteNumber(reflection.GetRepeatedInt32(message, row.field, i));
      case Kind::kInt64:
        return WriteNumber(reflection.GetRepeatedInt64(message, row.field, i));
      case Kind::kBool:
        return WriteBool(reflection.GetRepeatedBool(message, row.field, i));
      case Kind::kTimestamp:
        return WriteTimestamp(reflection.GetRepeatedMessage(message, row.field, i), row);
      case Kind::kMessage:
        return WriteMessage(reflection.GetRepeatedMessage(message, row.field, i), *row.message);
    }
  }

  void WriteMap(const Message& message, const FieldTable& row) {
    const Reflection& reflection = *message.GetReflection();
    std::vector<std::pair<std::string, const Message*>> entries;
    for (int i = 0; i < reflection.FieldSize(message, row.field); ++i) {
      const Message& entry = reflection.GetRepeatedMessage(message, row.field, i);
      entries.emplace_back(entry.GetReflection()->GetString(entry, row.map_key), &entry);
    }
    std::sort(entries.begin(), entries.end());
    out_ += '{';
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i != 0) out_ += ',';
      AppendJsonString(entries[i].first, &out_);
      out_ += ':';
      WriteOne(*entries[i].second, row, row.map_value);
    }
    out_ += '}';
  }

  void WriteBlob(const std::string& bytes) {
    out_ += '"';
    out_ += core::Base64Encode(bytes);
    out_ += '"';
  }

  void WriteNumber(std::int64_t value) { out_ += std::to_string(value); }

  void WriteBool(bool value) { out_ += value ? "true" : "false"; }

  void WriteTimestamp(const Message& message, const FieldTable& row) {
    const auto& time = static_cast<const google::protobuf::Timestamp&>(message);
    const Moment moment{time.seconds(), time.nanos()};
    if (row.timestamp == TimestampFormat::kIso8601) {
      out_ += '"' + Iso8601Text(moment) + '"';
    } else {
      out_ += EpochText(moment);
    }
  }

  const bool hide_;
  std::string& out_;
  std::string scratch_;
};

}  // namespace

void AppendJson(const Message& message, Sensitive sensitive, std::string* out) {
  Writer(sensitive, out).WriteMessage(message, TableOf(*message.GetDescriptor()));
}

void AppendJsonString(std::string_view text, std::string* out) {
  *out += '"';
  std::size_t plain = 0;  // start of what needs no escape
  std::size_t at = 0;
  const auto flush = [&] { out->append(text.substr(plain, at - plain)); };
  while (at < text.size()) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c >= 0x80) {
      const std::size_t length = core::Utf8Length(text.substr(at));
      if (length > 1) {
        at += length;
        continue;
      }
    } else if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) {
      ++at;
      continue;
    }
    flush();
    if (c >= 0x80) {
      *out += kReplacement;
    } else {
      AppendEscape(c, out);
    }
    plain = ++at;
  }
  flush();
  *out += '"';
}

}  // namespace keyward::api::schema
