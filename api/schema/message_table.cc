// SPDX-License-Identifier: Apache-2.0
#include "api/schema/message_table.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <keyward/api/v1/options.pb.h>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace keyward::api::schema {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr std::string_view kTimestampType = "google.protobuf.Timestamp";

std::string PathName(std::string name) {
  if (!name.empty() && name[0] >= 'A' && name[0] <= 'Z') {
    name[0] = static_cast<char>(name[0] + ('a' - 'A'));
  }
  return name;
}

std::string ValidationErrorOf(const Descriptor& descriptor) {
  const auto* file = descriptor.file();
  if (file->service_count() == 0) return "ValidationException";
  const auto& rules = file->service(0)->options().GetExtension(v1::service_rules);
  return rules.protocol() == v1::PROTOCOL_QUERY ? "ValidationError" : "ValidationException";
}

// Nothing when the wires cannot carry the type.
std::optional<Kind> KindOf(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_STRING:
      return Kind::kString;
    case FieldDescriptor::TYPE_BYTES:
      return Kind::kBlob;
    case FieldDescriptor::TYPE_INT32:
      return Kind::kInt32;
    case FieldDescriptor::TYPE_INT64:
      return Kind::kInt64;
    case FieldDescriptor::TYPE_BOOL:
      return Kind::kBool;
    case FieldDescriptor::TYPE_MESSAGE:
      return field.message_type()->full_name() == kTimestampType ? Kind::kTimestamp
                                                                 : Kind::kMessage;
    case FieldDescriptor::TYPE_DOUBLE:
    case FieldDescriptor::TYPE_FLOAT:
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_GROUP:
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_ENUM:
    case FieldDescriptor::TYPE_SFIXED32:
    case FieldDescriptor::TYPE_SFIXED64:
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SINT64:
      return std::nullopt;
  }
  return std::nullopt;
}

TimestampFormat FormatOf(v1::TimestampFormat format) {
  if (format == v1::TIMESTAMP_FORMAT_EPOCH_SECONDS) return TimestampFormat::kEpochSeconds;
  if (format == v1::TIMESTAMP_FORMAT_ISO_8601) return TimestampFormat::kIso8601;
  return TimestampFormat::kByProtocol;
}

void TakeName(const std::string& given, std::string* name) {
  if (!given.empty()) *name = given;
}

// All tables and patterns of the process. Tables are shared once they are complete, so building
// holds the lock throughout.
class Registry {
 public:
  static Registry& Instance() {
    static auto* registry = new Registry;  // tables outlive every other static
    return *registry;
  }

  const MessageTable& Get(const Descriptor& descriptor) {
    {
      const std::shared_lock lock(mutex_);
      const auto found = tables_.find(&descriptor);
      if (found != tables_.end()) return *found->second;
    }
    const std::unique_lock lock(mutex_);
    MessageTable* table = Add(descriptor);
    while (Spread()) {
    }
    fresh_.clear();
    return *table;
  }

 private:
  // Makes the table of `descriptor` and of all that it holds, unless it is there.
  MessageTable* Add(const Descriptor& descriptor) {
    const auto [entry, added] = tables_.try_emplace(&descriptor);
    if (!added) return entry->second.get();
    entry->second = std::make_unique<MessageTable>();
    MessageTable* table = entry->second.get();
    fresh_.push_back(table);
    table->descriptor = &descriptor;
    table->validation_error = ValidationErrorOf(descriptor);
    table->is_list = descriptor.options().GetExtension(v1::message_rules).list();
    table->fields.reserve(static_cast<std::size_t>(descriptor.field_count()));
    for (int i = 0; i < descriptor.field_count(); ++i) AddField(*descriptor.field(i), table);
    for (std::size_t i = 0; i < table->fields.size(); ++i) {
      table->by_name.emplace(table->fields[i].name, i);
    }
    CheckShape(table);
    return table;
  }

  void AddField(const FieldDescriptor& field, MessageTable* table) {
    FieldTable& row = table->fields.emplace_back();
    const v1::Rules& rules = field.options().GetExtension(v1::rules);
    row.field = &field;
    row.name = field.json_name();
    row.path_name = PathName(row.name);
    row.timestamp = FormatOf(rules.timestamp());
    TakeQueryNames(rules.query(), &row);
    ReadRules(rules, &row.rules, table);
    ReadRules(rules.element(), &row.element, table);
    ReadRules(rules.key(), &row.key, table);
    const FieldDescriptor* value = &field;
    if (field.is_map()) {
      row.arity = Arity::kMap;
      row.map_key = field.message_type()->map_key();
      row.map_value = value = field.message_type()->map_value();
      if (row.map_key->type() != FieldDescriptor::TYPE_STRING) Fault(table, row, "keys");
    } else if (field.is_repeated()) {
      row.arity = Arity::kList;
    } else if (!field.has_presence()) {
      Fault(table, row, "presence");
    }
    const std::optional<Kind> kind = KindOf(*value);
    if (!kind) {
      Fault(table, row, "type");
      return;
    }
    row.kind = *kind;
    row.checked = row.rules.required || row.rules.Constrain() || row.element.Constrain() ||
                  row.key.Constrain();
    row.sensitive = row.rules.sensitive || row.element.sensitive;
    // A map is kept twice by protobuf once reflection has read it; only one copy could be wiped.
    if (row.sensitive && (row.arity == Arity::kMap || !Wipeable(row))) {
      Fault(table, row, "sensitivity");
    }
    if (row.kind == Kind::kMessage) row.message = Add(*value->message_type());
  }

  static bool Wipeable(const FieldTable& row) {
    return row.kind == Kind::kString || row.kind == Kind::kBlob;
  }

  static void TakeQueryNames(const v1::QueryNames& names, FieldTable* row) {
    row->flattened = names.flattened();
    TakeName(names.member(), &row->member_name);
    TakeName(names.entry(), &row->entry_name);
    TakeName(names.map_key(), &row->key_name);
    TakeName(names.map_value(), &row->value_name);
  }

  void ReadRules(const v1::Rules& from, Rules* to, MessageTable* table) {
    to->required = from.required();
    to->sensitive = from.sensitive();
    to->quiet = from.quiet();
    to->emit_empty = from.emit_empty();
    if (from.has_min()) to->min = from.min();
    if (from.has_max()) to->max = from.max();
    to->values.assign(from.values().begin(), from.values().end());
    if (from.pattern().empty()) return;
    to->pattern_text = from.pattern();
    const std::string& re2 = from.re2().empty() ? from.pattern() : from.re2();
    auto found = patterns_.find(re2);
    if (found == patterns_.end()) {
      core::Result<Pattern> pattern = Pattern::Compile(re2);
      if (!pattern) {
        table->fault = pattern.error().message;
        return;
      }
      found = patterns_.emplace(re2, std::make_unique<Pattern>(std::move(*pattern))).first;
    }
    to->pattern = found->second.get();
  }

  static void Fault(MessageTable* table, const FieldTable& row, std::string_view what) {
    table->fault = "the wires cannot carry the " + std::string(what) + " of `" +
                   std::string(row.field->full_name()) + "`";
  }

  static void CheckShape(MessageTable* table) {
    const std::size_t count = table->fields.size();
    if (count > MessageTable::kMaxFields || table->by_name.size() != count) {
      table->fault =
          "`" + table->descriptor->full_name() + "` has too many fields or two of a name";
    }
    if (table->is_list && (count != 1 || table->fields[0].arity != Arity::kList)) {
      table->fault = "`" + table->descriptor->full_name() + "` stands for a list and is none";
    }
  }

  // Carries what is known of messages to those that hold them; whether anything changed. Messages
  // may hold each other in circles.
  bool Spread() {
    bool changed = false;
    for (MessageTable* table : fresh_) {
      for (FieldTable& row : table->fields) {
        if (row.message != nullptr) {
          changed |= Raise(&row.checked, row.message->checked);
          changed |= Raise(&row.sensitive, row.message->sensitive);
          if (row.sensitive && row.arity == Arity::kMap && table->fault.empty()) {
            Fault(table, row, "sensitivity");
          }
          if (table->fault.empty() && !row.message->fault.empty()) {
            table->fault = row.message->fault;
            changed = true;
          }
        }
        changed |= Raise(&table->checked, row.checked);
        changed |= Raise(&table->sensitive, row.sensitive);
      }
    }
    return changed;
  }

  static bool Raise(bool* flag, bool by) {
    if (*flag || !by) return false;
    return *flag = true;
  }

  std::shared_mutex mutex_;
  std::unordered_map<const Descriptor*, std::unique_ptr<MessageTable>> tables_;
  std::unordered_map<std::string, std::unique_ptr<Pattern>> patterns_;
  std::vector<MessageTable*> fresh_;  // being built
};

}  // namespace

const FieldTable* MessageTable::Find(std::string_view name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : &fields[found->second];
}

const MessageTable& TableOf(const Descriptor& descriptor) {
  return Registry::Instance().Get(descriptor);
}

}  // namespace keyward::api::schema
