// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "core/encoding.h"
#include "policy/match/pattern.h"

namespace keyward::policy::match {
namespace {

using Type = Token::Type;

// Bytes of the one character at `at` that a `?` takes; 0 when none stands there: at the end, inside
// a UTF-8 sequence, or at a colon that it may not take.
std::size_t CharacterLength(Type type, std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const char c = text[at];
  if (type == Type::kSegmentCharacter && c == ':') return 0;
  if (static_cast<unsigned char>(c) < 0x80) return 1;
  if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) return 0;
  return core::Utf8Length(text.substr(at));
}

bool IsStar(Type type) { return type == Type::kStar || type == Type::kSegmentStar; }

enum class Greedy { kNo, kYes, kPerhaps };

// Tries every star shortest first, going back to the latest one only. A segment wildcard that is
// stretched over a colon makes a match doubtful; a mismatch is certain, since plain wildcards match
// all that segment wildcards do.
class GreedyScan {
 public:
  GreedyScan(std::span<const Token> tokens, std::string_view text) : tokens_(tokens), text_(text) {}

  Greedy Run() {
    while (true) {
      if (token_ == tokens_.size() ? at_ == text_.size() : Advance()) {
        if (token_ == tokens_.size() && at_ == text_.size())
          return doubtful_ ? Greedy::kPerhaps : Greedy::kYes;
      } else if (!StretchStar()) {
        return Greedy::kNo;
      }
    }
  }

 private:
  // Matches the next token at the current position.
  bool Advance() {
    const Token& next = tokens_[token_];
    std::size_t length = 0;
    if (IsStar(next.type)) {
      star_ = token_;
      star_at_ = at_;
      const bool takes_the_rest = next.type == Type::kStar && token_ + 1 == tokens_.size();
      if (takes_the_rest) at_ = text_.size();
    } else if (next.type == Type::kLiteral) {
      if (!text_.substr(at_).starts_with(next.text)) return false;
      length = next.text.size();
    } else {
      const bool colon = at_ < text_.size() && text_[at_] == ':';
      doubtful_ |= colon && next.type == Type::kSegmentCharacter;
      length = colon ? 1 : CharacterLength(next.type, text_, at_);
      if (length == 0) return false;
    }
    at_ += length;
    ++token_;
    return true;
  }

  // Lets the latest star take one more byte.
  bool StretchStar() {
    if (star_ == kNone || star_at_ == text_.size()) return false;
    doubtful_ |= tokens_[star_].type == Type::kSegmentStar && text_[star_at_] == ':';
    at_ = ++star_at_;
    token_ = star_ + 1;
    return true;
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::span<const Token> tokens_;
  std::string_view text_;
  std::size_t token_ = 0;
  std::size_t at_ = 0;
  std::size_t star_ = kNone;
  std::size_t star_at_ = 0;
  bool doubtful_ = false;
};

// A set of positions in a text, 0 to its length.
class Positions {
 public:
  explicit Positions(std::size_t size) : words_((size + 64) / 64) {
    if (words_ > inline_.size()) heap_.resize(words_);
    data_ = words_ > inline_.size() ? heap_.data() : inline_.data();
  }
  Positions(const Positions&) = delete;
  Positions& operator=(const Positions&) = delete;

  void Clear() { std::fill(data_, data_ + words_, std::uint64_t{0}); }
  void Add(std::size_t at) { data_[at / 64] |= std::uint64_t{1} << (at % 64); }
  bool Has(std::size_t at) const { return (data_[at / 64] >> (at % 64) & 1) != 0; }
  bool empty() const {
    return std::all_of(data_, data_ + words_, [](std::uint64_t word) { return word == 0; });
  }
  template <typename Visit>
  void ForEach(Visit&& visit) const {
    for (std::size_t i = 0; i < words_; ++i) {
      for (std::uint64_t word = data_[i]; word != 0; word &= word - 1) {
        visit(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
      }
    }
  }
  void Swap(Positions& other) { std::swap_ranges(data_, data_ + words_, other.data_); }

 private:
  std::size_t words_;
  std::array<std::uint64_t, 65> inline_{};
  std::vector<std::uint64_t> heap_;
  std::uint64_t* data_;
};

// Stretches every position of `from` to the right: to the end, or up to the next colon.
void Stretch(const Positions& from, std::string_view text, bool over_colons, Positions* to) {
  bool reached = false;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    reached |= from.Has(at);
    if (reached) to->Add(at);
    if (!over_colons && at < text.size() && text[at] == ':') reached = false;
  }
}

void Step(const Token& token, const Positions& from, std::string_view text, Positions* to) {
  if (IsStar(token.type)) {
    Stretch(from, text, token.type == Type::kStar, to);
  } else if (token.type == Type::kLiteral) {
    from.ForEach([&](std::size_t at) {
      if (text.substr(at).starts_with(token.text)) to->Add(at + token.text.size());
    });
  } else {
    from.ForEach([&](std::size_t at) {
      if (const std::size_t length = CharacterLength(token.type, text, at)) to->Add(at + length);
    });
  }
}

}  // namespace

bool MatchTokensBySets(std::span<const Token> tokens, std::string_view text) {
  Positions now(text.size());
  Positions next(text.size());
  now.Add(0);
  for (const Token& token : tokens) {
    next.Clear();
    Step(token, now, text, &next);
    now.Swap(next);
    if (now.empty()) return false;
  }
  return now.Has(text.size());
}

bool MatchTokens(std::span<const Token> tokens, std::string_view text) {
  switch (GreedyScan(tokens, text).Run()) {
    case Greedy::kNo:
      return false;
    case Greedy::kYes:
      return true;
    case Greedy::kPerhaps:
      return MatchTokensBySets(tokens, text);
  }
  return false;
}

}  // namespace keyward::policy::match
