// SPDX-License-Identifier: Apache-2.0
// The small parts: lines, files, words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "cli/files.h"
#include "cli/line_reader.h"
#include "cli/policy_context_keys.h"
#include "cli/policy_expand.h"
#include "cli/report.h"
#include "cli/text_paint.h"
#include "tests/cli/process.h"

namespace keyward::cli_test {
namespace {

using cli::ExitCode;
using cli::LineReader;

TEST(LineReaderNext, SplitsAndForgetsLongLines) {
  std::istringstream in("ab\n\nabcde\nabcd\r\nlast");
  LineReader reader(in, 5);
  std::string line;
  std::string seen;
  for (auto status = reader.Next(&line); status != LineReader::Status::kEnd;
       status = reader.Next(&line)) {
    seen += status == LineReader::Status::kTooLong ? "<too long>|" : line + "|";
  }
  EXPECT_EQ(seen, "ab||abcde|abcd\r|last|");
  EXPECT_EQ(reader.bytes_read(), 20u);
  EXPECT_EQ(reader.Next(&line), LineReader::Status::kEnd);
}

TEST(LineReaderNext, LongLineAcrossBuffersIsReadToItsEnd) {
  std::istringstream in(std::string(300000, 'x') + "\nnext\n" + std::string(70000, 'y'));
  LineReader reader(in, 65536);
  std::string line;
  EXPECT_EQ(reader.Next(&line), LineReader::Status::kTooLong);
  EXPECT_EQ(reader.Next(&line), LineReader::Status::kLine);
  EXPECT_EQ(line, "next");
  EXPECT_EQ(reader.Next(&line), LineReader::Status::kTooLong);
  EXPECT_EQ(reader.Next(&line), LineReader::Status::kEnd);
}

TEST(LineReaderNext, BrokenStreamIsAFailure) {
  std::istringstream in("abc\n");
  in.setstate(std::ios::badbit);
  LineReader reader(in, 5);
  std::string line;
  EXPECT_EQ(reader.Next(&line), LineReader::Status::kFailed);
}

TEST(ReadWholeFile, StopsAtItsLimit) {
  std::istringstream unused;
  const std::string path = TemporaryFile("ten", "0123456789");
  EXPECT_EQ(cli::ReadWholeFile(path, 10, unused).value_or(""), "0123456789");
  EXPECT_EQ(cli::ReadWholeFile(path, 9, unused).error().name, "LimitExceeded");
  std::istringstream in("0123456789");
  EXPECT_EQ(cli::ReadWholeFile("-", 10, in).value_or(""), "0123456789");
  std::istringstream longer("0123456789a");
  EXPECT_EQ(cli::ReadWholeFile("-", 10, longer).error().name, "LimitExceeded");
}

TEST(ReadWholeFile, NamesWhatCannotBeRead) {
  std::istringstream unused;
  EXPECT_EQ(cli::ReadWholeFile("/", 10, unused).error().name, "FileUnreadable");
  EXPECT_EQ(cli::ReadWholeFile("/nonexistent", 10, unused).error().name, "FileNotFound");
  EXPECT_EQ(cli::ReadWholeFile("", 10, unused).error().name, "FileNotFound");
  // An endless file that says it is empty.
  EXPECT_EQ(cli::ReadWholeFile("/dev/zero", 100000, unused).error().name, "LimitExceeded");
}

TEST(EscapeControls, KeepsTextAndShowsTheRest) {
  EXPECT_EQ(cli::EscapeControls("plain é 漢 \\"), "plain é 漢 \\");
  EXPECT_EQ(cli::EscapeControls("a\nb\x1b\x7f"), "a\\x0ab\\x1b\\x7f");
  EXPECT_EQ(cli::EscapeControls("\xc2\x85\xff\xe2\x80\xa8\xe2\x81\xa6"),
            "\\xc2\\x85\\xff\\xe2\\x80\\xa8\\xe2\\x81\\xa6");
}

TEST(ReportError, IsOneLineWithItsPlace) {
  std::ostringstream err;
  cli::ReportError(err, cli::InSource({core::ErrorCode::kInvalidArgument,
                                       "Name",
                                       "two\nlines",
                                       {.pointer = "/a", .line = 3, .column = 4}},
                                      "f.json"));
  EXPECT_EQ(err.str(), "keyward: Name: two\\x0alines (f.json: line 3, column 4, at `/a`)\n");
}

TEST(ShowValues, CutsLongListsAndValues) {
  EXPECT_EQ(cli::ShowValues({}), "(none)");
  EXPECT_EQ(cli::ShowValues({"1", "2", "3", "4", "5", "6", "7", "8"}),
            "1, 2, 3, 4, 5, 6 and 2 more");
  EXPECT_EQ(cli::ShowValue(std::string(159, 'a') + "é!"), std::string(159, 'a') + "é… (162 bytes)");
}

struct Output {
  ExitCode code;
  std::string out;
  std::string err;
};

Output Keys(const cli::ContextKeysArgs& args, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const ExitCode code = cli::RunContextKeys(args, in, out, err);
  return {code, out.str(), err.str()};
}

std::string PolicyFile(const std::string& name) { return TestDirectory() + "/policies/" + name; }

TEST(ContextKeys, OfConditionsAndVariablesSorted) {
  cli::ContextKeysArgs args;
  args.files = {PolicyFile("readers.json"), PolicyFile("guardrails.json")};
  const std::string lines =
      "aws:PrincipalTag/team\naws:RequestedRegion\naws:SourceVpce\naws:username\n";
  args.style.format = cli::OutputFormat::kText;
  EXPECT_EQ(Keys(args).out, lines);
  args.style.format = cli::OutputFormat::kJson;
  EXPECT_EQ(Keys(args).out,
            R"(["aws:PrincipalTag/team","aws:RequestedRegion","aws:SourceVpce","aws:username"])"
            "\n");
}

TEST(ContextKeys, KindIsGuessedFromThePrincipals) {
  cli::ContextKeysArgs args;
  args.style.format = cli::OutputFormat::kText;
  args.files = {PolicyFile("bucket.json")};
  EXPECT_EQ(Keys(args).code, ExitCode::kOk);
  args.kind = "identity";
  EXPECT_EQ(Keys(args).code, ExitCode::kBadInput);
  args.kind = "auto";
  args.files = {"-"};
  const Output trust = Keys(
      args,
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},)"
      R"("Action":"sts:AssumeRole","Condition":{"StringEquals":{"STS:ExternalId":"x"}}}]})");
  EXPECT_EQ(trust.out, "STS:ExternalId\n") << trust.err;
}

TEST(ContextKeys, BadPolicyPrintsNoKeys) {
  cli::ContextKeysArgs args;
  args.files = {PolicyFile("readers.json"), PolicyFile("misspelt.json")};
  const Output run = Keys(args);
  EXPECT_EQ(run.code, ExitCode::kBadInput);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, testing::HasSubstr("misspelt.json: line 8"));
}

Output Expand(const std::vector<std::string>& patterns, bool json = false) {
  cli::ExpandArgs args;
  args.patterns = patterns;
  args.style.format = json ? cli::OutputFormat::kJson : cli::OutputFormat::kText;
  std::ostringstream out;
  std::ostringstream err;
  const ExitCode code = cli::RunExpand(args, out, err);
  return {code, out.str(), err.str()};
}

TEST(Expand, PrintsEachActionOnce) {
  EXPECT_EQ(Expand({"kms:decr*", "KMS:Decrypt"}).out, "kms:Decrypt\n");
  EXPECT_EQ(Expand({"kms:Decrypt", "s3:GetObjectAcl"}, true).out,
            "[\"kms:Decrypt\",\"s3:GetObjectAcl\"]\n");
  EXPECT_THAT(Expand({"s3:Get*"}).out, testing::HasSubstr("\ns3:GetObject\n"));
}

TEST(Expand, RefusesWithNearSpellings) {
  const Output run = Expand({"s3:GetObject", "s4:Get*", "s3:GetObjct*", "*:Get*", "GetObject"});
  EXPECT_EQ(run.code, ExitCode::kBadInput);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 4) << run.err;
  EXPECT_THAT(run.err, testing::HasSubstr("did you mean `s3`"));
  EXPECT_THAT(run.err, testing::HasSubstr("`s3:GetObject`"));
}

}  // namespace
}  // namespace keyward::cli_test
