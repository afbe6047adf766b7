// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace keyward::api::schema {

enum class Sensitive : std::uint8_t {
  kShown,   // for the caller who is to have it
  kHidden,  // "***" in its place
};

// Appends a message as AWS's JSON: members under AWS's names in the order of the .proto, blobs in
// base64, timestamps as epoch seconds with at most three decimals (or ISO 8601 where the field says
// so), maps sorted by key. Absent members are left out, and so are empty lists and maps unless the
// field says `emit_empty`. Text is escaped so that the result is ASCII-safe for control characters
// and valid UTF-8; bytes that are not UTF-8 become U+FFFD.
//
// Thread-safe. Recursion is as deep as the message.
void AppendJson(const google::protobuf::Message& message, Sensitive sensitive, std::string* out);

// Appends a text as a JSON string, quotes included, escaped as above.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace keyward::api::schema
