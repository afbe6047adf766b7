// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <random>
#include <span>

#include "tests/store/faults/disk.h"
#include "tests/store/temp_directory.h"

namespace keyward::store {
namespace {

using Kind = Step::Kind;

constexpr std::size_t kSector = 512;

// How much of what was not synced survives.
enum class Mercy : std::uint8_t { kNothing, kEverything, kBeginning, kPieces };

void Place(std::string& content, std::size_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size(), '\0');
  content.replace(offset, bytes.size(), bytes);
}

void Apply(const Step& step, std::string& content) {
  const auto offset = static_cast<std::size_t>(step.offset);
  if (step.kind == Kind::kTruncate) {
    content.resize(offset, '\0');
  } else {
    Place(content, offset, step.other);
  }
}

class Image {
 public:
  Image(const Disk& disk, std::uint64_t seed)
      : random_(seed), mercy_(static_cast<Mercy>(seed % 4)) {
    std::uint64_t number = 0;
    for (const auto& [name, content] : disk.start()) {
      names_[name] = ++number;
      files_[number].durable = content;
    }
  }

  void Take(const Step& step) {
    switch (step.kind) {
      case Kind::kWrite:
      case Kind::kTruncate:
        files_[step.file].pending.push_back(&step);
        return;
      case Kind::kSync:
        TakeSync(step.file);
        return;
      case Kind::kSyncFailed:
        Settle(files_[step.file]);
        return;
      case Kind::kCreate:
      case Kind::kRemove:
      case Kind::kRename:
        changes_.push_back(&step);
        return;
      case Kind::kRemoveDurably:
        changes_.push_back(&step);
        ChangeNames(changes_.size());
        return;
      case Kind::kSyncDirectory:
        ChangeNames(changes_.size());
        return;
      case Kind::kMark:
        return;
    }
  }

  void Leave(const std::string& directory) {
    for (auto& [number, file] : files_) Settle(file);
    ChangeNames(mercy_ == Mercy::kNothing      ? 0
                : mercy_ == Mercy::kEverything ? changes_.size()
                                               : random_() % (changes_.size() + 1));
    for (const auto& [name, number] : names_) {
      WriteWhole((std::filesystem::path(directory) / name).string(), files_[number].durable);
    }
  }

 private:
  struct File {
    std::string durable;
    std::vector<const Step*> pending;
  };

  void TakeSync(std::uint64_t number) {
    File& file = files_[number];
    for (const Step* step : file.pending) Apply(*step, file.durable);
    file.pending.clear();
    // SQLite's VFS syncs the directory with the first sync of a log or journal that it made.
    const auto made = std::ranges::find_if(changes_, [number](const Step* step) {
      return step->kind == Kind::kCreate && step->file == number;
    });
    if (made == changes_.end() || (*made)->name.ends_with(".new")) return;
    ChangeNames(static_cast<std::size_t>(made - changes_.begin()) + 1);
  }

  // Decides for good what of the unsynced steps is on disk.
  void Settle(File& file) {
    const std::size_t begin =
        mercy_ == Mercy::kBeginning ? random_() % (file.pending.size() + 1) : 0;
    for (std::size_t i = 0; i < file.pending.size(); ++i) {
      const Step& step = *file.pending[i];
      switch (mercy_) {
        case Mercy::kNothing:
          break;
        case Mercy::kEverything:
          Apply(step, file.durable);
          break;
        case Mercy::kBeginning:
          if (i < begin) Apply(step, file.durable);
          if (i == begin) Tear(step, file.durable, /*beginning=*/true);
          break;
        case Mercy::kPieces:
          if (random_() % 3 == 0) Apply(step, file.durable);
          if (random_() % 3 == 0) Tear(step, file.durable, random_() % 2 == 0);
          break;
      }
    }
    file.pending.clear();
  }

  // Keeps the sectors of the file that the dice, or the beginning, keep.
  void Tear(const Step& step, std::string& content, bool beginning) {
    if (step.kind != Kind::kWrite || step.other.empty()) return;
    const auto offset = static_cast<std::size_t>(step.offset);
    const std::string_view bytes = step.other;
    const std::size_t end = offset + bytes.size();
    const std::size_t stop = offset + random_() % bytes.size();
    for (std::size_t at = offset; at < end;) {
      const std::size_t next = std::min(end, (at / kSector + 1) * kSector);
      if (beginning ? next <= stop : random_() % 2 == 0) {
        Place(content, at, bytes.substr(at - offset, next - at));
      }
      at = next;
    }
  }

  void ChangeNames(std::size_t count) {
    for (const Step* step : std::span(changes_).first(count)) {
      if (step->kind == Kind::kCreate) {
        names_[step->name] = step->file;
      } else if (step->kind == Kind::kRename) {
        names_[step->other] = names_[step->name];
        names_.erase(step->name);
      } else {
        names_.erase(step->name);
      }
    }
    changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(count));
  }

  std::mt19937_64 random_;
  const Mercy mercy_;
  std::map<std::string, std::uint64_t> names_;
  std::map<std::uint64_t, File> files_;
  std::vector<const Step*> changes_;  // of names, not durable yet
};

}  // namespace

void PowerCut(const Disk& disk, const std::vector<Step>& steps, std::size_t count,
              std::uint64_t seed, const std::string& directory) {
  Image image(disk, seed);
  for (const Step& step : std::span(steps).first(count)) image.Take(step);
  image.Leave(directory);
}

}  // namespace keyward::store
