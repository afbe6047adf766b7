// SPDX-License-Identifier: Apache-2.0
// Splits a text at its policy variables: the parts, written out, are read alike; and the pattern
// matches what comes of putting the values in.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/require.h"
#include "policy/language/variables.h"
#include "policy/match/pattern_builder.h"

namespace {

using keyward::fuzz::Require;
using keyward::policy::language::SplitVariables;
using keyward::policy::language::TemplatePart;
using namespace keyward::policy::match;
using Parts = std::vector<TemplatePart>;

// Matching takes pattern × text steps.
constexpr std::size_t kMaxBytes = 1024;

std::string Write(const Parts& parts) {
  std::string text;
  for (const TemplatePart& part : parts) {
    if (part.type == TemplatePart::Type::kText) {
      text += part.text;
    } else {
      text += "${" + part.text + (part.has_default ? ", '" + part.default_value + "'" : "") + "}";
    }
  }
  return text;
}

bool Same(const TemplatePart& a, const TemplatePart& b) {
  return a.type == b.type && a.text == b.text && a.has_default == b.has_default &&
         a.default_value == b.default_value;
}

// Gives every variable without a default a value, and returns the text with all values put in.
std::string Substitute(const Parts& parts, Context* context) {
  for (const TemplatePart& part : parts) {
    const bool needs_value = part.type == TemplatePart::Type::kVariable && !part.has_default;
    if (needs_value && context->Find(part.text) == nullptr) context->Set(part.text, "v*:?");
  }
  std::string text;
  for (const TemplatePart& part : parts) {
    const bool variable = part.type == TemplatePart::Type::kVariable;
    const Context::Entry* entry = variable ? context->Find(part.text) : nullptr;
    text += entry != nullptr ? entry->values[0] : variable ? part.default_value : part.text;
  }
  return text;
}

void Fuzz(std::string_view text) {
  if (text.size() > kMaxBytes) return;
  const auto parts = SplitVariables(text);
  if (!parts) {
    Require(!parts.error().message.empty(), "a refusal says why");
    return;
  }
  const auto again = SplitVariables(Write(*parts));
  Require(again.has_value(), "the parts, written out, are read");
  Require(std::equal(parts->begin(), parts->end(), again->begin(), again->end(), Same),
          "and read alike");

  TextPool pool;
  std::vector<Token> tokens;
  std::vector<Variable> variables;
  PatternBuilder builder(&pool, &tokens, &variables);
  Context context;
  const std::string expected = Substitute(*parts, &context);
  const Pattern plain = builder.WithVariables(text, 0, Wildcards::kPlain);
  const Pattern literal = builder.WithVariables(text, 0, Wildcards::kNone);
  const PatternTables tables{tokens, variables};
  Require(MatchPattern(plain, tables, expected, context, nullptr) == MatchResult::kYes,
          "a pattern matches its own text with the values put in");
  Require(MatchPattern(literal, tables, expected, context, nullptr) == MatchResult::kYes,
          "and so does a literal");
  Require(MatchPattern(literal, tables, expected + "x", context, nullptr) == MatchResult::kNo,
          "which matches nothing longer");
  Require(MatchIgnoringCase(literal, tables, expected, context, nullptr) == MatchResult::kYes,
          "in any case");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
