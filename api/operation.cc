// SPDX-License-Identifier: Apache-2.0
#include "api/operation.h"

#include <cassert>
#include <utility>

namespace keyward::api {
namespace {

std::string KeyOf(std::string_view service, std::string_view name) {
  return std::string(service).append(":").append(name);
}

}  // namespace

OperationTable::OperationTable(std::vector<Operation> rows) : rows_(std::move(rows)) {
  for (const Operation& row : rows_) {
    [[maybe_unused]] const bool added = by_name_.emplace(KeyOf(row.service, row.name), &row).second;
    assert(added && "an operation is in the table twice");
  }
}

const Operation* OperationTable::Find(std::string_view service, std::string_view name) const {
  const auto found = by_name_.find(KeyOf(service, name));
  return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace keyward::api
