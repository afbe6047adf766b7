// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite/files.h"

namespace keyward::store {

// What reached the file system, in the order in which it did.
struct Step {
  enum class Kind : std::uint8_t {
    kCreate,         // a name for a new file
    kWrite,          // bytes at an offset
    kTruncate,       // to a size
    kSync,           // of one file
    kSyncFailed,     // whether its earlier writes are on disk is unknown for good
    kRemove,         // a name
    kRemoveDurably,  // a name, and the directory was synced
    kRename,         // a name to another
    kSyncDirectory,  // all names
    kMark,           // nothing: the test's own note
  };
  Kind kind = Kind::kMark;
  std::uint64_t file = 0;  // not a name: a file keeps it when it is renamed
  std::string name;
  std::string other;        // the bytes written, or the new name
  std::int64_t offset = 0;  // or the size, or the mark
};

// Which steps are to fail, counted over those that can: writes, syncs, truncates, removals,
// renames.
struct FaultPlan {
  enum class Fault : std::uint8_t { kNone, kInputOutput, kFull, kReadOnly };
  Fault fault = Fault::kNone;
  std::uint64_t first = 0;
  std::uint64_t count = 1;
};

// Records every step of one directory's files, and lets those of a plan fail. A write that fails
// has its first half written. Thread-safe.
class Disk {
 public:
  // What is in the directory is taken to be durable. Registers an SQLite VFS, which passes
  // everything on to the default one; one disk at a time may exist.
  explicit Disk(std::string directory);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  static const char* VfsName() { return "keyward-faults"; }
  sqlite::Files& files() { return *files_; }

  void Plan(const FaultPlan& plan);
  // Steps that could have failed so far.
  std::uint64_t attempts();
  void Mark(std::int64_t mark);
  // The steps so far.
  std::vector<Step> steps();
  // The files as they were at the start, by name.
  const std::map<std::string, std::string>& start() const { return start_; }

  // For the VFS and files(). Each does the step by `act`, unless the plan says that it fails, and
  // records it if it was done. Returns act's result or the error's SQLite code.
  //
  // A file whose sync failed fails the next sync through every other handle that was open then, as
  // Linux has it: `syncs_seen` is what that handle has seen of failures.
  template <typename Act>
  int Do(Step step, const Act& act, std::uint64_t* syncs_seen = nullptr);
  std::uint64_t FailedSyncs(std::uint64_t file);
  std::uint64_t FileOf(const std::string& path, bool* is_new);
  // The name in the directory, "" for files elsewhere.
  std::string NameOf(std::string_view path) const;

 private:
  int NextFault(Step::Kind kind);
  void Record(Step step);

  const std::string directory_;
  std::map<std::string, std::string> start_;
  std::unique_ptr<sqlite::Files> files_;
  std::mutex mutex_;
  FaultPlan plan_;
  std::uint64_t attempts_ = 0;
  std::vector<Step> steps_;
  std::map<std::string, std::uint64_t> names_;
  std::uint64_t last_file_ = 0;
  std::map<std::uint64_t, std::uint64_t> failed_syncs_;  // by file
};

// Leaves in `directory` what the disk could hold when the power is cut after the first `count`
// steps: all that was synced; of what was not, any part, chosen by the seed: nothing, everything, a
// beginning, or some writes and some sectors of others. Names change in their order.
void PowerCut(const Disk& disk, const std::vector<Step>& steps, std::size_t count,
              std::uint64_t seed, const std::string& directory);

}  // namespace keyward::store
