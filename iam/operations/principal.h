// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "iam/operations/entity.h"

// What the operations on the policies of users, groups and roles have in common, so that each is
// written once for the three: `Of` is one of OfUser, OfGroup, OfRole. Thread-safe: a call is one
// thread's.
namespace keyward::iam {

struct OfUser {
  using Record = rec::User;
  static constexpr Kind kKind = Kind::kUser;
  template <typename Message>
  static const std::string& NameIn(const Message& message) {
    return message.user_name();
  }
};

struct OfGroup {
  using Record = rec::Group;
  static constexpr Kind kKind = Kind::kGroup;
  template <typename Message>
  static const std::string& NameIn(const Message& message) {
    return message.group_name();
  }
};

struct OfRole {
  using Record = rec::Role;
  static constexpr Kind kKind = Kind::kRole;
  template <typename Message>
  static const std::string& NameIn(const Message& message) {
    return message.role_name();
  }
};

// Errors: kFailedPrecondition "UnmodifiableEntity" for a service-linked role.
template <typename Record>
Done MustBeModifiable(Kind kind, const Record& record) {
  if (kind != Kind::kRole || !record.path().starts_with("/aws-service-role/")) return {};
  return core::Error{core::ErrorCode::kFailedPrecondition, "UnmodifiableEntity",
                     "Cannot perform the operation on the protected role '" + record.name() +
                         "' - this role is only modifiable by AWS"};
}

template <typename Of, typename Request>
core::Result<typename Of::Record> FindPrincipal(api::Call& call, const Request& request) {
  return Find<typename Of::Record>(call, Of::kKind, Of::NameIn(request));
}

// Changes a principal's permissions: `change(name, permissions)`. Errors: those of Find,
// MustBeModifiable and `change`.
template <typename Of, typename Request, typename Change>
Done ChangePermissions(api::Call& call, const Request& request, Change change) {
  auto principal = FindPrincipal<Of>(call, request);
  if (!principal) return std::move(principal).error();
  if (Done modifiable = MustBeModifiable(Of::kKind, *principal); !modifiable) return modifiable;
  if (Done done = change(principal->name(), principal->mutable_permissions()); !done) return done;
  SaveEntity(call, Of::kKind, *principal);
  return {};
}

// The principal as target, and its boundary as iam:PermissionsBoundary: who may touch only what has
// a certain boundary is held to it.
template <typename Of, typename Request>
Targets BoundedTarget(api::Call& call, const Request& request) {
  const std::string& name = Of::NameIn(request);
  auto found = Load<typename Of::Record>(call.unit(), EntityKey(call.account(), Of::kKind, name));
  if (!found) return std::move(found).error();
  if (!*found) return std::vector{NewTarget(call, Of::kKind, "/", name)};
  api::Target target = RecordTarget(call, Of::kKind, **found);
  const std::string& boundary = (*found)->permissions().boundary();
  if (!boundary.empty()) {
    target.context.push_back({.key = "iam:PermissionsBoundary", .values = {boundary}});
  }
  return std::vector{std::move(target)};
}

// The principal as target, for operations that do not depend on its boundary.
template <typename Of, typename Request>
Targets PrincipalTarget(api::Call& call, const Request& request) {
  return NamedTarget<typename Of::Record>(call, Of::kKind, Of::NameIn(request));
}

}  // namespace keyward::iam
