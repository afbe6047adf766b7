// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "api/authorizer.h"
#include "api/caller.h"
#include "api/target.h"
#include "api/unit.h"
#include "core/result.h"
#include "crypto/random.h"

namespace keyward::api {

// One operation under way, as its handler sees it. One thread at a time.
class Call {
 public:
  Call(const Caller& caller, const Transport& transport, std::string request_id, Unit& unit,
       const Authorizer& authorizer, crypto::Random& random)
      : caller_(caller),
        transport_(transport),
        request_id_(std::move(request_id)),
        unit_(&unit),
        authorizer_(authorizer),
        random_(random) {}

  const Caller& caller() const { return caller_; }
  const Transport& transport() const { return transport_; }
  const std::string& request_id() const { return request_id_; }
  // The account in which the operation acts: the caller's.
  const std::string& account() const { return caller_.account; }
  std::chrono::sys_seconds now() const {
    return std::chrono::floor<std::chrono::seconds>(transport_.time);
  }
  crypto::Random& random() { return random_; }
  Unit& unit() { return *unit_; }

  // Checks one more action than the operation's own, such as iam:PassRole. Errors:
  // kPermissionDenied "AccessDenied" with AWS's sentence.
  core::Result<void> Authorize(std::string_view action, const Target& target);

  // Context keys that the request brings for authorization: aws:RequestTag/…, iam:PolicyARN. Set by
  // the operation's targets; they hold for all that is authorized in this call.
  std::vector<ContextValue>& request_context() { return request_context_; }

  // Of the last thing that was authorized: which policy and statement, for the audit record.
  const std::string& decided_by() const { return decided_by_; }

 private:
  const Caller& caller_;
  const Transport& transport_;
  std::string request_id_;
  Unit* unit_;
  const Authorizer& authorizer_;
  crypto::Random& random_;
  std::vector<ContextValue> request_context_;
  std::string decided_by_;
};

// Adds aws:RequestTag/KEY and aws:TagKeys for the tags of a request.
void AddRequestTags(const std::vector<Tag>& tags, std::vector<ContextValue>& context);

}  // namespace keyward::api
