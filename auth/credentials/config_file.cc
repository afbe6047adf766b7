// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/config_file.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>

#include "core/encoding.h"
#include "crypto/bytes.h"

namespace keyward::auth {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

bool IsComment(std::string_view trimmed) {
  return trimmed.empty() || trimmed.front() == '#' || trimmed.front() == ';';
}

// Leaves out what follows ` #` or ` ;`.
std::string_view WithoutComment(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if ((text[i] == '#' || text[i] == ';') && IsBlank(text[i - 1])) return Trim(text.substr(0, i));
  }
  return text;
}

// Source: AWS SDKs and Tools Reference Guide, "Using shared config and credentials files".
bool IsNameCharacter(char c) {
  constexpr std::string_view kOthers = "_-/.%@:+ ";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kOthers.find(c) != std::string_view::npos;
}

bool IsName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), IsNameCharacter);
}

std::string_view Unquoted(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.front() == text.back()) {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

// Reads one file line by line.
class Reader {
 public:
  Reader(std::string_view text, const std::string& path, ConfigKind kind)
      : text_(text), path_(path), kind_(kind) {}

  core::Result<std::vector<ConfigProfile>> Read() {
    while (!text_.empty()) {
      const std::size_t end = text_.find('\n');
      std::string_view line = text_.substr(0, end);
      text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
      ++line_;
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (auto read = ReadLine(line); !read) return std::move(read).error();
    }
    return std::move(profiles_);
  }

 private:
  core::Error Wrong(std::string what) const {
    return {core::ErrorCode::kInvalidArgument,
            "InvalidConfigFile",
            "`" + path_ + ":" + std::to_string(line_) + "`: " + std::move(what),
            {}};
  }

  core::Result<void> ReadLine(std::string_view line) {
    if (std::any_of(line.begin(), line.end(),
                    [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f; })) {
      return Wrong("the line has control characters");
    }
    const std::string_view trimmed = Trim(line);
    if (IsComment(trimmed)) return {};
    if (IsBlank(line.front())) return ReadBlock();
    if (line.front() == '[') return ReadSection(WithoutComment(trimmed));
    return ReadProperty(trimmed);
  }

  core::Result<void> ReadBlock() {
    if (!in_section_ || (profile_ && profile_->properties.empty())) {
      return Wrong("an indented line belongs to the property above, and there is none");
    }
    if (profile_ != nullptr) profile_->properties.back().has_block = true;
    return {};
  }

  core::Result<void> ReadSection(std::string_view text) {
    if (text.back() != ']') return Wrong("a section ends with `]`");
    const std::string_view name = Trim(text.substr(1, text.size() - 2));
    const auto profile = ProfileName(name);
    if (!profile) return profile.error();
    in_section_ = true;
    profile_ = nullptr;
    const std::string_view key = profile->has_value() ? **profile : name;
    if (!sections_.insert((profile->has_value() ? "profile " : "other ") + std::string(key))
             .second) {
      return Wrong("the section `" + std::string(key) + "` is there already");
    }
    if (!profile->has_value()) return {};
    profiles_.push_back({std::string(key), line_, {}});
    profile_ = &profiles_.back();
    return {};
  }

  // The name of the profile that a section holds; nothing for a section of another kind.
  core::Result<std::optional<std::string_view>> ProfileName(std::string_view section) const {
    const std::size_t blank = std::min(section.find_first_of(" \t"), section.size());
    const std::string_view word = section.substr(0, blank);
    const std::string_view rest = Unquoted(Trim(section.substr(blank)));
    if (kind_ == ConfigKind::kCredentials) {
      if (word == "profile" && !rest.empty()) {
        return Wrong("in this file a profile's section is its name alone");
      }
      if (!IsName(Unquoted(section))) return Wrong("a section has a name");
      return std::optional(Unquoted(section));
    }
    if (section == "default") return std::optional(section);
    if (word == "profile" && IsName(rest)) return std::optional(rest);
    if ((word == "sso-session" || word == "services") && IsName(rest)) {
      return std::optional<std::string_view>();
    }
    if (section == "plugins" || section == "preview") return std::optional<std::string_view>();
    return Wrong(
        "a section of this file is `default`, `profile NAME`, `sso-session NAME` or "
        "`services NAME`");
  }

  core::Result<void> ReadProperty(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return Wrong("a line is `name = value`");
    const std::string_view name = Trim(text.substr(0, equals));
    if (!IsName(name) || name.find_first_of(" /%@:+") != std::string_view::npos) {
      return Wrong("a property has a name of letters, digits, `_`, `-` and `.`");
    }
    if (!in_section_) return Wrong("a property stands in a section");
    if (profile_ == nullptr) return {};
    if (profile_->Find(name) != nullptr) {
      return Wrong("the property is there already");
    }
    std::string_view value = Trim(text.substr(equals + 1));
    value = !value.empty() && IsComment(value) ? std::string_view() : WithoutComment(value);
    profile_->properties.push_back({name, value, line_, false});
    return {};
  }

  std::string_view text_;
  const std::string& path_;
  const ConfigKind kind_;
  std::uint32_t line_ = 0;
  bool in_section_ = false;
  std::vector<ConfigProfile> profiles_;
  ConfigProfile* profile_ = nullptr;  // null in a section that we do not read
  std::set<std::string> sections_;
};

}  // namespace

const ConfigProperty* ConfigProfile::Find(std::string_view property) const {
  const auto found =
      std::find_if(properties.begin(), properties.end(), [&](const ConfigProperty& candidate) {
        return core::EqualsIgnoreCase(candidate.name, property);
      });
  return found == properties.end() ? nullptr : &*found;
}

core::Result<ConfigFile> ConfigFile::Parse(crypto::SecretBytes text, std::string path,
                                           ConfigKind kind) {
  auto profiles = Reader(crypto::AsText(text.Expose()), path, kind).Read();
  if (!profiles) return std::move(profiles).error();
  return ConfigFile(std::move(text), std::move(path), *std::move(profiles));
}

const ConfigProfile* ConfigFile::FindProfile(std::string_view name) const {
  const auto found =
      std::find_if(profiles_.begin(), profiles_.end(),
                   [&](const ConfigProfile& profile) { return profile.name == name; });
  return found == profiles_.end() ? nullptr : &*found;
}

std::string ConfigFile::Place(std::uint32_t line) const {
  return path_ + ":" + std::to_string(line);
}

}  // namespace keyward::auth
