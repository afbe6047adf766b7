// SPDX-License-Identifier: Apache-2.0
//
// The wires as a program, for botocore_test.py. Reads lines from stdin and answers each with one:
//   request SERVICE OPERATION BODY   a request's body -> "ok JSON", the message that was read
//   response SERVICE OPERATION JSON  an answer's members -> "ok BODY", as the service's wire has it
//   fault SERVICE NAME MESSAGE       an error -> "ok STATUS BODY"
// SERVICE is iam, kms, …; bodies, JSON and messages are in base64, "-" when empty. What fails
// answers "error NAME MESSAGE".
#include <google/protobuf/message.h>

#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "api/schema/validate.h"
#include "api/wire/errors.h"
#include "api/wire/form.h"
#include "api/wire/json.h"
#include "api/wire/query.h"
#include "api/wire/xml.h"
#include "core/encoding.h"
#include "tests/api/services.h"

namespace keyward::api {
namespace {

using google::protobuf::Message;
using schema::MethodTable;
using schema::Protocol;
using schema::ServiceTable;

std::string Armor(const std::string& bytes) {
  return bytes.empty() ? "-" : core::Base64Encode(bytes);
}

core::Error Unknown(const std::string& what) {
  return {core::ErrorCode::kInvalidArgument, "Unknown", "there is no " + what};
}

core::Result<std::string> Request(const ServiceTable& service, const std::string& operation,
                                  const std::string& body) {
  const MethodTable* method = service.FindMethod(operation);
  if (method == nullptr) return Unknown(operation);
  const std::unique_ptr<Message> message = NewMessage(*method->input);
  schema::EmptyMembers empty;
  if (service.protocol == Protocol::kJson11) {
    if (auto read = wire::DecodeJson(body, message.get(), &empty); !read) return read.error();
  } else {
    auto form = wire::ParseForm(body);
    if (!form) return form.error();
    const auto found = wire::FindAction(*form, service);
    if (!found) return found.error();
    if (*found != method) return Unknown("way from " + (*found)->name + " to " + operation);
    if (auto read = wire::DecodeQuery(std::move(*form), message.get(), &empty); !read) {
      return read.error();
    }
  }
  if (auto valid = schema::Validate(*message, empty); !valid) return valid.error();
  return Armor(wire::EncodeJson(*message));
}

core::Result<std::string> Response(const ServiceTable& service, const std::string& operation,
                                   const std::string& json) {
  const MethodTable* method = service.FindMethod(operation);
  if (method == nullptr) return Unknown(operation);
  const std::unique_ptr<Message> message = NewMessage(*method->output);
  if (auto read = wire::DecodeJson(json, message.get(), nullptr); !read) return read.error();
  return Armor(service.protocol == Protocol::kJson11
                   ? wire::EncodeJson(*message)
                   : wire::EncodeXml(service, *method, *message, "request-id"));
}

std::string Fault(const ServiceTable& service, const std::string& name,
                  const std::string& message) {
  const wire::WireError error =
      wire::ToWire(service, {core::ErrorCode::kFailedPrecondition, name, message});
  const std::string body = service.protocol == Protocol::kJson11
                               ? wire::JsonErrorBody(service, error)
                               : wire::XmlErrorBody(service, error, "request-id");
  return std::to_string(error.http_status) + " " + Armor(body);
}

core::Result<std::string> Answer(const std::string& line) {
  std::istringstream words(line);
  std::string verb;
  std::string name;
  std::string what;
  std::string armored;
  words >> verb >> name >> what >> armored;
  const auto bytes = core::Base64Decode(armored == "-" ? "" : armored);
  for (const ServiceTable* service : AllServices()) {
    if (service->full_name.rfind("keyward." + name + ".", 0) != 0 || !bytes) continue;
    if (verb == "request") return Request(*service, what, *bytes);
    if (verb == "response") return Response(*service, what, *bytes);
    if (verb == "fault") return Fault(*service, what, *bytes);
  }
  return Unknown("such line");
}

}  // namespace
}  // namespace keyward::api

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto answer = keyward::api::Answer(line);
    if (answer) {
      std::cout << "ok " << *answer << std::endl;
    } else {
      std::cout << "error " << answer.error().name << " "
                << keyward::api::Armor(answer.error().message) << std::endl;
    }
  }
  return 0;
}
