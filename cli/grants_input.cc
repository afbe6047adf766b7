// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "cli/json_fields.h"
#include "cli/report.h"
#include "cli/simulation_input.h"

namespace keyward::cli {
namespace {

using core::JsonView;
using core::Result;
using policy::engine::Grant;
using StringMap = std::map<std::string, std::string>;

Result<std::optional<StringMap>> ReadStringMap(JsonView constraints, std::string_view key) {
  const auto member = Member(constraints, key);
  if (!member) return std::optional<StringMap>();
  if (!member->is_object()) return InvalidInputAt(*member, "expected an object of strings");
  StringMap map;
  for (const JsonView value : *member) {
    if (!value.is_string()) return InvalidInputAt(value, "expected a string");
    map.emplace(value.key(), value.text());
  }
  return std::optional<StringMap>(std::move(map));
}

Result<void> ReadConstraints(JsonView constraints, Grant* grant) {
  if (auto fields =
          CheckFields(constraints, "`Constraints`",
                      {"EncryptionContextEquals", "EncryptionContextSubset", "SourceArn"});
      !fields) {
    return fields;
  }
  auto equals = ReadStringMap(constraints, "EncryptionContextEquals");
  if (!equals) return std::move(equals).error();
  grant->encryption_context_equals = *std::move(equals);
  auto subset = ReadStringMap(constraints, "EncryptionContextSubset");
  if (!subset) return std::move(subset).error();
  grant->encryption_context_subset = *std::move(subset);
  auto source = OptionalString(constraints, "SourceArn");
  if (!source) return std::move(source).error();
  grant->source_arn = *std::move(source);
  return {};
}

Result<Grant> ReadGrant(JsonView value) {
  if (auto fields =
          CheckFields(value, "a grant",
                      {"GrantId", "KeyId", "GranteePrincipal", "Operations", "Constraints", "Name",
                       "RetiringPrincipal", "IssuingAccount", "CreationDate"});
      !fields) {
    return std::move(fields).error();
  }
  Grant grant;
  for (const auto& [key, target] :
       {std::pair{"GrantId", &grant.id}, std::pair{"KeyId", &grant.key_id}}) {
    auto text = OptionalString(value, key);
    if (!text) return std::move(text).error();
    *target = *std::move(text);
  }
  for (const char* ignored : {"Name", "RetiringPrincipal", "IssuingAccount"}) {
    if (auto text = OptionalString(value, ignored); !text) return std::move(text).error();
  }
  if (const auto date = Member(value, "CreationDate")) {
    if (auto text = ScalarText(*date); !text) return std::move(text).error();
  }
  auto grantee = RequiredString(value, "GranteePrincipal");
  if (!grantee) return std::move(grantee).error();
  grant.grantee_principal = *std::move(grantee);
  auto operations = OptionalStrings(value, "Operations");
  if (!operations) return std::move(operations).error();
  if (operations->empty()) return InvalidInputAt(value, "a grant without `Operations`");
  grant.operations = *std::move(operations);
  if (const auto constraints = Member(value, "Constraints")) {
    if (auto read = ReadConstraints(*constraints, &grant); !read) return std::move(read).error();
  }
  return grant;
}

}  // namespace

Result<std::vector<Grant>> ReadGrants(JsonView list) {
  std::vector<Grant> grants;
  if (auto array = CheckArray(list); !array) return std::move(array).error();
  for (const JsonView element : list) {
    auto grant = ReadGrant(element);
    if (!grant) return std::move(grant).error();
    grants.push_back(*std::move(grant));
  }
  return grants;
}

}  // namespace keyward::cli
