// SPDX-License-Identifier: Apache-2.0
#include "cli/org.h"

#include <gmock/gmock.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "api/schema/known_services.h"
#include "cli/command_line.h"
#include "cli/org_commands.h"
#include "tests/cli/process.h"

namespace keyward::cli_test {
namespace {

using cli::ExitCode;
using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kDeny[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*"}]})";
constexpr char kDenyAll[] =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*",)"
    R"("Resource":"*"}})";

// An endpoint that gives its answers one after the other, and keeps what it was asked.
class OrgTest : public testing::Test {
 protected:
  struct Asked {
    std::string operation;
    json input;
  };

  cli::OrgArgs Args(const std::string& command, std::map<std::string, std::string> values = {}) {
    cli::OrgArgs args;
    args.command = command;
    args.values = std::move(values);
    args.client.environment = [](const char* name) -> std::string {
      const std::string_view asked = name;
      if (asked == "AWS_ACCESS_KEY_ID") return "AKIDEXAMPLE";
      if (asked == "AWS_SECRET_ACCESS_KEY") return "not-a-real-key";
      if (asked == "AWS_REGION") return "us-east-1";
      return asked == "AWS_ENDPOINT_URL" ? "http://127.0.0.1:1" : "";
    };
    args.client.fetch = [this](const auth::FetchRequest& request) { return Answer(request); };
    return args;
  }

  core::Result<auth::FetchAnswer> Answer(const auth::FetchRequest& request) {
    constexpr std::string_view kPrefix = "AWSOrganizationsV20161128.";
    std::string operation;
    for (const auth::FetchHeader& header : request.headers) {
      if (header.name == "X-Amz-Target") operation = header.value.substr(kPrefix.size());
    }
    asked_.push_back({operation, json::parse(request.body)});
    if (answers_.size() < asked_.size()) return auth::FetchAnswer{200, "{}"};
    return answers_[asked_.size() - 1];
  }

  ExitCode Run(const cli::OrgArgs& args, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode code = cli::RunOrg(args, in, out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  // Refused before anything is sent, in one line.
  void ExpectRefused(const cli::OrgArgs& args, const std::string& message,
                     const std::string& input = "") {
    EXPECT_EQ(Run(args, input), ExitCode::kBadInput);
    EXPECT_THAT(err_, HasSubstr(message));
    EXPECT_EQ(std::count(err_.begin(), err_.end(), '\n'), 1) << err_;
    EXPECT_EQ(out_, "");
    EXPECT_TRUE(asked_.empty());
  }

  std::vector<auth::FetchAnswer> answers_;
  std::vector<Asked> asked_;
  std::string out_;
  std::string err_;
};

TEST(OrgCommands, AreOperationsWithTheirMembers) {
  const auto* const service = api::schema::FindKnownService("organizations");
  ASSERT_NE(service, nullptr);
  for (const cli::OrgCommand& command : cli::OrgCommands()) {
    const auto* const method = service->FindMethod(command.operation);
    ASSERT_NE(method, nullptr) << command.name;
    EXPECT_EQ(cli::FindOrgCommand(command.name), &command);
    if (*command.list != '\0') {
      EXPECT_NE(method->output->Find(command.list), nullptr) << command.name;
      EXPECT_NE(method->output->Find("NextToken"), nullptr) << command.name;
    }
    for (const cli::OrgOption& option : command.options) {
      if (*option.member == '\0') continue;
      EXPECT_NE(method->input->Find(option.member), nullptr) << command.name << option.name;
    }
  }
  EXPECT_EQ(cli::FindOrgCommand("accountss"), nullptr);
}

TEST_F(OrgTest, OneAnswerIsPrintedAsItCame) {
  answers_ = {{200, R"({"Account": {"Id": "444455556666", "Name": "Data"}})"}};
  EXPECT_EQ(Run(Args("account", {{"ACCOUNT_ID", "444455556666"}})), ExitCode::kOk) << err_;
  EXPECT_EQ(out_, "{\"Account\": {\"Id\": \"444455556666\", \"Name\": \"Data\"}}\n");
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_EQ(asked_[0].operation, "DescribeAccount");
  EXPECT_EQ(asked_[0].input, json::parse(R"({"AccountId":"444455556666"})"));
}

TEST_F(OrgTest, ListsGoToTheirEndOverEmptyPages) {
  answers_ = {{200, R"({"Accounts":[{"Id":"1","Name":"a"}],"NextToken":"x"})"},
              {200, R"({"Accounts":[],"NextToken":"y"})"},
              {200, R"({"Accounts":[{"Id":"2","Name":"b"}]})"}};
  EXPECT_EQ(Run(Args("accounts")), ExitCode::kOk) << err_;
  EXPECT_EQ(out_, "{\"Accounts\":[{\"Id\":\"1\",\"Name\":\"a\"},{\"Id\":\"2\",\"Name\":\"b\"}]}\n");
  ASSERT_EQ(asked_.size(), 3u);
  EXPECT_EQ(asked_[0].input, json::object());
  EXPECT_EQ(asked_[1].input, json::parse(R"({"NextToken":"x"})"));
  EXPECT_EQ(asked_[2].input, json::parse(R"({"NextToken":"y"})"));
}

TEST_F(OrgTest, PoliciesOfNoTypeAreBothTypes) {
  answers_ = {{200, R"({"Policies":[{"Id":"p-1"}],"NextToken":"x"})"},
              {200, R"({"Policies":[]})"},
              {200, R"({"Policies":[{"Id":"p-2"}]})"}};
  EXPECT_EQ(Run(Args("policies")), ExitCode::kOk) << err_;
  EXPECT_EQ(out_, "{\"Policies\":[{\"Id\":\"p-1\"},{\"Id\":\"p-2\"}]}\n");
  ASSERT_EQ(asked_.size(), 3u);
  EXPECT_EQ(asked_[1].input, json::parse(R"({"Filter":"SERVICE_CONTROL_POLICY","NextToken":"x"})"));
  EXPECT_EQ(asked_[2].input, json::parse(R"({"Filter":"RESOURCE_CONTROL_POLICY"})"));
  asked_.clear();
  answers_ = {{200, R"({"Policies":[]})"}};
  EXPECT_EQ(Run(Args("policies", {{"--type", "rcp"}})), ExitCode::kOk) << err_;
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_EQ(asked_[0].input, json::parse(R"({"Filter":"RESOURCE_CONTROL_POLICY"})"));
}

TEST_F(OrgTest, TablesAlignAndEscapeTextHasTabs) {
  const auth::FetchAnswer answer{
      200, R"({"Policies":[{"Id":"p-1","Name":"äé","Type":"T"},)"
           R"({"Id":"p-22","Name":"a\u001b[2J","Type":null,"Description":"d"}]})"};
  auto args = Args("target-policies", {{"TARGET_ID", "r-abcd"}, {"--type", "scp"}});
  answers_ = {answer, answer};
  args.output = "table";
  EXPECT_EQ(Run(args), ExitCode::kOk) << err_;
  EXPECT_EQ(out_,
            "Id    Name      Type  Description\n"
            "p-1   äé        T     -\n"
            "p-22  a\\x1b[2J  -     d\n");
  args.output = "text";
  EXPECT_EQ(Run(args), ExitCode::kOk) << err_;
  EXPECT_EQ(out_, "p-1\täé\tT\t-\np-22\ta\\x1b[2J\t-\td\n");
}

TEST_F(OrgTest, OneLongCellOrNameDoesNotMakeAllLinesLong) {
  const std::string cell(100'000, 'x');
  std::string many = R"({"Id":"p-1"})";
  for (int i = 0; i < 2'000; ++i) many += R"(,{"Id":"p-2"})";
  answers_ = {{200, R"({"Policies":[{"Id":")" + cell + R"("},)" + many + "]}"},
              {200, R"({"A":1,")" + cell + R"(":[)" + many + "]}"}};
  auto args = Args("policies", {{"--type", "scp"}});
  args.output = "table";
  EXPECT_EQ(Run(args), ExitCode::kOk) << err_;
  EXPECT_LT(out_.size(), 600'000u);
  args = Args("describe");
  args.output = "text";
  EXPECT_EQ(Run(args), ExitCode::kOk) << err_;
  EXPECT_LT(out_.size(), 600'000u);
}

TEST_F(OrgTest, OneAnswerAsTextIsALineForEachValue) {
  answers_ = {{200, R"({"Policy":{"PolicySummary":{"Id":"p-1","AwsManaged":false},)"
                    R"("Kinds":[{"Type":"a"},2],"Content":"{\n}","None":null}})"}};
  auto args = Args("policy", {{"POLICY_ID", "p-examplepol"}});
  args.output = "text";
  EXPECT_EQ(Run(args), ExitCode::kOk) << err_;
  EXPECT_EQ(out_,
            "PolicySummary:\n  Id: p-1\n  AwsManaged: false\nKinds:\n  0:\n    Type: a\n  1: 2\n"
            "Content: {\\x0a}\nNone: -\n");
}

TEST_F(OrgTest, DocumentsAreSentAsTheyAre) {
  const std::string document = std::string(kDeny) + "\n";
  EXPECT_EQ(Run(Args("create-policy", {{"--name", "n"}, {"--type", "scp"}, {"--document", "-"}}),
                document),
            ExitCode::kOk)
      << err_;
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_EQ(asked_[0].operation, "CreatePolicy");
  EXPECT_EQ(asked_[0].input, (json{{"Name", "n"},
                                   {"Type", "SERVICE_CONTROL_POLICY"},
                                   {"Content", document},
                                   {"Description", ""}}));
}

TEST_F(OrgTest, UpdatesSayOnlyWhatChanges) {
  EXPECT_EQ(Run(Args("update-policy", {{"POLICY_ID", "p-examplepol"}, {"--description", "d"}})),
            ExitCode::kOk);
  EXPECT_EQ(
      Run(Args("update-policy", {{"POLICY_ID", "p-examplepol"}, {"--document", "-"}}), kDenyAll),
      ExitCode::kOk)
      << err_;
  ASSERT_EQ(asked_.size(), 2u);
  EXPECT_EQ(asked_[0].input, (json{{"PolicyId", "p-examplepol"}, {"Description", "d"}}));
  EXPECT_EQ(asked_[1].input, (json{{"PolicyId", "p-examplepol"}, {"Content", kDenyAll}}));
}

TEST_F(OrgTest, MistakesInADocumentHaveTheirPlace) {
  const std::string file = TemporaryFile(
      "scp.json",
      "{\"Version\": \"2012-10-17\",\n \"Statement\": [\n  {\"Effect\": \"Maybe\", \"Action\": "
      "\"*\", \"Resource\": \"*\"}]}");
  const auto create = [&](const std::string& type, const std::string& document) {
    return Args("create-policy", {{"--name", "n"}, {"--type", type}, {"--document", document}});
  };
  ExpectRefused(create("scp", file), "(" + file + ": line 3, column 14, at `/Statement/0/Effect`)");
  ExpectRefused(create("scp", "-"), "(standard input: line 1, column", kDenyAll);
  ExpectRefused(create("rcp", "-"), "(standard input: line 1, column", kDeny);
  ExpectRefused(create("scp", "-"), "MalformedJson: ", "{");
  ExpectRefused(create("scp", "/nonexistent"), "FileNotFound: ");
  const auto update = [&](const std::string& type) {
    return Args("update-policy",
                {{"POLICY_ID", "p-examplepol"}, {"--type", type}, {"--document", "-"}});
  };
  ExpectRefused(update("scp"), "(standard input: line 1, column", kDenyAll);
  ExpectRefused(update(""), "(standard input: line 1, column",
                R"({"Statement":[{"Effect":"Deny","Principal":"*","Action":"x","Resource":"*"}]})");
}

TEST_F(OrgTest, NothingIsSentWhenAnArgumentIsWrong) {
  ExpectRefused(Args("nothing"), "unknown command `nothing`");
  ExpectRefused(Args("attach", {{"POLICY_ID", "p-examplepol"}}), "TARGET_ID is required");
  ExpectRefused(Args("policies", {{"--type", "tag"}}), "--type takes `scp` or `rcp`, not `tag`");
  ExpectRefused(Args("policy", {{"POLICY_ID", "p-\xff"}}), "POLICY_ID is not UTF-8");
  ExpectRefused(Args("policy", {{"POLICY_ID", "FullAccess"}}),
                "POLICY_ID: member must satisfy regular expression pattern: ^p-");
  ExpectRefused(Args("create-account", {{"--name", "n"}, {"--email", "a@b"}}),
                "--email: member must ");
  ExpectRefused(Args("update-policy", {{"POLICY_ID", "p-examplepol"}}), "nothing to change");
  ExpectRefused(
      Args("update-policy", {{"POLICY_ID", "p-examplepol"}, {"--name", "n"}, {"--type", "scp"}}),
      "--type says what --document is");
  auto args = Args("accounts");
  args.output = "yaml";
  ExpectRefused(args, "--output takes `json`, `table` or `text`, not `yaml`");
  args = Args("accounts");
  args.client.endpoint_url = "http://192.0.2.1";
  ExpectRefused(args, "its URL must begin with `https://`");
}

TEST_F(OrgTest, ErrorsHaveTheirExitCodes) {
  const auto run = [&](int status, const std::string& name) {
    asked_.clear();
    answers_ = {{status, R"({"__type":")" + name + R"(","Message":"here"})"}};
    const ExitCode code = Run(Args("delete-policy", {{"POLICY_ID", "p-examplepol"}}));
    EXPECT_EQ(err_, "keyward: " + name + ": here\n");
    EXPECT_EQ(out_, "");
    return code;
  };
  EXPECT_EQ(run(400, "AccessDeniedException"), ExitCode::kDenied);
  EXPECT_EQ(run(400, "InvalidInputException"), ExitCode::kBadInput);
  EXPECT_EQ(run(400, "PolicyInUseException"), ExitCode::kFailed);
  EXPECT_EQ(run(500, "ServiceException"), ExitCode::kFailed);
}

TEST_F(OrgTest, AListThatBreaksOffPrintsNothing) {
  const char* const kSecond[] = {
      R"({"Accounts":[],"NextToken":"x"})", R"({"Accounts":[],"NextToken":""})",
      R"({"Accounts":[],"NextToken":1})", R"({"Accounts":{}})", R"({"Other":[]})"};
  for (const char* second : kSecond) {
    asked_.clear();
    answers_ = {{200, R"({"Accounts":[{"Id":"1"}],"NextToken":"x"})"}, {200, second}};
    EXPECT_EQ(Run(Args("accounts")), ExitCode::kFailed) << second;
    EXPECT_THAT(err_, StartsWith("keyward: MalformedAnswer: "));
    EXPECT_EQ(out_, "");
    EXPECT_EQ(asked_.size(), 2u);
  }
}

TEST_F(OrgTest, AnAccountThatWasNotMadeIsAFailure) {
  answers_ = {{200, R"({"CreateAccountStatus":{"State":"FAILED",)"
                    R"("FailureReason":"EMAIL_ALREADY_EXISTS"}})"}};
  EXPECT_EQ(Run(Args("create-account", {{"--name", "n"}, {"--email", "a@example.com"}})),
            ExitCode::kFailed);
  EXPECT_THAT(out_, HasSubstr("\"State\":\"FAILED\""));
  EXPECT_EQ(err_, "keyward: EMAIL_ALREADY_EXISTS: the account was not made\n");
  EXPECT_EQ(asked_[0].input, (json{{"AccountName", "n"}, {"Email", "a@example.com"}}));
  asked_.clear();
  answers_ = {{200, R"({"CreateAccountStatus":{"State":"SUCCEEDED"}})"}};
  EXPECT_EQ(Run(Args("create-account", {{"--name", "n"}, {"--email", "a@example.com"}})),
            ExitCode::kOk);
}

TEST(OrganizationsDocument, NamesEveryCommandAndItsOptions) {
  std::ifstream file(TestDirectory() + "/../../docs/organizations.md", std::ios::binary);
  const std::string document{std::istreambuf_iterator<char>(file),
                             std::istreambuf_iterator<char>()};
  std::size_t commands = 0;
  for (const cli::OrgCommand& command : cli::OrgCommands()) {
    ++commands;
    EXPECT_THAT(document, HasSubstr("`" + std::string(command.name)));
    for (const cli::OrgOption& option : command.options) {
      EXPECT_THAT(document, HasSubstr(option.name)) << command.name;
    }
  }
  for (const cli::Command& command : cli::DescribeCommands().subcommands) {
    if (command.name != "org") continue;
    EXPECT_EQ(command.subcommands.size(), commands);
  }
}

}  // namespace
}  // namespace keyward::cli_test
