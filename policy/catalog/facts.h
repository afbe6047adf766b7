// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// The facts of a catalogue, as plain data. Every view, span and pointer in here points into the
// Catalog (catalog.h) that it came from and lives as long as that Catalog or a copy of it.
// Names keep AWS's own capitalisation; look-ups ignore it. Tables are in catalogue order: ascending
// by name with ASCII letters folded, and distinct under that folding.
namespace keyward::policy::catalog {

// How a condition key's values are typed: with which family of condition operators they compare.
enum class KeyType : std::uint8_t { kString, kBool, kDate, kNumeric, kArn, kIpAddress, kBinary };

// The class that AWS puts an action in. Where it names two, the more specific one.
enum class AccessLevel : std::uint8_t { kList, kRead, kWrite, kTagging, kPermissionsManagement };

// Returns the name that the data uses ("ARN", "IPAddress") or AWS's ("Permissions management").
// Never fails. Thread-safe.
std::string_view KeyTypeName(KeyType type);
std::string_view AccessLevelName(AccessLevel level);

struct ConditionKey {
  std::string_view name;  // may be a template: `aws:RequestTag/${TagKey}`
  KeyType type = KeyType::kString;
  bool multivalued = false;  // the request may carry several values: needs a set operator
  bool is_template = false;  // `name` holds a `${...}`, which stands for one or more bytes
  bool listed = false;       // some action or resource type of the service lists it
};

struct ResourceType {
  std::string_view name;
  std::span<const std::string_view> arns;  // templates, at least one; see FitsArn
  std::span<const ConditionKey* const> keys;
};

// A resource type as one action uses it.
struct TypeUse {
  const ResourceType* type = nullptr;
  bool required = false;  // the request always names such a resource
};

struct Service;

struct Action {
  const Service* service = nullptr;  // never null in a Catalog
  std::string_view name;             // without the service prefix
  AccessLevel level = AccessLevel::kRead;
  bool rcp_exempt = false;  // resource control policies do not reach it (kms:RetireGrant)
  std::span<const TypeUse> types;
  std::span<const ConditionKey* const> keys;  // its own; those of its resource types come on top

  // True when the action has no resource-level permission: its resource is `*` and nothing else.
  bool is_wildcard_only() const { return types.empty(); }
};

struct Service {
  std::string_view prefix;  // "s3", lower case
  std::string_view name;    // "Amazon S3"
  bool supports_rcp = false;
  std::span<const ConditionKey> keys;
  std::span<const ResourceType> types;
  std::span<const Action> actions;
};

}  // namespace keyward::policy::catalog
