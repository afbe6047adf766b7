// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/store/conformance.h"

namespace keyward::store {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(Conformance, WatchDeliversEachTransactionInItsOrder) {
  auto stream = Watch("", 0);
  Write("a", "1");
  Commit({{}, {Put{"b", "1"}, Delete{"a"}, Delete{"absent"}, Put{"c", "1"}}});
  WatchEvent event = NextChange(*stream);
  EXPECT_EQ(event.revision, 1u);
  EXPECT_THAT(event.changes, ElementsAre(Change{"a", false}));
  event = NextChange(*stream);
  EXPECT_EQ(event.revision, 2u);
  EXPECT_THAT(event.changes,
              ElementsAre(Change{"b", false}, Change{"a", true}, Change{"c", false}));
}

TEST_P(Conformance, WatchSeesItsPrefixOnlyAndTellsHowFarItHasCome) {
  auto stream = Watch("k/", 0);
  Write("a", "1");
  Commit({{}, {Put{"k", "1"}, Put{"k/1", "1"}, Put{"l", "1"}}});
  Write("z", "1");
  EXPECT_THAT(NextChange(*stream).changes, ElementsAre(Change{"k/1", false}));
  WatchEvent nothing;
  for (int i = 0; i < 100 && nothing.revision < 3; ++i) nothing = *stream->Next(milliseconds(50));
  EXPECT_EQ(nothing.revision, 3u);
  EXPECT_THAT(nothing.changes, IsEmpty());
}

TEST_P(Conformance, WatchFromAnEarlierRevisionBeginsThere) {
  for (int i = 1; i <= 5; ++i) Write("k" + std::to_string(i), "v");
  auto stream = Watch("", 3);
  Write("k6", "v");
  for (Revision revision = 3; revision <= 6; ++revision) {
    const WatchEvent event = NextChange(*stream);
    EXPECT_EQ(event.revision, revision);
    EXPECT_THAT(event.changes, ElementsAre(Change{"k" + std::to_string(revision), false}));
  }
}

TEST_P(Conformance, WatchResumesAcrossReopening) {
  for (int i = 1; i <= 1100; ++i) {
    Commit({{}, {Put{"k" + std::to_string(i), "v"}, Delete{"k" + std::to_string(i - 1)}}});
  }
  Reopen();
  auto stream = Watch("k", 2);
  for (Revision revision = 2; revision <= 1100; ++revision) {
    const WatchEvent event = NextChange(*stream);
    ASSERT_EQ(event.revision, revision);
    ASSERT_THAT(event.changes, ElementsAre(Change{"k" + std::to_string(revision), false},
                                           Change{"k" + std::to_string(revision - 1), true}));
  }
  Write("k-new", "v");
  EXPECT_EQ(NextChange(*stream).revision, 1101u);
}

TEST_P(Conformance, WatchPastTheNextRevisionIsRefused) {
  Write("a", "1");
  EXPECT_NE(Watch("", 2), nullptr);
  EXPECT_EQ(NameOf(store().Watch("", 3)), "RevisionInFuture");
}

TEST_P(Conformance, WatchFromACompactedRevisionIsRefused) {
  Reopen(10);
  for (int i = 0; i < 600; ++i) Write("k", std::to_string(i));
  EXPECT_EQ(NameOf(store().Watch("", 1)), "RevisionCompacted");
  auto stream = Watch("", 591);
  for (Revision revision = 591; revision <= 600; ++revision) {
    EXPECT_EQ(NextChange(*stream).revision, revision);
  }
  stream.reset();
  Reopen(10);
  EXPECT_EQ(*store().CurrentRevision(), 600u);
  EXPECT_EQ(NameOf(store().Watch("", 1)), "RevisionCompacted");
}

TEST_P(Conformance, WatcherThatFallsBehindIsToldAndClosed) {
  auto slow = Watch("", 0);
  auto other = Watch("other/", 0);
  Txn txn;
  for (std::size_t i = 0; i < kMaxTxnOps; ++i) txn.ops.emplace_back(Put{std::to_string(i), "v"});
  for (std::size_t i = 0; i <= kMaxWatchBacklog / kMaxTxnOps; ++i) Commit(txn);
  Write("other/1", "v");
  EXPECT_THAT(NextChange(*other).changes, ElementsAre(Change{"other/1", false}));
  // The queue is filled by the engine, in its own time.
  core::Result<WatchEvent> event = WatchEvent{};
  for (int i = 0; i < 200 && event; ++i) event = slow->Next(milliseconds(50));
  EXPECT_EQ(NameOf(event), "WatchFellBehind");
  EXPECT_EQ(NameOf(slow->Next(milliseconds(0))), "WatchFellBehind");
  EXPECT_EQ(NextChange(*Watch("", 1)).revision, 1u);
}

TEST_P(Conformance, ClosedWatchEndsTheWaitOfAnotherThread) {
  auto stream = Watch("", 0);
  std::thread closer([&] {
    std::this_thread::sleep_for(milliseconds(20));
    stream->Close();
  });
  EXPECT_EQ(NameOf(stream->Next(std::chrono::seconds(30))), "WatchClosed");
  closer.join();
}

TEST_P(Conformance, MostWatchesAreOpenAndOneMoreIsRefused) {
  std::vector<std::unique_ptr<ChangeStream>> streams;
  for (std::size_t i = 0; i < kMaxWatches; ++i) streams.push_back(Watch("k", 0));
  EXPECT_EQ(NameOf(store().Watch("k", 0)), "TooManyWatches");
  streams.pop_back();
  EXPECT_NE(Watch("k", 0), nullptr);
}

// Watchers that start at all moments of a race of writers see every revision from theirs on.
TEST_P(Conformance, WatchHasNoGapWhileManyWrite) {
  constexpr int kWriters = 4;
  constexpr int kWrites = 150;
  constexpr Revision kLast = Revision{kWriters} * kWrites;
  std::vector<std::thread> threads;
  threads.reserve(kWriters + 3);
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < kWrites; ++i) Write(std::to_string(w), std::to_string(i));
    });
  }
  for (int w = 0; w < 3; ++w) {
    threads.emplace_back([&, w] {
      Revision seen = 0;
      while (seen < kLast) {
        auto stream = Watch("", seen + 1);
        for (int i = 0; i < 40 + 30 * w && seen < kLast; ++i) {
          const WatchEvent event = NextChange(*stream);
          ASSERT_EQ(event.revision, seen + 1);
          ASSERT_EQ(event.changes.size(), 1u);
          ++seen;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// What a page shows and what a watch from the revision after it delivers are together the store.
TEST_P(Conformance, WatchAfterAPageMissesNothing) {
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) Write("k", std::to_string(i));
  });
  for (int i = 0; i < 30; ++i) {
    const RangePage page = Range("k", 1);
    auto stream = Watch("k", page.revision + 1);
    EXPECT_EQ(NextChange(*stream).revision, page.revision + 1);
  }
  stop = true;
  writer.join();
}

}  // namespace
}  // namespace keyward::store
