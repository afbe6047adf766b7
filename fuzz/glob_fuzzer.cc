// SPDX-License-Identifier: Apache-2.0
// Matches a pattern against a text, which are the two lines of the input: the greedy scan and the
// sets of positions agree, and so do compiled patterns.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/require.h"
#include "policy/match/pattern_builder.h"

namespace {

using keyward::fuzz::Require;
using namespace keyward::policy::match;

// The sets take pattern × text steps; longer ones find nothing more.
constexpr std::size_t kMaxBytes = 1024;

// The tokens that say the same as a pattern of any shape.
std::vector<Token> AllTokens(const Pattern& pattern, const std::vector<Token>& table) {
  std::vector<Token> tokens;
  if (!pattern.prefix.empty()) tokens.push_back({Token::Type::kLiteral, 0, pattern.prefix});
  const bool star =
      pattern.shape == Pattern::Shape::kEverything || pattern.shape == Pattern::Shape::kPrefix;
  if (star) tokens.push_back({Token::Type::kStar, 0, {}});
  const auto first = table.begin() + static_cast<std::ptrdiff_t>(pattern.first_token);
  tokens.insert(tokens.end(), first, first + static_cast<std::ptrdiff_t>(pattern.token_count));
  return tokens;
}

void Check(std::string_view source, Wildcards wildcards, std::string_view text) {
  TextPool pool;
  std::vector<Token> table;
  std::vector<Variable> variables;
  const Pattern pattern = PatternBuilder(&pool, &table, &variables).Plain(source, wildcards);
  const std::vector<Token> tokens = AllTokens(pattern, table);
  const bool matches = MatchTokens(tokens, text);
  Require(matches == MatchTokensBySets(tokens, text), "both algorithms agree");
  const auto compiled = MatchPattern(pattern, {table, variables}, text, {}, nullptr);
  Require(compiled == (matches ? MatchResult::kYes : MatchResult::kNo), "the compiled form agrees");
  Require(MatchTokens(tokens, source), "a pattern matches its own text");
  if (wildcards == Wildcards::kNone)
    Require(matches == (source == text), "a literal matches itself alone");
}

void Fuzz(std::string_view bytes) {
  if (bytes.size() > kMaxBytes) return;
  const std::size_t newline = bytes.find('\n');
  const std::string_view source = bytes.substr(0, newline);
  const std::string_view text =
      newline == std::string_view::npos ? std::string_view() : bytes.substr(newline + 1);
  for (const Wildcards wildcards :
       {Wildcards::kNone, Wildcards::kPlain, Wildcards::kResource, Wildcards::kArn}) {
    Check(source, wildcards, text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
