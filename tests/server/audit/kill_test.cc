// SPDX-License-Identifier: Apache-2.0
//
// kill -9 at each step of a record's way, and at random moments under load. A child process commits
// changes and records reads, and tells through a pipe what was acknowledged; it kills itself at the
// step that is asked for, or the parent does. What is left is opened: every acknowledged record is
// in the log exactly once, and the log is whole. KEYWARD_AUDIT_KILLS says how many random kills.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "server/audit/head.h"
#include "store/keyring/key_file_seal.h"
#include "store/local/installation.h"
#include "tests/server/audit/log_fixture.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::audit {
namespace {

enum class Step : std::uint8_t {
  kBeforeWrite,
  kAfterWrite,
  kAfterSync,
  kBeforeDelete,
  kAfterDelete,
  kNever
};

// Dies the `after`-th time that it comes by.
class Killer {
 public:
  Killer(Step step, int after) : step_(step), left_(after) {}
  void At(Step step) {
    if (step == step_ && --left_ == 0) ::raise(SIGKILL);
  }

 private:
  const Step step_;
  std::atomic<int> left_;
};

class DyingOutput final : public Output {
 public:
  DyingOutput(const std::string& path, Killer& killer) : file_({.path = path}), killer_(killer) {}
  const std::string& name() const override { return file_.name(); }
  bool durable() const override { return true; }
  core::Result<void> Write(std::string_view lines) override {
    killer_.At(Step::kBeforeWrite);
    core::Result<void> written = file_.Write(lines);
    killer_.At(Step::kAfterWrite);
    return written;
  }
  core::Result<void> Sync() override {
    core::Result<void> synced = file_.Sync();
    killer_.At(Step::kAfterSync);
    return synced;
  }
  core::Result<void> Probe() override { return file_.Probe(); }
  core::Result<bool> Reopen() override { return file_.Reopen(); }
  bool WantsRotation() const override { return false; }
  core::Result<void> Rotate() override { return {}; }

 private:
  FileOutput file_;
  Killer& killer_;
};

class DyingStore final : public store::Store {
 public:
  DyingStore(store::Store& store, Killer& killer) : store_(store), killer_(killer) {}
  core::Result<std::optional<store::KeyValue>> Get(std::string_view key) override {
    return store_.Get(key);
  }
  core::Result<store::RangePage> Range(std::string_view prefix, std::size_t limit,
                                       std::string_view after) override {
    return store_.Range(prefix, limit, after);
  }
  core::Result<store::TxnResult> Commit(store::Txn txn) override {
    const bool deletes = std::holds_alternative<store::Delete>(txn.ops.front());
    if (deletes) killer_.At(Step::kBeforeDelete);
    core::Result<store::TxnResult> done = store_.Commit(std::move(txn));
    if (deletes) killer_.At(Step::kAfterDelete);
    return done;
  }
  core::Result<std::unique_ptr<store::ChangeStream>> Watch(std::string_view prefix,
                                                           store::Revision from) override {
    return store_.Watch(prefix, from);
  }
  core::Result<store::Revision> CurrentRevision() override { return store_.CurrentRevision(); }

 private:
  store::Store& store_;
  Killer& killer_;
};

int ToInt(const char* text) { return static_cast<int>(std::strtol(text, nullptr, 10)); }

// An id as it stands in the log. Of fixed size: an acknowledgement is one write to the pipe.
constexpr std::size_t kIdBytes = 16;
std::string IdOf(char kind, std::uint32_t run, std::uint32_t number) {
  std::string id = std::to_string(run * 1'000'000 + number);
  return kind + std::string(kIdBytes - 1 - id.size(), '0') + id;
}

// What parent and child open.
struct Place {
  std::string directory;
  crypto::SystemRandom random;
  core::SystemClock clock;

  store::local::Options options() {
    return {.directory = directory + "/data", .random = random, .clock = clock};
  }
  std::string key() const { return directory + "/key"; }
  std::string log() const { return directory + "/log"; }
};

void Tell(int pipe, const std::string& id) {
  if (::write(pipe, id.data(), id.size()) != kIdBytes) std::_Exit(6);
}

int RunChild(const std::string& directory, std::uint32_t run, Step step, int after, int pipe) {
  Place place;
  place.directory = directory;
  Killer killer(step, after);
  const auto seal = store::keyring::KeyFileSeal::Read(place.key());
  if (!seal) return 2;
  const auto opened = store::local::Open(place.options(), *seal);
  if (!opened) return 3;
  DyingStore dying(**opened, killer);
  std::vector<std::unique_ptr<Output>> outputs;
  outputs.push_back(std::make_unique<DyingOutput>(place.log(), killer));
  const auto log =
      Log::Open(dying, place.random, place.clock,
                {.file = place.log(),
                 .journal = {.lines_per_key = 7, .sync_lag = std::chrono::milliseconds(5)}},
                std::move(outputs));
  if (!log) return 4;
  std::thread reader([&] {
    for (std::uint32_t i = 0;; ++i) {
      const std::string id = IdOf('r', run, i);
      if (!(*log)->Record(R"({"id":")" + id + "\"}")) std::_Exit(5);
      Tell(pipe, id);
    }
  });
  for (std::uint32_t i = 0;; ++i) {
    const std::string id = IdOf('c', run, i);
    if (!CommitChange(**opened, **log, id)) std::_Exit(7);
    Tell(pipe, id);
    // Not faster than they are drained, by far.
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
}

class AuditKillTest : public testing::Test {
 protected:
  AuditKillTest() {
    place_.directory = directory_.path();
    const auto seal = store::keyring::KeyFileSeal::Generate(place_.key(), place_.random);
    EXPECT_TRUE(seal && store::local::Initialize(place_.options(), *seal));
  }

  // Runs until it dies, and keeps what was acknowledged.
  void LetDie(std::uint32_t run, Step step, int after, std::chrono::milliseconds kill_after) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      // Anew: a forked process has no locked memory.
      ::execl("/proc/self/exe", "audit_kill_test", "--child", place_.directory.c_str(),
              std::to_string(run).c_str(), std::to_string(static_cast<int>(step)).c_str(),
              std::to_string(after).c_str(), std::to_string(ends[1]).c_str(), nullptr);
      std::_Exit(9);
    }
    ::close(ends[1]);
    std::thread killing([&] {
      if (step == Step::kNever) {
        std::this_thread::sleep_for(kill_after);
        ::kill(child, SIGKILL);
      }
    });
    std::array<char, kIdBytes> id;
    while (::read(ends[0], id.data(), id.size()) == kIdBytes) {
      acknowledged_.emplace_back(id.data(), id.size());
    }
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    killing.join();
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
  }

  // Opens what is left, lets it drain, and compares.
  void Check() {
    const auto seal = store::keyring::KeyFileSeal::Read(place_.key());
    ASSERT_TRUE(seal);
    const auto opened = store::local::Open(place_.options(), *seal);
    ASSERT_TRUE(opened);
    store::Store& store = **opened;
    auto log = OpenLog(store, place_.log());
    ASSERT_TRUE(log) << core::Describe(log.error());
    EXPECT_EQ((*log)->recovered().fault, "");
    ASSERT_TRUE(Eventually([&] { return OutboxSize(store) == 0; }));
    log->reset();
    const Report report = VerifyStored(store, {place_.log()});
    EXPECT_FALSE(report.fault) << report.fault->line << ": " << report.fault->message;
    const std::string text = store::ReadWhole(place_.log());
    std::map<std::string, int> found;
    constexpr std::string_view kMark = "\"event\":{\"id\":\"";
    for (std::size_t at = text.find(kMark); at != std::string::npos;
         at = text.find(kMark, at + 1)) {
      ++found[text.substr(at + kMark.size(), kIdBytes)];
    }
    for (const auto& [id, count] : found) EXPECT_EQ(count, 1) << id;
    for (const std::string& id : acknowledged_) EXPECT_TRUE(found.contains(id)) << id;
  }

  const store::TempDirectory directory_;
  Place place_;
  std::vector<std::string> acknowledged_;
};

TEST_F(AuditKillTest, AtEachStepNothingIsLostOrRepeated) {
  std::uint32_t run = 0;
  for (const Step step : {Step::kBeforeWrite, Step::kAfterWrite, Step::kAfterSync,
                          Step::kBeforeDelete, Step::kAfterDelete}) {
    for (const int after : {1, 2, 5}) {
      LetDie(++run, step, after, {});
      Check();
      if (HasFailure()) FAIL() << "step " << static_cast<int>(step) << " time " << after;
    }
  }
  EXPECT_GT(acknowledged_.size(), 0u);
}

TEST_F(AuditKillTest, AtRandomMomentsNothingIsLostOrRepeated) {
  const char* const asked = std::getenv("KEYWARD_AUDIT_KILLS");
  const int kills = asked == nullptr ? 15 : ToInt(asked);
  std::mt19937 random(1);
  for (int run = 0; run < kills && !HasFailure(); ++run) {
    LetDie(static_cast<std::uint32_t>(run), Step::kNever, 0,
           std::chrono::milliseconds(20 + random() % 200));
    Check();
  }
  RecordProperty("acknowledged", static_cast<int>(acknowledged_.size()));
  EXPECT_GT(acknowledged_.size(), 0u);
}

}  // namespace
}  // namespace keyward::server::audit

int main(int argc, char** argv) {
  using namespace keyward::server::audit;
  if (argc == 7 && std::string_view(argv[1]) == "--child") {
    return RunChild(argv[2], static_cast<std::uint32_t>(ToInt(argv[3])),
                    static_cast<Step>(ToInt(argv[4])), ToInt(argv[5]), ToInt(argv[6]));
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
