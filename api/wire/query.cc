// SPDX-License-Identifier: Apache-2.0
#include "api/wire/query.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <unordered_set>
#include <utility>

#include "api/schema/message_table.h"
#include "api/schema/timestamp_text.h"
#include "api/wire/field_setter.h"
#include "core/encoding.h"

namespace keyward::api::wire {
namespace {

using google::protobuf::Message;
using schema::Arity;
using schema::FieldTable;
using schema::Kind;
using schema::MessageTable;

// How much of an unknown operation or version an error repeats.
constexpr std::size_t kMaxEcho = 128;

// A parameter with what of its name has not been followed yet.
struct Parameter {
  std::string_view rest;
  FormField* field;
};
// Parameters whose names begin alike; sorted, so that those with the next part alike are together.
using Group = std::span<Parameter>;

core::Error Refuse(std::string_view name, std::string_view why) {
  std::string shown(name);
  std::replace_if(
      shown.begin(), shown.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '`'; }, '?');
  return {core::ErrorCode::kInvalidArgument, "MalformedInput",
          "the parameter `" + shown + "` " + std::string(why)};
}

// Orders names so that each part's continuations stand together: a dot before every other byte.
bool PartsLess(const Parameter& a, const Parameter& b) {
  return std::lexicographical_compare(
      a.rest.begin(), a.rest.end(), b.rest.begin(), b.rest.end(), [](char x, char y) {
        const auto rank = [](char c) { return c == '.' ? 0 : static_cast<unsigned char>(c) + 1; };
        return rank(x) < rank(y);
      });
}

std::string_view FirstPart(std::string_view rest) { return rest.substr(0, rest.find('.')); }

// Takes the leading parameters whose next part is the first one's, and steps over that part.
Group TakeGroup(Group* all) {
  const std::string_view part = FirstPart(all->front().rest);
  std::size_t count = 0;
  while (count < all->size() && FirstPart((*all)[count].rest) == part) ++count;
  const Group group = all->first(count);
  *all = all->subspan(count);
  for (Parameter& parameter : group) {
    parameter.rest.remove_prefix(std::min(parameter.rest.size(), part.size() + 1));
  }
  return group;
}

template <typename Number>
bool ParseWhole(std::string_view text, Number* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

class QueryDecoder {
 public:
  explicit QueryDecoder(schema::EmptyMembers* empty) : empty_(empty) {}

  core::Result<void> ReadMessage(Group group, Message* message, const MessageTable& table) {
    if (table.is_list) return ReadList(group, message, table.fields[0]);
    while (!group.empty()) {
      const FieldTable* row = table.Find(FirstPart(group.front().rest));
      const Group own = TakeGroup(&group);
      if (row == nullptr) continue;
      if (core::Result<void> read = ReadField(own, message, *row); !read) return read;
    }
    return {};
  }

 private:
  // `Name=`, which is how an empty list is written.
  static bool IsEmptyValue(Group group) {
    return group.size() == 1 && group[0].rest.empty() && group[0].field->value.empty();
  }

  core::Result<void> ReadField(Group group, Message* message, const FieldTable& row) {
    if (row.arity == Arity::kOne) return ReadValue(group, {message, row}, row);
    if (IsEmptyValue(group)) {
      if (empty_ != nullptr) empty_->Add(*message, row.field);
      return {};
    }
    return row.arity == Arity::kList ? ReadList(group, message, row) : ReadMap(group, message, row);
  }

  // A single value: what all of `group` is about.
  core::Result<void> ReadValue(Group group, FieldSetter to, const FieldTable& row) {
    const std::string& name = group[0].field->name;
    if (row.kind == Kind::kMessage) {
      if (row.message->is_list && IsEmptyValue(group)) {
        to.AddMessage();
        return {};
      }
      if (std::any_of(group.begin(), group.end(),
                      [](const Parameter& p) { return p.rest.empty(); })) {
        return Refuse(name, "takes no value");
      }
      return ReadMessage(group, to.AddMessage(), *row.message);
    }
    if (group.size() > 1) return Refuse(name, "comes twice or has parts");
    if (!group[0].rest.empty()) return Refuse(name, "has parts that its value cannot have");
    return ReadText(name, std::move(group[0].field->value), to, row);
  }

  static core::Result<void> ReadText(std::string_view name, std::string text, FieldSetter to,
                                     const FieldTable& row) {
    switch (row.kind) {
      case Kind::kString:
        to.SetText(std::move(text));
        return {};
      case Kind::kBlob: {
        std::optional<std::string> bytes = core::Base64Decode(text);
        if (!bytes) return Refuse(name, "is not base64");
        to.SetText(std::move(*bytes));
        return {};
      }
      case Kind::kInt32: {
        std::int32_t value = 0;
        if (!ParseWhole(text, &value)) return Refuse(name, "is not a whole number in its range");
        to.SetInt32(value);
        return {};
      }
      case Kind::kInt64: {
        std::int64_t value = 0;
        if (!ParseWhole(text, &value)) return Refuse(name, "is not a whole number in its range");
        to.SetInt64(value);
        return {};
      }
      case Kind::kBool:
        if (text != "true" && text != "false") return Refuse(name, "is neither true nor false");
        to.SetBool(text == "true");
        return {};
      case Kind::kTimestamp: {
        const auto moment = row.timestamp == schema::TimestampFormat::kEpochSeconds
                                ? schema::ParseEpoch(text)
                                : schema::ParseIso8601(text);
        if (!moment) return Refuse(name, "is not a moment of the years 1 to 9999");
        to.SetTimestamp(*moment);
        return {};
      }
      case Kind::kMessage:
        break;
    }
    return Refuse(name, "takes no value");
  }

  core::Result<void> ReadList(Group group, Message* message, const FieldTable& row) {
    core::Result<std::vector<Group>> items =
        Items(group, row.flattened ? std::string_view() : row.member_name);
    if (!items) return items.error();
    for (const Group item : *items) {
      if (core::Result<void> read = ReadValue(item, {message, row}, row); !read) return read;
    }
    return {};
  }

  core::Result<void> ReadMap(Group group, Message* message, const FieldTable& row) {
    core::Result<std::vector<Group>> items =
        Items(group, row.flattened ? std::string_view() : row.entry_name);
    if (!items) return items.error();
    std::unordered_set<std::string_view> keys;
    for (Group item : *items) {
      const std::string& name = item[0].field->name;
      Group key;
      Group value;
      while (!item.empty()) {
        const std::string_view part = FirstPart(item.front().rest);
        const Group own = TakeGroup(&item);
        if (part == row.key_name) key = own;
        if (part == row.value_name) value = own;
      }
      if (key.size() != 1 || !key[0].rest.empty() || value.empty()) {
        return Refuse(name, "belongs to an entry without one key and one value");
      }
      if (!keys.insert(key[0].field->value).second) return Refuse(name, "repeats a key");
      const FieldSetter to = FieldSetter::Entry(message, row, key[0].field->value);
      if (core::Result<void> read = ReadValue(value, to, row); !read) return read;
    }
    return {};
  }

  // The parameters of each element, in order. `step` is the name before the index; "" is none.
  static core::Result<std::vector<Group>> Items(Group group, std::string_view step) {
    if (!step.empty()) {
      const std::string& name = group[0].field->name;
      if (group[0].rest.empty()) return Refuse(name, "takes no value");
      if (FirstPart(group.front().rest) != step || FirstPart(group.back().rest) != step) {
        return Refuse(name, "is of a list and lacks `." + std::string(step) + ".`");
      }
      group = TakeGroup(&group);
    }
    std::vector<std::pair<std::uint32_t, Group>> found;
    while (!group.empty()) {
      const std::string_view part = FirstPart(group.front().rest);
      const Group own = TakeGroup(&group);
      std::uint32_t index = 0;
      if (part.empty() || part[0] == '0' || !ParseWhole(part, &index)) {
        return Refuse(own[0].field->name, "has an index that is not a number from 1");
      }
      found.emplace_back(index, own);
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Group> items;
    for (const auto& [index, own] : found) {
      if (index != items.size() + 1) {
        return Refuse(own[0].field->name, "comes after a gap in its list");
      }
      items.push_back(own);
    }
    return items;
  }

  schema::EmptyMembers* empty_;
};

}  // namespace

core::Result<const schema::MethodTable*> FindAction(const std::vector<FormField>& form,
                                                    const schema::ServiceTable& service) {
  const std::string* action = nullptr;
  const std::string* version = nullptr;
  for (const FormField& field : form) {
    const std::string** found = field.name == "Action"    ? &action
                                : field.name == "Version" ? &version
                                                          : nullptr;
    if (found == nullptr) continue;
    if (*found != nullptr) {
      return core::Error{core::ErrorCode::kInvalidArgument, "MalformedQueryString",
                         "`" + field.name + "` comes twice"};
    }
    *found = &field.value;
  }
  if (action == nullptr || action->empty()) {
    return core::Error{core::ErrorCode::kInvalidArgument, "MissingAction",
                       "the request names no `Action`"};
  }
  const bool versioned = version != nullptr && !version->empty();
  const schema::MethodTable* method = service.FindMethod(*action);
  if (versioned && *version == service.api_version && method != nullptr) return method;
  return core::Error{core::ErrorCode::kInvalidArgument, "InvalidAction",
                     "Could not find operation " + action->substr(0, kMaxEcho) + " for version " +
                         (versioned ? version->substr(0, kMaxEcho) : "NO_VERSION_SPECIFIED")};
}

core::Result<void> DecodeQuery(std::vector<FormField> form, Message* message,
                               schema::EmptyMembers* empty) {
  const MessageTable& table = schema::TableOf(*message->GetDescriptor());
  if (!table.fault.empty()) return core::Error{core::ErrorCode::kInternal, "", table.fault};
  std::vector<Parameter> parameters;
  parameters.reserve(form.size());
  for (FormField& field : form) parameters.push_back({field.name, &field});
  std::sort(parameters.begin(), parameters.end(), PartsLess);
  return QueryDecoder(empty).ReadMessage(parameters, message, table);
}

}  // namespace keyward::api::wire
