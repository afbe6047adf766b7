// SPDX-License-Identifier: Apache-2.0
//
// Every set-up of examples/policies, through the binary and through the library. What is expected
// was written from AWS's documentation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/examples/example.h"

namespace keyward::examples {
namespace {

namespace fs = std::filesystem;
using policy::engine::PolicySet;
using testing::HasSubstr;

constexpr std::size_t kMinCases = 5;
constexpr std::size_t kMinSetUps = 12;

std::string TextOrEmpty(const Json& value) { return value.is_null() ? "" : value; }

// The verdict in an answer. Where several statements have a say the expected one must be among
// them.
Verdict VerdictOf(const Json& answer, const Verdict& expected) {
  Verdict verdict{answer.value("decision", answer.dump()),
                  TextOrEmpty(answer.value("blockedBy", Json())), ""};
  if (verdict.decision == "implicitDeny") return verdict;
  const std::string effect = verdict.decision == "allowed" ? "Allow" : "Deny";
  for (const Json& statement : answer.value("matchedStatements", Json::array())) {
    if (statement.at("effect") != effect) continue;
    const std::string sid = TextOrEmpty(statement.at("sid"));
    if (verdict.sid.empty() || sid == expected.sid) verdict.sid = sid;
  }
  return verdict;
}

Verdict VerdictOf(const PolicySet& set, const policy::engine::Explanation& explanation,
                  const Verdict& expected) {
  const policy::engine::Decision& decision = explanation.decision;
  Verdict verdict{std::string(VerdictName(decision.verdict)), "", ""};
  if (decision.blocked_by) verdict.blocked_by = LayerName(*decision.blocked_by);
  if (decision.statement) verdict.sid = set.statement(decision.statement->statement).sid;
  if (!decision.allowed()) return verdict;
  for (const auto& ref : explanation.matched) {
    const PolicySet::StatementInfo info = set.statement(ref.statement);
    if (info.sid == expected.sid) verdict.sid = info.sid;
  }
  return verdict;
}

// Adds the files that a case's policies name.
void CollectFiles(const Json& names, std::set<std::string>* files) {
  if (names.is_string()) {
    files->insert(names.get<std::string>());
  } else {
    for (const Json& name : names) CollectFiles(name, files);
  }
}

// As the table of a README has it.
std::string InWords(const Verdict& verdict) {
  return verdict.decision + (verdict.blocked_by.empty() ? "" : " (" + verdict.blocked_by + ")") +
         (verdict.sid.empty() ? "" : ", `" + verdict.sid + "`");
}

class Example : public testing::TestWithParam<fs::path> {};

TEST_P(Example, IsComplete) {
  const std::vector<Case> cases = ReadCases(GetParam());
  EXPECT_GE(cases.size(), kMinCases);
  const std::string readme = ReadFile(GetParam() / "README.md");
  std::set<std::string> ids;
  std::set<std::string> files = {"README.md", "cases.json"};
  for (const Case& one : cases) {
    EXPECT_TRUE(ids.insert(one.id()).second) << one.id() << " stands twice";
    EXPECT_FALSE(one.json.at("why").get<std::string>().empty()) << one.id();
    EXPECT_THAT(readme, HasSubstr("| `" + one.id() + "` | " + InWords(one.expected()) + " | "));
    CollectFiles(one.json.at("policies"), &files);
    if (one.json.contains("grants")) files.insert(one.json["grants"].get<std::string>());
  }
  for (const auto& entry : fs::directory_iterator(GetParam())) {
    const std::string name = entry.path().filename();
    EXPECT_TRUE(files.contains(name)) << name << " is used by no case";
    if (name == "README.md" || name == "cases.json") continue;
    EXPECT_THAT(readme, HasSubstr("`" + name + "`")) << "the README leaves a file out";
    const Json policy = ReadJson(entry.path());
    if (!policy.contains("Statement")) continue;
    for (const Json& statement : policy["Statement"]) {
      EXPECT_THAT(readme, HasSubstr("`" + statement.at("Sid").get<std::string>() + "`"))
          << "the README leaves a statement out";
    }
  }
}

TEST_P(Example, BinaryDecidesAsExpected) {
  const std::vector<Case> cases = ReadCases(GetParam());
  std::string batch;
  for (const Case& one : cases) batch += one.BatchLine() + "\n";
  std::istringstream answers(RunCommand(GetParam(), "keyward policy simulate --input -", batch));
  for (const Case& one : cases) {
    SCOPED_TRACE(one.id());
    std::string line;
    ASSERT_TRUE(std::getline(answers, line)) << "no answer";
    const Json answer = Json::parse(line);
    EXPECT_EQ(answer.at("id"), one.id());
    EXPECT_EQ(VerdictOf(answer, one.expected()), one.expected()) << line;
    // A key that the action never carries, or a warning, would be a mistake in the example.
    EXPECT_EQ(answer.value("ignoredContextKeys", Json::array()), Json::array());
    EXPECT_EQ(answer.value("warnings", Json::array()), Json::array());
  }
}

TEST_P(Example, LibraryDecidesAsExpected) {
  for (const Case& one : ReadCases(GetParam())) {
    SCOPED_TRACE(one.id());
    const auto set = PolicySet::Compile(one.Policies());
    ASSERT_TRUE(set) << core::Describe(set.error());
    const policy::engine::Request request = one.Request();
    const auto explanation = Explain(*set, request);
    ASSERT_TRUE(explanation) << core::Describe(explanation.error());
    EXPECT_EQ(VerdictOf(*set, *explanation, one.expected()), one.expected());
    const auto decision = Evaluate(*set, request);
    ASSERT_TRUE(decision) << core::Describe(decision.error());
    EXPECT_EQ(decision->verdict, explanation->decision.verdict);
    EXPECT_EQ(decision->blocked_by, explanation->decision.blocked_by);
  }
}

// A README names the case that each of its commands is: "Case `own-object`:", then the command.
TEST_P(Example, CommandsInReadmeDecideAsTheirCases) {
  const std::vector<Case> cases = ReadCases(GetParam());
  const std::string readme = ReadFile(GetParam() / "README.md");
  const std::regex block("Case `([a-z0-9-]+)`[^\n]*:\n\n```sh\n([^`]*)```");
  const std::sregex_iterator begin(readme.begin(), readme.end(), block);
  ASSERT_NE(begin, std::sregex_iterator()) << "no command";
  for (auto it = begin; it != std::sregex_iterator(); ++it) {
    const std::string id = (*it)[1];
    SCOPED_TRACE(id);
    const auto one = std::find_if(cases.begin(), cases.end(),
                                  [&](const Case& other) { return other.id() == id; });
    ASSERT_NE(one, cases.end());
    const Json answer = Json::parse(RunCommand(GetParam(), (*it)[2]));
    EXPECT_EQ(VerdictOf(answer, one->expected()), one->expected()) << answer.dump();
  }
}

std::string NameOf(const testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.filename();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Policies, Example, testing::ValuesIn(Directories()), NameOf);

TEST(Examples, ThereAreADozen) { EXPECT_GE(Directories().size(), kMinSetUps); }

TEST(Examples, IndexNamesEverySetUp) {
  const auto directories = Directories();
  ASSERT_FALSE(directories.empty());
  const std::string index = ReadFile(directories.front() / ".." / ".." / "README.md");
  for (const fs::path& directory : directories) {
    EXPECT_THAT(index, HasSubstr("policies/" + directory.filename().string()));
  }
}

}  // namespace
}  // namespace keyward::examples
