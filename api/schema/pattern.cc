// SPDX-License-Identifier: Apache-2.0
#include "api/schema/pattern.h"

#include <re2/re2.h>

#include <algorithm>

namespace keyward::api::schema {
namespace {

// Patterns are AWS's; the longest needs some 20 KB.
constexpr std::int64_t kMaxProgramBytes = 1 << 20;

// Whether `re2` is one class of characters followed by `+` or `*`, and nothing else.
bool IsOneClassRepeated(std::string_view re2) {
  if (re2.size() < 4 || re2.front() != '[' || (re2.back() != '+' && re2.back() != '*')) {
    return false;
  }
  re2 = re2.substr(1, re2.size() - 2);
  for (std::size_t at = 0; at < re2.size(); ++at) {
    if (re2[at] == '\\') {
      ++at;
    } else if (re2[at] == '[') {
      return false;
    } else if (re2[at] == ']') {
      return at + 1 == re2.size();
    }
  }
  return false;
}

}  // namespace

Pattern::Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

core::Result<Pattern> Pattern::Compile(const std::string& re2) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxProgramBytes);
  Pattern pattern;
  pattern.re2_ = std::make_unique<RE2>(re2, options);
  if (!pattern.re2_->ok()) {
    return core::Error{core::ErrorCode::kInternal, "",
                       "the pattern `" + re2 + "` is not RE2: " + pattern.re2_->error()};
  }
  pattern.FindAsciiClass(re2);
  return pattern;
}

void Pattern::FindAsciiClass(const std::string& re2) {
  if (!IsOneClassRepeated(re2)) return;
  one_class_ = true;
  for (unsigned code = 0; code < 128; ++code) {
    const char c = static_cast<char>(code);
    if (RE2::FullMatch(re2::StringPiece(&c, 1), *re2_)) ascii_[code / 64] |= 1ULL << (code % 64);
  }
}

bool Pattern::Matches(std::string_view text) const {
  if (one_class_ && !text.empty()) {
    const auto odd = std::find_if(text.begin(), text.end(), [this](char c) {
      const auto code = static_cast<unsigned char>(c);
      return code >= 128 || (ascii_[code / 64] >> (code % 64) & 1) == 0;
    });
    if (odd == text.end()) return true;
    if (static_cast<unsigned char>(*odd) < 128) return false;
  }
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *re2_);
}

}  // namespace keyward::api::schema
