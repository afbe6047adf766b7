// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "policy/language/policy.h"
#include "policy/match/hash.h"
#include "policy/match/pattern.h"

namespace keyward::policy::match {

// Keeps each distinct text once, at an address that never changes.
class TextPool {
 public:
  std::string_view Intern(std::string_view text);
  std::size_t memory_bytes() const { return bytes_; }
  // Forgets how to find texts again, to save memory; the texts stay.
  void Seal();

 private:
  struct Hasher {
    std::size_t operator()(std::string_view text) const { return Hash(text); }
  };

  // Blocks double in size from the first to the second.
  static constexpr std::size_t kFirstBlock = std::size_t{1} << 10;
  static constexpr std::size_t kLastBlock = std::size_t{64} << 10;

  std::deque<std::string> blocks_;
  std::unordered_set<std::string_view, Hasher> known_;
  std::size_t bytes_ = 0;
};

// Which `*` may cross colons.
enum class Wildcards : std::uint8_t {
  kNone,      // `*` and `?` are themselves
  kPlain,     // every `*` crosses everything
  kResource,  // a `*` before a colon or at the end does; others stop at colons
  kArn,       // `*` and `?` stop at colons until the fifth colon
};

// Compiles patterns into shared tables.
class PatternBuilder {
 public:
  PatternBuilder(TextPool* pool, std::vector<Token>* tokens, std::vector<Variable>* variables)
      : pool_(*pool), tokens_(*tokens), variables_(*variables) {}

  // `text` holds no variables: it is taken as it is.
  Pattern Plain(std::string_view text, Wildcards wildcards);
  // `text` has passed SplitVariables from `variables_start` on.
  Pattern WithVariables(std::string_view text, std::size_t variables_start, Wildcards wildcards);

 private:
  void AddText(std::string_view text, Wildcards wildcards, bool at_end, int* colons);
  void AddLiteral(std::string_view text);
  void AddToken(Token::Type type, std::uint32_t variable = 0);
  void FlushLiteral();
  std::uint32_t AddVariable(const std::string& key, bool has_default,
                            const std::string& default_value);
  Pattern Finish(std::string_view source, bool has_variables);

  TextPool& pool_;
  std::vector<Token>& tokens_;
  std::vector<Variable>& variables_;
  std::unordered_map<std::string, std::uint32_t> variable_ids_;
  // The pattern being built: its tokens, and the literal text behind them.
  std::vector<Token> pattern_;
  std::string literal_;
  bool behind_variable_ = false;  // it holds one, whose value may hold colons
};

}  // namespace keyward::policy::match
