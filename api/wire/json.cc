// SPDX-License-Identifier: Apache-2.0
#include "api/wire/json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <bitset>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "api/schema/json_writer.h"
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

core::Error Malformed(std::string message) {
  return {core::ErrorCode::kInvalidArgument, "SerializationException", std::move(message)};
}

std::string_view WhatItTakes(Kind kind) {
  switch (kind) {
    case Kind::kString:
      return "a string";
    case Kind::kBlob:
      return "a string in base64";
    case Kind::kInt32:
    case Kind::kInt64:
      return "a whole number in its range";
    case Kind::kBool:
      return "true or false";
    case Kind::kTimestamp:
      return "a number of seconds since 1970, of the years 1 to 9999";
    case Kind::kMessage:
      return "an object";
  }
  return "";
}

// Fills a message from nlohmann's SAX events.
class Decoder {
 public:
  using Json = nlohmann::json;

  Decoder(Message* message, const MessageTable& table, schema::EmptyMembers* empty,
          const JsonBodyLimits& limits)
      : root_(message), root_table_(table), empty_(empty), limits_(limits) {
    frames_.reserve(kUsualDepth);
  }

  core::Result<void> Read(std::string_view body) {
    if (Json::sax_parse(body.begin(), body.end(), this) && !error_) return {};
    return Malformed(std::move(*error_));
  }

  // The SAX interface, as nlohmann names it.
  bool null() {
    if (skipping_ > 0) return true;
    if (frames_.empty()) return Fail("the body is not an object");
    Frame& frame = frames_.back();
    if (frame.kind == FrameKind::kObject) return true;  // an absent member
    return WrongKind(frame, "null");
  }
  bool boolean(bool value) {
    return Scalar(Kind::kBool, "a boolean", [value](FieldSetter to) { to.SetBool(value); });
  }
  bool number_integer(Json::number_integer_t value) { return Integer(value); }
  bool number_unsigned(Json::number_unsigned_t value) {
    if (value > static_cast<Json::number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return Unfit("a number");
    }
    return Integer(static_cast<std::int64_t>(value));
  }
  bool number_float(Json::number_float_t, const std::string& text) {
    if (!ExpectsTimestamp()) return Unfit("a number");
    return Time(text);
  }
  bool string(std::string& value) {
    if (skipping_ > 0) return true;
    if (!frames_.empty() && Expects(Kind::kBlob)) return Blob(value);
    return Scalar(Kind::kString, "a string",
                  [&value](FieldSetter to) { to.SetText(std::move(value)); });
  }
  bool binary(Json::binary_t&) { return false; }  // not in JSON text

  bool start_object(std::size_t) {
    if (skipping_ > 0 || IgnoresNext()) return Skip();
    if (frames_.empty()) return Push({FrameKind::kObject, root_, &root_table_});
    Frame& frame = frames_.back();
    const FieldTable& row = *frame.row;
    if (frame.kind == FrameKind::kObject && row.arity == Arity::kMap) {
      return Push({FrameKind::kMap, frame.message, frame.table, &row});
    }
    const bool whole_list = frame.kind == FrameKind::kObject && row.arity == Arity::kList;
    if (whole_list || row.kind != Kind::kMessage || row.message->is_list) {
      return WrongKind(frame, "an object");
    }
    return Push({FrameKind::kObject, Target(frame).AddMessage(), row.message});
  }
  bool key(std::string& name) {
    if (skipping_ > 0) return true;
    Frame& frame = frames_.back();
    if (frame.kind == FrameKind::kMap) {
      frame.key = std::move(name);
      return true;
    }
    frame.row = frame.table->Find(name);
    if (frame.row == nullptr) return true;
    const auto index = static_cast<std::size_t>(frame.row - frame.table->fields.data());
    if (frame.seen.test(index)) return Fail(Path() + " comes twice");
    frame.seen.set(index);
    return true;
  }
  bool end_object() { return End(); }
  bool start_array(std::size_t) {
    if (skipping_ > 0 || IgnoresNext()) return Skip();
    if (frames_.empty()) return Fail("the body is not an object");
    Frame& frame = frames_.back();
    const FieldTable& row = *frame.row;
    if (frame.kind == FrameKind::kObject && row.arity == Arity::kList) {
      return Push({FrameKind::kList, frame.message, frame.table, &row});
    }
    if (frame.kind == FrameKind::kMap && row.kind == Kind::kMessage && row.message->is_list) {
      Message* list = Target(frame).AddMessage();
      return Push({FrameKind::kList, list, row.message, row.message->fields.data()});
    }
    return WrongKind(frame, "a list");
  }
  bool end_array() { return End(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    return Fail("the body is not JSON at byte " + std::to_string(position));
  }

 private:
  static constexpr std::size_t kUsualDepth = 6;

  enum class FrameKind : std::uint8_t { kObject, kList, kMap };

  // An object, list or map that is being read.
  struct Frame {
    FrameKind kind;
    Message* message;                 // of the object, or that which holds the list or map
    const MessageTable* table;        // the message's
    const FieldTable* row = nullptr;  // the list or map; an object's present member, null: unknown
    std::size_t count = 0;            // values taken
    std::bitset<MessageTable::kMaxFields> seen = {};
    std::string key = {};  // of the entry at hand
  };

  bool IgnoresNext() const {
    return !frames_.empty() && frames_.back().kind == FrameKind::kObject &&
           frames_.back().row == nullptr;
  }

  bool Push(Frame frame) {
    if (frames_.size() >= limits_.max_depth) return FailDepth();
    frames_.push_back(std::move(frame));
    return true;
  }

  bool Skip() {
    if (frames_.size() + skipping_ >= limits_.max_depth) return FailDepth();
    ++skipping_;
    return true;
  }

  bool End() {
    if (skipping_ > 0) {
      --skipping_;
      return true;
    }
    const Frame& frame = frames_.back();
    if (frame.kind != FrameKind::kObject && frame.count == 0 && empty_ != nullptr) {
      empty_->Add(*frame.message, frame.row->field);
    }
    if (frame.kind == FrameKind::kMap && RepeatsKey(frame)) {
      return Fail("a key of " + Path() + " comes twice");
    }
    frames_.pop_back();
    if (!frames_.empty() && frames_.back().kind == FrameKind::kList) ++frames_.back().count;
    return true;
  }

  // Whether two entries of a map that was read have the same key.
  static bool RepeatsKey(const Frame& frame) {
    if (frame.count < 2) return false;
    const auto& reflection = *frame.message->GetReflection();
    std::string unused;
    std::vector<std::string_view> keys;
    keys.reserve(frame.count);
    for (int i = 0; i < reflection.FieldSize(*frame.message, frame.row->field); ++i) {
      const Message& entry = reflection.GetRepeatedMessage(*frame.message, frame.row->field, i);
      keys.push_back(entry.GetReflection()->GetStringReference(entry, frame.row->map_key, &unused));
    }
    std::sort(keys.begin(), keys.end());
    return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
  }

  // Whether the value that comes next belongs to a member of `kind`, alone, in a list or in a map.
  bool Expects(Kind kind) const {
    const Frame& frame = frames_.back();
    return frame.row != nullptr && frame.row->kind == kind &&
           (frame.kind != FrameKind::kObject || frame.row->arity == Arity::kOne);
  }

  bool ExpectsTimestamp() const {
    return skipping_ == 0 && !frames_.empty() && Expects(Kind::kTimestamp);
  }

  static FieldSetter Target(Frame& frame) {
    if (frame.kind != FrameKind::kMap) return {frame.message, *frame.row};
    ++frame.count;
    return FieldSetter::Entry(frame.message, *frame.row, std::move(frame.key));
  }

  template <typename Set>
  bool Scalar(Kind kind, std::string_view what, const Set& set) {
    if (skipping_ > 0) return true;
    if (frames_.empty()) return Fail("the body is not an object");
    if (IgnoresNext()) return true;
    Frame& frame = frames_.back();
    if (!Expects(kind)) return WrongKind(frame, what);
    set(Target(frame));
    if (frame.kind == FrameKind::kList) ++frame.count;
    return true;
  }

  bool Integer(std::int64_t value) {
    if (ExpectsTimestamp()) return Time(std::to_string(value));
    if (skipping_ == 0 && !frames_.empty() && Expects(Kind::kInt64)) {
      return Scalar(Kind::kInt64, "a number", [value](FieldSetter to) { to.SetInt64(value); });
    }
    const bool fits = value >= std::numeric_limits<std::int32_t>::min() &&
                      value <= std::numeric_limits<std::int32_t>::max();
    if (!fits) return Unfit("a number");
    return Scalar(Kind::kInt32, "a number",
                  [value](FieldSetter to) { to.SetInt32(static_cast<std::int32_t>(value)); });
  }

  bool Time(std::string_view text) {
    const std::optional<schema::Moment> moment = schema::ParseEpoch(text);
    if (!moment) return Unfit("a number");
    return Scalar(Kind::kTimestamp, "a number",
                  [&moment](FieldSetter to) { to.SetTimestamp(*moment); });
  }

  bool Blob(std::string_view text) {
    std::optional<std::string> bytes = core::Base64Decode(text);
    if (!bytes) return WrongKind(frames_.back(), "another string");
    return Scalar(Kind::kBlob, "a string",
                  [&bytes](FieldSetter to) { to.SetText(std::move(*bytes)); });
  }

  // A value that no member of ours takes, unless it is to be ignored.
  bool Unfit(std::string_view what) {
    if (skipping_ > 0 || IgnoresNext()) return true;
    if (frames_.empty()) return Fail("the body is not an object");
    return WrongKind(frames_.back(), what);
  }

  bool WrongKind(const Frame& frame, std::string_view what) {
    const FieldTable& row = *frame.row;
    std::string_view takes = WhatItTakes(row.kind);
    if (frame.kind == FrameKind::kObject && row.arity == Arity::kList) takes = "a list";
    if (frame.kind == FrameKind::kObject && row.arity == Arity::kMap) takes = "an object";
    if (row.kind == Kind::kMessage && row.message->is_list) takes = "a list";
    return Fail(Path() + " takes " + std::string(takes) + ", not " + std::string(what));
  }

  // "`Filters[0].Values[2]`": AWS's names only, never a map's keys.
  std::string Path() const {
    std::string path;
    for (const Frame& frame : frames_) {
      if (frame.kind == FrameKind::kList) {
        path += "[" + std::to_string(frame.count) + "]";
      } else if (frame.kind == FrameKind::kMap) {
        path += "{}";
      } else {
        path += (path.empty() ? "" : ".") + frame.row->name;
      }
    }
    return "`" + path + "`";
  }

  bool FailDepth() {
    return Fail("the body nests deeper than " + std::to_string(limits_.max_depth) + " levels");
  }

  bool Fail(std::string message) {
    error_ = std::move(message);
    return false;
  }

  Message* root_;
  const MessageTable& root_table_;
  schema::EmptyMembers* empty_;
  const JsonBodyLimits& limits_;
  std::vector<Frame> frames_;
  std::size_t skipping_ = 0;  // open containers of a member that is ignored
  std::optional<std::string> error_;
};

}  // namespace

core::Result<void> DecodeJson(std::string_view body, Message* message, schema::EmptyMembers* empty,
                              const JsonBodyLimits& limits) {
  const MessageTable& table = schema::TableOf(*message->GetDescriptor());
  if (!table.fault.empty()) return core::Error{core::ErrorCode::kInternal, "", table.fault};
  if (body.size() > limits.max_bytes) {
    return core::Error{core::ErrorCode::kResourceExhausted, "RequestEntityTooLargeException",
                       "the body is longer than " + std::to_string(limits.max_bytes) + " bytes"};
  }
  // nlohmann would take both.
  if (body.starts_with("\xEF\xBB\xBF")) return Malformed("the body begins with a byte order mark");
  if (body.find('\0') != std::string_view::npos) return Malformed("the body holds a NUL byte");
  return Decoder(message, table, empty, limits).Read(body);
}

std::string EncodeJson(const Message& message) {
  std::string text;
  schema::AppendJson(message, schema::Sensitive::kShown, &text);
  return text;
}

}  // namespace keyward::api::wire
