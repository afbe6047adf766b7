// SPDX-License-Identifier: Apache-2.0
// What is written is read again; what cannot be written leaves nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "store/backup/new_file.h"
#include "store/backup/writer.h"
#include "store/engine.h"
#include "tests/store/backup/memory_snapshot.h"
#include "tests/store/temp_directory.h"

namespace keyward::store {
namespace {

bool IsEmpty(const TempDirectory& directory) { return std::filesystem::is_empty(directory.path()); }

MemorySnapshot BigSnapshot() {
  MemorySnapshot snapshot = ExampleSnapshot();
  snapshot.last = 5000;
  snapshot.records.clear();
  // Lengths on both sides of every buffer's, and bytes of every value in keys and values.
  for (std::size_t i = 0; i < 600; ++i) {
    std::string key = {static_cast<char>(i / 256), static_cast<char>(i % 256)};
    key.append(i % 7 == 0 ? kMaxKeyBytes - 2 : i % 5, '\xFE');
    std::string value(i * 331 % 70'000, static_cast<char>(i));
    snapshot.records.push_back({std::move(key), std::move(value), 1 + i, 1 + i * 8});
  }
  snapshot.records.back().value.assign(kMaxValueBytes + kMaxSealBytes, '\0');
  return snapshot;
}

TEST(Backup, IsReadAsItWasWritten) {
  MemorySnapshot big = BigSnapshot();
  MemorySnapshot example = ExampleSnapshot();
  MemorySnapshot empty = ExampleSnapshot();
  empty.last = 0;
  empty.changes.clear();
  empty.records.clear();
  for (MemorySnapshot* snapshot : {&example, &empty, &big}) {
    const core::Result<WholeBackup> read = ReadBackup(WrittenBackup(*snapshot));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->preamble.keyring, "keyring bytes");
    EXPECT_EQ(read->preamble.ledger, "ledger bytes");
    EXPECT_EQ(read->preamble.revision, snapshot->last);
    EXPECT_EQ(read->preamble.last_changes, snapshot->changes);
    EXPECT_TRUE(read->records == snapshot->records);
  }
}

TEST(Backup, TellsWhatItWrote) {
  const TempDirectory directory;
  const std::string path = directory.path() + "/backup";
  MemorySnapshot snapshot = ExampleSnapshot();
  const core::Result<backup::Summary> written = backup::Write(snapshot, path);
  ASSERT_TRUE(written);
  EXPECT_EQ(written->revision, 7u);
  EXPECT_EQ(written->records, 2u);
  EXPECT_EQ(written->bytes, std::filesystem::file_size(path));
  struct stat status = {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
}

TEST(Backup, NeverReplacesAFile) {
  const TempDirectory directory;
  const std::string path = directory.path() + "/backup";
  WriteWhole(path, "mine");
  MemorySnapshot snapshot = ExampleSnapshot();
  const core::Result<backup::Summary> written = backup::Write(snapshot, path);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().name, "BackupExists");
  EXPECT_EQ(ReadWhole(path), "mine");
}

struct RefusedCase {
  const char* name;
  void (*spoil)(MemorySnapshot&);
  const char* error;
};

std::string CaseName(const testing::TestParamInfo<RefusedCase>& info) { return info.param.name; }

class UnwritableSnapshot : public testing::TestWithParam<RefusedCase> {};

TEST_P(UnwritableSnapshot, LeavesNothing) {
  const TempDirectory directory;
  MemorySnapshot snapshot = ExampleSnapshot();
  GetParam().spoil(snapshot);
  const core::Result<backup::Summary> written =
      backup::Write(snapshot, directory.path() + "/backup");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().name, GetParam().error);
  EXPECT_TRUE(IsEmpty(directory));
}

const RefusedCase kRefused[] = {
    {"NoKeyring", [](MemorySnapshot& s) { s.metas.erase("keyring"); }, "NotInitialized"},
    {"NoLedger", [](MemorySnapshot& s) { s.metas.erase("ledger"); }, "NotInitialized"},
    {"EmptyKeyring", [](MemorySnapshot& s) { s.metas["keyring"] = ""; }, "StoreDamaged"},
    {"NoHistory", [](MemorySnapshot& s) { s.changes.clear(); }, "StoreDamaged"},
    {"RevisionTooHigh", [](MemorySnapshot& s) { s.last = backup::kMaxRevision + 1; },
     "StoreDamaged"},
    {"NoCreateRevision", [](MemorySnapshot& s) { s.records[0].create_revision = 0; },
     "StoreDamaged"},
    {"CreatedAfterModified", [](MemorySnapshot& s) { s.records[0].create_revision = 6; },
     "StoreDamaged"},
    {"FromTheFuture", [](MemorySnapshot& s) { s.records[1].mod_revision = 8; }, "StoreDamaged"},
    {"ValueTooLong",
     [](MemorySnapshot& s) { s.records[1].value.resize(kMaxValueBytes + kMaxSealBytes + 1); },
     "StoreDamaged"},
};

INSTANTIATE_TEST_SUITE_P(Snapshots, UnwritableSnapshot, testing::ValuesIn(kRefused), CaseName);

class Drafts : public testing::TestWithParam<backup::NewFile::Draft> {};

TEST_P(Drafts, AppearWholeOrNotAtAll) {
  const TempDirectory directory;
  const std::string path = directory.path() + "/file";
  {
    core::Result<backup::NewFile> file = backup::NewFile::Create(path, GetParam());
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->Write("half"));
    EXPECT_FALSE(std::filesystem::exists(path));
  }
  EXPECT_TRUE(IsEmpty(directory));
  {
    core::Result<backup::NewFile> file = backup::NewFile::Create(path, GetParam());
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->Write("whole"));
    ASSERT_TRUE(file->Place());
  }
  EXPECT_EQ(ReadWhole(path), "whole");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1);
}

TEST_P(Drafts, LeaveAFileThatCameMeanwhile) {
  const TempDirectory directory;
  const std::string path = directory.path() + "/file";
  core::Result<backup::NewFile> file = backup::NewFile::Create(path, GetParam());
  ASSERT_TRUE(file);
  WriteWhole(path, "theirs");
  const core::Result<void> placed = file->Place();
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.error().name, "BackupExists");
  EXPECT_EQ(ReadWhole(path), "theirs");
}

INSTANTIATE_TEST_SUITE_P(Kinds, Drafts,
                         testing::Values(backup::NewFile::Draft::kUnnamedIfPossible,
                                         backup::NewFile::Draft::kNamed));

// Files may have `bytes` while it lives, in the whole process; more is an error and no signal.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_ = {};
};

TEST(Backup, LeavesNothingWhenTheDiskFillsUp) {
  MemorySnapshot big = BigSnapshot();
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{1000}, rlim_t{600'000}}) {
    const TempDirectory directory;
    const FileSizeLimit limit(bytes);
    const core::Result<backup::Summary> written = backup::Write(big, directory.path() + "/backup");
    ASSERT_FALSE(written) << bytes;
    EXPECT_EQ(written.error().name, "BackupUnwritable");
    EXPECT_TRUE(IsEmpty(directory));
  }
}

TEST(Backup, NamesWhatCannotBeWritten) {
  MemorySnapshot snapshot = ExampleSnapshot();
  for (const char* path : {"/nonexistent/backup", "/proc/backup", "/dev/full"}) {
    const core::Result<backup::Summary> written = backup::Write(snapshot, path);
    ASSERT_FALSE(written) << path;
    EXPECT_THAT(written.error().message, testing::HasSubstr(path));
  }
}

}  // namespace
}  // namespace keyward::store
