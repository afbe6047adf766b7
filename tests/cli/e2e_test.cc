// SPDX-License-Identifier: Apache-2.0
// The real program: exit codes, streams, terminals, completion.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "tests/cli/process.h"

namespace keyward::cli_test {
namespace {

constexpr char kBatchLine[] =
    R"({"id":1,"request":{"principal":"arn:aws:iam::111122223333:user/alice","action":"s3:GetObject","resource":"arn:aws:s3:::reports/k"}})";

std::string PolicyFile(const std::string& name) { return TestDirectory() + "/policies/" + name; }

std::vector<std::string> Ask(const std::string& resource) {
  return {"policy",      "simulate",
          "--identity",  PolicyFile("readers.json"),
          "--action",    "s3:GetObject",
          "--resource",  resource,
          "--principal", "arn:aws:iam::111122223333:user/alice"};
}

struct ExitCase {
  const char* name;
  std::vector<std::string> arguments;
  std::string input;
  int code;
};

std::string CaseName(const testing::TestParamInfo<ExitCase>& info) { return info.param.name; }

class ExitCodes : public testing::TestWithParam<ExitCase> {};

TEST_P(ExitCodes, TellTheShell) {
  ProcessOptions options;
  options.arguments = GetParam().arguments;
  options.stdin_text = GetParam().input;
  const ProcessResult result = RunKeyward(options);
  EXPECT_EQ(result.exit_code, GetParam().code) << result.err;
  EXPECT_EQ(result.err.empty(), GetParam().code != 2) << result.err;
}

const ExitCase kExits[] = {
    {"Allowed", Ask("arn:aws:s3:::reports/k"), "", 0},
    {"Denied", Ask("arn:aws:s3:::other/k"), "", 1},
    {"BadResource", Ask("reports"), "", 2},
    {"BadUsage", {"policy", "simulate", "--bogus"}, "", 2},
    {"NoCommand", {}, "", 2},
    {"BatchWithBadLines", {"policy", "simulate", "--input", "-"}, "not json\n", 0},
    {"BatchMissing", {"policy", "simulate", "--input", "/nonexistent"}, "", 2},
    {"Version", {"--version"}, "", 0},
    {"Help", {"--help"}, "", 0},
    {"Expand", {"policy", "expand", "s3:Get*"}, "", 0},
    {"ExpandNothing", {"policy", "expand", "s3:Nothing*"}, "", 2},
    {"ContextKeysOfNoPolicy", {"policy", "context-keys", "-"}, "{}", 2},
};

INSTANTIATE_TEST_SUITE_P(Exits, ExitCodes, testing::ValuesIn(kExits), CaseName);

TEST(Batch, BadLinesInBetweenAreAnswered) {
  ProcessOptions options;
  options.arguments = {"policy", "simulate", "--input", "-", "--raw"};
  options.stdin_text = std::string(kBatchLine) + "\n{\"id\":2,\"x\":1}\n" + kBatchLine;
  const ProcessResult result = RunKeyward(options);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 3) << result.out;
  EXPECT_THAT(result.out, testing::HasSubstr("\n{\"id\":2,\"error\":{\"code\":\"InvalidInput\""));
}

TEST(Batch, AnswersEachLineBeforeTheNextIsWritten) {
  // The writer waits for its answer before it writes on: this hangs, and times out, when answers or
  // input are held back.
  const ProcessResult result = RunBash(
      "coproc K { \"$KEYWARD\" policy simulate --input - 2>&1; }\n"
      "for i in 1 2 3; do echo '{\"id\":'$i'}' >&${K[1]}; read -t 20 -r line <&${K[0]} || exit 9; "
      "echo \"${line%%,*}\"; done");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, "{\"id\":1\n{\"id\":2\n{\"id\":3\n");
}

TEST(Output, BrokenPipeEndsQuietly) {
  const ProcessResult result = RunBash(
      "yes '{\"id\":1}' | head -100000 | \"$KEYWARD\" policy simulate --input - | head -1 "
      ">/dev/null\n"
      "echo ${PIPESTATUS[2]}");
  EXPECT_EQ(result.out, "2\n");
  EXPECT_EQ(result.err, "");
}

TEST(Output, FullDiskIsTold) {
  for (const std::string command : {"--version", "policy expand 's3:Get*'", "completion bash"}) {
    const ProcessResult result = RunBash("\"$KEYWARD\" " + command + " >/dev/full");
    EXPECT_EQ(result.exit_code, 2) << command;
    EXPECT_EQ(result.err, "keyward: InvalidInput: the output cannot be written\n") << command;
  }
}

TEST(Terminal, TextAndColourByDefault) {
  ProcessOptions options;
  options.arguments = Ask("arn:aws:s3:::other/k");
  options.out_terminal = true;
  EXPECT_THAT(RunKeyward(options).out, testing::StartsWith("\x1b[1;31mDENIED (implicit)\x1b[0m: "));
  options.environment = {"NO_COLOR=1"};
  EXPECT_THAT(RunKeyward(options).out, testing::AllOf(testing::StartsWith("DENIED (implicit): "),
                                                      testing::Not(testing::HasSubstr("\x1b"))));
  options.environment = {"NO_COLOR="};  // empty: as if it were not there
  EXPECT_THAT(RunKeyward(options).out, testing::StartsWith("\x1b["));
  options.environment = {"TERM=dumb"};
  EXPECT_THAT(RunKeyward(options).out, testing::StartsWith("DENIED"));
}

TEST(Terminal, ProgressOnStandardErrorOnly) {
  ProcessOptions options;
  options.arguments = {"policy", "simulate", "--input", "-"};
  options.stdin_text = std::string(kBatchLine) + "\n";
  options.err_terminal = true;
  const ProcessResult shown = RunKeyward(options);
  EXPECT_THAT(shown.err, testing::HasSubstr("1 decided"));
  EXPECT_THAT(shown.out, testing::StartsWith("{\"id\":1,\"decision\""));
  options.err_terminal = false;
  EXPECT_EQ(RunKeyward(options).err, "");
}

TEST(Environment, CatalogIsTaken) {
  ProcessOptions options;
  options.arguments = {"policy", "expand", "s3:GetObject"};
  EXPECT_EQ(RunKeyward(options).out, "s3:GetObject\n");
  options.environment = {"KEYWARD_CATALOG=/nonexistent"};
  const ProcessResult result = RunKeyward(options);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, testing::HasSubstr("/nonexistent"));
}

struct CompletionCase {
  const char* name;
  std::string words;  // after `keyward`; the last one is completed
  std::string replies;
};

std::string CompletionName(const testing::TestParamInfo<CompletionCase>& info) {
  return info.param.name;
}

class BashCompletion : public testing::TestWithParam<CompletionCase> {};

TEST_P(BashCompletion, Replies) {
  const ProcessResult result = RunBash("cd " + TestDirectory() +
                                       "/policies && source <(\"$KEYWARD\" completion bash) && "
                                       "COMP_WORDS=(keyward " +
                                       GetParam().words +
                                       ") && COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) && _keyward && "
                                       "echo \"${COMPREPLY[*]}\"");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out, GetParam().replies + "\n");
}

const CompletionCase kCompletions[] = {
    {"Commands", "''",
     "policy sign presign verify-request call configure org seal store audit serve completion"},
    {"CommandStart", "pol", "policy"},
    {"Subcommands", "policy ''", "simulate context-keys expand"},
    {"OrgSubcommands", "org attach", "attach"},
    {"OrgPolicyType", "org create-policy --type ''", "scp rcp"},
    {"SealSubcommands", "seal ''", "init status rotate rekey"},
    {"StoreSubcommands", "store ''", "backup restore check stat anchor"},
    {"AuditSubcommands", "audit ''", "verify root"},
    {"AuditFile", "audit verify readers.json gra", "grants.json"},
    {"SealKinds", "seal rekey --new-seal ''", "passphrase keyfile"},
    {"StoreOptions", "store restore --new-e", "--new-epoch"},
    {"DirectoryName", "store stat --data-dir read", "readers.json"},
    {"OptionStart", "policy simulate --resource-p", "--resource-policy --resource-policy-kind"},
    {"OptionAfterValues", "policy simulate --identity readers.json --exp", "--explain"},
    {"File", "policy simulate --boundary bo", "boundary.json"},
    {"SecondFile", "policy simulate --identity readers.json guard", "guardrails.json"},
    {"Choice", "policy simulate --output j", "json"},
    {"ChoiceAfterEquals", "policy simulate --output = t", "text table"},
    {"ChoiceOfAFact", "policy simulate --rcp-supported f", "false"},
    {"ChoiceOfThisCommand", "policy context-keys --output t", "text"},
    {"NothingToSayOfAnArn", "policy simulate --principal ''", ""},
    {"PositionalFile", "policy context-keys readers.json gra", "grants.json"},
    {"Shells", "completion ''", "bash zsh fish"},
};

INSTANTIATE_TEST_SUITE_P(Bash, BashCompletion, testing::ValuesIn(kCompletions), CompletionName);

TEST(CompletionScripts, AreValidForTheirShells) {
  const char* const script =
      "for shell in bash zsh fish; do\n"
      "  command -v $shell >/dev/null || { echo skipped: $shell is not installed; continue; }\n"
      "  \"$KEYWARD\" completion $shell | $shell -n || exit 1\n"
      "done";
  const ProcessResult result = RunBash(script);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  std::cout << result.out;
}

}  // namespace
}  // namespace keyward::cli_test
