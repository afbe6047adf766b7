// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/engine/request.h"
#include "tests/policy/naive/kleene.h"

namespace keyward::policy::naive {

// ASCII letters in lower case, everything else untouched (rule 37).
std::string Folded(std::string_view text);

// The characters of UTF-8 text. A byte that belongs to no character stands for itself, above all
// characters.
std::u32string Characters(std::string_view text);

// The parts of a text between its first five colons; the sixth part keeps its colons. Fewer when
// there are fewer colons.
std::vector<std::string> ArnSegments(std::string_view text);

// What the context says of a key.
struct KeyValue {
  enum class State { kAbsent, kSingle, kMultivalued, kAmbiguous };
  State state = State::kAbsent;
  std::vector<std::string> values;
};

// Rule 33: the names of keys are case-insensitive; one that is present in two spellings is
// ambiguous. Rule 27: a multivalued key without values is absent.
KeyValue FindKey(const engine::Context& context, std::string_view key);

// One element of a pattern: a character, `?` or `*`.
struct Token {
  enum class Kind { kCharacter, kAnyCharacter, kStar };
  Kind kind = Kind::kCharacter;
  char32_t character = 0;
  bool stops_at_colon = false;  // of kStar

  bool Is(char32_t c) const { return kind == Kind::kCharacter && character == c; }
};

// What `*` and `?` mean in a value.
enum class Wildcards {
  kNone,         // themselves
  kFree,         // `*` crosses everything
  kStopAtColon,  // `*` crosses colons at the end of a segment only (rule 19)
};

// A value of a policy after its variables were replaced.
struct FilledValue {
  std::vector<Token> tokens;
  // kFalse: some variable did not resolve (rule 24). kUndefined: some variable's key is ambiguous
  // (rule 33), which prevails.
  Kleene resolved = Kleene::kTrue;
  std::vector<std::string>
      absent_keys;  // variables whose key is not in the context, with a default or without
};

inline constexpr std::size_t kNoVariables = std::string_view::npos;

// Replaces the variables that begin at byte `variables_from` or later (rules 20, 24).
FilledValue FillIn(std::string_view raw, std::size_t variables_from, Wildcards wildcards,
                   const engine::Context& context);

// Whether the tokens match the whole text.
bool Matches(const std::vector<Token>& pattern, std::u32string_view text);

}  // namespace keyward::policy::naive
