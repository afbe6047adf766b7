// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/schema/empty_members.h"
#include "core/result.h"

namespace keyward::api::wire {

// What a JSON body may be; it is read as it comes, so only its depth costs memory.
struct JsonBodyLimits {
  std::size_t max_bytes = std::size_t{1} << 20;  // AWS's largest request is under 400 KB
  std::size_t max_depth = 32;                    // AWS's deepest request nests 5
};

// Reads an AWS JSON 1.1 body into `message`, which must be empty, and notes in `empty` (may be
// null) the lists and maps that are there and empty.
//
// Members that the message does not have are ignored, as AWS does, whatever they hold; null is
// absent. Refused: text that is not one JSON object (RFC 8259; a byte order mark and text after it
// too), a member or a map's key twice, a value of another kind than the member's, null in a list or
// map, numbers with a fraction or out of the type's range, blobs that are not strict base64,
// timestamps that are not numbers or outside the years 1 to 9999, more bytes or depth than the
// limits. On an error the message holds what was read until then: drop it.
//
// Thread-safe. One pass, no recursion, no tree.
// Errors: kInvalidArgument named "SerializationException", with the path of the member but nothing
// of its value; kResourceExhausted named "RequestEntityTooLargeException" over max_bytes; kInternal
// when the schema is faulty.
core::Result<void> DecodeJson(std::string_view body, google::protobuf::Message* message,
                              schema::EmptyMembers* empty, const JsonBodyLimits& limits = {});

// Writes a message as AWS's JSON; api/schema/json_writer.h says how. Thread-safe.
std::string EncodeJson(const google::protobuf::Message& message);

}  // namespace keyward::api::wire
