// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/store/conformance.h"

namespace keyward::store {
namespace {

constexpr int kThreads = 8;

template <typename Work>
void InThreads(int count, const Work& work) {
  std::vector<std::thread> threads;
  threads.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  for (std::thread& thread : threads) thread.join();
}

TEST_P(Conformance, OneOfManyThatCreateWins) {
  for (int round = 0; round < 10; ++round) {
    const std::string key = "k" + std::to_string(round);
    std::atomic<int> winners = 0;
    std::atomic<int> winner = -1;
    InThreads(kThreads, [&](int i) {
      if (Commit({{{key, 0}}, {Put{key, std::to_string(i)}}}).committed) {
        ++winners;
        winner = i;
      }
    });
    EXPECT_EQ(winners, 1);
    EXPECT_EQ(Value(key), std::to_string(winner));
  }
}

TEST_P(Conformance, CountersThatManyIncrementAreExact) {
  constexpr int kIncrements = 40;
  InThreads(kThreads, [&](int i) {
    const std::string key = i % 2 == 0 ? "even" : "odd";
    for (int done = 0; done < kIncrements;) {
      const std::optional<KeyValue> now = Get(key);
      const int count = now ? std::stoi(now->value) : 0;
      const Revision revision = now ? now->mod_revision : 0;
      const TxnResult result = Commit({{{key, revision}}, {Put{key, std::to_string(count + 1)}}});
      if (result.committed) {
        ++done;
      } else {
        ASSERT_EQ(result.conflicts.size(), 1u);
        ASSERT_GT(result.conflicts[0].found, revision);
      }
    }
  });
  EXPECT_EQ(Value("even"), std::to_string(kThreads / 2 * kIncrements));
  EXPECT_EQ(Value("odd"), std::to_string(kThreads / 2 * kIncrements));
  EXPECT_EQ(*store().CurrentRevision(), static_cast<Revision>(kThreads * kIncrements));
}

TEST_P(Conformance, RevisionsOfRacingTransactionsAreDistinct) {
  constexpr std::size_t kWrites = 50;
  std::vector<std::vector<Revision>> revisions(kThreads);
  InThreads(kThreads, [&](int i) {
    for (std::size_t w = 0; w < kWrites; ++w) {
      revisions[static_cast<std::size_t>(i)].push_back(Write(std::to_string(i), "v"));
    }
  });
  std::vector<bool> seen(kThreads * kWrites + 1, false);
  for (const std::vector<Revision>& own : revisions) {
    EXPECT_TRUE(std::is_sorted(own.begin(), own.end()));
    for (Revision revision : own) {
      ASSERT_LT(revision, seen.size());
      ASSERT_FALSE(seen[revision]);
      seen[revision] = true;
    }
  }
}

// What was acknowledged is read by everyone from then on, and never an older state after a newer.
TEST_P(Conformance, ReadsFollowAcknowledgedWrites) {
  std::atomic<int> acknowledged = 0;
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 1; i <= 300; ++i) {
      Write("k", std::to_string(i));
      acknowledged = i;
    }
    stop = true;
  });
  InThreads(3, [&](int) {
    int last = 0;
    while (!stop) {
      const int floor = acknowledged;
      const std::string value = Value("k");
      const int now = value.empty() ? 0 : std::stoi(value);
      ASSERT_GE(now, floor);
      ASSERT_GE(now, last);
      last = now;
    }
  });
  writer.join();
}

// Two accounts whose sum never changes, in every snapshot.
TEST_P(Conformance, PageShowsWholeTransactionsOnly) {
  Commit({{}, {Put{"a/1", "500"}, Put{"a/2", "500"}}});
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; i < 300; ++i) {
      Commit({{}, {Put{"a/1", std::to_string(i)}, Put{"a/2", std::to_string(1000 - i)}}});
    }
    stop = true;
  });
  InThreads(2, [&](int) {
    while (!stop) {
      const RangePage page = Range("a/");
      ASSERT_EQ(page.items.size(), 2u);
      ASSERT_EQ(std::stoi(page.items[0].value) + std::stoi(page.items[1].value), 1000);
      ASSERT_EQ(page.items[0].mod_revision, page.revision);
    }
  });
  writer.join();
}

// Paging while others write finds each record that stays exactly once.
TEST_P(Conformance, PagingUnderWritesKeepsWhatStays) {
  for (int i = 0; i < 100; ++i) {
    Txn txn;
    txn.ops.emplace_back(Put{"p/" + std::to_string(1000 + i), "stays"});
    Commit(txn);
  }
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      const std::string key = "p/" + std::to_string(1000 + i % 100) + "+";
      if (i % 2 == 0) {
        Write(key, "passes");
      } else {
        Erase(key);
      }
    }
  });
  for (int round = 0; round < 20; ++round) {
    std::vector<std::string> stayed;
    std::string after;
    RangePage page;
    do {
      page = Range("p/", 7, after);
      for (const KeyValue& item : page.items) {
        ASSERT_LT(after, item.key);
        after = item.key;
        if (item.value == "stays") stayed.push_back(item.key);
      }
    } while (page.more);
    ASSERT_EQ(stayed.size(), 100u);
  }
  stop = true;
  writer.join();
}

}  // namespace
}  // namespace keyward::store
