// SPDX-License-Identifier: Apache-2.0
#include "tests/api/random_message.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <string>

namespace keyward::api {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kMaxDepth = 5;

std::uint64_t Below(std::mt19937_64* random, std::uint64_t limit) { return (*random)() % limit; }

std::string RandomText(std::mt19937_64* random) {
  static const char* const kCharacters[] = {"a",
                                            "Z",
                                            "0",
                                            " ",
                                            "&",
                                            "<",
                                            ">",
                                            "\"",
                                            "'",
                                            "%",
                                            "+",
                                            "=",
                                            ".",
                                            "\t",
                                            "\n",
                                            "\r",
                                            "/",
                                            ";",
                                            "\\",
                                            "{",
                                            "\xC3\xA9",
                                            "\xE2\x82\xAC",
                                            "\xF0\x9F\x94\x91"};
  std::string text;
  for (std::uint64_t left = 1 + Below(random, 12); left > 0; --left) {
    text += kCharacters[Below(random, std::size(kCharacters))];
  }
  return text;
}

std::string RandomBytes(std::mt19937_64* random) {
  std::string bytes;
  for (std::uint64_t left = 1 + Below(random, 12); left > 0; --left) {
    bytes += static_cast<char>(Below(random, 256));
  }
  return bytes;
}

void FillTimestamp(std::mt19937_64* random, Message* message) {
  auto* time = static_cast<google::protobuf::Timestamp*>(message);
  time->set_seconds(static_cast<std::int64_t>(Below(random, 315537897599)) - 62135596800);
  time->set_nanos(static_cast<std::int32_t>(Below(random, 1000)) * 1000000);
}

void FillMessage(std::mt19937_64* random, Message* message, int depth) {
  if (message->GetDescriptor()->full_name() == "google.protobuf.Timestamp") {
    FillTimestamp(random, message);
  } else {
    FillRandomly(random, message, depth + 1);
  }
}

void FillOne(std::mt19937_64* random, Message* message, const FieldDescriptor* field, int depth) {
  const Reflection& reflection = *message->GetReflection();
  const bool add = field->is_repeated();
  const auto kind = field->cpp_type();
  if (kind == FieldDescriptor::CPPTYPE_STRING) {
    const bool blob = field->type() == FieldDescriptor::TYPE_BYTES;
    const std::string text = blob ? RandomBytes(random) : RandomText(random);
    add ? reflection.AddString(message, field, text) : reflection.SetString(message, field, text);
  } else if (kind == FieldDescriptor::CPPTYPE_INT32) {
    const auto value = static_cast<std::int32_t>((*random)());
    add ? reflection.AddInt32(message, field, value) : reflection.SetInt32(message, field, value);
  } else if (kind == FieldDescriptor::CPPTYPE_INT64) {
    const auto value = static_cast<std::int64_t>((*random)());
    add ? reflection.AddInt64(message, field, value) : reflection.SetInt64(message, field, value);
  } else if (kind == FieldDescriptor::CPPTYPE_BOOL) {
    const bool value = Below(random, 2) == 1;
    add ? reflection.AddBool(message, field, value) : reflection.SetBool(message, field, value);
  } else {
    FillMessage(
        random,
        add ? reflection.AddMessage(message, field) : reflection.MutableMessage(message, field),
        depth);
  }
}

// Keys of one map differ by their number.
void FillMap(std::mt19937_64* random, Message* message, const FieldDescriptor* field, int depth) {
  for (std::uint64_t left = 1 + Below(random, 3); left > 0; --left) {
    Message* entry = message->GetReflection()->AddMessage(message, field);
    entry->GetReflection()->SetString(entry, field->message_type()->map_key(),
                                      std::to_string(left) + RandomText(random));
    FillOne(random, entry, field->message_type()->map_value(), depth);
  }
}

}  // namespace

void FillRandomly(std::mt19937_64* random, Message* message, int depth) {
  const auto& descriptor = *message->GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor* field = descriptor.field(i);
    const bool nested = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    // A list within a map has no empty form apart from an absent one.
    const bool always = descriptor.options().ByteSizeLong() > 0;
    // Nor has a query request a way to hold a structure without members.
    const bool plain_below = depth > 0 && !nested;
    if (!always && !plain_below && (Below(random, 2) == 0 || (nested && depth >= kMaxDepth)))
      continue;
    if (field->is_map()) {
      FillMap(random, message, field, depth);
    } else if (field->is_repeated()) {
      for (std::uint64_t left = 1 + Below(random, 3); left > 0; --left) {
        FillOne(random, message, field, depth);
      }
    } else {
      FillOne(random, message, field, depth);
    }
  }
}

}  // namespace keyward::api
