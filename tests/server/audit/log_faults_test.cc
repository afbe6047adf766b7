// SPDX-License-Identifier: Apache-2.0
// A log whose sinks or store fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "server/audit/descriptor.h"
#include "server/audit/head.h"
#include "tests/server/audit/log_test.h"

namespace keyward::server::audit {
namespace {

using std::chrono::milliseconds;
using store::ReadWhole;
using testing::HasSubstr;

// Passes everything on, but for commits that are told to be wrong about how they ended.
class ForgetfulStore final : public store::Store {
 public:
  explicit ForgetfulStore(store::Store& store) : store_(store) {}
  core::Result<std::optional<store::KeyValue>> Get(std::string_view key) override {
    return store_.Get(key);
  }
  core::Result<store::RangePage> Range(std::string_view prefix, std::size_t limit,
                                       std::string_view after) override {
    return store_.Range(prefix, limit, after);
  }
  core::Result<store::TxnResult> Commit(store::Txn txn) override {
    core::Result<store::TxnResult> done = store_.Commit(std::move(txn));
    if (forget-- > 0) {
      return core::Error{core::ErrorCode::kUnavailable, "StoreFailed", "no answer came"};
    }
    return done;
  }
  core::Result<std::unique_ptr<store::ChangeStream>> Watch(std::string_view prefix,
                                                           store::Revision from) override {
    return store_.Watch(prefix, from);
  }
  core::Result<store::Revision> CurrentRevision() override { return store_.CurrentRevision(); }

  std::atomic<int> forget = 0;

 private:
  store::Store& store_;
};

// A file whose syncs fail while they are told to.
class UnsyncedOutput final : public Output {
 public:
  UnsyncedOutput(const std::string& path, const std::atomic<bool>& fail)
      : file_({.path = path}), fail_(fail) {}
  const std::string& name() const override { return file_.name(); }
  bool durable() const override { return true; }
  core::Result<void> Write(std::string_view lines) override { return file_.Write(lines); }
  core::Result<void> Sync() override {
    return fail_ ? core::Result<void>(SinkError("no sync")) : file_.Sync();
  }
  core::Result<void> Probe() override { return file_.Probe(); }
  core::Result<bool> Reopen() override { return file_.Reopen(); }
  bool WantsRotation() const override { return false; }
  core::Result<void> Rotate() override { return {}; }

 private:
  FileOutput file_;
  const std::atomic<bool>& fail_;
};

TEST_F(LogTest, DeletedFileRefusesUntilItIsReopened) {
  auto log = Open();
  ASSERT_TRUE(log->Record(EventLine("r-1")));
  CommitChanges(*log, 1);
  ASSERT_TRUE(Drains());
  std::filesystem::rename(Path(), Path("log.1"));
  const auto began = std::chrono::steady_clock::now();
  ASSERT_TRUE(Eventually([&] { return !log->Ready(); }));
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(1000));
  EXPECT_EQ(log->Ready().error().name, "AuditUnavailable");
  EXPECT_THAT(log->Record(EventLine("r-2")).error().message,
              HasSubstr("file `" + Path() + "`: was deleted or moved"));
  CommitChanges(*log, 3, "late");  // what had begun before it was noticed
  EXPECT_EQ(OutboxSize(store_), 3u);
  log->Reopen();
  ASSERT_TRUE(Drains());
  EXPECT_TRUE(log->Ready());
  ASSERT_TRUE(log->Record(EventLine("r-3")));
  log.reset();
  EXPECT_FALSE(VerifyStored(store_, {Path("log.1"), Path()}).fault);
  EXPECT_EQ(VerifyStored(store_, {Path()}).fault->line, 1u);
  EXPECT_EQ(VerifyStored(store_, {Path("log.1")}).fault->message.substr(0, 12), "the log ends");
}

TEST_F(LogTest, StoreThatFailsRefuses) {
  auto log = Open();
  ASSERT_TRUE(log->Record(EventLine("r")));
  store_.Break();
  EXPECT_TRUE(Eventually([&] { return !log->Ready(); }));
  EXPECT_THAT(log->Ready().error().message, HasSubstr("the audit log cannot be kept: the store"));
}

TEST_F(LogTest, CommitThatWasNotAnsweredIsTakenUp) {
  ForgetfulStore forgetful(store_);
  auto log = Open(forgetful);
  CommitChanges(*log, 1);
  ASSERT_TRUE(Drains());
  for (int i = 0; i < 5; ++i) {
    forgetful.forget = 1;
    store::Txn txn;  // past the forgetful one
    txn.ops.emplace_back(store::Put{log->OutboxKey("x" + std::to_string(i)), "{}"});
    ASSERT_TRUE(store_.Commit(std::move(txn)));
    log->Committed();
    ASSERT_TRUE(Drains());
    ASSERT_TRUE(Eventually([&] { return forgetful.forget < 0 && log->Ready(); }));
  }
  log.reset();
  ExpectWhole(store_);
}

TEST_F(LogTest, HeadThatAnotherWroteStopsTheLog) {
  auto log = Open();
  ASSERT_TRUE(log->Record(EventLine("r")));
  store::Txn txn;
  txn.ops.emplace_back(
      store::Put{std::string(kHeadKey), EncodeHead(Chain::Create(CountingKey()).value())});
  ASSERT_TRUE(store_.Commit(std::move(txn)));
  CommitChanges(*log, 1);
  ASSERT_TRUE(Eventually([&] { return !log->Ready(); }));
  EXPECT_THAT(log->Ready().error().message, HasSubstr("written by another process"));
  EXPECT_EQ(OutboxSize(store_), 1u);
}

TEST_F(LogTest, ChangeStaysInTheOutboxUntilItIsSynced) {
  std::atomic<bool> fail = true;
  std::vector<std::unique_ptr<Output>> outputs;
  outputs.push_back(std::make_unique<UnsyncedOutput>(Path(), fail));
  crypto::SystemRandom random;
  const core::SystemClock clock;
  auto log = Log::Open(store_, random, clock, {.file = Path()}, std::move(outputs)).value();
  CommitChanges(*log, 1);
  ASSERT_TRUE(Eventually([this] { return CountOf(Text(), EventLine("c1000")) == 1; }));
  EXPECT_TRUE(Eventually([&] { return !log->Ready(); }));
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_EQ(OutboxSize(store_), 1u);
  EXPECT_EQ(DecodeHead(store_.Get(kHeadKey).value().value().value).value().position().count, 0u);
  fail = false;
  ASSERT_TRUE(Drains());
  log.reset();
  ExpectWhole(store_);
}

TEST_F(LogTest, CopiesAreTheSameLog) {
  std::vector<std::unique_ptr<Output>> copies;
  copies.push_back(std::make_unique<FileOutput>(FileOptions{.path = Path("copy")}));
  auto log = OpenLog(store_, Path(), {}, std::move(copies)).value();
  CommitChanges(*log, 10);
  ASSERT_TRUE(log->Record(EventLine("r")));
  ASSERT_TRUE(Drains());
  log.reset();
  EXPECT_EQ(ReadWhole(Path("copy")), Text());
  EXPECT_FALSE(VerifyStored(store_, {Path("copy")}).fault);
}

TEST_F(LogTest, OneOfSeveralSinksSufficesOnlyWhereThatIsAsked) {
  for (const Policy policy : {Policy::kAll, Policy::kAny}) {
    std::vector<std::unique_ptr<Output>> copies;
    copies.push_back(std::make_unique<FileOutput>(FileOptions{.path = "/dev/full"}));
    auto log = OpenLog(store_, Path(), {.policy = policy}, std::move(copies)).value();
    const bool suffices = policy == Policy::kAny;
    EXPECT_EQ(log->Record(EventLine("r")).has_value(), suffices);
    EXPECT_TRUE(Eventually([&] { return log->Ready().has_value() == suffices; }));
    CommitChanges(*log, 1, "p");
    if (suffices) {
      EXPECT_TRUE(Drains());
    } else {
      std::this_thread::sleep_for(milliseconds(200));
      EXPECT_EQ(OutboxSize(store_), 1u);
    }
  }
  ExpectWhole(store_);
}

}  // namespace
}  // namespace keyward::server::audit
