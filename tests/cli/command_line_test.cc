// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "cli/completion.h"
#include "tests/cli/process.h"
#include "tests/cli/simulate_support.h"

namespace keyward::cli_test {
namespace {

using cli::ExitCode;

struct Output {
  ExitCode code;
  std::string out;
  std::string err;
};

Output RunArguments(const std::vector<std::string>& arguments,
                    const cli::Environment& environment = {}) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const ExitCode code = cli::RunCommandLine(arguments, environment, in, out, err);
  return {code, out.str(), err.str()};
}

struct UsageCase {
  const char* name;
  std::vector<std::string> arguments;
  const char* message;
};

std::string CaseName(const testing::TestParamInfo<UsageCase>& info) { return info.param.name; }

class CommandLineUsage : public testing::TestWithParam<UsageCase> {};

TEST_P(CommandLineUsage, IsRefusedInOneLine) {
  const Output run = RunArguments(GetParam().arguments);
  EXPECT_EQ(run.code, ExitCode::kBadInput);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, testing::StartsWith("keyward: InvalidUsage: "));
  EXPECT_THAT(run.err, testing::HasSubstr(GetParam().message));
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
}

const UsageCase kUsage[] = {
    {"Nothing",
     {},
     "a command is needed: expected `policy`, `sign`, `presign`, `verify-request`, `call`, "
     "`configure`, `org`, `seal`, `store`, `audit`, `serve` or `completion`; see `keyward --help`"},
    {"NoSubcommand", {"policy"}, "see `keyward policy --help`"},
    {"UnknownCommand", {"polcy"}, "unknown command `polcy`"},
    {"UnknownSubcommand", {"policy", "simulat"}, "unknown command `simulat`"},
    {"UnknownOption", {"policy", "simulate", "--identiy", "x"}, "unknown option `--identiy`"},
    {"UnknownOptionFirst", {"--bogus", "policy", "simulate"}, "unknown option `--bogus`"},
    {"MissingValue", {"policy", "simulate", "--action"}, "--action needs a value"},
    {"GivenTwice",
     {"policy", "simulate", "--action", "a", "--action", "b"},
     "--action is given more than once"},
    {"EmptyValue", {"policy", "simulate", "--boundary", ""}, "--boundary: needs a value"},
    {"EmptyInList", {"policy", "simulate", "--identity", "a", ""}, "--identity: needs a value"},
    {"BadChoice",
     {"policy", "simulate", "--output", "xml"},
     "takes `text`, `json` or `table`, not `xml`"},
    {"BadFact", {"policy", "simulate", "--rcp-supported", "maybe"}, "`true` or `false`"},
    {"Positional", {"policy", "simulate", "x"}, "unexpected argument `x`"},
    {"TableOfKeys", {"policy", "context-keys", "f", "--output", "table"}, "not `table`"},
    {"NoFiles", {"policy", "context-keys"}, "FILE is required"},
    {"NoPatterns", {"policy", "expand"}, "PATTERN is required"},
    {"UnknownShell", {"completion", "tcsh"}, "`bash`, `zsh` or `fish`"},
    {"LineEndInArgument", {"policy", "simulate", "a\nb"}, "a\\x0ab"},
};

INSTANTIATE_TEST_SUITE_P(Usage, CommandLineUsage, testing::ValuesIn(kUsage), CaseName);

TEST(CommandLineHelp, VersionIsTheProjects) {
  const Output run = RunArguments({"--version"});
  EXPECT_EQ(run.out, "keyward 0.1.0\n");
  EXPECT_EQ(run.code, ExitCode::kOk);
}

TEST(CommandLineHelp, TellsEveryExitCodeAndOption) {
  static_assert(static_cast<int>(ExitCode::kOk) == 0);
  static_assert(static_cast<int>(ExitCode::kDenied) == 1);
  static_assert(static_cast<int>(ExitCode::kDamaged) == 1);
  static_assert(static_cast<int>(ExitCode::kBadInput) == 2);
  static_assert(static_cast<int>(ExitCode::kFailed) == 3);
  const Output run = RunArguments({"policy", "simulate", "--help"});
  EXPECT_EQ(run.code, ExitCode::kOk);
  for (const char* text :
       {"\n  0  allowed", "\n  1  denied", "\n  2  bad usage", "\n  3  it could not be done",
        "damaged (`store check`, `audit verify`)", "--identity FILE", "--scp-level FILE[,FILE]",
        "--raw-context", "KEYWARD_CATALOG"}) {
    EXPECT_THAT(run.out, testing::HasSubstr(text));
  }
}

TEST(CommandLineFacts, TakeAFlagAValueAndBothSpellings) {
  const std::string deny = TemporaryFile(
      "rcp.json", Policy("Deny", R"("Principal":"*","Action":"s3:*","Resource":"*")"));
  const std::string allow =
      TemporaryFile("allow.json", Policy("Allow", R"("Action":"s3:*","Resource":"*")"));
  const auto run = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = {
        "policy", "simulate",   "--identity",       allow,      "--rcp-level", deny, "--principal",
        kAlice,   "--resource", "arn:aws:s3:::b/k", "--action", "s3:GetObject"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunArguments(arguments).code;
  };
  EXPECT_EQ(run({}), ExitCode::kDenied);
  EXPECT_EQ(run({"--rcp-supported", "false"}), ExitCode::kOk);
  EXPECT_EQ(run({"--rcp-supported=false"}), ExitCode::kOk);
  EXPECT_EQ(run({"--rcpSupported", "false"}), ExitCode::kOk);
  EXPECT_EQ(run({"--rcp-supported", "true"}), ExitCode::kDenied);
  EXPECT_EQ(run({"--rcp-supported"}), ExitCode::kDenied);
}

TEST(CommandLineLevels, OneOptionIsOneLevel) {
  const std::string all =
      TemporaryFile("all.json", Policy("Allow", R"("Action":"*","Resource":"*")"));
  const std::string ec2 =
      TemporaryFile("ec2.json", Policy("Allow", R"("Action":"ec2:*","Resource":"*")"));
  const auto run = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = {"policy",   "simulate",           "--identity",
                                          all,        "--principal",        kAlice,
                                          "--action", "s3:ListAllMyBuckets"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunArguments(arguments).code;
  };
  EXPECT_EQ(run({"--scp-level", all + "," + ec2}), ExitCode::kOk);
  EXPECT_EQ(run({"--scp-level", all, "--scp-level", ec2}), ExitCode::kDenied);
  EXPECT_EQ(run({"--scp-level", ""}), ExitCode::kDenied);
  EXPECT_EQ(run({"--scp-level", all, ec2}), ExitCode::kBadInput);
}

TEST(CommandLineOutput, TextOnATerminalElseJson) {
  const std::vector<std::string> ask = {"policy", "simulate", "--principal",
                                        kAlice,   "--action", "s3:ListAllMyBuckets"};
  EXPECT_THAT(RunArguments(ask).out, testing::StartsWith("{\"id\":null"));
  cli::Environment terminal;
  terminal.out_is_terminal = true;
  EXPECT_THAT(RunArguments(ask, terminal).out, testing::StartsWith("DENIED (implicit): "));
  terminal.colour = true;
  EXPECT_THAT(RunArguments(ask, terminal).out, testing::StartsWith("\x1b["));
}

// A catalogue of one service with one action.
constexpr char kSmallCatalog[] =
    "keyward-catalog 1\n"
    "source\ttest\t1\tnone\n"
    "s\ttea\t-\tTea Service\n"
    "a\tBrew\tW\t-\t-\n"
    "end\t0\t1\t0\t0\t1\n";

TEST(CommandLineCatalog, OptionWinsOverEnvironment) {
  const std::string catalog = TemporaryFile("catalog.txt", kSmallCatalog);
  EXPECT_EQ(RunArguments({"policy", "expand", "tea:*", "--catalog", catalog}).out, "tea:Brew\n");
  cli::Environment environment;
  environment.catalog = catalog;
  EXPECT_EQ(RunArguments({"policy", "expand", "tea:*"}, environment).out, "tea:Brew\n");
  EXPECT_EQ(RunArguments({"policy", "expand", "tea:*"}).code, ExitCode::kBadInput);
  environment.catalog = "/nonexistent";
  EXPECT_EQ(RunArguments({"policy", "expand", "tea:*", "--catalog", catalog}, environment).out,
            "tea:Brew\n");
  const Output missing = RunArguments({"policy", "expand", "tea:*"}, environment);
  EXPECT_EQ(missing.code, ExitCode::kBadInput);
  EXPECT_THAT(missing.err, testing::HasSubstr("/nonexistent"));
}

TEST(CommandLineCatalog, SimulateUsesIt) {
  const std::string catalog = TemporaryFile("catalog.txt", kSmallCatalog);
  const Output run = RunArguments(
      {"policy", "simulate", "--principal", kAlice, "--action", "tea:brw", "--catalog", catalog});
  EXPECT_THAT(run.err, testing::HasSubstr("did you mean `tea:Brew`"));
  EXPECT_EQ(RunArguments({"policy", "simulate", "--principal", kAlice, "--action", "tea:Brew",
                          "--catalog", catalog})
                .code,
            ExitCode::kDenied);
}

TEST(CommandLineTree, DescribesWhatCompletes) {
  const cli::Command root = cli::DescribeCommands();
  ASSERT_EQ(root.subcommands.size(), 12u);
  const cli::Command& simulate = root.subcommands[0].subcommands[0];
  EXPECT_EQ(simulate.name, "simulate");
  const auto option = [&](const std::string& name) {
    return *std::find_if(simulate.options.begin(), simulate.options.end(),
                         [&](const cli::CommandOption& o) { return o.name == name; });
  };
  EXPECT_TRUE(option("--identity").takes_file);
  EXPECT_TRUE(option("--identity").takes_many);
  EXPECT_FALSE(option("--boundary").takes_many);
  EXPECT_TRUE(option("--scp-level").takes_file);
  EXPECT_FALSE(option("--scp-level").takes_many);
  EXPECT_FALSE(option("--raw").takes_value);
  EXPECT_THAT(option("--output").choices, testing::ElementsAre("text", "json", "table"));
  EXPECT_THAT(option("--principal").choices, testing::IsEmpty());
  EXPECT_THAT(root.subcommands.back().positional_choices,
              testing::ElementsAre("bash", "zsh", "fish"));
}

TEST(Completion, EveryShellHasEverySubcommandAndOption) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const Output run = RunArguments({"completion", shell});
    EXPECT_EQ(run.code, ExitCode::kOk);
    for (const char* word :
         {"simulate", "context-keys", "expand", "completion", "identity", "scp-level",
          "text json table", "seal", "init", "rekey", "store", "restore", "new-epoch", "audit",
          "verify", "passphrase-file", "passphrase keyfile", "configure", "credentials-from"}) {
      EXPECT_THAT(run.out, testing::HasSubstr(word)) << shell;
    }
  }
}

}  // namespace
}  // namespace keyward::cli_test
