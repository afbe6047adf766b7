// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/schema/service_table.h"
#include "api/wire/form.h"
#include "core/json.h"
#include "core/result.h"

// The client's side of the wires: what is sent to a service.
namespace keyward::api::wire {

// A request without the headers that every one has: POST to `/`.
struct ClientRequest {
  std::string content_type;
  std::string target;  // X-Amz-Target; "" in the query protocol
  std::string body;
};

// Writes an operation's input, a JSON object with AWS's member names, as the service's protocol has
// it. JSON 1.1: the text as it is, so that the service finds what is wrong in it. Query: a form,
// made by the operation's table: `List.member.1`, `Map.entry.1.key`, empty lists and maps as
// `List=`; blobs in base64 as they are; timestamps from epoch seconds or ISO 8601 to ISO 8601; null
// is absent.
//
// An operation that the service does not have is for the service to refuse: it is sent by its name,
// in the query protocol with no input. Thread-safe; recursion is as deep as the JSON.
// Errors, with the place: kInvalidArgument named "InvalidInput" when the input is no object, or in
// the query protocol has members that the operation has not, or values of another kind than
// theirs. Source: Smithy, "AWS Query protocol"; AWS JSON 1.1 protocol.
core::Result<ClientRequest> EncodeRequest(const schema::ServiceTable& service,
                                          std::string_view operation, core::JsonView input);

// Writes fields as application/x-www-form-urlencoded, with every byte that is not unreserved (RFC
// 3986) as %XX. Pure.
std::string EncodeForm(const std::vector<FormField>& fields);

}  // namespace keyward::api::wire
