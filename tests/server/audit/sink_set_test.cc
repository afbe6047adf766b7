// SPDX-License-Identifier: Apache-2.0
// Sinks that fail: noticed within a second, named, and taken up again.
#include "server/audit/sink_set.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>

#include "server/audit/file_output.h"
#include "tests/server/audit/log_fixture.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::audit {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using store::ReadWhole;
using testing::HasSubstr;

// What a scripted output is told to do, and what it took.
struct Script {
  std::atomic<bool> fail = false;
  std::atomic<bool> durable = true;
  std::mutex mutex;
  std::string text;

  std::string Text() {
    const std::lock_guard lock(mutex);
    return text;
  }
};

class ScriptedOutput final : public Output {
 public:
  ScriptedOutput(std::string name, std::shared_ptr<Script> script)
      : name_(std::move(name)), script_(std::move(script)) {}

  const std::string& name() const override { return name_; }
  bool durable() const override { return script_->durable; }
  core::Result<void> Write(std::string_view lines) override {
    if (script_->fail) return SinkError("broken");
    const std::lock_guard lock(script_->mutex);
    script_->text += lines;
    return {};
  }
  core::Result<void> Sync() override { return Probe(); }
  core::Result<void> Probe() override {
    if (script_->fail) return SinkError("broken");
    return {};
  }
  core::Result<bool> Reopen() override { return false; }
  bool WantsRotation() const override { return false; }
  core::Result<void> Rotate() override { return {}; }

 private:
  const std::string name_;
  const std::shared_ptr<Script> script_;
};

class SinkSetTest : public testing::Test {
 protected:
  std::string Path(const std::string& name = "log") const { return directory_.path() + "/" + name; }

  std::unique_ptr<SinkSet> File(const std::string& path) const {
    std::vector<std::unique_ptr<Output>> outputs;
    outputs.push_back(std::make_unique<FileOutput>(FileOptions{.path = path}));
    return std::make_unique<SinkSet>(std::move(outputs), Policy::kAll, WorkerLimits{});
  }
  std::unique_ptr<SinkSet> Scripted(Policy policy, WorkerLimits limits = {}) const {
    std::vector<std::unique_ptr<Output>> outputs;
    outputs.push_back(std::make_unique<ScriptedOutput>("first", first_));
    outputs.push_back(std::make_unique<ScriptedOutput>("second", second_));
    return std::make_unique<SinkSet>(std::move(outputs), policy, limits);
  }

  // What Working says; waits up to a second for it to say something.
  static std::string FaultWithinASecond(const SinkSet& sinks) {
    const auto began = steady_clock::now();
    while (steady_clock::now() - began < milliseconds(1000)) {
      const core::Result<void> working = sinks.Working();
      if (!working) {
        EXPECT_EQ(working.error().code, core::ErrorCode::kUnavailable);
        EXPECT_EQ(working.error().name, "AuditUnavailable");
        return working.error().message;
      }
      ::usleep(5000);
    }
    return "";
  }
  static bool WorksAgain(const SinkSet& sinks) {
    return Eventually([&] { return sinks.Working().has_value(); });
  }

  const store::TempDirectory directory_;
  const std::shared_ptr<Script> first_ = std::make_shared<Script>();
  const std::shared_ptr<Script> second_ = std::make_shared<Script>();
};

TEST_F(SinkSetTest, DeletedFileIsNoticedAndReopened) {
  const auto sinks = File(Path());
  ASSERT_TRUE(sinks->Write("one\n"));
  ASSERT_TRUE(sinks->Settle());
  ASSERT_TRUE(sinks->Write("two\n"));  // not synced
  std::filesystem::remove(Path());
  EXPECT_EQ(FaultWithinASecond(*sinks),
            "the audit log cannot be written: file `" + Path() + "`: was deleted or moved");
  EXPECT_FALSE(sinks->Write("three\n"));
  EXPECT_FALSE(sinks->Settle());
  sinks->Reopen();
  ASSERT_TRUE(WorksAgain(*sinks));
  ASSERT_TRUE(sinks->Settle());
  EXPECT_EQ(ReadWhole(Path()), "two\nthree\n");  // what was not durable is written again
}

TEST_F(SinkSetTest, MovedFileIsLeftWholeAndANewOneBegun) {
  const auto sinks = File(Path());
  ASSERT_TRUE(sinks->Write("one\n"));
  std::filesystem::rename(Path(), Path("log.old"));
  sinks->Reopen();
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(Path()); }));
  ASSERT_TRUE(WorksAgain(*sinks));
  ASSERT_TRUE(sinks->Write("two\n"));
  EXPECT_EQ(ReadWhole(Path("log.old")), "one\n");
  EXPECT_EQ(ReadWhole(Path()), "two\n");
}

TEST_F(SinkSetTest, FullDeviceIsNamed) {
  const auto sinks = File("/dev/full");
  const core::Result<void> written = sinks->Write("one\n");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message,
            "the audit log cannot be written: file `/dev/full`: cannot write: No space left on "
            "device");
  EXPECT_EQ(FaultWithinASecond(*sinks), written.error().message);
}

TEST_F(SinkSetTest, PipeThatNobodyReadsIsNoticedAndTakenUp) {
  ASSERT_EQ(::mkfifo(Path().c_str(), 0600), 0);
  const auto sinks = File(Path());
  EXPECT_THAT(FaultWithinASecond(*sinks), HasSubstr("`: does not answer"));
  EXPECT_FALSE(sinks->Write("one\n"));
  const int reader = ::open(Path().c_str(), O_RDONLY);
  ASSERT_TRUE(WorksAgain(*sinks));
  ASSERT_TRUE(sinks->Write("two\n"));
  char bytes[16] = {};
  EXPECT_EQ(::read(reader, bytes, sizeof bytes), 8);
  EXPECT_STREQ(bytes, "one\ntwo\n");
  // A reader that does not read: the pipe fills, and a write hangs.
  const std::string large(std::size_t{1} << 20, 'x');
  EXPECT_FALSE(sinks->Write(large + "\n"));
  EXPECT_THAT(FaultWithinASecond(*sinks), HasSubstr("`: does not answer"));
  std::string rest(large.size() + 1, '\0');
  std::size_t have = 0;
  while (have < rest.size()) {
    const ssize_t count = ::read(reader, rest.data() + have, rest.size() - have);
    ASSERT_GT(count, 0);
    have += static_cast<std::size_t>(count);
  }
  EXPECT_TRUE(WorksAgain(*sinks));
  ::close(reader);
  EXPECT_THAT(sinks->Write("x\n").error().message, HasSubstr("Broken pipe"));
}

TEST_F(SinkSetTest, OfAllOneThatFailsRefuses) {
  const auto sinks = Scripted(Policy::kAll);
  ASSERT_TRUE(sinks->Write("one\n"));
  second_->fail = true;
  EXPECT_THAT(FaultWithinASecond(*sinks), HasSubstr("second: broken"));
  EXPECT_FALSE(sinks->Write("two\n"));
  EXPECT_FALSE(sinks->Settle());
  second_->fail = false;
  ASSERT_TRUE(WorksAgain(*sinks));
  ASSERT_TRUE(sinks->Settle());
  EXPECT_EQ(first_->Text(), "one\ntwo\n");
  EXPECT_EQ(second_->Text(), "one\ntwo\n");
}

TEST_F(SinkSetTest, OfAnyOneThatWorksSuffices) {
  const auto sinks = Scripted(Policy::kAny);
  first_->fail = true;
  ASSERT_TRUE(sinks->Write("one\n"));
  ASSERT_TRUE(sinks->Settle());
  EXPECT_TRUE(sinks->Working());
  EXPECT_EQ(second_->Text(), "one\n");
  second_->fail = true;
  EXPECT_THAT(FaultWithinASecond(*sinks), HasSubstr("first: broken"));
  EXPECT_FALSE(sinks->Write("two\n"));
  first_->fail = false;
  second_->fail = false;
  ASSERT_TRUE(WorksAgain(*sinks));
  EXPECT_TRUE(Eventually([&] { return first_->Text() == "one\ntwo\n"; }));
  EXPECT_TRUE(Eventually([&] { return second_->Text() == "one\ntwo\n"; }));
}

TEST_F(SinkSetTest, OfAnyWhatADeadSinkIsOwedIsBounded) {
  const auto sinks = Scripted(Policy::kAny, {.max_backlog_bytes = 100});
  first_->fail = true;
  std::string all;
  for (int i = 0; i < 100; ++i) {
    const std::string line = "line " + std::to_string(100 + i) + "\n";
    ASSERT_TRUE(sinks->Write(line));
    all += line;
  }
  first_->fail = false;
  EXPECT_TRUE(Eventually([&] { return first_->Text().ends_with("line 199\n"); }));
  EXPECT_LE(first_->Text().size(), 110u);
  EXPECT_EQ(second_->Text(), all);
}

TEST_F(SinkSetTest, OfAnyADurableSinkThatWorksIsWaitedFor) {
  second_->durable = false;
  const auto sinks = Scripted(Policy::kAny);
  ASSERT_TRUE(sinks->Write("one\n"));
  ASSERT_TRUE(sinks->Settle());
  EXPECT_EQ(sinks->syncs(), 1u);
  EXPECT_EQ(first_->Text(), "one\n");
}

}  // namespace
}  // namespace keyward::server::audit
