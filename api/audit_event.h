// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/authorizer.h"
#include "api/caller.h"
#include "core/result.h"

namespace keyward::api {

// What is kept of one operation: who did what, when, from where, and how it came out. CloudTrail's
// names where they fit. Holds no secret: the parameters were redacted.
struct AuditEvent {
  std::string event_id = {};  // also the request id that the caller was given
  std::string service = {};   // "iam"
  std::string operation = {};
  bool read_only = false;
  const Caller* caller = nullptr;  // null: not authenticated
  const Transport* transport = nullptr;
  std::string parameters = {};  // JSON, redacted; "" = none
  std::string response = {};    // JSON of what a mutation answered, redacted; "" = none
  std::string error_code = {};  // "" = done
  std::string error_message = {};
  std::string decided_by = {};  // which policy and statement
};

// One line of JSON without its line end. Pure.
std::string RenderAuditEvent(const AuditEvent& event);

// Where the records go. Filled by the audit log (server/), and by tests. Thread-safe.
class AuditLog {
 public:
  virtual ~AuditLog() = default;

  // The store key under which a mutation's record commits together with the mutation. The log
  // drains what stands under kOutboxPrefix in the order of keys.
  virtual std::string OutboxKey(std::string_view event_id) = 0;
  // A mutation was committed, and its record with it.
  virtual void Committed() = 0;

  // Takes the record of what changed nothing. Once it returns, a sink has it. Errors: kUnavailable
  // "AuditUnavailable": then the operation's answer must not leave.
  virtual core::Result<void> Record(std::string line) = 0;

  // Errors: kUnavailable "AuditUnavailable" when no record could be taken now.
  virtual core::Result<void> Ready() = 0;
};

inline constexpr std::string_view kOutboxPrefix = "audit/outbox/";

}  // namespace keyward::api
