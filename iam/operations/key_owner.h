// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <variant>

#include <google/protobuf/repeated_ptr_field.h>
#include "api/call.h"
#include "core/result.h"
#include "iam/operations/entity.h"

// Whose access keys an operation is about: a user's, or those of the account's root user.
// Thread-safe: a call is one thread's.
namespace keyward::iam {

class KeyOwner {
 public:
  // The user who is named; when nobody is, the calling user, or the root user when that calls.
  // Errors: kNotFound "NoSuchEntity"; as UserNameOf.
  static core::Result<KeyOwner> Find(api::Call& call, const std::string& named);

  // The owner's ARN, with a user's tags. As NamedTarget: the user need not be there.
  static Targets TargetOf(api::Call& call, const std::string& named);

  bool is_root() const { return std::holds_alternative<rec::Account>(record_); }
  // The user's name as it was given; "" of the root user.
  std::string name() const { return is_root() ? "" : std::get<rec::User>(record_).name(); }
  // AIDA…, or the account's id of its root user.
  std::string unique_id() const;
  // The ids of its access keys.
  google::protobuf::RepeatedPtrField<std::string>& keys();
  void Save(api::Call& call) const;

 private:
  explicit KeyOwner(std::variant<rec::User, rec::Account> record) : record_(std::move(record)) {}
  static bool IsRoot(const api::Call& call, const std::string& named);

  std::variant<rec::User, rec::Account> record_;
};

}  // namespace keyward::iam
