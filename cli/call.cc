// SPDX-License-Identifier: Apache-2.0
#include "cli/call.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/schema/known_services.h"
#include "api/wire/client_request.h"
#include "cli/files.h"
#include "cli/report.h"
#include "core/json.h"

namespace keyward::cli {
namespace {

using api::schema::ServiceTable;

constexpr std::size_t kMaxOperationBytes = 128;

struct Input {
  const ServiceTable* service = nullptr;
  api::wire::ClientRequest request;
};

core::Result<const ServiceTable*> ServiceOf(const std::string& name) {
  if (const ServiceTable* const found = api::schema::FindKnownService(name)) return found;
  std::vector<std::string> names;
  for (const ServiceTable* service : api::schema::KnownServices()) {
    names.push_back(service->signing_name);
  }
  return InvalidInput("unknown service `" + EscapeControls(name) + "`: expected " +
                      JoinAlternatives(names));
}

// What --json says, with the name by which errors call it.
core::Result<core::JsonDocument> ReadJson(const std::string& json, std::istream& in) {
  const bool file = json == "-" || json.starts_with('@');
  const std::string path = json.starts_with('@') ? json.substr(1) : json;
  auto text = file ? ReadWholeFile(path, kMaxFileBytes, in)
                   : core::Result<std::string>(json.empty() ? "{}" : json);
  if (!text) return std::move(text).error();
  auto document = core::JsonDocument::Parse(*std::move(text));
  if (!document) return InSource(std::move(document).error(), file ? DisplayName(path) : "--json");
  return document;
}

core::Result<Input> ReadInput(const CallArgs& args, std::istream& in) {
  if (!args.output.empty() && args.output != "json") {
    return InvalidInput("--output takes `json`, not `" + EscapeControls(args.output) + "`");
  }
  const auto service = ServiceOf(args.service);
  if (!service) return service.error();
  const bool named =
      args.operation.size() <= kMaxOperationBytes &&
      std::ranges::all_of(args.operation, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      });
  if (!named) {
    return InvalidInput("an operation is letters and digits, as in `GetCallerIdentity`");
  }
  const auto document = ReadJson(args.json, in);
  if (!document) return document.error();
  auto request = api::wire::EncodeRequest(**service, args.operation, document->root());
  if (!request) {
    return InSource(std::move(request).error(),
                    "the input of " + args.service + ":" + args.operation);
  }
  return Input{*service, *std::move(request)};
}

core::Result<std::string> Call(const CallArgs& args, std::istream& in) {
  const auto input = ReadInput(args, in);
  if (!input) return input.error();
  const auto client = ServiceClient::Create(args.client, *input->service);
  if (!client) return client.error();
  return client->Call(args.operation, input->request);
}

}  // namespace

ExitCode RunCall(const CallArgs& args, std::istream& in, std::ostream& out, std::ostream& err) {
  const auto answer = Call(args, in);
  if (!answer) {
    ReportError(err, answer.error());
    return CodeOfCall(answer.error().code);
  }
  out << *answer << '\n';
  return out.flush() ? ExitCode::kOk : ExitCode::kBadInput;
}

}  // namespace keyward::cli
