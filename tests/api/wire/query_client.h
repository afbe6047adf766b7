// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace keyward::api::wire {

// Writes a message as an AWS client would write a query request, from the descriptor's json_names
// alone: an independent counterpart of DecodeQuery. Knows the usual names (member, entry, key,
// value) only, and lists and maps that are not flattened.
std::string QueryOf(const google::protobuf::Message& message);

// Percent-encodes everything but letters and digits.
std::string PercentEncode(const std::string& text);

}  // namespace keyward::api::wire
