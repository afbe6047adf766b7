// SPDX-License-Identifier: Apache-2.0
// `keyward audit` on a log that was written beside a real store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "store/keyring/key_file_seal.h"
#include "store/local/installation.h"
#include "tests/cli/process.h"
#include "tests/server/audit/log_fixture.h"
#include "tests/store/temp_directory.h"

namespace keyward::cli_test {
namespace {

using server::audit::CommitChange;
using server::audit::OutboxSize;
using store::ReadWhole;
using store::WriteWhole;
using testing::HasSubstr;
using testing::StartsWith;

using Words = std::vector<std::string>;

class AuditCommands : public testing::Test {
 protected:
  AuditCommands() {
    const auto seal = store::keyring::KeyFileSeal::Generate(Path("key"), random_);
    EXPECT_TRUE(seal && store::local::Initialize(Options(), *seal));
    WriteLog(Path("log.1"));
    WriteLog(Path("log"));
  }

  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }
  store::local::Options Options() {
    return {.directory = Path("data"), .random = random_, .clock = clock_};
  }
  std::unique_ptr<store::sealed::SealedStore> OpenStore() {
    return store::local::Open(Options(), store::keyring::KeyFileSeal::Read(Path("key")).value())
        .value();
  }
  // A start, three changes and a read.
  void WriteLog(const std::string& path) {
    const auto store = OpenStore();
    const auto log = server::audit::OpenLog(*store, path).value();
    for (const char* id : {"c-1", "c-2", "c-3"}) EXPECT_TRUE(CommitChange(*store, *log, id));
    EXPECT_TRUE(log->Record(R"({"id":"r-1"})"));
    EXPECT_TRUE(server::audit::Eventually([&] { return OutboxSize(*store) == 0; }));
  }
  ProcessResult Run(Words arguments) const {
    arguments.insert(arguments.begin(), "audit");
    ProcessOptions options;
    options.arguments = std::move(arguments);
    options.environment = {"KEYWARD_DATA_DIR=" + Path("data"), "KEYWARD_KEY_FILE=" + Path("key")};
    return RunKeyward(options);
  }
  nlohmann::json Json(Words arguments, int code) const {
    arguments.insert(arguments.end(), {"--output", "json"});
    const ProcessResult result = Run(std::move(arguments));
    EXPECT_EQ(result.exit_code, code) << result.err;
    EXPECT_EQ(result.err, "");
    return nlohmann::json::parse(result.out, nullptr, false);
  }

  const store::TempDirectory directory_;
  crypto::SystemRandom random_;
  const core::SystemClock clock_;
};

TEST_F(AuditCommands, WholeLogInAnyOrderOfFiles) {
  const auto report = Json({"verify", Path("log"), Path("log.1")}, 0);
  EXPECT_EQ(report, nlohmann::json::parse(
                        R"({"result":"whole","files":2,"lines":10,"starts":2,"fault":null})"));
  const ProcessResult text = Run({"verify", Path("log"), Path("log.1")});
  EXPECT_EQ(text.out, "result: whole\nfiles: 2\nwhole lines: 10\nstarts: 2\n");
}

TEST_F(AuditCommands, FaultIsNamedByFileAndLine) {
  std::string bytes = ReadWhole(Path("log"));
  bytes.replace(bytes.find("c-2\"}"), 3, "c-9");
  WriteWhole(Path("log"), bytes);
  const auto fault = Json({"verify", Path("log"), Path("log.1")}, 1)["fault"];
  EXPECT_EQ(fault["file"], Path("log"));
  EXPECT_GE(fault["line"], 2);
  EXPECT_LE(fault["line"], 5);
  EXPECT_THAT(fault["message"], HasSubstr("was changed"));
  EXPECT_EQ(Json({"verify", Path("log.1")}, 1)["fault"]["message"],
            "the log ends with line number 5, and the store remembers 10");
  EXPECT_EQ(Json({"verify", Path("log")}, 1)["fault"]["line"], 1);
}

TEST_F(AuditCommands, WorksWhileTheLogIsWritten) {
  const auto store = OpenStore();
  const auto log = server::audit::OpenLog(*store, Path("log")).value();
  EXPECT_TRUE(log->Record(R"({"id":"r-2"})"));
  const auto report = Json({"verify", Path("log.1"), Path("log")}, 0);
  EXPECT_EQ(report["result"], "whole");
  EXPECT_GE(report["lines"], 12);
}

TEST_F(AuditCommands, RootIsMovedOut) {
  const Words verify = {"verify", Path("log.1"), Path("log")};
  const auto moved = Json({"root", Path("root")}, 0);
  EXPECT_EQ(moved["file"], Path("root"));
  struct stat status = {};
  ASSERT_EQ(::stat(Path("root").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  const ProcessResult without = Run(verify);
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_THAT(without.err, HasSubstr("moved out of the store: give its file with --root"));
  Words with = verify;
  with.insert(with.end(), {"--root", Path("root")});
  EXPECT_EQ(Json(with, 0)["result"], "whole");
  WriteLog(Path("log"));  // the log goes on without it
  EXPECT_EQ(Json(with, 0)["lines"], 15);
  EXPECT_EQ(Run({"root", Path("other")}).exit_code, 3);
  EXPECT_FALSE(std::filesystem::exists(Path("other")));

  std::string digits = ReadWhole(Path("root"));
  digits[0] = digits[0] == '0' ? '1' : '0';
  WriteWhole(Path("root"), digits);
  EXPECT_EQ(Json(with, 1)["fault"]["line"], 1);
  WriteWhole(Path("root"), "short\n");
  const ProcessResult wrong = Run(with);
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("is not what `keyward audit root` wrote"));
}

TEST_F(AuditCommands, WhatCannotBeDoneSaysWhy) {
  EXPECT_EQ(Run({"verify"}).exit_code, 2);
  const ProcessResult missing = Run({"verify", Path("none")});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, StartsWith("keyward: FileNotFound: "));
  EXPECT_EQ(Run({"verify", "-"}).exit_code, 2);
  EXPECT_EQ(Run({"verify", Path("log"), "--root", Path("none")}).exit_code, 2);
  EXPECT_EQ(Run({"root", "-"}).exit_code, 2);
  EXPECT_EQ(Run({"root", Path("log")}).exit_code, 3);  // there is a file
  EXPECT_EQ(Json({"verify", Path("log.1"), Path("log")}, 0)["result"], "whole");
  const auto seal = store::keyring::KeyFileSeal::Read(Path("key"));
  std::filesystem::remove_all(Path("data"));
  ASSERT_TRUE(store::local::Initialize(Options(), *seal));
  const ProcessResult none = Run({"verify", Path("log")});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, StartsWith("keyward: NoAuditLog: "));
}

}  // namespace
}  // namespace keyward::cli_test
