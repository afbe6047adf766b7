// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/schema/message_table.h"

namespace google::protobuf {
class ServiceDescriptor;
}  // namespace google::protobuf

namespace keyward::api::schema {

enum class Protocol : std::uint8_t { kJson11, kQuery };

// An error that AWS lists for a service.
struct ErrorShape {
  std::string shape;  // "NoSuchEntityException"
  std::string code;   // "NoSuchEntity"; the shape's name where AWS has no other
  int http_status = 400;
};

// An operation's messages and what the wires need to know of it.
struct MethodTable {
  std::string name;  // "CreateUser"
  const MessageTable* input = nullptr;
  const MessageTable* output = nullptr;
  std::string result_wrapper;       // query: "" when nothing is answered
  std::vector<std::string> errors;  // shapes
};

// A service as the wires see it. Immutable; thread-safe.
struct ServiceTable {
  std::string full_name;   // "keyward.kms.v1.KeyService"
  std::string service_id;  // "KMS"
  Protocol protocol = Protocol::kJson11;
  std::string api_version;
  std::string endpoint_prefix;
  std::string signing_name;
  std::string target_prefix;       // JSON: X-Amz-Target is "TARGET_PREFIX.OPERATION"
  std::string error_message_name;  // JSON: "message" or "Message"
  std::string xml_namespace;       // query
  std::vector<ErrorShape> errors;
  std::vector<MethodTable> methods;  // in the order of the .proto
  // Why the service cannot be served, for all its messages; "" when it can. A server refuses to
  // start with one.
  std::string fault;

  // By AWS's exact name; null when there is none.
  const MethodTable* FindMethod(std::string_view name) const;
  // By shape or code; null when AWS does not list the error.
  const ErrorShape* FindError(std::string_view name) const;

  std::unordered_map<std::string_view, std::size_t> by_name;
  std::unordered_map<std::string_view, std::size_t> by_error;
};

// Returns the table of a service; built at the first call. Generated code hands out a service's
// descriptor as `EncryptRequest::descriptor()->file()->service(0)`. Thread-safe.
const ServiceTable& TableOf(const google::protobuf::ServiceDescriptor& descriptor);

}  // namespace keyward::api::schema
