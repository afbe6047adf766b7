// SPDX-License-Identifier: Apache-2.0
#include "bench/policy/workload.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "policy/language/parse.h"

namespace keyward::bench {
namespace {

using nlohmann::json;
using policy::engine::Caller;
using policy::engine::Request;

constexpr const char* kCaller = "arn:aws:iam::111122223333:user/alice";
constexpr std::array kActions = {
    "s3:GetObject",        "s3:PutObject",        "s3:DeleteObject", "s3:AbortMultipartUpload",
    "s3:GetObjectTagging", "s3:PutObjectTagging", "s3:GetObjectAcl", "s3:PutObjectAcl"};
constexpr std::size_t kRequests = 256;
constexpr std::size_t kStatementsPerPolicy = 5;

// A small deterministic generator of numbers (splitmix64).
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::size_t Below(std::size_t bound) {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return static_cast<std::size_t>((z ^ (z >> 31)) % bound);
  }

 private:
  std::uint64_t state_;
};

Request MakeRequest(const std::string& action, const std::string& resource, const std::string& team,
                    const std::string& ip) {
  Request request;
  request.caller = Caller::FromArn(kCaller).value();
  request.action = action;
  request.resource = resource;
  request.context.Set("aws:PrincipalTag/team", team);
  request.context.Set("aws:SourceIp", ip);
  request.context.Set("aws:SecureTransport", "true");
  request.context.Set("aws:username", "alice");
  if (const auto ready = request.Prepare(); !ready) std::abort();
  return request;
}

json MakeStatement(std::size_t i) {
  const std::string n = std::to_string(i);
  const std::string team = "team-" + std::to_string(i % 7);
  const std::string bucket = "arn:aws:s3:::bucket-" + n;
  return {{"Sid", "S" + n},
          {"Effect", "Allow"},
          {"Action", {kActions[i % 8], kActions[(i * 3 + 1) % 8]}},
          {"Resource", {bucket + "/" + team + "/app-" + n + "/*", bucket + "/shared/*"}},
          {"Condition",
           {{"StringEquals", {{"aws:PrincipalTag/team", team}}},
            {"IpAddress",
             {{"aws:SourceIp", {"10." + std::to_string(i % 4) + ".0.0/16", "192.168.0.0/16"}}}},
            {"Bool", {{"aws:SecureTransport", "true"}}}}}};
}

void AddDocuments(std::vector<json> statements, Workload* workload) {
  workload->statements = statements.size();
  for (std::size_t at = 0; at < statements.size(); at += kStatementsPerPolicy) {
    json document = {{"Version", "2012-10-17"}, {"Statement", json::array()}};
    for (std::size_t i = at; i < std::min(at + kStatementsPerPolicy, statements.size()); ++i) {
      document["Statement"].push_back(std::move(statements[i]));
    }
    workload->documents.push_back(document.dump());
  }
}

json MakeMixedStatement(std::size_t i) {
  static constexpr std::array kServices = {"s3",  "sqs",  "dynamodb", "lambda",
                                           "kms", "logs", "ec2",      "secretsmanager"};
  static constexpr std::array kNames = {"GetThing", "PutThing", "List*", "Describe*", "*"};
  const std::string n = std::to_string(i);
  const std::string service = kServices[i % kServices.size()];
  const std::string arn = "arn:aws:" + service + ":us-east-1:111122223333:";
  static constexpr std::array kTails = {"thing/a-", "thing/*/b-", "thing/${aws:username}/c-",
                                        "group:*:d-"};
  json statement = {{"Effect", i % 10 == 9 ? "Deny" : "Allow"},
                    {"Action", service + ":" + kNames[i % kNames.size()]},
                    {"Resource", arn + kTails[i % kTails.size()] + n + "*"}};
  if (i % 50 == 17) {
    statement.erase("Action");
    statement["NotAction"] = {"iam:*", service + ":*"};
  }
  if (i % 3 == 0) statement["Condition"] = {{"StringLike", {{"aws:PrincipalTag/team", "team-*"}}}};
  return statement;
}

}  // namespace

core::Result<Workload> LoadWorkload(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return core::Error{core::ErrorCode::kNotFound, "", "cannot read `" + path + "`"};
  const json data = json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (!data.is_object())
    return core::Error{core::ErrorCode::kInvalidArgument, "", "`" + path + "` is not JSON"};
  Workload workload;
  workload.name = path.substr(path.rfind('/') + 1);
  for (const json& document : data["policies"]) {
    workload.statements += document["Statement"].size();
    workload.documents.push_back(document.dump());
  }
  for (const json& request : data["requests"]) {
    const std::string resource = "arn:aws:s3:::" + request["bucket"].get<std::string>() + "/" +
                                 request["key"].get<std::string>();
    workload.requests.push_back(
        MakeRequest(request["action"], resource, request["team"], request["ip"]));
  }
  return workload;
}

Workload MakeWorkload(std::size_t statements) {
  Workload workload;
  workload.name = "generated, " + std::to_string(statements);
  std::vector<json> all;
  for (std::size_t i = 0; i < statements; ++i) all.push_back(MakeStatement(i));
  AddDocuments(std::move(all), &workload);
  Numbers numbers(statements);
  for (std::size_t i = 0; i < kRequests; ++i) {
    const std::size_t at = numbers.Below(statements);
    const std::string n = std::to_string(at);
    const std::string team = "team-" + std::to_string(at % 7);
    const bool own = numbers.Below(10) < 6;
    const std::string key =
        (own ? team + "/app-" + n : std::string("other")) + "/file" + std::to_string(i);
    const std::string ip = "10." + std::to_string(at % 4) + ".7.9";
    workload.requests.push_back(MakeRequest(kActions[at % 8],
                                            "arn:aws:s3:::bucket-" + n + "/" + key,
                                            numbers.Below(10) < 7 ? team : "team-x", ip));
  }
  return workload;
}

Workload MakeMixedWorkload(std::size_t statements) {
  Workload workload;
  workload.name = "mixed services, " + std::to_string(statements);
  std::vector<json> all;
  for (std::size_t i = 0; i < statements; ++i) all.push_back(MakeMixedStatement(i));
  Numbers numbers(statements + 1);
  static constexpr std::array kAsked = {"GetThing", "PutThing", "ListThings", "DescribeThing",
                                        "DeleteThing"};
  for (std::size_t i = 0; i < kRequests; ++i) {
    const std::size_t at = numbers.Below(statements);
    std::string resource = MakeMixedStatement(at)["Resource"];
    for (const auto& [from, to] : {std::pair("${aws:username}", "alice"), std::pair("*", "x")}) {
      for (std::size_t p = resource.find(from); p != std::string::npos; p = resource.find(from)) {
        resource.replace(p, std::string(from).size(), to);
      }
    }
    const std::string service = resource.substr(8, resource.find(':', 8) - 8);
    workload.requests.push_back(
        MakeRequest(service + ":" + kAsked[at % kAsked.size()], resource, "team-1", "10.0.7.9"));
  }
  AddDocuments(std::move(all), &workload);
  return workload;
}

core::Result<policy::engine::PolicySet> Compile(const Workload& workload) {
  policy::engine::Policies policies;
  policies.identity.reserve(workload.documents.size());
  for (const std::string& document : workload.documents) {
    auto parsed =
        policy::language::ParsePolicy(document, "p" + std::to_string(policies.identity.size()),
                                      policy::language::PolicyKind::kIdentity);
    if (!parsed) return parsed.error();
    policies.identity.push_back(std::move(*parsed));
  }
  return policy::engine::PolicySet::Compile(policies);
}

}  // namespace keyward::bench
