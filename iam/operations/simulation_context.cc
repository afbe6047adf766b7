// SPDX-License-Identifier: Apache-2.0
#include "iam/operations/simulation_context.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/encoding.h"
#include "iam/errors.h"
#include "policy/language/date_time.h"
#include "policy/language/decimal.h"
#include "policy/language/ip_network.h"

namespace keyward::iam {
namespace {

constexpr std::string_view kListSuffix = "List";

// `type` without "List".
bool IsOfType(std::string_view value, std::string_view type) {
  using policy::language::DateTime;
  using policy::language::Decimal;
  using policy::language::IpNetwork;
  if (type == "numeric") return Decimal::Parse(value).has_value();
  if (type == "boolean") {
    const std::string folded = core::AsciiLower(value);
    return folded == "true" || folded == "false";
  }
  if (type == "ip") return IpNetwork::Parse(value).has_value();
  if (type == "binary") return core::IsBase64(value);
  if (type == "date") return DateTime::Parse(value).has_value();
  return true;  // string
}

core::Result<void> AddEntry(const v1::ContextEntry& entry, policy::match::Context& context) {
  const std::string& key = entry.context_key_name();
  std::string_view type = entry.context_key_type();
  if (key.empty()) return InvalidInput("ContextEntries: an entry has no ContextKeyName");
  if (type.empty()) return InvalidInput("ContextEntries: `" + key + "` has no ContextKeyType");
  const bool list = type.ends_with(kListSuffix);
  if (list) type.remove_suffix(kListSuffix.size());
  const std::vector<std::string> values(entry.context_key_values().begin(),
                                        entry.context_key_values().end());
  for (const std::string& value : values) {
    if (IsOfType(value, type)) continue;
    return InvalidInput("ContextEntries: a value of `" + key + "` is not of type " +
                        std::string(type));
  }
  if (list) {
    context.SetMultivalued(key, values);
    return {};
  }
  if (values.size() != 1) {
    return InvalidInput("ContextEntries: `" + key + "` takes one value, for it is no list");
  }
  context.Set(key, values.front());
  return {};
}

}  // namespace

core::Result<void> AddContextEntries(
    const google::protobuf::RepeatedPtrField<v1::ContextEntry>& entries,
    policy::match::Context& context) {
  std::set<std::string> seen;
  for (const v1::ContextEntry& entry : entries) {
    if (!seen.insert(core::AsciiLower(entry.context_key_name())).second) {
      return InvalidInput("ContextEntries: `" + entry.context_key_name() + "` stands there twice");
    }
    if (core::Result<void> added = AddEntry(entry, context); !added) return added;
  }
  return {};
}

}  // namespace keyward::iam
