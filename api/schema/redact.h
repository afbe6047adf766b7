// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace keyward::api::schema {

// Returns the message as JSON with "***" for each sensitive field that is there, for audit records.
// Thread-safe.
std::string Redacted(const google::protobuf::Message& message);

// Overwrites each sensitive text and blob with zeros where it lies, and clears its field. Copies
// that protobuf or callers made elsewhere are not reached: decode in place and do not copy.
// Not thread-safe for one message. Recursion is as deep as the message.
void WipeSensitive(google::protobuf::Message* message);

}  // namespace keyward::api::schema
