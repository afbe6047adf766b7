// SPDX-License-Identifier: Apache-2.0
#include "policy/match/pattern.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/encoding.h"

namespace keyward::policy::match {
namespace {

// What a variable stands for in this request.
MatchResult Resolve(const Variable& variable, const Context& context, std::string_view* value,
                    VariableListener* listener) {
  const Context::Entry* entry = context.Find(variable.folded, variable.hash);
  MatchResult result = MatchResult::kYes;
  const bool used_default = entry == nullptr && variable.has_default;
  if (used_default) {
    *value = variable.default_value;
  } else if (entry != nullptr && entry->ambiguous) {
    result = MatchResult::kAmbiguous;
  } else if (entry == nullptr || entry->multivalued) {
    result = MatchResult::kUnresolved;
  } else {
    *value = entry->values.front();
  }
  if (listener != nullptr) {
    listener->OnVariable(
        {variable, entry != nullptr, result == MatchResult::kYes, used_default, *value});
  }
  return result;
}

// The tokens of a pattern with every variable replaced by its value.
class BoundTokens {
 public:
  explicit BoundTokens(std::size_t count) {
    if (count > inline_.size()) heap_.resize(count);
    data_ = count > inline_.size() ? heap_.data() : inline_.data();
  }
  BoundTokens(const BoundTokens&) = delete;
  BoundTokens& operator=(const BoundTokens&) = delete;

  MatchResult Bind(const Pattern& pattern, const PatternTables& tables, const Context& context,
                   VariableListener* listener) {
    MatchResult result = MatchResult::kYes;
    std::ptrdiff_t colons = 0;
    for (const Token& token : tables.tokens.subspan(pattern.first_token, pattern.token_count)) {
      Token& bound = data_[size_++];
      bound = token;
      if (token.type == Token::Type::kVariable) {
        bound.type = Token::Type::kLiteral;
        const MatchResult found =
            Resolve(tables.variables[token.variable], context, &bound.text, listener);
        if (found == MatchResult::kAmbiguous || result == MatchResult::kYes) result = found;
      } else if (token.type == Token::Type::kArnStar || token.type == Token::Type::kArnCharacter) {
        BindArnWildcard(colons, &bound);
      }
      colons += std::count(bound.text.begin(), bound.text.end(), ':');
    }
    return result;
  }

  std::span<const Token> tokens() const { return {data_, size_}; }

 private:
  static constexpr std::ptrdiff_t kArnColons = 5;

  static void BindArnWildcard(std::ptrdiff_t colons, Token* wildcard) {
    const bool star = wildcard->type == Token::Type::kArnStar;
    if (colons < kArnColons) {
      wildcard->type = star ? Token::Type::kSegmentStar : Token::Type::kSegmentCharacter;
    } else {
      wildcard->type = star ? Token::Type::kStar : Token::Type::kCharacter;
    }
  }

  std::size_t size_ = 0;
  std::array<Token, 32> inline_;
  std::vector<Token> heap_;
  Token* data_;
};

MatchResult YesOrNo(bool matches) { return matches ? MatchResult::kYes : MatchResult::kNo; }

bool LiteralsEqualIgnoringCase(std::span<const Token> tokens, std::string_view text) {
  for (const Token& token : tokens) {
    if (!core::EqualsIgnoreCase(text.substr(0, token.text.size()), token.text)) return false;
    text.remove_prefix(token.text.size());
  }
  return text.empty();
}

}  // namespace

MatchResult MatchPattern(const Pattern& pattern, const PatternTables& tables, std::string_view text,
                         const Context& context, VariableListener* listener) {
  switch (pattern.shape) {
    case Pattern::Shape::kEverything:
      return MatchResult::kYes;
    case Pattern::Shape::kNothing:
      return MatchResult::kNo;
    case Pattern::Shape::kLiteral:
      return YesOrNo(text == pattern.prefix);
    case Pattern::Shape::kPrefix:
      return YesOrNo(text.starts_with(pattern.prefix));
    case Pattern::Shape::kGlob:
      if (!text.starts_with(pattern.prefix)) return MatchResult::kNo;
      return YesOrNo(MatchTokens(tables.tokens.subspan(pattern.first_token, pattern.token_count),
                                 text.substr(pattern.prefix.size())));
    case Pattern::Shape::kTemplate:
      break;
  }
  BoundTokens bound(pattern.token_count);
  const MatchResult result = bound.Bind(pattern, tables, context, listener);
  return result == MatchResult::kYes ? YesOrNo(MatchTokens(bound.tokens(), text)) : result;
}

MatchResult MatchIgnoringCase(const Pattern& pattern, const PatternTables& tables,
                              std::string_view text, const Context& context,
                              VariableListener* listener) {
  if (pattern.shape != Pattern::Shape::kTemplate)
    return YesOrNo(core::EqualsIgnoreCase(text, pattern.prefix));
  BoundTokens bound(pattern.token_count);
  const MatchResult result = bound.Bind(pattern, tables, context, listener);
  return result == MatchResult::kYes ? YesOrNo(LiteralsEqualIgnoringCase(bound.tokens(), text))
                                     : result;
}

}  // namespace keyward::policy::match
