// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "api/audit_event.h"
#include "api/authorizer.h"
#include "api/caller.h"
#include "api/operation.h"
#include "api/schema/empty_members.h"
#include "core/result.h"
#include "crypto/random.h"
#include "store/store.h"

namespace keyward::api {

// The one way from an authenticated request to its answer, whichever front door it came through:
// validate, find the targets, authorize each, execute, commit with the audit record. Thread-safe.
class Pipeline {
 public:
  struct Parts {
    store::Store& store;
    PolicySource& policies;
    AuditLog& audit;
    crypto::Random& random;
  };
  explicit Pipeline(const Parts& parts)
      : store_(parts.store),
        audit_(parts.audit),
        random_(parts.random),
        authorizer_(parts.policies) {}

  // Does an operation. `request_id` is what the caller is given; unique.
  //
  // A mutation and its audit record commit in one transaction; when another writer was faster, the
  // operation begins again, up to kMaxAttempts times. What changed nothing, or failed, is recorded
  // before this returns. `empty` has the lists and maps that the request holds empty. Errors:
  // AWS's, by name: ValidationError of the schema; AccessDenied; the handler's; kAborted
  // "ConcurrentModification" after too many conflicts; kUnavailable "AuditUnavailable" when no
  // record can be kept: then nothing was done.
  core::Result<std::unique_ptr<Message>> Execute(const Operation& operation, const Caller& caller,
                                                 const Transport& transport,
                                                 const std::string& request_id,
                                                 const Message& request,
                                                 const schema::EmptyMembers& empty);

  // Records a request that came to no operation: not authenticated, or not known.
  core::Result<void> RecordRefusal(const AuditEvent& event);

  static constexpr int kMaxAttempts = 16;

 private:
  core::Result<std::unique_ptr<Message>> Try(const Operation& operation, Call& call,
                                             const Message& request, AuditEvent& event);
  // `recorded` becomes true when the audit record was committed with the changes.
  core::Result<std::unique_ptr<Message>> Run(const Operation& operation, const Caller& caller,
                                             const Transport& transport, const Message& request,
                                             AuditEvent& event, bool& recorded);
  core::Result<void> AuthorizeTargets(const Operation& operation, Call& call,
                                      const Message& request);

  store::Store& store_;
  AuditLog& audit_;
  crypto::Random& random_;
  Authorizer authorizer_;
};

}  // namespace keyward::api
