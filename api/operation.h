// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/call.h"
#include "api/target.h"
#include "core/result.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace keyward::api {

using Message = google::protobuf::Message;

// One operation of one service: all that the front doors, authorization, audit and the command line
// need to know of it. Adding an operation is a message, a row and a handler.
struct Operation {
  std::string service;  // AWS's prefix of actions: "iam"
  std::string name;     // "CreateUser"
  // What the caller must be allowed: "iam:CreateUser"; "" when anyone who is authenticated may.
  std::string action;
  bool mutating = false;
  bool returns_plaintext = false;  // its answer holds secrets
  // Prototypes: the generated default instances.
  const Message* request = nullptr;
  const Message* response = nullptr;

  // What the action is done to, each of which must be allowed; at least one. Errors end the call,
  // before anything is authorized: they may tell only what the caller knows.
  std::function<core::Result<std::vector<Target>>(Call&, const Message&)> targets;
  // Does it. May run again after a conflict with another writer, on a new unit: it changes nothing
  // but through the call's unit.
  std::function<core::Result<void>(Call&, const Message&, Message&)> handle;
};

// A row with handlers of the operation's own types:
//
//   Row<CreateUserRequest, CreateUserResponse>("iam", "CreateUser", kMutating, UserTarget,
//   CreateUser)
enum class Effect : std::uint8_t { kReads, kMutates };

template <typename Request, typename Response, typename Targets, typename Handle>
Operation Row(std::string service, std::string name, Effect effect, Targets targets,
              Handle handle) {
  Operation row;
  row.action = service + ":" + name;
  row.service = std::move(service);
  row.name = std::move(name);
  row.mutating = effect == Effect::kMutates;
  row.request = &Request::default_instance();
  row.response = &Response::default_instance();
  row.targets = [targets](Call& call, const Message& request) {
    return targets(call, static_cast<const Request&>(request));
  };
  row.handle = [handle](Call& call, const Message& request, Message& response) {
    return handle(call, static_cast<const Request&>(request), static_cast<Response&>(response));
  };
  return row;
}

// Every operation of an installation. Immutable once built; thread-safe.
class OperationTable {
 public:
  // Precondition: no two rows have one service and name.
  explicit OperationTable(std::vector<Operation> rows);

  // Null when there is no such operation.
  const Operation* Find(std::string_view service, std::string_view name) const;
  std::span<const Operation> rows() const { return rows_; }

 private:
  std::vector<Operation> rows_;
  std::unordered_map<std::string, const Operation*> by_name_;  // "iam:CreateUser"
};

}  // namespace keyward::api
