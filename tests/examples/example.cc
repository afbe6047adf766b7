// SPDX-License-Identifier: Apache-2.0
#include "tests/examples/example.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "policy/language/parse.h"

namespace keyward::examples {
namespace {

namespace fs = std::filesystem;
using policy::engine::Caller;
using policy::engine::Grant;
using policy::language::Policy;
using policy::language::PolicyKind;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set");
  return value;
}

// The value of a good Result; a failed one fails the test.
template <typename T>
T Require(core::Result<T> result) {
  if (!result) throw std::runtime_error(core::Describe(result.error()));
  return *std::move(result);
}

std::string TextOrEmpty(const Json& value) { return value.is_null() ? "" : value; }

// Replaces file names, however deep in lists, by what `read` makes of the file.
template <typename ReadOne>
Json ReplaceFiles(const Json& names, const ReadOne& read) {
  if (names.is_string()) return read(names.get<std::string>());
  Json list = Json::array();
  for (const Json& name : names) list.push_back(ReplaceFiles(name, read));
  return list;
}

Caller ReadCaller(const Json& principal) {
  if (principal.is_string()) return Require(Caller::Parse(principal.get<std::string>()));
  const std::string form = principal.begin().key();  // "service" or "federated"
  return Require(Caller::Parse(form + ":" + principal.begin().value().get<std::string>()));
}

// AWS puts these into every request of a user or role; the simulator does so by itself.
void AddPrincipalKeys(policy::engine::Request* request) {
  const Caller& caller = request->caller;
  if (caller.type() == Caller::Type::kUser) request->context.Set("aws:username", caller.name());
  if (caller.account().empty()) return;
  request->context.Set("aws:PrincipalAccount", caller.account());
  request->context.Set("aws:PrincipalArn",
                       caller.type() == Caller::Type::kRoleSession
                           ? "arn:aws:iam::" + caller.account() + ":role/" + caller.name()
                           : caller.text());
}

Grant ReadGrant(const Json& json) {
  Grant grant;
  grant.id = json.at("GrantId");
  grant.key_id = json.at("KeyId");
  grant.grantee_principal = json.at("GranteePrincipal");
  grant.operations = json.at("Operations");
  grant.encryption_context_subset = json.at("Constraints").at("EncryptionContextSubset");
  return grant;
}

void AddContext(const Json& keys, policy::engine::Context* context) {
  for (const auto& [key, value] : keys.items()) {
    if (value.is_array()) {
      context->SetMultivalued(key, value.get<std::vector<std::string>>());
    } else {
      context->Set(key, value.get<std::string>());
    }
  }
}

PolicyKind KindOf(std::string_view name, const std::string& action) {
  if (name == "identity") return PolicyKind::kIdentity;
  if (name == "boundary") return PolicyKind::kBoundary;
  if (name == "session") return PolicyKind::kSession;
  if (name == "scp") return PolicyKind::kServiceControl;
  if (name == "rcp") return PolicyKind::kResourceControl;
  if (name == "endpoint") return PolicyKind::kEndpoint;
  if (name != "resource") throw std::runtime_error("unknown kind of policy " + std::string(name));
  return action.starts_with("kms:") ? PolicyKind::kKey : PolicyKind::kOtherResource;
}

std::vector<Policy> ReadPolicies(const fs::path& directory, const Json& files, PolicyKind kind) {
  std::vector<Policy> policies;
  for (const Json& name : files) {
    const std::string file = name;
    policies.push_back(
        Require(policy::language::ParsePolicy(ReadFile(directory / file), file, kind)));
  }
  return policies;
}

}  // namespace

Verdict Case::expected() const {
  const Json& expect = json.at("expect");
  return {expect.at("decision"), TextOrEmpty(expect.at("blockedBy")),
          TextOrEmpty(expect.at("sid"))};
}

std::string Case::BatchLine() const {
  Json line{{"id", id()}, {"request", json.at("request")}, {"policies", Json::object()}};
  for (const auto& [kind, names] : json.at("policies").items()) {
    line["policies"][kind] = ReplaceFiles(names, [&](const std::string& name) {
      return Json{{"name", name}, {"policy", ReadJson(directory / name)}};
    });
  }
  if (json.contains("grants")) line["grants"] = ReadJson(directory / json["grants"]);
  if (json.contains("facts")) line["facts"] = json["facts"];
  return line.dump();
}

policy::engine::Request Case::Request() const {
  const Json& from = json.at("request");
  policy::engine::Request request;
  request.caller = ReadCaller(from.at("principal"));
  request.action = from.at("action");
  request.resource = from.at("resource");
  request.resource_account = from.value("resourceAccount", "");
  request.facts = policy::engine::DefaultFacts(request.action, request.resource);
  AddPrincipalKeys(&request);
  AddContext(from.value("context", Json::object()), &request.context);
  const Json facts = json.value("facts", Json::object());
  request.facts.management_account = facts.value("managementAccount", false);
  if (facts.contains("sessionIssuer")) {
    const auto set = request.caller.set_session_issuer(facts["sessionIssuer"].get<std::string>());
    if (!set) throw std::runtime_error(core::Describe(set.error()));
  }
  if (json.contains("grants")) {
    for (const Json& grant : ReadJson(directory / json["grants"])) {
      request.grants.push_back(ReadGrant(grant));
    }
  }
  const auto ready = request.Prepare();
  if (!ready) throw std::runtime_error(core::Describe(ready.error()));
  return request;
}

policy::engine::Policies Case::Policies() const {
  policy::engine::Policies policies;
  const std::string action = json.at("request").at("action");
  const auto read = [&](const Json& files, PolicyKind kind) {
    return ReadPolicies(directory, files, kind);
  };
  for (const auto& entry : json.at("policies").items()) {
    const std::string& name = entry.key();
    const Json& files = entry.value();
    const PolicyKind kind = KindOf(name, action);
    if (name == "identity") policies.identity = read(files, kind);
    if (name == "boundary") policies.boundary = read(files, kind);
    if (name == "session") policies.session = read(files, kind);
    if (name == "endpoint") policies.endpoint = read(files, kind);
    if (name == "resource") policies.resource = read(Json::array({files}), kind);
    if (name != "scp" && name != "rcp") continue;
    auto& levels = name == "scp" ? policies.scp : policies.rcp;
    for (const Json& level : files) levels.push_back(read(level, kind));
  }
  return policies;
}

std::vector<fs::path> Directories() {
  std::vector<fs::path> found;
  const fs::path root = fs::path(Environment("KEYWARD_SOURCE_DIR")) / "examples" / "policies";
  for (const auto& entry : fs::directory_iterator(root)) {
    if (entry.is_directory()) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<Case> ReadCases(const fs::path& directory) {
  const Json file = ReadJson(directory / "cases.json");
  std::vector<Case> cases;
  for (const Json& json : file.at("cases")) {
    Case& added = cases.emplace_back(Case{directory, json});
    if (!added.json.contains("policies")) added.json["policies"] = file.at("policies");
  }
  return cases;
}

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Json ReadJson(const fs::path& path) { return Json::parse(ReadFile(path)); }

std::string RunCommand(const fs::path& folder, const std::string& command,
                       const std::string& input) {
  const fs::path scratch =
      fs::temp_directory_path() / ("keyward-examples-" + std::to_string(getpid()));
  fs::create_directories(scratch);
  std::ofstream(scratch / "in", std::ios::binary) << input;
  std::ofstream(scratch / "run.sh")
      << "unset KEYWARD_CATALOG\n"
      << "PATH='" << fs::path(Environment("KEYWARD_BINARY")).parent_path().string() << "':$PATH\n"
      << "cd '" << folder.string() << "'\n"
      << command << '\n';
  const std::string shell = "sh '" + (scratch / "run.sh").string() + "' <'" +
                            (scratch / "in").string() + "' >'" + (scratch / "out").string() + "'";
  const int status = std::system(shell.c_str());
  std::string output = ReadFile(scratch / "out");
  fs::remove_all(scratch);
  // 0 and 1 are verdicts; anything else is no answer.
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code != 0 && code != 1) {
    throw std::runtime_error("exit status " + std::to_string(code) + " of: " + command);
  }
  return output;
}

}  // namespace keyward::examples
