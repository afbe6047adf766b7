// SPDX-License-Identifier: Apache-2.0
#include "api/pipeline.h"

#include <google/protobuf/message.h>

#include <optional>
#include <utility>

#include "api/call.h"
#include "api/schema/redact.h"
#include "api/schema/validate.h"

namespace keyward::api {

core::Result<void> Pipeline::AuthorizeTargets(const Operation& operation, Call& call,
                                              const Message& request) {
  core::Result<std::vector<Target>> targets = operation.targets(call, request);
  if (!targets) return std::move(targets).error();
  if (operation.action.empty()) return {};
  for (const Target& target : *targets) {
    if (core::Result<void> allowed = call.Authorize(operation.action, target); !allowed) {
      return allowed;
    }
  }
  return {};
}

// Returns the answer, or null when another writer was faster.
core::Result<std::unique_ptr<Message>> Pipeline::Try(const Operation& operation, Call& call,
                                                     const Message& request, AuditEvent& event) {
  core::Result<void> allowed = AuthorizeTargets(operation, call, request);
  event.decided_by = call.decided_by();
  if (!allowed) return std::move(allowed).error();
  std::unique_ptr<Message> response(operation.response->New());
  core::Result<void> done = operation.handle(call, request, *response);
  event.decided_by = call.decided_by();
  if (!done) return std::move(done).error();
  if (!call.unit().changes_anything()) return response;
  event.response = schema::Redacted(*response);
  call.unit().Put(audit_.OutboxKey(event.event_id), RenderAuditEvent(event));
  event.response.clear();
  core::Result<Unit::Outcome> committed = call.unit().Commit();
  if (!committed) return std::move(committed).error();
  if (*committed == Unit::Outcome::kConflict) return std::unique_ptr<Message>();
  audit_.Committed();
  return response;
}

core::Result<std::unique_ptr<Message>> Pipeline::Run(const Operation& operation,
                                                     const Caller& caller,
                                                     const Transport& transport,
                                                     const Message& request, AuditEvent& event,
                                                     bool& recorded) {
  for (int i = 0; i < kMaxAttempts; ++i) {
    Unit unit(store_);
    Call call(caller, transport, event.event_id, unit, authorizer_, random_);
    core::Result<std::unique_ptr<Message>> result = Try(operation, call, request, event);
    if (result && *result == nullptr) continue;
    recorded = result && unit.changes_anything();
    return result;
  }
  return core::Error{core::ErrorCode::kAborted, "ConcurrentModification",
                     "other requests kept changing the same resource: try again"};
}

core::Result<std::unique_ptr<Message>> Pipeline::Execute(
    const Operation& operation, const Caller& caller, const Transport& transport,
    const std::string& request_id, const Message& request, const schema::EmptyMembers& empty) {
  if (core::Result<void> ready = audit_.Ready(); !ready) return std::move(ready).error();
  AuditEvent event{.event_id = request_id,
                   .service = operation.service,
                   .operation = operation.name,
                   .read_only = !operation.mutating,
                   .caller = &caller,
                   .transport = &transport,
                   .parameters = schema::Redacted(request)};
  bool recorded = false;
  core::Result<void> valid = schema::Validate(request, empty);
  core::Result<std::unique_ptr<Message>> result =
      valid ? Run(operation, caller, transport, request, event, recorded)
            : core::Result<std::unique_ptr<Message>>(valid.error());
  if (recorded) return result;
  if (!result) {
    event.error_code = result.error().name;
    event.error_message = result.error().message;
  }
  if (core::Result<void> kept = audit_.Record(RenderAuditEvent(event)); !kept) {
    return std::move(kept).error();
  }
  return result;
}

core::Result<void> Pipeline::RecordRefusal(const AuditEvent& event) {
  return audit_.Record(RenderAuditEvent(event));
}

}  // namespace keyward::api
