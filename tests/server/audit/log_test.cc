// SPDX-License-Identifier: Apache-2.0
#include "server/audit/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "server/audit/head.h"
#include "tests/server/audit/log_test.h"

namespace keyward::server::audit {
namespace {

using api::MemoryStore;
using std::chrono::milliseconds;
using testing::HasSubstr;

void CopyStore(store::Store& from, store::Store& to) {
  const auto page = from.Range("", store::kMaxPageItems, "");
  ASSERT_TRUE(page && !page->more);
  for (const store::KeyValue& record : page->items) {
    store::Txn txn;
    txn.ops.emplace_back(store::Put{record.key, record.value});
    ASSERT_TRUE(to.Commit(std::move(txn)));
  }
}

TEST_F(LogTest, DrainsTheOutboxInTheOrderOfItsKeys) {
  auto log = Open();
  CommitChanges(*log, 250);
  ASSERT_TRUE(Drains());
  log.reset();
  ExpectWhole(store_);
  const std::string text = Text();
  std::size_t at = 0;
  for (int i = 0; i < 250; ++i) {
    const std::size_t found = text.find(EventLine("c" + std::to_string(1000 + i)));
    ASSERT_NE(found, std::string::npos);
    EXPECT_GT(found, at);
    at = found;
  }
}

TEST_F(LogTest, ReadsAreInTheFileWhenRecordReturns) {
  const auto log = Open();
  ASSERT_TRUE(log->Record(EventLine("r-1")));
  EXPECT_THAT(Text(), HasSubstr(R"("kind":"read","entry":"","event":{"id":"r-1"},"mac":)"));
  EXPECT_THAT(Text(), testing::StartsWith(R"({"seq":1,"key":0,"kind":"start","entry":"","event":{)"
                                          R"("eventType":"KeywardAuditStart","eventTime":"20)"));
}

TEST_F(LogTest, RefusesWhatIsNoRecord) {
  const auto log = Open();
  for (const char* line : {"", "text", "{\"a\":\n1}", "{}\n"}) {
    EXPECT_EQ(log->Record(line).error().name, "InvalidAuditRecord") << line;
  }
  EXPECT_EQ(log->Record("{" + std::string(store::kMaxValueBytes, ' ') + "}").error().name,
            "InvalidAuditRecord");
  EXPECT_TRUE(log->Ready());
}

TEST_F(LogTest, ChangesShareFsyncs) {
  const auto log = Open();
  CommitChanges(*log, 1);
  ASSERT_TRUE(Drains());
  const std::uint64_t before = log->syncs();
  CommitChanges(*log, 1000);
  ASSERT_TRUE(Drains());
  const std::uint64_t syncs = log->syncs() - before;
  RecordProperty("fsyncs_of_1000_changes", static_cast<int>(syncs));
  EXPECT_GE(syncs, 10u);  // at most a hundred share one
  EXPECT_LE(syncs, 100u);
}

TEST_F(LogTest, LoneChangeIsDurableWithinTheLag) {
  const auto log = Open();
  CommitChanges(*log, 1, "warm");
  ASSERT_TRUE(Drains());
  const auto began = std::chrono::steady_clock::now();
  CommitChanges(*log, 1);
  ASSERT_TRUE(Drains());
  const auto took =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began);
  RecordProperty("milliseconds", static_cast<int>(took.count()));
  EXPECT_LT(took, milliseconds(1000));  // 50 and a tick, but for a busy machine
}

TEST_F(LogTest, ManyRecordersMakeOneWholeLog) {
  constexpr int kThreads = 8;
  constexpr int kEach = 150;
  auto log = Open({.journal = {.lines_per_key = 10}});
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        if (i % 3 == 0) {
          EXPECT_TRUE(CommitChange(store_, *log, "c-" + id + "."));
        } else {
          EXPECT_TRUE(log->Record(EventLine("r-" + id + ".")));
        }
        if (i % 50 == 0) {
          EXPECT_TRUE(log->Ready());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE(Drains());
  log.reset();
  ExpectWhole(store_);
  const std::string text = Text();
  EXPECT_EQ(CountOf(text, "\n"), std::size_t{kThreads * kEach + 1});
  for (int t = 0; t < kThreads; ++t) {
    for (int i = 0; i < kEach; ++i) {
      const char* kind = i % 3 == 0 ? "c-" : "r-";
      const std::string id = kind + std::to_string(t) + "-" + std::to_string(i) + ".";
      EXPECT_EQ(CountOf(text, EventLine(id)), 1u) << id;
    }
  }
}

TEST_F(LogTest, GoesOnAfterARestart) {
  for (int run = 0; run < 3; ++run) {
    auto log = Open();
    CommitChanges(*log, 5, "run" + std::to_string(run));
    ASSERT_TRUE(log->Record(EventLine("r")));
    log.reset();
    EXPECT_EQ(OutboxSize(store_), 0u);  // a log that is closed has drained what was there
  }
  ExpectWhole(store_);
  EXPECT_EQ(VerifyStored(store_, {Path()}).starts, 3u);
  EXPECT_THAT(Text(), HasSubstr("\"key\":2,\"kind\":\"start\""));
}

TEST_F(LogTest, LinesPastTheHeadAreTakenUpAndNotRepeated) {
  auto log = Open({.journal = {.sync_lag = kNever, .head_lag = kNever}});
  CommitChanges(*log, 4);
  ASSERT_TRUE(Eventually([this] { return CountOf(Text(), "\n") == 5; }));
  ASSERT_TRUE(log->Record(EventLine("r")));
  MemoryStore crashed;
  CopyStore(store_, crashed);  // head at the beginning, the changes still in the outbox
  const std::string text = Text();
  log.reset();
  store::WriteWhole(Path(), text + text.substr(0, 40));  // and a line that was cut off
  ASSERT_EQ(OutboxSize(crashed), 4u);

  log = Open(crashed);
  EXPECT_EQ(log->recovered().lines, 6u);
  EXPECT_EQ(log->recovered().entries.size(), 4u);
  EXPECT_EQ(log->recovered().fault, "");
  ASSERT_TRUE(Eventually([&] { return OutboxSize(crashed) == 0; }));
  log.reset();
  ExpectWhole(crashed);
  EXPECT_EQ(CountOf(Text(), "\n"), 7u);
  EXPECT_EQ(CountOf(Text(), EventLine("c1003")), 1u);
  EXPECT_THAT(Text(), HasSubstr("\"linesRecovered\":6"));
}

TEST_F(LogTest, ForgedLinesPastTheHeadAreNotTakenUp) {
  auto log = Open();
  log.reset();
  const std::string text = Text();
  std::string forged = text;
  forged.replace(forged.find("\"seq\":1"), 7, "\"seq\":2");
  store::WriteWhole(Path(), text + forged);
  log = Open();
  EXPECT_THAT(log->recovered().fault, HasSubstr("was changed"));
  ASSERT_TRUE(log->Record(EventLine("r")));
  log.reset();
  EXPECT_EQ(VerifyStored(store_, {Path()}).fault->line, 2u);
}

TEST_F(LogTest, FilesThatWereRotatedChainOn) {
  LogOptions options{.file = Path()};
  options.journal.sync_lag = milliseconds(1);
  std::vector<std::unique_ptr<Output>> outputs;
  outputs.push_back(
      std::make_unique<FileOutput>(FileOptions{.path = Path(), .rotate_bytes = 2000}));
  crypto::SystemRandom random;
  const core::SystemClock clock;
  auto log = Log::Open(store_, random, clock, std::move(options), std::move(outputs)).value();
  for (int i = 0; i < 8; ++i) {
    CommitChanges(*log, 10);
    ASSERT_TRUE(Drains());
  }
  log.reset();
  std::vector<std::string> files;
  while (std::filesystem::exists(Path("log." + std::to_string(files.size() + 1)))) {
    files.push_back(Path("log." + std::to_string(files.size() + 1)));
  }
  EXPECT_GE(files.size(), 3u);
  if (std::filesystem::exists(Path())) files.push_back(Path());
  const Report report = VerifyStored(store_, files);
  EXPECT_FALSE(report.fault) << report.fault->file << " " << report.fault->message;
  EXPECT_EQ(report.lines, 81u);
  std::swap(files[0], files[1]);
  EXPECT_EQ(VerifyStored(store_, files).fault->file, Path("log.2"));
}

TEST_F(LogTest, RatchetTurnsByLinesAndByTime) {
  auto log = Open({.journal = {.lines_per_key = 2, .key_lifetime = kNever}});
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(log->Record(EventLine("r")));
  log.reset();
  EXPECT_EQ(CountOf(Text(), "\"key\":0,"), 2u);
  EXPECT_EQ(CountOf(Text(), "\"key\":1,"), 2u);
  EXPECT_EQ(CountOf(Text(), "\"key\":2,"), 2u);
  const auto turns = [this] {
    return DecodeHead(store_.Get(kHeadKey).value().value().value).value().turns();
  };
  // It turns without another line, and the store forgets the key that the line is under.
  log = Open({.journal = {.key_lifetime = milliseconds(50)}});
  ASSERT_TRUE(log->Record(EventLine("last")));
  const std::uint64_t under = turns();
  EXPECT_TRUE(Eventually([&] { return turns() > under; }));
  log.reset();
  ExpectWhole(store_);
}

TEST_F(LogTest, BacklogOverTheLimitRefuses) {
  auto log = Open({.journal = {.sync_lag = kNever, .head_lag = kNever}, .max_outbox = 20});
  CommitChanges(*log, 20);
  EXPECT_TRUE(log->Ready());
  CommitChanges(*log, 1, "more");
  const std::string refusal = "21 audit records wait to be written, more than the limit of 20";
  EXPECT_TRUE(Eventually([&] {
    const core::Result<void> ready = log->Ready();
    return !ready && ready.error().message == refusal;
  }));
  EXPECT_FALSE(log->Record(EventLine("r")));
  log.reset();
  // A log that is opened counts what it finds.
  for (int i = 0; i < 30; ++i) {
    store::Txn txn;
    txn.ops.emplace_back(store::Put{"audit/outbox/" + std::to_string(i), "{}"});
    ASSERT_TRUE(store_.Commit(std::move(txn)));
  }
  log = Open({.journal = {.sync_lag = kNever, .head_lag = kNever}, .max_outbox = 20});
  EXPECT_THAT(log->Ready().error().message, HasSubstr("30 audit records wait"));
  log->Reopen();  // commits
  EXPECT_TRUE(Eventually([&] { return log->Ready().has_value(); }));
}

TEST_F(LogTest, NeedsAFile) {
  crypto::SystemRandom random;
  const core::SystemClock clock;
  EXPECT_EQ(Log::Open(store_, random, clock, {}, {}).error().name, "InvalidAuditLog");
}

}  // namespace
}  // namespace keyward::server::audit
