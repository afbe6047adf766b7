// SPDX-License-Identifier: Apache-2.0
#include "server/grpc/reflection.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <grpc/reflection/v1alpha/reflection.pb.h>

namespace keyward::server::grpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using ::grpc::reflection::v1alpha::ServerReflectionRequest;
using ::grpc::reflection::v1alpha::ServerReflectionResponse;

constexpr int kInvalidArgument = 3;
constexpr int kNotFound = 5;

// The file and what it imports, each once.
void Collect(const FileDescriptor* file, std::set<const FileDescriptor*>& files) {
  if (!files.insert(file).second) return;
  for (int i = 0; i < file->dependency_count(); ++i) Collect(file->dependency(i), files);
}

void SetError(int code, const char* message, ServerReflectionResponse& response) {
  response.mutable_error_response()->set_error_code(code);
  response.mutable_error_response()->set_error_message(message);
}

}  // namespace

Reflection::Reflection(const std::vector<const google::protobuf::ServiceDescriptor*>& services) {
  for (const auto* service : services) {
    names_.push_back(service->full_name());
    Collect(service->file(), files_);
  }
}

void Reflection::AddFile(const FileDescriptor* file, Response& response) const {
  if (file == nullptr || !files_.contains(file)) {
    SetError(kNotFound, "there is no such file or symbol", response);
    return;
  }
  std::set<const FileDescriptor*> needed;
  Collect(file, needed);
  auto* files = response.mutable_file_descriptor_response();
  const auto add = [&](const FileDescriptor& added) {
    google::protobuf::FileDescriptorProto proto;
    added.CopyTo(&proto);
    proto.SerializeToString(files->add_file_descriptor_proto());
  };
  add(*file);  // what was asked for comes first
  for (const FileDescriptor* other : needed) {
    if (other != file) add(*other);
  }
}

void Reflection::AddExtensionNumbers(const std::string& type, Response& response) const {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  const Descriptor* extended = pool.FindMessageTypeByName(type);
  if (extended == nullptr || !files_.contains(extended->file())) {
    SetError(kNotFound, "there is no such type", response);
    return;
  }
  auto* numbers = response.mutable_all_extension_numbers_response();
  numbers->set_base_type_name(type);
  std::vector<const FieldDescriptor*> extensions;
  pool.FindAllExtensions(extended, &extensions);
  for (const FieldDescriptor* extension : extensions) {
    if (files_.contains(extension->file())) numbers->add_extension_number(extension->number());
  }
}

ServerReflectionResponse Reflection::Answer(const ServerReflectionRequest& request) const {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  ServerReflectionResponse response;
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kFileByFilename:
      AddFile(pool.FindFileByName(request.file_by_filename()), response);
      break;
    case ServerReflectionRequest::kFileContainingSymbol:
      AddFile(pool.FindFileContainingSymbol(request.file_containing_symbol()), response);
      break;
    case ServerReflectionRequest::kFileContainingExtension: {
      const auto& asked = request.file_containing_extension();
      const Descriptor* type = pool.FindMessageTypeByName(asked.containing_type());
      const FieldDescriptor* extension =
          type == nullptr ? nullptr : pool.FindExtensionByNumber(type, asked.extension_number());
      AddFile(extension == nullptr ? nullptr : extension->file(), response);
      break;
    }
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      AddExtensionNumbers(request.all_extension_numbers_of_type(), response);
      break;
    case ServerReflectionRequest::kListServices:
      for (const std::string& name : names_) {
        response.mutable_list_services_response()->add_service()->set_name(name);
      }
      break;
    case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
      SetError(kInvalidArgument, "the request asks for nothing", response);
      break;
  }
  return response;
}

}  // namespace keyward::server::grpc
