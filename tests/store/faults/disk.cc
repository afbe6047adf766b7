// SPDX-License-Identifier: Apache-2.0
#include "tests/store/faults/disk.h"

#include <sqlite3.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <new>
#include <utility>

#include "store/sqlite/status.h"
#include "tests/store/temp_directory.h"

namespace keyward::store {

using Kind = Step::Kind;

template <typename Act>
int Disk::Do(Step step, const Act& act, std::uint64_t* syncs_seen) {
  const std::lock_guard lock(mutex_);
  int fault = NextFault(step.kind);
  if (syncs_seen != nullptr) {
    std::uint64_t& failed = failed_syncs_[step.file];
    if (fault == SQLITE_OK && *syncs_seen < failed) {
      fault = SQLITE_IOERR_FSYNC;
    } else if (fault != SQLITE_OK) {
      ++failed;
    }
    *syncs_seen = failed;
  }
  if (fault == SQLITE_OK) {
    const int result = act(step);
    if (result == SQLITE_OK) Record(std::move(step));
    return result;
  }
  if (step.kind == Kind::kWrite) {
    step.other.resize(step.other.size() / 2);
    if (act(step) == SQLITE_OK) Record(std::move(step));
  } else if (step.kind == Kind::kSync) {
    step.kind = Kind::kSyncFailed;
    Record(std::move(step));
  }
  return fault;
}

namespace {

// SQLite's file, and behind it the default VFS's.
struct ShimFile {
  sqlite3_file base;
  Disk* disk;  // null: not recorded
  std::uint64_t file;
  std::uint64_t syncs_seen;
};
constexpr std::size_t kShimBytes = (sizeof(ShimFile) + 15) / 16 * 16;

ShimFile* Shim(sqlite3_file* file) { return reinterpret_cast<ShimFile*>(file); }
sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kShimBytes);
}

sqlite3_vfs* default_vfs = nullptr;

Disk* DiskOf(sqlite3_vfs* vfs) { return static_cast<Disk*>(vfs->pAppData); }

int ShimWrite(sqlite3_file* f, const void* data, int size, sqlite3_int64 offset) {
  const auto write = [&](std::string_view bytes) {
    return Real(f)->pMethods->xWrite(Real(f), bytes.data(), static_cast<int>(bytes.size()), offset);
  };
  const std::string bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
  if (Shim(f)->disk == nullptr) return write(bytes);
  return Shim(f)->disk->Do({Kind::kWrite, Shim(f)->file, "", bytes, offset},
                           [&](const Step& step) { return write(step.other); });
}

int ShimTruncate(sqlite3_file* f, sqlite3_int64 size) {
  const auto act = [&](const Step&) { return Real(f)->pMethods->xTruncate(Real(f), size); };
  if (Shim(f)->disk == nullptr) return act({});
  return Shim(f)->disk->Do({Kind::kTruncate, Shim(f)->file, "", "", size}, act);
}

int ShimSync(sqlite3_file* f, int flags) {
  const auto act = [&](const Step&) { return Real(f)->pMethods->xSync(Real(f), flags); };
  if (Shim(f)->disk == nullptr) return act({});
  return Shim(f)->disk->Do({Kind::kSync, Shim(f)->file, "", "", 0}, act, &Shim(f)->syncs_seen);
}

int ShimClose(sqlite3_file* f) { return Real(f)->pMethods->xClose(Real(f)); }

// Everything else goes on as it is.
const sqlite3_io_methods kMethods = {
    3,
    ShimClose,
    [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
      return Real(f)->pMethods->xRead(Real(f), to, n, at);
    },
    ShimWrite,
    ShimTruncate,
    ShimSync,
    [](sqlite3_file* f, sqlite3_int64* size) {
      return Real(f)->pMethods->xFileSize(Real(f), size);
    },
    [](sqlite3_file* f, int level) { return Real(f)->pMethods->xLock(Real(f), level); },
    [](sqlite3_file* f, int level) { return Real(f)->pMethods->xUnlock(Real(f), level); },
    [](sqlite3_file* f, int* is) { return Real(f)->pMethods->xCheckReservedLock(Real(f), is); },
    [](sqlite3_file* f, int op, void* arg) {
      return Real(f)->pMethods->xFileControl(Real(f), op, arg);
    },
    [](sqlite3_file* f) { return Real(f)->pMethods->xSectorSize(Real(f)); },
    [](sqlite3_file* f) { return Real(f)->pMethods->xDeviceCharacteristics(Real(f)); },
    [](sqlite3_file* f, int page, int size, int extend, void volatile** to) {
      return Real(f)->pMethods->xShmMap(Real(f), page, size, extend, to);
    },
    [](sqlite3_file* f, int at, int n, int flags) {
      return Real(f)->pMethods->xShmLock(Real(f), at, n, flags);
    },
    [](sqlite3_file* f) { Real(f)->pMethods->xShmBarrier(Real(f)); },
    [](sqlite3_file* f, int remove) { return Real(f)->pMethods->xShmUnmap(Real(f), remove); },
    [](sqlite3_file*, sqlite3_int64, int, void** to) {
      *to = nullptr;
      return SQLITE_OK;
    },
    [](sqlite3_file*, sqlite3_int64, void*) { return SQLITE_OK; },
};

int ShimOpen(sqlite3_vfs* vfs, const char* path, sqlite3_file* f, int flags, int* out) {
  ShimFile* const shim = Shim(f);
  *shim = ShimFile{{nullptr}, nullptr, 0, 0};
  const int result = default_vfs->xOpen(default_vfs, path, Real(f), flags, out);
  if (Real(f)->pMethods == nullptr) return result;
  shim->base.pMethods = &kMethods;
  if (result != SQLITE_OK || path == nullptr || DiskOf(vfs)->NameOf(path).empty()) return result;
  shim->disk = DiskOf(vfs);
  bool is_new = false;
  shim->file = shim->disk->FileOf(path, &is_new);
  shim->syncs_seen = shim->disk->FailedSyncs(shim->file);
  return result;
}

int ShimDelete(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  const auto act = [&](const Step&) {
    return default_vfs->xDelete(default_vfs, path, sync_directory);
  };
  const std::string name = DiskOf(vfs)->NameOf(path);
  if (name.empty()) return act({});
  return DiskOf(vfs)->Do(
      {sync_directory != 0 ? Kind::kRemoveDurably : Kind::kRemove, 0, name, "", 0}, act);
}

sqlite3_vfs* TheVfs() {
  static sqlite3_vfs vfs = [] {
    default_vfs = sqlite3_vfs_find(nullptr);
    sqlite3_vfs copy = *default_vfs;
    copy.szOsFile += static_cast<int>(kShimBytes);
    copy.pNext = nullptr;
    copy.zName = Disk::VfsName();
    copy.xOpen = ShimOpen;
    copy.xDelete = ShimDelete;
    return copy;
  }();
  return &vfs;
}

core::Result<void> AsResult(int result) {
  if (result == SQLITE_OK) return {};
  return sqlite::SqliteError(nullptr, result, "cannot do what the plan says fails");
}

// The engine's own steps. The real ones do the work.
class RecordedFiles final : public sqlite::Files {
 public:
  explicit RecordedFiles(Disk& disk) : disk_(disk) {}

  core::Result<void> Create(const std::string& path) override {
    core::Result<void> made = Files::Create(path);
    bool is_new = false;
    if (made) disk_.FileOf(path, &is_new);
    return made;
  }
  core::Result<void> Rename(const std::string& from, const std::string& to) override {
    return AsResult(
        disk_.Do({Kind::kRename, 0, disk_.NameOf(from), disk_.NameOf(to), 0},
                 [&](const Step&) { return Files::Rename(from, to) ? SQLITE_OK : SQLITE_IOERR; }));
  }
  core::Result<void> Remove(const std::string& path) override {
    if (!std::filesystem::exists(path)) return {};
    return AsResult(disk_.Do({Kind::kRemove, 0, disk_.NameOf(path), "", 0}, [&](const Step&) {
      return Files::Remove(path) ? SQLITE_OK : SQLITE_IOERR;
    }));
  }
  core::Result<void> SyncDirectory(const std::string& directory) override {
    return AsResult(disk_.Do({Kind::kSyncDirectory, 0, "", "", 0}, [&](const Step&) {
      return Files::SyncDirectory(directory) ? SQLITE_OK : SQLITE_IOERR;
    }));
  }

 private:
  Disk& disk_;
};

}  // namespace

Disk::Disk(std::string directory)
    : directory_(std::move(directory)), files_(std::make_unique<RecordedFiles>(*this)) {
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    start_[entry.path().filename().string()] = ReadWhole(entry.path().string());
  }
  for (const auto& [name, content] : start_) names_[name] = ++last_file_;
  TheVfs()->pAppData = this;
  sqlite3_vfs_register(TheVfs(), 0);
}

Disk::~Disk() { sqlite3_vfs_unregister(TheVfs()); }

void Disk::Plan(const FaultPlan& plan) {
  const std::lock_guard lock(mutex_);
  plan_ = plan;
}

std::uint64_t Disk::attempts() {
  const std::lock_guard lock(mutex_);
  return attempts_;
}

void Disk::Mark(std::int64_t mark) {
  const std::lock_guard lock(mutex_);
  steps_.push_back({Kind::kMark, 0, "", "", mark});
}

std::vector<Step> Disk::steps() {
  const std::lock_guard lock(mutex_);
  return steps_;
}

std::string Disk::NameOf(std::string_view path) const {
  if (!path.starts_with(directory_ + "/")) return "";
  return std::string(path.substr(directory_.size() + 1));
}

std::uint64_t Disk::FileOf(const std::string& path, bool* is_new) {
  const std::lock_guard lock(mutex_);
  const std::string name = NameOf(path);
  const auto [found, added] = names_.try_emplace(name, last_file_ + 1);
  *is_new = added;
  if (added) steps_.push_back({Kind::kCreate, ++last_file_, name, "", 0});
  return found->second;
}

std::uint64_t Disk::FailedSyncs(std::uint64_t file) {
  const std::lock_guard lock(mutex_);
  return failed_syncs_[file];
}

int Disk::NextFault(Kind kind) {
  const std::uint64_t attempt = attempts_++;
  if (attempt < plan_.first || attempt - plan_.first >= plan_.count) return SQLITE_OK;
  const bool sync = kind == Kind::kSync || kind == Kind::kSyncDirectory;
  switch (plan_.fault) {
    case FaultPlan::Fault::kNone:
      return SQLITE_OK;
    case FaultPlan::Fault::kInputOutput:
      return sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
    case FaultPlan::Fault::kFull:
      // Only what takes room fails for want of it.
      return kind == Kind::kWrite ? SQLITE_FULL : SQLITE_OK;
    case FaultPlan::Fault::kReadOnly:
      return SQLITE_READONLY;
  }
  return SQLITE_OK;
}

void Disk::Record(Step step) {
  if (step.kind == Kind::kRemove || step.kind == Kind::kRemoveDurably) names_.erase(step.name);
  if (step.kind == Kind::kRename) {
    names_[step.other] = names_[step.name];
    names_.erase(step.name);
  }
  steps_.push_back(std::move(step));
}

}  // namespace keyward::store
