// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "policy/match/context.h"

// Wildcard patterns with policy variables, compiled for matching.
//
// Everything here is a view: texts live in the compiled set. Matching uses no recursion, allocates
// only for texts over 4 KiB or patterns of more than 32 pieces with variables, and takes time
// linear in pattern × text.
namespace keyward::policy::match {

// A policy variable: `${key}` or `${key, 'default'}`.
struct Variable {
  std::string_view key;     // as written
  std::string_view folded;  // lower-case
  std::uint64_t hash = 0;   // of `folded`
  std::string_view default_value;
  bool has_default = false;
};

struct Token {
  enum class Type : std::uint8_t {
    kLiteral,
    kStar,              // any bytes
    kSegmentStar,       // any bytes but `:`
    kCharacter,         // one UTF-8 character
    kSegmentCharacter,  // one UTF-8 character but `:`
    // The segment kinds while fewer than five colons stand before them, else the plain kinds. Only
    // behind variables, whose values may hold colons.
    kArnStar,
    kArnCharacter,
    kVariable,
  };
  Type type = Type::kLiteral;
  std::uint32_t variable = 0;  // kVariable: index into the set's variables
  std::string_view text;       // kLiteral
};

struct Pattern {
  enum class Shape : std::uint8_t {
    kEverything,  // `*`
    kNothing,     // can match no text
    kLiteral,     // `prefix` is all of it
    kPrefix,      // `prefix` and a `*` at its end
    kGlob,        // `prefix`, then tokens
    kTemplate,    // tokens that hold variables; `prefix` is the text before the first wildcard or
                  // variable
  };
  Shape shape = Shape::kNothing;
  std::uint32_t first_token = 0;  // kGlob: behind the prefix; kTemplate: of the whole pattern
  std::uint32_t token_count = 0;
  std::string_view prefix;
  std::string_view source;  // as written
};

enum class MatchResult : std::uint8_t {
  kNo,
  kYes,
  kUnresolved,  // a variable has no value
  kAmbiguous,   // a variable's key is present in two spellings
};

// Tokens and variables that patterns refer to.
struct PatternTables {
  std::span<const Token> tokens;
  std::span<const Variable> variables;
};

// How a variable was looked up.
struct VariableLookup {
  const Variable& variable;
  bool present = false;  // its key is in the context
  bool resolved = false;
  bool used_default = false;
  std::string_view value;  // when resolved
};

// Told of every variable that is looked up.
class VariableListener {
 public:
  virtual void OnVariable(const VariableLookup& lookup) = 0;

 protected:
  ~VariableListener() = default;
};

// Matches a whole text. Variables are substituted first, and make the result kUnresolved or
// kAmbiguous (the latter prevails) whatever the rest of the pattern. `listener` may be null.
MatchResult MatchPattern(const Pattern& pattern, const PatternTables& tables, std::string_view text,
                         const Context& context, VariableListener* listener);

// The same, ASCII letters of either case being equal. The pattern holds no wildcards.
MatchResult MatchIgnoringCase(const Pattern& pattern, const PatternTables& tables,
                              std::string_view text, const Context& context,
                              VariableListener* listener);

// Matches tokens without variables against a whole text: by a greedy scan, which is exact unless a
// segment wildcard would have to cross a colon, and then by sets of positions.
bool MatchTokens(std::span<const Token> tokens, std::string_view text);
// The second algorithm alone; exact for every pattern. The tests hold the two against each other.
bool MatchTokensBySets(std::span<const Token> tokens, std::string_view text);

}  // namespace keyward::policy::match
