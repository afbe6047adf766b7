// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>

#include "server/audit/file_output.h"
#include "server/audit/stream_output.h"
#include "server/audit/syslog_output.h"
#include "tests/store/temp_directory.h"

namespace keyward::server::audit {
namespace {

using store::ReadWhole;
using store::WriteWhole;
using testing::HasSubstr;
using testing::StartsWith;

std::string ErrorOf(const core::Result<void>& result) {
  return result ? "" : result.error().message;
}

class FileOutputTest : public testing::Test {
 protected:
  std::string Path(const std::string& name = "log") const { return directory_.path() + "/" + name; }
  FileOutput Opened(std::uint64_t rotate_bytes = 0) const {
    FileOutput output({.path = Path(), .rotate_bytes = rotate_bytes});
    EXPECT_TRUE(output.Reopen().has_value());
    return output;
  }
  const store::TempDirectory directory_;
};

TEST_F(FileOutputTest, AppendsForItsOwnerOnly) {
  FileOutput output = Opened();
  ASSERT_TRUE(output.Write("one\n"));
  ASSERT_TRUE(output.Sync());
  ASSERT_TRUE(output.Write("two\nthree\n"));
  EXPECT_EQ(ReadWhole(Path()), "one\ntwo\nthree\n");
  struct stat status = {};
  ASSERT_EQ(::stat(Path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
}

TEST_F(FileOutputTest, CutsOffAnIncompleteLine) {
  WriteWhole(Path(), "one\ntw");
  FileOutput output = Opened();
  ASSERT_TRUE(output.Write("two\n"));
  EXPECT_EQ(ReadWhole(Path()), "one\ntwo\n");
  WriteWhole(Path(), "half");
  FileOutput other = Opened();
  EXPECT_EQ(ReadWhole(Path()), "");
  WriteWhole(Path(), std::string(2 << 20, 'x'));  // no log: nothing is cut
  FileOutput third({.path = Path()});
  EXPECT_THAT(third.Reopen().error().message, HasSubstr("no line of a log"));
  EXPECT_EQ(ReadWhole(Path()).size(), std::size_t{2} << 20);
}

TEST_F(FileOutputTest, NoticesThatItWasDeletedMovedReplacedOrCut) {
  FileOutput output = Opened();
  ASSERT_TRUE(output.Write("one\n"));
  ASSERT_TRUE(output.Probe());
  std::filesystem::rename(Path(), Path("moved"));
  EXPECT_EQ(ErrorOf(output.Probe()), "was deleted or moved");
  EXPECT_EQ(ErrorOf(output.Write("two\n")), "was deleted or moved");
  EXPECT_EQ(ErrorOf(output.Sync()), "was deleted or moved");
  WriteWhole(Path(), "");
  EXPECT_EQ(ErrorOf(output.Write("two\n")), "was replaced by another");
  std::filesystem::remove(Path());
  std::filesystem::rename(Path("moved"), Path());
  EXPECT_TRUE(output.Probe());
  EXPECT_EQ(output.Reopen().value(), false);
  ASSERT_TRUE(output.Write("two\n"));
  std::filesystem::resize_file(Path(), 3);
  EXPECT_EQ(ErrorOf(output.Write("x\n")), "was cut while it was open");
  std::filesystem::remove(Path());
  EXPECT_EQ(output.Reopen().value(), true);  // what was not synced is lost
  ASSERT_TRUE(output.Write("three\n"));
  EXPECT_EQ(ReadWhole(Path()), "three\n");
}

TEST_F(FileOutputTest, RotatesToTheNextNumber) {
  WriteWhole(Path("log.7"), "");
  WriteWhole(Path("log.x"), "");
  FileOutput output = Opened(8);
  ASSERT_TRUE(output.Write("one\n"));
  EXPECT_FALSE(output.WantsRotation());
  ASSERT_TRUE(output.Rotate());
  ASSERT_TRUE(output.Write("two\n"));
  EXPECT_TRUE(output.WantsRotation());
  ASSERT_TRUE(output.Rotate());
  ASSERT_TRUE(output.Write("three\n"));
  EXPECT_EQ(ReadWhole(Path("log.8")), "one\ntwo\n");
  EXPECT_EQ(ReadWhole(Path()), "three\n");
}

// A file that may not grow, as on a full disk: a write ends in the middle of a line.
class FullFileTest : public FileOutputTest {
 protected:
  FullFileTest() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_IGN);
  }
  ~FullFileTest() override { Limit(before_.rlim_cur); }
  void Limit(rlim_t bytes) const {
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  rlimit before_ = {};
};

TEST_F(FullFileTest, GoesOnWhereItStopped) {
  FileOutput output = Opened();
  Limit(6);
  EXPECT_EQ(ErrorOf(output.Write("one\ntwo\n")), "cannot write: File too large");
  EXPECT_EQ(ReadWhole(Path()), "one\ntw");
  EXPECT_EQ(ErrorOf(output.Write("one\ntwo\n")), "cannot write: File too large");
  Limit(before_.rlim_cur);
  ASSERT_TRUE(output.Write("one\ntwo\n"));
  ASSERT_TRUE(output.Write("three\n"));
  EXPECT_EQ(ReadWhole(Path()), "one\ntwo\nthree\n");
}

TEST_F(FullFileTest, LeavesWholeLinesWhenItIsMovedInTheMiddle) {
  FileOutput output = Opened();
  Limit(6);
  EXPECT_FALSE(output.Write("one\ntwo\n"));
  std::filesystem::rename(Path(), Path("moved"));
  Limit(before_.rlim_cur);
  EXPECT_EQ(output.Reopen().value(), false);
  ASSERT_TRUE(output.Write("one\ntwo\n"));
  EXPECT_EQ(ReadWhole(Path("moved")), "one\n");
  EXPECT_EQ(ReadWhole(Path()), "two\n");
}

TEST(DeviceOutput, FullDeviceSaysSo) {
  FileOutput output({.path = "/dev/full"});
  ASSERT_TRUE(output.Reopen());
  EXPECT_EQ(ErrorOf(output.Write("one\n")), "cannot write: No space left on device");
  EXPECT_FALSE(output.WantsRotation());
}

TEST(StreamOutputTest, WritesAndNoticesThatNobodyReads) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::signal(SIGPIPE, SIG_IGN);
  StreamOutput output(ends[1], "stdout");
  ASSERT_TRUE(output.Write("one\n"));
  ASSERT_TRUE(output.Probe());
  char bytes[8] = {};
  EXPECT_EQ(::read(ends[0], bytes, sizeof bytes), 4);
  EXPECT_STREQ(bytes, "one\n");
  ::close(ends[0]);
  EXPECT_EQ(ErrorOf(output.Probe()), "nobody reads it any more");
  EXPECT_EQ(ErrorOf(output.Write("two\n")), "cannot write: Broken pipe");
  ::close(ends[1]);
}

class SyslogTest : public testing::Test {
 protected:
  SyslogTest() : path_(directory_.path() + "/log") { Listen(); }
  ~SyslogTest() override { ::close(socket_); }
  void Listen() {
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  std::string Receive() const {
    std::string message(4096, '\0');
    const ssize_t size = ::recv(socket_, message.data(), message.size(), MSG_DONTWAIT);
    message.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return message;
  }

  const store::TempDirectory directory_;
  const std::string path_;
  int socket_ = -1;
};

TEST_F(SyslogTest, SendsEachLineAsAMessage) {
  SyslogOutput output(path_);
  ASSERT_TRUE(output.Write("{\"a\":1}\n{\"b\":2}\n"));
  EXPECT_EQ(Receive(), "<86>keyward: {\"a\":1}");
  EXPECT_EQ(Receive(), "<86>keyward: {\"b\":2}");
  ASSERT_TRUE(output.Write(std::string(3 << 20, 'x') + "\n"));
  const std::string cut = Receive();
  EXPECT_EQ(cut.size(), 1024u);
  EXPECT_THAT(cut, testing::EndsWith("xxx (cut)"));
}

TEST_F(SyslogTest, NoticesThatNobodyListensAndComesBack) {
  SyslogOutput output(path_);
  ASSERT_TRUE(output.Probe());
  ::close(socket_);
  EXPECT_THAT(ErrorOf(output.Probe()), StartsWith("cannot connect: "));
  EXPECT_FALSE(output.Write("one\n"));
  std::filesystem::remove(path_);
  EXPECT_THAT(ErrorOf(output.Write("one\n")), StartsWith("cannot connect: "));
  Listen();
  ASSERT_TRUE(output.Write("one\n"));
  EXPECT_EQ(Receive(), "<86>keyward: one");
}

}  // namespace
}  // namespace keyward::server::audit
