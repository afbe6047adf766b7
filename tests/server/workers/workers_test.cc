// SPDX-License-Identifier: Apache-2.0
#include "server/workers/workers.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

namespace keyward::server::workers {
namespace {

using testing::ElementsAre;

class Calls final : public Task {
 public:
  explicit Calls(
      std::function<void()> run, std::function<void()> destroyed = [] {})
      : run_(std::move(run)), destroyed_(std::move(destroyed)) {}
  ~Calls() override { destroyed_(); }
  void Run() override { run_(); }

 private:
  std::function<void()> run_;
  std::function<void()> destroyed_;
};

std::unique_ptr<Task> Calling(
    std::function<void()> run, std::function<void()> destroyed = [] {}) {
  return std::make_unique<Calls>(std::move(run), std::move(destroyed));
}

// Keeps one worker busy until it is opened. Made before the lane, as all that tasks use: the lane's
// end waits for what runs.
class Gate {
 public:
  std::unique_ptr<workers::Task> Waiting() {
    return Calling([this] {
      inside_.set_value();
      open_.get_future().wait();
    });
  }
  void AwaitOneInside() { inside_.get_future().wait(); }
  void Open() { open_.set_value(); }

 private:
  std::promise<void> inside_;
  std::promise<void> open_;
};

TEST(Workers, LanesAreServedInTheOrderOfArrival) {
  const auto workers = std::make_shared<Workers>(1);
  Gate gate;
  std::vector<int> order;  // the one worker's
  std::promise<void> done;
  Lane first(workers, 8);
  Lane second(workers, 8);
  ASSERT_EQ(first.Submit(gate.Waiting()), nullptr);
  gate.AwaitOneInside();
  std::vector<std::unique_ptr<Task>> two;
  two.push_back(Calling([&] { order.push_back(1); }));
  two.push_back(Calling([&] { order.push_back(2); }));
  first.Submit(two);
  EXPECT_TRUE(two.empty());
  ASSERT_EQ(second.Submit(Calling([&] { order.push_back(3); })), nullptr);
  ASSERT_EQ(first.Submit(Calling([&] {
    order.push_back(4);
    done.set_value();
  })),
            nullptr);
  gate.Open();
  done.get_future().wait();
  EXPECT_THAT(order, ElementsAre(1, 2, 3, 4));
}

TEST(Workers, EachLaneHasABoundOfItsOwn) {
  const auto workers = std::make_shared<Workers>(1);
  Gate gate;
  Lane small(workers, 2);
  Lane other(workers, 1);
  ASSERT_EQ(small.Submit(gate.Waiting()), nullptr);
  gate.AwaitOneInside();
  std::vector<std::unique_ptr<Task>> three;
  for (int i = 0; i < 3; ++i) three.push_back(Calling([] {}));
  small.Submit(three);
  EXPECT_EQ(three.size(), 1u);
  EXPECT_NE(small.Submit(Calling([] {})), nullptr);
  EXPECT_EQ(other.Submit(Calling([] {})), nullptr);
  gate.Open();
}

TEST(Workers, ClosingDropsWhatWaitsAndAwaitsWhatRuns) {
  const auto workers = std::make_shared<Workers>(1);
  Gate gate;
  std::atomic<int> ran = 0;
  std::atomic<int> destroyed = 0;
  std::promise<void> last;
  auto closing = std::make_unique<Lane>(workers, 8);
  Lane staying(workers, 8);
  ASSERT_EQ(closing->Submit(gate.Waiting()), nullptr);
  gate.AwaitOneInside();
  ASSERT_EQ(closing->Submit(Calling([&] { ++ran; }, [&] { ++destroyed; })), nullptr);
  ASSERT_EQ(staying.Submit(Calling([&] { last.set_value(); })), nullptr);
  std::atomic<bool> closed = false;
  std::thread closer([&] {
    closing->Close();
    closed = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(closed);  // what runs is waited for
  gate.Open();
  closer.join();
  EXPECT_EQ(ran, 0);
  EXPECT_EQ(destroyed, 1);
  EXPECT_NE(closing->Submit(Calling([] {})), nullptr);
  last.get_future().wait();  // the other lane's task was not dropped
  closing.reset();
}

TEST(Workers, WhatATaskThrowsEndsNothing) {
  const auto workers = std::make_shared<Workers>(1);
  std::promise<void> done;
  Lane lane(workers, 8);
  ASSERT_EQ(lane.Submit(Calling([] { throw std::runtime_error("x"); })), nullptr);
  ASSERT_EQ(lane.Submit(Calling([&] { done.set_value(); })), nullptr);
  done.get_future().wait();
}

TEST(Workers, ManyTasksOfManyThreadsAllRun) {
  const auto workers = std::make_shared<Workers>(4);
  std::atomic<int> ran = 0;
  {
    Lane lane(workers, 100'000);
    std::vector<std::thread> senders;
    for (int i = 0; i < 4; ++i) {
      senders.emplace_back([&] {
        for (int j = 0; j < 2'000; ++j) EXPECT_EQ(lane.Submit(Calling([&] { ++ran; })), nullptr);
      });
    }
    for (std::thread& sender : senders) sender.join();
    while (ran < 8'000) std::this_thread::yield();
  }
  EXPECT_EQ(ran, 8'000);
}

}  // namespace
}  // namespace keyward::server::workers
