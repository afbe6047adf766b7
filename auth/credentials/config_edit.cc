// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/config_edit.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "crypto/wipe.h"

namespace keyward::auth {
namespace {

core::Error Refuse(const std::string& path, const std::string& what) {
  return {core::ErrorCode::kInvalidArgument, "InvalidConfigFile", "`" + path + "`: " + what};
}

// Replaces bytes [begin, end) by `text`.
struct Splice {
  std::size_t begin;
  std::size_t end;
  std::string text;
};

// The bytes of a line, counted from 1, its end included.
Splice LineOf(std::string_view text, std::uint32_t line) {
  std::size_t begin = 0;
  for (std::uint32_t i = 1; i < line; ++i) begin = text.find('\n', begin) + 1;
  const std::size_t end = text.find('\n', begin);
  return {begin, end == std::string_view::npos ? text.size() : end + 1, ""};
}

std::string LineText(const ConfigEdit& edit) {
  return edit.name + " = " + std::string(*edit.value) + "\n";
}

std::string Header(ConfigKind kind, const std::string& profile) {
  const bool bare = kind == ConfigKind::kCredentials || profile == "default";
  return (bare ? "[" : "[profile ") + profile + "]\n";
}

// What changes in a profile that is there.
core::Result<std::vector<Splice>> SplicesOf(std::string_view text, const std::string& path,
                                            const ConfigProfile& profile,
                                            const std::vector<ConfigEdit>& edits) {
  std::vector<Splice> splices;
  Splice added = LineOf(text, profile.line);
  added.begin = added.end;
  if (added.end > 0 && text[added.end - 1] != '\n') added.text = "\n";
  for (const ConfigEdit& edit : edits) {
    const ConfigProperty* const there = profile.Find(edit.name);
    if (there == nullptr) {
      if (edit.value) added.text += LineText(edit);
      continue;
    }
    if (there->has_block) {
      return Refuse(path, "`" + edit.name + "` goes on in an indented line");
    }
    Splice splice = LineOf(text, there->line);
    if (edit.value && there->value.empty()) {
      splice.text = LineText(edit);
    } else if (edit.value) {
      splice.begin = static_cast<std::size_t>(there->value.data() - text.data());
      splice.end = splice.begin + there->value.size();
      splice.text = *edit.value;
    }
    splices.push_back(std::move(splice));
  }
  if (!added.text.empty() && added.text != "\n") splices.push_back(std::move(added));
  // What is added before a line goes before what replaces that line.
  std::ranges::sort(splices, {}, [](const Splice& s) { return std::pair(s.begin, s.end); });
  return splices;
}

// Into a string that is allocated once, so that no copy is left behind.
std::string Apply(std::string_view text, const std::vector<Splice>& splices) {
  std::size_t size = text.size();
  for (const Splice& splice : splices) size += splice.text.size();
  std::string result;
  result.reserve(size);
  std::size_t at = 0;
  for (const Splice& splice : splices) {
    result.append(text.substr(at, splice.begin - at)).append(splice.text);
    at = splice.end;
  }
  result.append(text.substr(at));
  return result;
}

// Whether the text says what it was to say.
core::Result<void> CheckEdited(const std::string& text, const std::string& path, ConfigKind kind,
                               const std::string& profile, const std::vector<ConfigEdit>& edits) {
  auto copy = crypto::SecretBytes::Copy(crypto::AsBytes(text));
  if (!copy) return std::move(copy).error();
  const auto file = ConfigFile::Parse(*std::move(copy), path, kind);
  const ConfigProfile* const found = file ? file->FindProfile(profile) : nullptr;
  if (found == nullptr) return Refuse(path, "a profile cannot have this name");
  for (const ConfigEdit& edit : edits) {
    const ConfigProperty* const property = found->Find(edit.name);
    const bool good =
        edit.value ? property != nullptr && property->value == *edit.value : property == nullptr;
    if (!good) return Refuse(path, "the value of `" + edit.name + "` cannot be written");
  }
  return {};
}

}  // namespace

core::Result<std::string> EditProfile(const crypto::SecretBytes& text, const std::string& path,
                                      ConfigKind kind, const std::string& profile,
                                      const std::vector<ConfigEdit>& edits) {
  for (const ConfigEdit& edit : edits) {
    // A line end would make lines of its own.
    if (edit.value && std::ranges::any_of(
                          *edit.value, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; })) {
      return Refuse(path, "the value of `" + edit.name + "` cannot be written");
    }
  }
  auto copy = text.Clone();
  if (!copy) return std::move(copy).error();
  const std::string_view before = crypto::AsText(copy->Expose());
  const auto file = ConfigFile::Parse(*std::move(copy), path, kind);
  if (!file) return file.error();
  std::vector<Splice> splices;
  if (const ConfigProfile* const there = file->FindProfile(profile)) {
    auto found = SplicesOf(before, path, *there, edits);
    if (!found) return std::move(found).error();
    splices = *std::move(found);
  } else {
    Splice added{before.size(), before.size(), ""};
    if (!before.empty()) added.text = before.back() == '\n' ? "\n" : "\n\n";
    added.text += Header(kind, profile);
    for (const ConfigEdit& edit : edits) {
      if (edit.value) added.text += LineText(edit);
    }
    splices.push_back(std::move(added));
  }
  std::string edited = Apply(before, splices);
  for (Splice& splice : splices) crypto::Wipe(splice.text);
  if (auto checked = CheckEdited(edited, path, kind, profile, edits); !checked) {
    crypto::Wipe(edited);
    return std::move(checked).error();
  }
  return edited;
}

}  // namespace keyward::auth
