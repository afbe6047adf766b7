// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/schema/service_table.h"

namespace keyward::api::wire {

// Writes an operation's answer in AWS's query protocol:
// `<XResponse xmlns="…"><XResult>…</XResult><ResponseMetadata><RequestId>…</RequestId>…`, without a
// result element for operations that answer nothing.
//
// Members stand under AWS's names in the order of the .proto; lists as `<member>`, maps as
// `<entry>` with `<key>` and `<value>`, sorted by key; blobs in base64; timestamps as ISO 8601 in
// UTC. Absent members are left out, and so are empty lists and maps unless the field says
// `emit_empty`. Thread-safe. Recursion is as deep as the message.
std::string EncodeXml(const schema::ServiceTable& service, const schema::MethodTable& method,
                      const google::protobuf::Message& message, std::string_view request_id);

// Appends text as XML 1.0 character data, good in attributes too: `& < > " '` and tab, line feed
// and carriage return as references, so that parsers change nothing. What XML 1.0 cannot carry at
// all, other control characters, U+FFFE, U+FFFF and bytes that are not UTF-8, becomes U+FFFD.
void AppendXmlText(std::string_view text, std::string* out);

}  // namespace keyward::api::wire
