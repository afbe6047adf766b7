// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/timestamp.pb.h>
#include "api/call.h"
#include "api/target.h"
#include "core/result.h"
#include "iam/arns.h"
#include "iam/errors.h"
#include "iam/keys.h"
#include "iam/records.h"
#include "keyward/iam/v1/iam.pb.h"

// What the operations on users, groups, roles and their like have in common: they are found by kind
// and name in the caller's account, and authorized on their ARN, with their path and tags.
// Thread-safe: a call is one thread's.
namespace keyward::iam {

using Targets = core::Result<std::vector<api::Target>>;
using Done = core::Result<void>;

// Reads a record. Errors: kNotFound "NoSuchEntity" with AWS's sentence; those of Load.
template <typename Record>
core::Result<Record> Find(api::Call& call, Kind kind, std::string_view name) {
  core::Result<std::optional<Record>> found =
      Load<Record>(call.unit(), EntityKey(call.account(), kind, name));
  if (!found) return std::move(found).error();
  if (!*found) return NoSuch(kind, name);
  return **std::move(found);
}

// Errors: kAlreadyExists "EntityAlreadyExists".
template <typename Record>
Done MustBeFree(api::Call& call, Kind kind, std::string_view name) {
  core::Result<std::optional<Record>> found =
      Load<Record>(call.unit(), EntityKey(call.account(), kind, name));
  if (!found) return std::move(found).error();
  if (*found) return AlreadyExists(kind, name);
  return {};
}

template <typename Record>
void SaveEntity(api::Call& call, Kind kind, const Record& record) {
  Save(call.unit(), EntityKey(call.account(), kind, record.name()), record);
}

// A target without a record: `path` begins and ends with `/`.
inline api::Target NewTarget(const api::Call& call, Kind kind, std::string_view path,
                             std::string_view name) {
  return {.arn = ArnOf(call.account(), kind, path.empty() ? "/" : path, name),
          .account = call.account()};
}

// The target that a record is, with its tags as aws:ResourceTag/KEY and iam:ResourceTag/KEY.
template <typename Record>
api::Target RecordTarget(const api::Call& call, Kind kind, const Record& record) {
  api::Target target = NewTarget(call, kind, record.path(), record.name());
  if constexpr (requires { record.tags(); }) {
    for (const rec::Tag& tag : record.tags()) {
      target.tags.push_back({.key = tag.key(), .value = tag.value()});
      target.context.push_back({.key = "iam:ResourceTag/" + tag.key(), .values = {tag.value()}});
    }
  }
  return target;
}

// The target of an operation on a thing that need not be there: who may not touch it is not told
// whether it is.
template <typename Record>
Targets NamedTarget(api::Call& call, Kind kind, std::string_view name) {
  core::Result<std::optional<Record>> found =
      Load<Record>(call.unit(), EntityKey(call.account(), kind, name));
  if (!found) return std::move(found).error();
  if (!*found) return std::vector{NewTarget(call, kind, "/", name)};
  return std::vector{RecordTarget(call, kind, **found)};
}

// The target of an operation on no resource of its own: `*`.
inline Targets AnyTarget(api::Call& call) {
  return std::vector<api::Target>{{.arn = "*", .account = call.account()}};
}

// Fills a message's timestamp with a record's seconds.
inline void SetTime(google::protobuf::Timestamp* time, std::int64_t seconds) {
  time->set_seconds(seconds);
}

}  // namespace keyward::iam
