// SPDX-License-Identifier: Apache-2.0
#include "api/schema/service_table.h"

#include <google/protobuf/descriptor.h>
#include <keyward/api/v1/options.pb.h>

#include <memory>
#include <mutex>

namespace keyward::api::schema {
namespace {

using google::protobuf::ServiceDescriptor;

void AddErrors(const v1::ServiceRules& rules, ServiceTable* table) {
  for (const v1::ErrorShape& error : rules.errors()) {
    table->errors.push_back(
        {error.shape(), error.code().empty() ? error.shape() : error.code(), error.http_status()});
  }
  for (std::size_t i = 0; i < table->errors.size(); ++i) {
    table->by_error.emplace(table->errors[i].shape, i);
    table->by_error.emplace(table->errors[i].code, i);
  }
}

void AddMethods(const ServiceDescriptor& descriptor, ServiceTable* table) {
  for (int i = 0; i < descriptor.method_count(); ++i) {
    const auto& method = *descriptor.method(i);
    const v1::MethodRules& rules = method.options().GetExtension(v1::method_rules);
    MethodTable row;
    row.name = method.name();
    row.input = &TableOf(*method.input_type());
    row.output = &TableOf(*method.output_type());
    row.result_wrapper = rules.result_wrapper();
    row.errors.assign(rules.errors().begin(), rules.errors().end());
    for (const std::string& error : row.errors) {
      if (table->FindError(error) == nullptr) {
        table->fault = "`" + row.name + "` lists an error that the service lacks: `" + error + "`";
      }
    }
    for (const MessageTable* message : {row.input, row.output}) {
      if (!message->fault.empty()) table->fault = message->fault;
    }
    table->methods.push_back(std::move(row));
  }
  for (std::size_t i = 0; i < table->methods.size(); ++i) {
    table->by_name.emplace(table->methods[i].name, i);
  }
}

std::unique_ptr<ServiceTable> Build(const ServiceDescriptor& descriptor) {
  const v1::ServiceRules& rules = descriptor.options().GetExtension(v1::service_rules);
  auto table = std::make_unique<ServiceTable>();
  table->full_name = descriptor.full_name();
  table->service_id = rules.service_id();
  table->protocol = rules.protocol() == v1::PROTOCOL_QUERY ? Protocol::kQuery : Protocol::kJson11;
  table->api_version = rules.api_version();
  table->endpoint_prefix = rules.endpoint_prefix();
  table->signing_name = rules.signing_name();
  table->target_prefix = rules.target_prefix();
  table->error_message_name =
      rules.error_message_name().empty() ? "message" : rules.error_message_name();
  table->xml_namespace = rules.xml_namespace();
  if (rules.protocol() == v1::PROTOCOL_UNSPECIFIED) {
    table->fault = "`" + table->full_name + "` names no protocol";
  }
  AddErrors(rules, table.get());
  AddMethods(descriptor, table.get());
  return table;
}

}  // namespace

const MethodTable* ServiceTable::FindMethod(std::string_view name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : &methods[found->second];
}

const ErrorShape* ServiceTable::FindError(std::string_view name) const {
  const auto found = by_error.find(name);
  return found == by_error.end() ? nullptr : &errors[found->second];
}

const ServiceTable& TableOf(const ServiceDescriptor& descriptor) {
  static std::mutex mutex;
  // Never destroyed: tables outlive every other static.
  static auto* tables =
      new std::unordered_map<const ServiceDescriptor*, std::unique_ptr<ServiceTable>>;
  const std::lock_guard lock(mutex);
  std::unique_ptr<ServiceTable>& table = (*tables)[&descriptor];
  if (table == nullptr) table = Build(descriptor);
  return *table;
}

}  // namespace keyward::api::schema
