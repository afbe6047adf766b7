// SPDX-License-Identifier: Apache-2.0
#include "api/wire/client_request.h"

#include <optional>
#include <utility>
#include <vector>

#include "api/schema/message_table.h"
#include "api/schema/timestamp_text.h"

namespace keyward::api::wire {
namespace {

using core::JsonKind;
using core::JsonView;
using schema::Arity;
using schema::FieldTable;
using schema::Kind;
using schema::MessageTable;

core::Error Refuse(JsonView where, std::string message) {
  return {core::ErrorCode::kInvalidArgument, "InvalidInput", std::move(message), where.place()};
}

core::Error OfKind(JsonView where, std::string_view expected) {
  return Refuse(where, "expected " + std::string(expected) + ", not a value of kind " +
                           std::string(where.kind_name()));
}

// Turns JSON into the fields of a form.
class QueryEncoder {
 public:
  core::Result<void> AddMembers(const std::string& prefix, JsonView object,
                                const MessageTable& table) {
    if (table.is_list) return AddList(prefix, object, table.fields[0]);
    if (!object.is_object()) return OfKind(object, "an object");
    for (const JsonView member : object) {
      const FieldTable* const row = table.Find(member.key());
      if (row == nullptr) return Refuse(member, "there is no such member");
      if (member.kind() == JsonKind::kNull) continue;
      const std::string name = prefix.empty() ? row->name : prefix + "." + row->name;
      if (auto added = AddField(name, member, *row); !added) return added;
    }
    return {};
  }

  std::vector<FormField> fields;

 private:
  core::Result<void> AddField(const std::string& name, JsonView value, const FieldTable& row) {
    if (row.arity == Arity::kOne) return AddValue(name, value, row);
    const bool list = row.arity == Arity::kList;
    if (list ? !value.is_array() : !value.is_object()) {
      return OfKind(value, list ? "an array" : "an object");
    }
    if (value.size() == 0) {
      fields.push_back({name, ""});
      return {};
    }
    return list ? AddList(name, value, row) : AddMap(name, value, row);
  }

  core::Result<void> AddList(const std::string& name, JsonView list, const FieldTable& row) {
    if (!list.is_array()) return OfKind(list, "an array");
    const std::string step = name + (row.flattened ? "." : "." + row.member_name + ".");
    std::size_t index = 0;
    for (const JsonView element : list) {
      if (auto added = AddValue(step + std::to_string(++index), element, row); !added) return added;
    }
    return {};
  }

  core::Result<void> AddMap(const std::string& name, JsonView map, const FieldTable& row) {
    const std::string step = name + (row.flattened ? "." : "." + row.entry_name + ".");
    std::size_t index = 0;
    for (const JsonView value : map) {
      const std::string entry = step + std::to_string(++index) + ".";
      fields.push_back({entry + row.key_name, value.key()});
      if (auto added = AddValue(entry + row.value_name, value, row); !added) return added;
    }
    return {};
  }

  core::Result<void> AddValue(const std::string& name, JsonView value, const FieldTable& row) {
    if (row.kind == Kind::kMessage) return AddMembers(name, value, *row.message);
    auto text = TextOf(value, row);
    if (!text) return std::move(text).error();
    fields.push_back({name, *std::move(text)});
    return {};
  }

  static core::Result<std::string> TextOf(JsonView value, const FieldTable& row) {
    switch (row.kind) {
      case Kind::kString:
      case Kind::kBlob:
        if (!value.is_string()) return OfKind(value, "a string");
        return value.text();
      case Kind::kInt32:
      case Kind::kInt64:
        if (value.kind() != JsonKind::kNumber) return OfKind(value, "a number");
        return value.text();
      case Kind::kBool:
        if (value.kind() != JsonKind::kBool) return OfKind(value, "true or false");
        return std::string(value.boolean() ? "true" : "false");
      case Kind::kTimestamp: {
        const bool number = value.kind() == JsonKind::kNumber;
        if (!number && !value.is_string()) return OfKind(value, "a time");
        const auto moment =
            number ? schema::ParseEpoch(value.text()) : schema::ParseIso8601(value.text());
        if (!moment) return Refuse(value, "expected a time of the years 1 to 9999");
        return row.timestamp == schema::TimestampFormat::kEpochSeconds
                   ? schema::EpochText(*moment)
                   : schema::Iso8601Text(*moment);
      }
      case Kind::kMessage:
        break;
    }
    return OfKind(value, "an object");
  }
};

core::Result<ClientRequest> QueryRequest(const schema::ServiceTable& service,
                                         std::string_view operation, JsonView input) {
  QueryEncoder encoder;
  encoder.fields = {{"Action", std::string(operation)}, {"Version", service.api_version}};
  if (const schema::MethodTable* const method = service.FindMethod(operation)) {
    if (auto added = encoder.AddMembers("", input, *method->input); !added) {
      return std::move(added).error();
    }
  }
  return ClientRequest{"application/x-www-form-urlencoded; charset=utf-8", "",
                       EncodeForm(encoder.fields)};
}

void AppendEscaped(std::string_view text, std::string* out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      *out += c;
    } else {
      *out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
}

}  // namespace

core::Result<ClientRequest> EncodeRequest(const schema::ServiceTable& service,
                                          std::string_view operation, JsonView input) {
  if (!input.is_object()) return OfKind(input, "an object");
  if (service.protocol == schema::Protocol::kQuery) return QueryRequest(service, operation, input);
  return ClientRequest{"application/x-amz-json-1.1",
                       service.target_prefix + "." + std::string(operation),
                       std::string(input.source())};
}

std::string EncodeForm(const std::vector<FormField>& fields) {
  std::string text;
  for (const FormField& field : fields) {
    if (!text.empty()) text += '&';
    AppendEscaped(field.name, &text);
    text += '=';
    AppendEscaped(field.value, &text);
  }
  return text;
}

}  // namespace keyward::api::wire
