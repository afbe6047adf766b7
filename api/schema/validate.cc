// SPDX-License-Identifier: Apache-2.0
#include "api/schema/validate.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/schema/constraint_text.h"
#include "api/schema/message_table.h"

namespace keyward::api::schema {
namespace {

using google::protobuf::Message;
using google::protobuf::Reflection;

// Nothing where AWS names no value.
using Echo = std::optional<std::string>;

// Walks one request and collects what AWS would say of it.
class Validation {
 public:
  explicit Validation(const EmptyMembers& empty) : empty_(empty) {}

  void CheckMessage(const Message& message, const MessageTable& table) {
    for (const FieldTable& row : table.fields) {
      if (!row.checked) continue;
      if (violations_.size() >= kMaxViolations) return;
      const std::size_t mark = Enter(row.path_name);
      CheckField(message, row);
      path_.resize(mark);
    }
  }

  core::Result<void> Finish(const MessageTable& table) && {
    if (violations_.empty()) return {};
    const std::size_t count = violations_.size();
    std::string text = std::to_string(count) + " validation error" + (count == 1 ? "" : "s");
    text += " detected: ";
    for (std::size_t i = 0; i < count; ++i) {
      if (i != 0) text += "; ";
      text += violations_[i];
    }
    return core::Error{core::ErrorCode::kInvalidArgument, table.validation_error, std::move(text)};
  }

 private:
  void CheckField(const Message& message, const FieldTable& row) {
    switch (row.arity) {
      case Arity::kOne:
        return CheckOne(message, row);
      case Arity::kList:
        return CheckList(message, row);
      case Arity::kMap:
        return CheckMap(message, row);
    }
  }

  void CheckOne(const Message& message, const FieldTable& row) {
    const Reflection& reflection = *message.GetReflection();
    if (!reflection.HasField(message, row.field)) {
      if (row.rules.required) AddNull();
      return;
    }
    switch (row.kind) {
      case Kind::kString:
        return CheckString(reflection.GetStringReference(message, row.field, &scratch_), row);
      case Kind::kBlob: {
        const std::size_t size =
            reflection.GetStringReference(message, row.field, &scratch_).size();
        return Add(row.rules, BrokenBySize(row.rules, size), [size] { return BlobText(size); });
      }
      case Kind::kInt32:
        return CheckNumber(reflection.GetInt32(message, row.field), row);
      case Kind::kInt64:
        return CheckNumber(reflection.GetInt64(message, row.field), row);
      case Kind::kMessage:
        return CheckMessage(reflection.GetMessage(message, row.field), *row.message);
      case Kind::kBool:
      case Kind::kTimestamp:
        return;
    }
  }

  void CheckString(const std::string& text, const FieldTable& row) {
    if (!row.rules.Constrain()) return;
    Add(row.rules, BrokenByText(row.rules, text), [&text] { return Echo(text); });
  }

  void CheckNumber(std::int64_t value, const FieldTable& row) {
    Add(row.rules, BrokenByNumber(row.rules, value), [value] { return std::to_string(value); });
  }

  void CheckList(const Message& message, const FieldTable& row) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, row.field);
    if (size == 0 && !empty_.Holds(message, row.field)) {
      if (row.rules.required) AddNull();
      return;
    }
    const auto echo = [&] { return ListText(message, row); };
    Add(row.rules, BrokenBySize(row.rules, static_cast<std::size_t>(size)), echo);
    for (int i = 0; i < size && violations_.size() < kMaxViolations; ++i) {
      if (row.kind == Kind::kMessage) {
        const std::size_t mark = Enter(std::to_string(i + 1) + ".member");
        CheckMessage(reflection.GetRepeatedMessage(message, row.field, i), *row.message);
        path_.resize(mark);
      } else if (!ElementHolds(message, row, i)) {
        Add(row.rules, {"Member must satisfy constraint: " + AllOf(row.element)}, echo);
        return;
      }
    }
  }

  bool ElementHolds(const Message& message, const FieldTable& row, int index) {
    if (!row.element.Constrain()) return true;
    const Reflection& reflection = *message.GetReflection();
    switch (row.kind) {
      case Kind::kString:
        return BrokenByText(row.element, reflection.GetRepeatedStringReference(message, row.field,
                                                                               index, &scratch_))
            .empty();
      case Kind::kBlob:
        return BrokenBySize(
                   row.element,
                   reflection.GetRepeatedStringReference(message, row.field, index, &scratch_)
                       .size())
            .empty();
      case Kind::kInt32:
        return BrokenByNumber(row.element, reflection.GetRepeatedInt32(message, row.field, index))
            .empty();
      case Kind::kInt64:
        return BrokenByNumber(row.element, reflection.GetRepeatedInt64(message, row.field, index))
            .empty();
      case Kind::kBool:
      case Kind::kTimestamp:
      case Kind::kMessage:
        return true;
    }
    return true;
  }

  void CheckMap(const Message& message, const FieldTable& row) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, row.field);
    if (size == 0 && !empty_.Holds(message, row.field)) {
      if (row.rules.required) AddNull();
      return;
    }
    const auto echo = [&] { return MapText(message, row); };
    Add(row.rules, BrokenBySize(row.rules, static_cast<std::size_t>(size)), echo);
    bool keys = true;
    bool values = true;
    for (int i = 0; i < size && violations_.size() < kMaxViolations; ++i) {
      const Message& entry = reflection.GetRepeatedMessage(message, row.field, i);
      const Reflection& parts = *entry.GetReflection();
      keys = keys && BrokenByText(row.key, parts.GetString(entry, row.map_key)).empty();
      if (row.kind == Kind::kString) {
        values = values && BrokenByText(row.element, parts.GetString(entry, row.map_value)).empty();
      }
    }
    if (!keys) Add(row.rules, {"Map keys must satisfy constraint: " + AllOf(row.key)}, echo);
    if (!values) Add(row.rules, {"Map value must satisfy constraint: " + AllOf(row.element)}, echo);
  }

  static Echo BlobText(std::size_t size) {
    const std::string text = std::to_string(size);
    return "java.nio.HeapByteBuffer[pos=0 lim=" + text + " cap=" + text + "]";
  }

  // "[a, b]" of strings and numbers, as Java writes a list. Structures would have to be written as
  // Java writes objects, which says nothing.
  static Echo ListText(const Message& message, const FieldTable& row) {
    if (row.element.sensitive || row.kind != Kind::kString) return std::nullopt;
    const Reflection& reflection = *message.GetReflection();
    std::string text = "[";
    for (int i = 0; i < reflection.FieldSize(message, row.field); ++i) {
      if (i != 0) text += ", ";
      text += reflection.GetRepeatedString(message, row.field, i);
    }
    return text + "]";
  }

  // "{a=1, b=2}" of strings, in the order of the keys.
  static Echo MapText(const Message& message, const FieldTable& row) {
    if (row.kind != Kind::kString) return std::nullopt;
    const Reflection& reflection = *message.GetReflection();
    std::vector<std::string> entries;
    for (int i = 0; i < reflection.FieldSize(message, row.field); ++i) {
      const Message& entry = reflection.GetRepeatedMessage(message, row.field, i);
      const Reflection& parts = *entry.GetReflection();
      entries.push_back(parts.GetString(entry, row.map_key) + "=" +
                        parts.GetString(entry, row.map_value));
    }
    std::sort(entries.begin(), entries.end());
    std::string text = "{";
    for (std::size_t i = 0; i < entries.size(); ++i) text += (i == 0 ? "" : ", ") + entries[i];
    return text + "}";
  }

  template <typename MakeEcho>
  void Add(const Rules& rules, const std::vector<std::string>& broken, const MakeEcho& make_echo) {
    if (broken.empty()) return;
    const Echo echo = rules.sensitive || rules.quiet ? std::nullopt : Echo(make_echo());
    for (const std::string& constraint : broken) {
      AddViolation(echo ? "Value '" + *echo + "'" : "Value", constraint);
    }
  }

  void AddNull() { AddViolation("Value null", "Member must not be null"); }

  void AddViolation(const std::string& value, const std::string& constraint) {
    violations_.push_back(value + " at '" + path_ +
                          "' failed to satisfy constraint: " + constraint);
  }

  // Goes a step down the path; the path's former length leads back.
  std::size_t Enter(std::string_view step) {
    const std::size_t mark = path_.size();
    if (mark != 0) path_ += '.';
    path_ += step;
    return mark;
  }

  const EmptyMembers& empty_;
  std::string path_;
  std::string scratch_;
  std::vector<std::string> violations_;
};

}  // namespace

core::Result<void> Validate(const Message& message, const EmptyMembers& empty) {
  const MessageTable& table = TableOf(*message.GetDescriptor());
  if (!table.fault.empty()) return core::Error{core::ErrorCode::kInternal, "", table.fault};
  if (!table.checked) return {};
  Validation validation(empty);
  validation.CheckMessage(message, table);
  return std::move(validation).Finish(table);
}

}  // namespace keyward::api::schema
