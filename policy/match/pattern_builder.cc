// SPDX-License-Identifier: Apache-2.0
#include "policy/match/pattern_builder.h"

#include <algorithm>

#include "core/encoding.h"
#include "policy/language/variables.h"
#include "policy/match/hash.h"

namespace keyward::policy::match {
namespace {

using Type = Token::Type;

constexpr int kArnColons = 5;

bool StopsAtColons(Wildcards wildcards, int colons, bool ends_segment) {
  if (wildcards == Wildcards::kResource) return !ends_segment;
  return wildcards == Wildcards::kArn && colons < kArnColons;
}

}  // namespace

std::string_view TextPool::Intern(std::string_view text) {
  if (text.empty()) return {};
  if (const auto found = known_.find(text); found != known_.end()) return *found;
  const bool fits =
      !blocks_.empty() && blocks_.back().capacity() - blocks_.back().size() >= text.size();
  if (!fits) {
    blocks_.emplace_back();
    const std::size_t block = std::min(kLastBlock, std::max(kFirstBlock, bytes_));
    blocks_.back().reserve(std::max(block, text.size()));
    bytes_ += blocks_.back().capacity();
  }
  std::string& block = blocks_.back();
  const std::size_t at = block.size();
  block.append(text);
  const std::string_view kept(block.data() + at, text.size());
  known_.insert(kept);
  return kept;
}

void TextPool::Seal() { decltype(known_)().swap(known_); }

void PatternBuilder::AddLiteral(std::string_view text) { literal_.append(text); }

void PatternBuilder::AddToken(Type type, std::uint32_t variable) {
  FlushLiteral();
  pattern_.push_back({type, variable, {}});
  behind_variable_ |= type == Type::kVariable;
}

void PatternBuilder::FlushLiteral() {
  if (!literal_.empty()) pattern_.push_back({Type::kLiteral, 0, pool_.Intern(literal_)});
  literal_.clear();
}

void PatternBuilder::AddText(std::string_view text, Wildcards wildcards, bool at_end, int* colons) {
  while (!text.empty()) {
    const std::size_t wild = wildcards == Wildcards::kNone ? text.npos : text.find_first_of("*?");
    const std::string_view literal = text.substr(0, wild);
    AddLiteral(literal);
    *colons += static_cast<int>(std::count(literal.begin(), literal.end(), ':'));
    if (wild == text.npos) return;
    text.remove_prefix(wild);
    if (text[0] == '?') {
      const bool stops = wildcards == Wildcards::kArn && *colons < kArnColons;
      const Type stopping = behind_variable_ ? Type::kArnCharacter : Type::kSegmentCharacter;
      AddToken(stops ? stopping : Type::kCharacter);
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(std::min(text.find_first_not_of('*'), text.size()));
    const bool ends_segment = text.empty() ? at_end : text[0] == ':';
    const bool stops = StopsAtColons(wildcards, *colons, ends_segment);
    const bool arn = wildcards == Wildcards::kArn && behind_variable_;
    const Type stopping = arn ? Type::kArnStar : Type::kSegmentStar;
    AddToken(stops ? stopping : Type::kStar);
  }
}

std::uint32_t PatternBuilder::AddVariable(const std::string& key, bool has_default,
                                          const std::string& default_value) {
  const std::string identity = key + '\0' + (has_default ? '1' : '0') + default_value;
  const auto [at, is_new] =
      variable_ids_.try_emplace(identity, static_cast<std::uint32_t>(variables_.size()));
  if (is_new) {
    Variable variable;
    variable.key = pool_.Intern(key);
    variable.folded = pool_.Intern(core::AsciiLower(key));
    variable.hash = Hash(variable.folded);
    variable.has_default = has_default;
    variable.default_value = pool_.Intern(default_value);
    variables_.push_back(variable);
  }
  return at->second;
}

Pattern PatternBuilder::Finish(std::string_view source, bool has_variables) {
  FlushLiteral();
  Pattern pattern;
  pattern.source = pool_.Intern(source);
  const bool starts_literal = !pattern_.empty() && pattern_[0].type == Type::kLiteral;
  if (starts_literal) pattern.prefix = pattern_[0].text;
  const std::size_t behind = starts_literal ? 1 : 0;
  const std::size_t rest = pattern_.size() - behind;
  if (!has_variables && rest == 0) {
    pattern.shape = Pattern::Shape::kLiteral;
  } else if (!has_variables && rest == 1 && pattern_.back().type == Type::kStar) {
    pattern.shape = starts_literal ? Pattern::Shape::kPrefix : Pattern::Shape::kEverything;
  } else {
    pattern.shape = has_variables ? Pattern::Shape::kTemplate : Pattern::Shape::kGlob;
    const std::size_t skipped = has_variables ? 0 : behind;
    pattern.first_token = static_cast<std::uint32_t>(tokens_.size());
    pattern.token_count = static_cast<std::uint32_t>(pattern_.size() - skipped);
    tokens_.insert(tokens_.end(), pattern_.begin() + static_cast<std::ptrdiff_t>(skipped),
                   pattern_.end());
  }
  pattern_.clear();
  behind_variable_ = false;
  return pattern;
}

Pattern PatternBuilder::Plain(std::string_view text, Wildcards wildcards) {
  int colons = 0;
  AddText(text, wildcards, /*at_end=*/true, &colons);
  return Finish(text, /*has_variables=*/false);
}

Pattern PatternBuilder::WithVariables(std::string_view text, std::size_t variables_start,
                                      Wildcards wildcards) {
  if (text.find("${", variables_start) == std::string_view::npos) return Plain(text, wildcards);
  int colons = 0;
  bool has_variables = false;
  AddText(text.substr(0, variables_start), wildcards, variables_start == text.size(), &colons);
  const auto parts = language::SplitVariables(text.substr(variables_start));
  for (std::size_t i = 0; parts && i < parts->size(); ++i) {
    const language::TemplatePart& part = (*parts)[i];
    if (part.type == language::TemplatePart::Type::kText) {
      AddText(part.text, wildcards, i + 1 == parts->size(), &colons);
    } else if (part.type == language::TemplatePart::Type::kLiteral) {
      AddLiteral(part.text);
    } else {
      has_variables = true;
      AddToken(Type::kVariable, AddVariable(part.text, part.has_default, part.default_value));
    }
  }
  return Finish(text, has_variables);
}

}  // namespace keyward::policy::match
