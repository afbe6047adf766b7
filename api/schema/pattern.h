// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace re2 {
class RE2;
}

namespace keyward::api::schema {

// A regular expression that a whole text must match, compiled once. Immutable; thread-safe.
//
// Patterns that are one class of characters, repeated (`[\w+=,.@-]+`, which most of AWS's are), are
// read from a table of ASCII; the rest, and all other texts, go to RE2: linear time, no recursion.
class Pattern {
 public:
  // Reads RE2's syntax. Errors: kInternal when it is none, with RE2's reason.
  static core::Result<Pattern> Compile(const std::string& re2);

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  bool Matches(std::string_view text) const;

 private:
  Pattern();
  void FindAsciiClass(const std::string& re2);

  std::unique_ptr<re2::RE2> re2_;
  // The ASCII characters of the class, one bit each, when the pattern is one class repeated.
  std::array<std::uint64_t, 2> ascii_{};
  bool one_class_ = false;
};

}  // namespace keyward::api::schema
