// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "server/process/hardening.h"
#include "server/process/log.h"
#include "server/process/notify.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::process {
namespace {

using testing::HasSubstr;

class LogTest : public testing::Test {
 protected:
  LogTest() { EXPECT_EQ(::pipe(ends_.data()), 0); }
  ~LogTest() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  std::string Read() const {
    std::array<char, 4096> room = {};
    const ssize_t count = ::read(ends_[0], room.data(), room.size());
    return {room.data(), static_cast<std::size_t>(count)};
  }

  std::array<int, 2> ends_ = {};
  const core::FixedClock clock_{
      core::Clock::TimePoint(std::chrono::milliseconds(1'800'000'000'007))};
};

TEST_F(LogTest, EachEventIsALineOfJson) {
  Log log(ends_[1], Level::kInfo, clock_);
  log.Info("serving", {{"path", "a\"b\nc\xff"}});
  EXPECT_EQ(Read(), R"({"time":"2027-01-15T08:00:00.007Z","level":"info","message":"serving",)"
                    "\"path\":\"a\\\"b\\nc\xef\xbf\xbd\"}\n");
  Log quiet(ends_[1], Level::kError, clock_);
  quiet.Warn("not this");
  quiet.Failed("not ready",
               {core::ErrorCode::kUnavailable, "AuditUnavailable", "the disk is full"});
  EXPECT_THAT(Read(), HasSubstr(R"("level":"error","message":"not ready",)"
                                R"("error":"AuditUnavailable","detail":"the disk is full"})"));
}

TEST(LevelOf, KnowsEveryName) {
  EXPECT_EQ(LevelOf("info"), Level::kInfo);
  EXPECT_EQ(LevelOf("warn"), Level::kWarn);
  EXPECT_EQ(LevelOf("error"), Level::kError);
}

// A manager's end of the socket; `name` as NOTIFY_SOCKET has it.
class Manager {
 public:
  explicit Manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address),
                     static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size())),
              0);
  }
  ~Manager() { ::close(socket_); }
  std::string Hear() const {
    std::array<char, 256> room = {};
    const ssize_t count = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT);
    return {room.data(), count < 0 ? 0 : static_cast<std::size_t>(count)};
  }

 private:
  int socket_;
};

TEST(Notifier, TellsBothKindsOfSocket) {
  const store::TempDirectory temp;
  const std::string abstract = "@keyward-notify-" + std::to_string(::getpid());
  for (const std::string& name : {temp.path() + "/notify", abstract}) {
    const Manager manager(name);
    ASSERT_TRUE(Notifier(name).Tell("READY=1\nSTATUS=serving"));
    EXPECT_EQ(manager.Hear(), "READY=1\nSTATUS=serving");
  }
  EXPECT_TRUE(Notifier("").Tell("READY=1"));
  EXPECT_EQ(Notifier(temp.path() + "/none").Tell("READY=1").error().name, "NotifyFailed");
  EXPECT_EQ(Notifier(std::string(200, 'x')).Tell("READY=1").error().name, "NotifyFailed");
}

TEST(BecomeUser, UnknownUserIsRefused) {
  EXPECT_EQ(BecomeUser("no-such-user-here").error().name, "UnknownUser");
}

}  // namespace
}  // namespace keyward::server::process
