// SPDX-License-Identifier: Apache-2.0
#include "cli/org.h"

#include <deque>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "api/schema/constraint_text.h"
#include "api/schema/known_services.h"
#include "api/wire/client_request.h"
#include "cli/files.h"
#include "cli/org_commands.h"
#include "cli/org_output.h"
#include "cli/output_format.h"
#include "cli/report.h"
#include "core/encoding.h"
#include "core/json.h"
#include "policy/language/parse.h"

namespace keyward::cli {
namespace {

using api::schema::MessageTable;
using core::JsonDocument;
using core::JsonView;
using Json = nlohmann::ordered_json;
using policy::language::PolicyKind;

constexpr char kService[] = "organizations";
// 10,000 accounts are 500 pages; a page may be short, but hardly that short.
constexpr std::size_t kMaxPages = 20'000;
constexpr std::size_t kMaxListBytes = std::size_t{256} << 20;

std::string ValueOf(const OrgArgs& args, const std::string& option) {
  const auto found = args.values.find(option);
  return found == args.values.end() ? "" : found->second;
}

core::Result<OutputFormat> FormatOf(const std::string& output) {
  if (output.empty() || output == "json") return OutputFormat::kJson;
  if (output == "table") return OutputFormat::kTable;
  if (output == "text") return OutputFormat::kText;
  return InvalidInput("--output takes `json`, `table` or `text`, not `" + EscapeControls(output) +
                      "`");
}

bool HasPrincipals(JsonView root) {
  JsonView list = root;
  if (!root.is_object() || !root.Find("Statement", &list)) return false;
  const auto has = [](JsonView statement) {
    JsonView found = statement;
    return statement.is_object() &&
           (statement.Find("Principal", &found) || statement.Find("NotPrincipal", &found));
  };
  if (!list.is_array()) return has(list);
  for (const JsonView statement : list) {
    if (has(statement)) return true;
  }
  return false;
}

// Reads a policy document and checks it as what --type says, or as what it looks like.
core::Result<std::string> ReadPolicyDocument(const std::string& file, const std::string& type,
                                             std::istream& in) {
  auto text = ReadWholeFile(file, kMaxFileBytes, in);
  if (!text) return std::move(text).error();
  auto document = JsonDocument::Parse(*text);
  if (!document) return InSource(std::move(document).error(), DisplayName(file));
  const bool resource = type.empty() ? HasPrincipals(document->root()) : type == "rcp";
  auto policy = policy::language::ParsePolicy(
      *document, document->root(), DisplayName(file),
      resource ? PolicyKind::kResourceControl : PolicyKind::kServiceControl);
  if (!policy) return InSource(std::move(policy).error(), DisplayName(file));
  return text;
}

// What is sent for an option that was given.
core::Result<std::string> Sent(const OrgOption& option, const OrgArgs& args, std::istream& in) {
  const std::string value = ValueOf(args, option.name);
  if (!core::IsUtf8(value)) return InvalidInput(std::string(option.name) + " is not UTF-8");
  switch (option.kind) {
    case OrgOption::Kind::kText:
      return value;
    case OrgOption::Kind::kType:
      if (PolicyTypeNamed(value).empty()) {
        return InvalidInput("--type takes `scp` or `rcp`, not `" + EscapeControls(value) + "`");
      }
      return std::string(PolicyTypeNamed(value));
    case OrgOption::Kind::kFile:
      return ReadPolicyDocument(value, ValueOf(args, "--type"), in);
  }
  return core::Error{core::ErrorCode::kInternal, "InternalError", "an option is of no kind", {}};
}

// Holds what is sent to the rules of its member, which the service would answer with.
core::Result<void> CheckRules(const MessageTable& input, const OrgOption& option,
                              const std::string& sent) {
  const api::schema::FieldTable* const field = input.Find(option.member);
  if (field == nullptr) return InvalidInput("the operation has no " + std::string(option.member));
  std::vector<std::string> broken = api::schema::BrokenByText(field->rules, sent);
  if (broken.empty()) return {};
  broken[0][0] = core::AsciiLower(broken[0][0]);
  return InvalidInput(std::string(option.name) + ": " + broken[0]);
}

core::Result<void> CheckUpdate(const OrgArgs& args, const Json& input) {
  if (input.size() == 1) {
    return InvalidInput("nothing to change: give --name, --description or --document");
  }
  if (!ValueOf(args, "--type").empty() && ValueOf(args, "--document").empty()) {
    return InvalidInput("--type says what --document is, which is not given");
  }
  return {};
}

core::Result<Json> BuildInput(const OrgCommand& command, const OrgArgs& args,
                              const MessageTable& rules, std::istream& in) {
  Json input = Json::object();
  for (const OrgOption& option : command.options) {
    if (ValueOf(args, option.name).empty()) {
      if (option.required) return InvalidInput(std::string(option.name) + " is required");
      continue;
    }
    auto sent = Sent(option, args, in);
    if (!sent) return std::move(sent).error();
    if (*option.member == '\0') continue;
    if (auto good = CheckRules(rules, option, *sent); !good) return std::move(good).error();
    input[option.member] = *std::move(sent);
  }
  const std::string operation = command.operation;
  if (operation == "CreatePolicy" && !input.contains("Description")) input["Description"] = "";
  if (operation == "UpdatePolicy") {
    if (auto good = CheckUpdate(args, input); !good) return std::move(good).error();
  }
  return input;
}

// The inputs to call an operation with: two for a list of both types.
core::Result<std::vector<Json>> Inputs(const OrgCommand& command, const OrgArgs& args,
                                       const MessageTable& rules, std::istream& in) {
  auto input = BuildInput(command, args, rules, in);
  if (!input) return std::move(input).error();
  bool filtered = false;
  for (const OrgOption& option : command.options) {
    filtered = filtered || std::string_view(option.member) == "Filter";
  }
  if (!filtered || input->contains("Filter")) return std::vector<Json>{*std::move(input)};
  std::vector<Json> both(2, *input);
  both[0]["Filter"] = PolicyTypeNamed("scp");
  both[1]["Filter"] = PolicyTypeNamed("rcp");
  return both;
}

core::Error Malformed(const std::string& message) {
  return {core::ErrorCode::kUnavailable, "MalformedAnswer", message, {}};
}

class Answers {
 public:
  Answers(const OrgCommand& command, const ServiceClient& client,
          const api::schema::ServiceTable& service)
      : command_(command), client_(client), service_(service) {}

  // Calls the operation; for a list, until its end. Keeps the answers.
  core::Result<void> Call(Json input) {
    const bool list = *command_.list != '\0';
    for (std::size_t pages = 0; pages < kMaxPages && bytes_ <= kMaxListBytes; ++pages) {
      if (auto answered = CallOnce(input); !answered) return answered;
      if (!list) return {};
      const JsonView answer = answers_.back().root();
      JsonView found = answer;
      if (!answer.Find(command_.list, &found) || !found.is_array()) {
        return Malformed("the answer has no list `" + std::string(command_.list) + "`");
      }
      for (const JsonView entry : found) entries_.push_back(entry);
      if (!answer.Find("NextToken", &found) || found.kind() == core::JsonKind::kNull) return {};
      if (!found.is_string() || found.text().empty() ||
          input.value("NextToken", "") == found.text())
        return Malformed("the list does not go on: its `NextToken` is no new one");
      input["NextToken"] = found.text();
    }
    return core::Error{core::ErrorCode::kResourceExhausted,
                       "LimitExceeded",
                       "the list is longer than is read here",
                       {}};
  }

  std::string Render(OutputFormat format) const {
    if (*command_.list == '\0') {
      const JsonDocument& answer = answers_.back();
      return format == OutputFormat::kJson ? std::string(answer.text()) + "\n"
                                           : RenderAnswer(answer.root());
    }
    if (format != OutputFormat::kJson) return RenderRows(entries_, command_.columns, format);
    std::string text = "{\"" + std::string(command_.list) + "\":[";
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (i > 0) text += ',';
      text += entries_[i].source();
    }
    return text + "]}\n";
  }

  // The error of an account that could not be made; nothing for every other answer.
  core::Result<void> CheckMade() const {
    JsonView status = answers_.back().root();
    if (std::string_view(command_.operation) != "CreateAccount") return {};
    JsonView found = status;
    if (!status.Find("CreateAccountStatus", &status) || !status.is_object()) return {};
    if (!status.Find("State", &found) || found.text() != "FAILED") return {};
    const bool told = status.Find("FailureReason", &found) && found.is_string();
    return core::Error{core::ErrorCode::kFailedPrecondition,
                       told ? found.text() : "Failed",
                       "the account was not made",
                       {}};
  }

 private:
  core::Result<void> CallOnce(const Json& input) {
    const auto document = JsonDocument::Parse(input.dump());
    if (!document) return document.error();
    const auto request = api::wire::EncodeRequest(service_, command_.operation, document->root());
    if (!request) return request.error();
    auto answer = client_.Call(command_.operation, *request);
    if (!answer) return std::move(answer).error();
    bytes_ += answer->size();
    auto read = JsonDocument::Parse(*std::move(answer));
    if (!read) return Malformed("the answer is more than is read here");
    answers_.push_back(*std::move(read));
    return {};
  }

  const OrgCommand& command_;
  const ServiceClient& client_;
  const api::schema::ServiceTable& service_;
  std::deque<JsonDocument> answers_;  // where they are put: the entries point into them
  std::vector<JsonView> entries_;
  std::size_t bytes_ = 0;
};

// Calls the operation and returns what to print. `*made` is the error of an answer that is one.
core::Result<std::string> Ask(const OrgArgs& args, std::istream& in, core::Result<void>* made) {
  const OrgCommand* const command = FindOrgCommand(args.command);
  if (command == nullptr) return InvalidInput("unknown command `" + args.command + "`");
  const auto format = FormatOf(args.output);
  if (!format) return format.error();
  const api::schema::ServiceTable& service = *api::schema::FindKnownService(kService);
  const api::schema::MethodTable* const method = service.FindMethod(command->operation);
  if (method == nullptr) return InvalidInput("the service has no " + args.command);
  auto inputs = Inputs(*command, args, *method->input, in);
  if (!inputs) return std::move(inputs).error();
  const auto client = ServiceClient::Create(args.client, service);
  if (!client) return client.error();
  Answers answers(*command, *client, service);
  for (Json& input : *inputs) {
    if (auto done = answers.Call(std::move(input)); !done) return std::move(done).error();
  }
  *made = answers.CheckMade();
  return answers.Render(*format);
}

}  // namespace

ExitCode RunOrg(const OrgArgs& args, std::istream& in, std::ostream& out, std::ostream& err) {
  core::Result<void> made;
  const auto answer = Ask(args, in, &made);
  if (!answer) {
    ReportError(err, answer.error());
    return CodeOfCall(answer.error().code);
  }
  out << *answer;
  if (!out.flush()) return ExitCode::kBadInput;
  if (made) return ExitCode::kOk;
  ReportError(err, made.error());
  return CodeOfCall(made.error().code);
}

}  // namespace keyward::cli
