// SPDX-License-Identifier: Apache-2.0
#include "api/wire/client_answer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "api/schema/message_table.h"
#include "api/wire/form.h"
#include "api/wire/json.h"
#include "api/wire/query.h"
#include "core/json.h"
#include "core/xml.h"

namespace keyward::api::wire {
namespace {

using core::ErrorCode;
using core::XmlElement;
using schema::Arity;
using schema::FieldTable;
using schema::Kind;
using schema::MessageTable;

core::Error NotUnderstood(int status) {
  return {ErrorCode::kUnavailable, "MalformedAnswer",
          "the endpoint answered with status " + std::to_string(status) +
              " and something that is no answer of this service"};
}

// Turns an answer's elements into the parameters that a request would have for them.
class Flattener {
 public:
  void AddMembers(const std::string& prefix, const XmlElement& element, const MessageTable& table) {
    if (table.is_list) return AddList(prefix, element, table.fields[0]);
    for (const FieldTable& row : table.fields) {
      const std::string name = prefix.empty() ? row.name : prefix + "." + row.name;
      if (row.arity != Arity::kOne && row.flattened) {
        AddFlattened(name, element, row);
        continue;
      }
      const XmlElement* const child = element.Find(row.name);
      if (child == nullptr) continue;
      if (row.arity == Arity::kOne) {
        AddValue(name, *child, row);
      } else if (child->children.empty()) {
        fields.push_back({name, ""});
      } else if (row.arity == Arity::kList) {
        AddList(name, *child, row);
      } else {
        AddMap(name, *child, row);
      }
    }
  }

  std::vector<FormField> fields;

 private:
  void AddFlattened(const std::string& name, const XmlElement& holder, const FieldTable& row) {
    std::size_t index = 0;
    for (const XmlElement& child : holder.children) {
      if (child.name != row.name) continue;
      const std::string item = name + "." + std::to_string(++index);
      row.arity == Arity::kList ? AddValue(item, child, row) : AddEntry(item, child, row);
    }
  }

  void AddList(const std::string& name, const XmlElement& list, const FieldTable& row) {
    const std::string step = name + (row.flattened ? "." : "." + row.member_name + ".");
    std::size_t index = 0;
    for (const XmlElement& child : list.children) {
      AddValue(step + std::to_string(++index), child, row);
    }
  }

  void AddMap(const std::string& name, const XmlElement& map, const FieldTable& row) {
    std::size_t index = 0;
    for (const XmlElement& child : map.children) {
      AddEntry(name + "." + row.entry_name + "." + std::to_string(++index), child, row);
    }
  }

  void AddEntry(const std::string& name, const XmlElement& entry, const FieldTable& row) {
    const XmlElement* const key = entry.Find(row.key_name);
    const XmlElement* const value = entry.Find(row.value_name);
    if (key != nullptr) fields.push_back({name + "." + row.key_name, key->text});
    if (value != nullptr) AddValue(name + "." + row.value_name, *value, row);
  }

  void AddValue(const std::string& name, const XmlElement& element, const FieldTable& row) {
    if (row.kind == Kind::kMessage) return AddMembers(name, element, *row.message);
    fields.push_back({name, element.text});
  }
};

core::Result<std::string> DecodeResult(const schema::MethodTable& method, const XmlElement& root) {
  if (method.result_wrapper.empty()) return std::string("{}");
  const XmlElement* const result = root.Find(method.result_wrapper);
  if (root.name != method.name + "Response" || result == nullptr) return NotUnderstood(200);
  Flattener flattener;
  flattener.AddMembers("", *result, *method.output);
  const google::protobuf::Message* const prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(
          method.output->descriptor);
  const std::unique_ptr<google::protobuf::Message> message(prototype->New());
  const auto read = DecodeQuery(std::move(flattener.fields), message.get(), nullptr);
  if (!read) return NotUnderstood(200);
  return EncodeJson(*message);
}

core::Result<std::string> DecodeXmlAnswer(const schema::ServiceTable& service,
                                          std::string_view operation, std::string_view body) {
  const auto root = core::ParseXml(body);
  const schema::MethodTable* const method = service.FindMethod(operation);
  if (!root || method == nullptr) return NotUnderstood(200);
  return DecodeResult(*method, *root);
}

struct Told {
  std::string name;
  std::string message;
};

// "prefix#Name:more" is Name.
std::string ShapeOf(std::string_view type) {
  if (const std::size_t hash = type.find('#'); hash != std::string_view::npos) {
    type.remove_prefix(hash + 1);
  }
  return std::string(type.substr(0, type.find(':')));
}

std::string TextMember(core::JsonView object, std::string_view name) {
  core::JsonView found = object;
  return object.Find(name, &found) && found.is_string() ? found.text() : std::string();
}

Told ReadJsonError(std::string_view body) {
  const auto document = core::JsonDocument::Parse(std::string(body));
  if (!document || !document->root().is_object()) return {};
  Told told{ShapeOf(TextMember(document->root(), "__type")),
            TextMember(document->root(), "message")};
  if (told.message.empty()) told.message = TextMember(document->root(), "Message");
  return told;
}

Told ReadXmlError(std::string_view body) {
  const auto root = core::ParseXml(body);
  const XmlElement* const error = root ? root->Find("Error") : nullptr;
  if (error == nullptr) return {};
  const XmlElement* const code = error->Find("Code");
  const XmlElement* const message = error->Find("Message");
  return {code == nullptr ? "" : code->text, message == nullptr ? "" : message->text};
}

template <std::size_t N>
bool BeginsWithOne(std::string_view name, const std::array<std::string_view, N>& beginnings) {
  return std::ranges::any_of(beginnings,
                             [&](std::string_view one) { return name.starts_with(one); });
}

ErrorCode CodeOf(std::string_view name, int status) {
  constexpr std::array<std::string_view, 2> kDenied = {"AccessDenied", "UnauthorizedOperation"};
  constexpr std::array<std::string_view, 9> kUnauthenticated = {"InvalidClientTokenId",
                                                                "UnrecognizedClient",
                                                                "InvalidSignature",
                                                                "SignatureDoesNotMatch",
                                                                "MissingAuthenticationToken",
                                                                "IncompleteSignature",
                                                                "ExpiredToken",
                                                                "RequestExpired",
                                                                "InvalidAccessKeyId"};
  constexpr std::array<std::string_view, 7> kInput = {
      "Validation",    "Malformed",        "Invalid",    "Missing",
      "Serialization", "UnknownOperation", "Unsupported"};
  if (status >= 500) return ErrorCode::kUnavailable;
  if (BeginsWithOne(name, kDenied)) return ErrorCode::kPermissionDenied;
  if (BeginsWithOne(name, kUnauthenticated)) return ErrorCode::kUnauthenticated;
  if (BeginsWithOne(name, kInput)) return ErrorCode::kInvalidArgument;
  return ErrorCode::kFailedPrecondition;
}

}  // namespace

core::Result<std::string> DecodeAnswer(const schema::ServiceTable& service,
                                       std::string_view operation, int status,
                                       std::string_view body) {
  const bool json = service.protocol == schema::Protocol::kJson11;
  if (status < 200 || status > 299) {
    // A server that does not know the service may answer in the other protocol.
    Told told = body.starts_with('<') ? ReadXmlError(body) : ReadJsonError(body);
    if (told.name.empty()) return NotUnderstood(status);
    const ErrorCode code = CodeOf(told.name, status);
    return core::Error{code, std::move(told.name), std::move(told.message)};
  }
  if (!json) return DecodeXmlAnswer(service, operation, body);
  if (body.empty()) return std::string("{}");
  const auto document = core::JsonDocument::Parse(std::string(body));
  if (!document || !document->root().is_object()) return NotUnderstood(status);
  return std::string(document->root().source());
}

}  // namespace keyward::api::wire
