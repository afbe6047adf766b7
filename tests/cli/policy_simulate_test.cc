// SPDX-License-Identifier: Apache-2.0
#include "cli/policy_simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/files.h"
#include "core/json.h"
#include "tests/cli/process.h"
#include "tests/cli/simulate_support.h"

namespace keyward::cli_test {
namespace {

using cli::ExitCode;
using cli::SimulateArgs;
using nlohmann::json;

const std::string kAllowAll = Policy("Allow", R"("Action":"s3:*","Resource":"*")");
const std::string kDenyAll = Policy("Deny", R"("Action":"s3:*","Resource":"*")");
const std::string kAllowBucket = Policy(
    "Allow", R"("Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"arn:aws:s3:::b/*")");

struct DecisionCase {
  const char* name;
  std::string line;
  const char* decision;
  json blocked_by;
  std::string matched;  // "policy/kind/index/effect" of each, joined by spaces
};

std::string CaseName(const testing::TestParamInfo<DecisionCase>& info) { return info.param.name; }

std::string Matched(const json& answer) {
  std::string text;
  for (const json& statement : answer.at("matchedStatements")) {
    text += (text.empty() ? "" : " ") + statement.at("policy").get<std::string>() + "/" +
            statement.at("kind").get<std::string>() + "/" +
            std::to_string(statement.at("index").get<int>()) + "/" +
            statement.at("effect").get<std::string>();
  }
  return text;
}

class SimulateBatch : public testing::TestWithParam<DecisionCase> {};

TEST_P(SimulateBatch, Decides) {
  const json answer = Answer(GetParam().line);
  ASSERT_TRUE(answer.contains("decision")) << answer;
  EXPECT_EQ(answer.at("decision"), GetParam().decision) << answer;
  EXPECT_EQ(answer.at("blockedBy"), GetParam().blocked_by) << answer;
  EXPECT_EQ(Matched(answer), GetParam().matched);
}

const DecisionCase kDecisions[] = {
    {"NoPolicies", Line(""), "implicitDeny", "identity", ""},
    {"IdentityAllows", Line(R"("identity":[)" + kAllowAll + "]"), "allowed", nullptr,
     "identity[0]/identity/0/Allow"},
    {"NamedPolicy", Line(R"("identity":[{"name":"n","policy":)" + kAllowAll + "}]"), "allowed",
     nullptr, "n/identity/0/Allow"},
    {"PolicyWithoutName", Line(R"("identity":[{"policy":)" + kAllowAll + "}]"), "allowed", nullptr,
     "identity[0]/identity/0/Allow"},
    {"BoundaryDenies", Line(R"("identity":[)" + kAllowAll + R"(],"boundary":[)" + kDenyAll + "]"),
     "explicitDeny", "boundary", "boundary[0]/boundary/0/Deny"},
    {"SessionSilent",
     Line(R"("identity":[)" + kAllowAll + R"(],"session":[)" +
          Policy("Allow", R"("Action":"ec2:*","Resource":"*")") + "]"),
     "implicitDeny", "session", "identity[0]/identity/0/Allow"},
    {"EndpointSilent",
     Line(R"("identity":[)" + kAllowAll + R"(],"endpoint":[)" +
          Policy("Allow", R"("Principal":"*","Action":"ec2:*","Resource":"*")") + "]"),
     "implicitDeny", "endpoint", "identity[0]/identity/0/Allow"},
    {"ScpSecondLevelSilent",
     Line(R"("identity":[)" + kAllowAll + R"(],"scp":[[)" + kAllowAll + R"(],[)" +
          Policy("Allow", R"("Action":"ec2:*","Resource":"*")") + "]]"),
     "implicitDeny", "scp", "scp[0][0]/scp/0/Allow identity[0]/identity/0/Allow"},
    {"ScpEmptyLevelDenies", Line(R"("identity":[)" + kAllowAll + R"(],"scp":[[]])"), "implicitDeny",
     "scp", "identity[0]/identity/0/Allow"},
    {"ScpNoLevelsNotApplied", Line(R"("identity":[)" + kAllowAll + R"(],"scp":[])"), "allowed",
     nullptr, "identity[0]/identity/0/Allow"},
    {"RcpDenies",
     Line(R"("identity":[)" + kAllowAll + R"(],"rcp":[[)" +
          Policy("Deny", R"("Principal":"*","Action":"s3:*","Resource":"*")") + "]]"),
     "explicitDeny", "rcp", "rcp[0][0]/rcp/0/Deny"},
    {"ResourcePolicyDelegates", Line(R"("resource":)" + kAllowBucket), "implicitDeny", "identity",
     "resource/resource/0/Allow"},
    {"ResourcePolicyNull", Line(R"("resource":null,"identity":[)" + kAllowAll + "]"), "allowed",
     nullptr, "identity[0]/identity/0/Allow"},
    {"FactsManagementAccountLiftsScp",
     Line(R"("identity":[)" + kAllowAll + R"(],"scp":[[]])", "",
          R"(,"facts":{"managementAccount":true})"),
     "allowed", nullptr, "identity[0]/identity/0/Allow"},
    {"FactsRcpSupportedFalse",
     Line(R"("identity":[)" + kAllowAll + R"(],"rcp":[[)" +
              Policy("Deny", R"("Principal":"*","Action":"s3:*","Resource":"*")") + "]]",
          "", R"(,"facts":{"rcpSupported":false})"),
     "allowed", nullptr, "identity[0]/identity/0/Allow"},
    {"FactsResourceLevelFalse",
     Line(R"("identity":[)" + Policy("Allow", R"("Action":"s3:*","Resource":"arn:aws:s3:::b/*")") +
              "]",
          "", R"(,"facts":{"resourceLevel":false})"),
     "implicitDeny", "identity", ""},
    {"FactsKeyNeedsResourcePolicy",
     Line(R"("identity":[)" + kAllowAll + "]", "", R"(,"facts":{"resourcePolicyKind":"key"})"),
     "implicitDeny", "resource", "identity[0]/identity/0/Allow"},
};

INSTANTIATE_TEST_SUITE_P(Decisions, SimulateBatch, testing::ValuesIn(kDecisions), CaseName);

TEST(SimulateAnswer, FieldsStandInTheDocumentedOrder) {
  SimulateArgs args;
  args.input = "-";
  const std::string line = Line(R"("identity":[)" + kAllowAll + "]", R"("s3:prefix":"p")");
  EXPECT_EQ(Simulate(args, line).out,
            R"({"id":"x","decision":"allowed","blockedBy":null,"matchedStatements":[)"
            R"({"policy":"identity[0]","kind":"identity","sid":null,"index":0,"effect":"Allow"}],)"
            R"("missingContextKeys":[],"ignoredContextKeys":["s3:prefix"],"warnings":[]})"
            "\n");
}

TEST(SimulateAnswer, ExplanationOnlyWhenAskedFor) {
  const std::string line = Line(R"("identity":[)" + kDenyAll + "," + kAllowAll + "]");
  EXPECT_FALSE(Answer(line).contains("explanation"));
  SimulateArgs args;
  args.explain = true;
  const json explanation = Answer(line, args).at("explanation");
  EXPECT_EQ(explanation.at("reason"), "statement");
  EXPECT_EQ(explanation.at("withoutDenies"), "allowed");
  EXPECT_EQ(explanation.at("request").at("principal"), kAlice);
  EXPECT_EQ(explanation.at("statements").size(), 2u);
  EXPECT_EQ(explanation.at("statements")[0].at("pointer"), "/policies/identity/0/Statement");
  EXPECT_EQ(explanation.at("principalContext").at("aws:username"), "alice");
}

TEST(SimulateAnswer, TellsMissingKeysAndFailedConditions) {
  SimulateArgs args;
  args.explain = true;
  const json answer = Answer(
      Line(
          R"("identity":[)" +
          Policy(
              "Allow",
              R"("Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}})") +
          "]"),
      args);
  EXPECT_EQ(answer.at("missingContextKeys"), json::array({"aws:SourceVpce"}));
  const json& statement = answer.at("explanation").at("statements")[0];
  EXPECT_EQ(statement.at("failed"), "condition");
  EXPECT_EQ(statement.at("conditions")[0].at("operator"), "StringEquals");
  EXPECT_EQ(statement.at("conditions")[0].at("present"), false);
  EXPECT_EQ(statement.at("conditions")[0].at("expected"), json::array({"vpce-1"}));
}

TEST(SimulateId, IsEchoedUnchanged) {
  SimulateArgs args;
  args.input = "-";
  for (const std::string id : {R"("a\u00e9\n")", "12345678901234567890123", "1.50", "-0", "null"}) {
    const std::string out = Simulate(args, R"({"id":)" + id + "}\n").out;
    EXPECT_EQ(out.substr(0, out.find(",\"error\"")), R"({"id":)" + id);
  }
}

TEST(SimulateBatchLines, BadLinesAreAnsweredAndTheRestGoesOn) {
  SimulateArgs args;
  args.input = "-";
  const std::string good = Line(R"("identity":[)" + kAllowAll + "]");
  const std::string too_long = "\"" + std::string(cli::kMaxLineBytes, 'a') + "\"";
  const SimulateRun run =
      Simulate(args, good + "\nnot json\n\n \t\r\n" + too_long + "\n{\"id\":7}\n" + good);
  const auto answers = run.Answers();
  ASSERT_EQ(answers.size(), 5u) << run.out;
  EXPECT_EQ(answers[0].at("decision"), "allowed");
  EXPECT_EQ(answers[1].at("error").at("code"), "MalformedJson");
  EXPECT_EQ(answers[1].at("id"), nullptr);
  EXPECT_EQ(answers[2].at("error").at("code"), "LimitExceeded");
  EXPECT_EQ(answers[3].at("id"), 7);
  EXPECT_EQ(answers[4].at("decision"), "allowed");
  EXPECT_EQ(run.code, ExitCode::kOk);
  EXPECT_EQ(run.err, "");
}

TEST(SimulateBatchLines, EmptyBatchIsEvaluated) {
  SimulateArgs args;
  args.input = "-";
  const SimulateRun run = Simulate(args, "");
  EXPECT_EQ(run.code, ExitCode::kOk);
  EXPECT_EQ(run.out, "");
}

TEST(SimulateBatchLines, TooManyValuesAreRefusedBeforeTheyAreBuilt) {
  std::string line = R"({"id":3,"request":[)";
  for (std::size_t i = 0; i < core::JsonLimits().max_values; ++i) line += "1,";
  const json answer = Answer(line + "1]}");
  EXPECT_EQ(answer.at("error").at("code"), "LimitExceeded");
}

TEST(SimulateBatchLines, MalformedLinesKeepTheirId) {
  const std::pair<const char*, const char*> kLines[] = {
      {R"({"id":"a","request":{},"request":{}})", R"("a")"},
      {R"({"request":{"id":1},"id":-7,"x":})", "-7"},
      {R"({"id":1.50,)", "1.50"},
      {R"({"x":1,"id":["a"],"id":"b"}})", "null"},
      {R"({"x":,"id":"late"})", "null"},
      {R"(["id"])", "null"},
  };
  for (const auto& [line, id] : kLines) {
    SimulateArgs args;
    args.input = "-";
    EXPECT_THAT(Simulate(args, line).out, testing::StartsWith(std::string("{\"id\":") + id + ","));
  }
}

TEST(SimulateBatchLines, PolicyThatIsNoStrictJsonIsAMalformedPolicy) {
  const json answer =
      Answer(R"({"id":1,"request":{},"policies":{"identity":[{"Version":1,"Version":2}]}})");
  EXPECT_EQ(answer.at("id"), 1);
  EXPECT_EQ(answer.at("error").at("code"), "MalformedPolicyDocument");
  EXPECT_EQ(answer.at("error").at("pointer"), "/policies/identity/0/Version");
}

TEST(SimulateBatchLines, TextAndTableNameTheLine) {
  SimulateArgs args;
  args.input = "-";
  const std::string input = Line("") + "\n{\"id\":1}\n";
  args.style.format = cli::OutputFormat::kText;
  EXPECT_THAT(Simulate(args, input).out,
              testing::AllOf(testing::StartsWith("\"x\": DENIED (implicit): "),
                             testing::HasSubstr("\n1: ERROR InvalidInput: `request` is missing "
                                                "(line 2, column 1)\n")));
  args.style.format = cli::OutputFormat::kTable;
  EXPECT_EQ(Simulate(args, input).out,
            "DECISION      BLOCKED BY  ID\n"
            "implicitDeny  identity    \"x\"\n"
            "error         -           1                       "
            "InvalidInput: `request` is missing (line 2, column 1)\n");
}

TEST(SimulateBatchLines, ProgressOnlyWhenAskedFor) {
  SimulateArgs args;
  args.input = "-";
  EXPECT_EQ(Simulate(args, Line("") + "\n").err, "");
  args.progress = true;
  EXPECT_EQ(Simulate(args, Line("") + "\n").err, "\r\x1b[K1 decided, 1000/s\r\x1b[K");
}

TEST(SimulateOutput, UnwritableIsBadInput) {
  SimulateArgs args;
  args.input = "-";
  std::istringstream in(Line("") + "\n" + Line("") + "\n");
  std::ostringstream out;
  std::ostringstream err;
  out.setstate(std::ios::badbit);
  EXPECT_EQ(cli::RunSimulate(args, in, out, err), ExitCode::kBadInput);
}

TEST(SimulateUsage, BatchAndSingleOptionsDoNotMix) {
  SimulateArgs args;
  args.input = "-";
  args.single.action = "s3:GetObject";
  const SimulateRun run = Simulate(args, "");
  EXPECT_EQ(run.code, ExitCode::kBadInput);
  EXPECT_THAT(run.err, testing::HasSubstr("--action"));
}

TEST(SimulateUsage, InputThatCannotBeReadIsBadInput) {
  SimulateArgs args;
  for (const std::string input : {"/", "/nonexistent/file"}) {
    args.input = input;
    const SimulateRun run = Simulate(args);
    EXPECT_EQ(run.code, ExitCode::kBadInput);
    EXPECT_THAT(run.err, testing::HasSubstr("`" + input + "`"));
  }
}

}  // namespace
}  // namespace keyward::cli_test
