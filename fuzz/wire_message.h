// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <string_view>

#include "api/schema/redact.h"
#include "api/schema/validate.h"
#include "api/wire/json.h"
#include "core/encoding.h"
#include "fuzz/require.h"
#include "tests/api/services.h"

namespace keyward::fuzz {

// What the first line of an input names: "kms Encrypt", or "kms Encrypt answer" for its answer.
struct WireInput {
  const api::schema::ServiceTable* service = nullptr;
  const api::schema::MethodTable* method = nullptr;
  std::unique_ptr<google::protobuf::Message> message;  // null when the line names nothing
  std::string_view body;
};

inline WireInput SplitWireInput(std::string_view text) {
  WireInput input;
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return input;
  input.body = text.substr(end + 1);
  std::string_view line = text.substr(0, end);
  const bool answer = line.ends_with(" answer");
  if (answer) line.remove_suffix(std::string_view(" answer").size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return input;
  for (const api::schema::ServiceTable* service : api::AllServices()) {
    const std::string prefix = "keyward." + std::string(line.substr(0, space)) + ".v1.";
    if (!service->full_name.starts_with(prefix)) continue;
    input.service = service;
    input.method = service->FindMethod(line.substr(space + 1));
    if (input.method == nullptr) break;
    input.message = api::NewMessage(answer ? *input.method->output : *input.method->input);
  }
  return input;
}

// An error of a decoder: named, and without anything of the input that could break a line.
inline void RequirePlainError(const core::Error& error) {
  Require(!error.name.empty(), "an error has its name");
  Require(error.message.size() <= 600 && core::IsUtf8(error.message), "a message is short text");
  for (const char c : error.message) {
    Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "a message is one line");
  }
}

// What must hold of every message that a decoder made.
inline void RequireSoundMessage(google::protobuf::Message* message,
                                const api::schema::EmptyMembers& empty) {
  const core::Result<void> valid = api::schema::Validate(*message, empty);
  if (!valid) {
    Require(valid.error().name.starts_with("Validation"), "a violation has its name");
    Require(valid.error().message.find(" detected: Value") != std::string::npos, "and its text");
  }
  const std::string text = api::wire::EncodeJson(*message);
  const std::unique_ptr<google::protobuf::Message> back(message->New());
  Require(api::wire::DecodeJson(text, back.get(), nullptr).has_value(), "our JSON is readable");
  Require(api::wire::EncodeJson(*back) == text, "and says the same");
  api::schema::WipeSensitive(message);
  Require(api::schema::Redacted(*message) == api::wire::EncodeJson(*message),
          "a wiped message has nothing to hide");
}

}  // namespace keyward::fuzz
