// SPDX-License-Identifier: Apache-2.0
#include "policy/language/variables.h"

namespace keyward::policy::language {
namespace {

core::Error Malformed(std::string message) {
  return {core::ErrorCode::kInvalidArgument, "", std::move(message)};
}

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Reads what stands between `${` and `}`.
core::Result<TemplatePart> ReadVariable(std::string_view body) {
  TemplatePart part;
  if (body == "*" || body == "?" || body == "$") {
    part.type = TemplatePart::Type::kLiteral;
    part.text = body;
    return part;
  }
  part.type = TemplatePart::Type::kVariable;
  const std::size_t quote = body.find('\'');
  std::string_view key = body.substr(0, quote);
  if (quote != std::string_view::npos) {
    key = Trim(key);
    const bool closed = body.size() >= quote + 2 && body.ends_with('\'');
    if (!key.ends_with(',') || !closed) {
      return Malformed("a policy variable's default must be written `${key, 'default'}`");
    }
    key.remove_suffix(1);
    part.has_default = true;
    part.default_value = body.substr(quote + 1, body.size() - quote - 2);
    if (part.default_value.find('\'') != std::string::npos) {
      return Malformed("a policy variable's default holds a quote");
    }
  }
  key = Trim(key);
  if (key.empty()) return Malformed("a policy variable names no key");
  if (key.find_first_of("${},*?") != std::string_view::npos) {
    return Malformed("a policy variable's key holds one of `$ { } , * ?`");
  }
  part.text = key;
  return part;
}

// The end of a variable's body: the first `}` outside quotes.
std::size_t FindClose(std::string_view text) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\'') quoted = !quoted;
    if (text[at] == '}' && !quoted) return at;
  }
  return std::string_view::npos;
}

}  // namespace

core::Result<std::vector<TemplatePart>> SplitVariables(std::string_view text) {
  std::vector<TemplatePart> parts;
  while (!text.empty()) {
    const std::size_t open = text.find("${");
    if (open != 0) {
      TemplatePart plain;
      plain.text = text.substr(0, open);
      parts.push_back(std::move(plain));
      if (open == std::string_view::npos) break;
    }
    text.remove_prefix(open + 2);
    const std::size_t close = FindClose(text);
    if (close == std::string_view::npos) return Malformed("a policy variable is not closed");
    core::Result<TemplatePart> variable = ReadVariable(text.substr(0, close));
    if (!variable) return variable.error();
    parts.push_back(std::move(*variable));
    text.remove_prefix(close + 1);
  }
  return parts;
}

std::size_t ResourceVariablesStart(std::string_view pattern) {
  std::size_t at = 0;
  for (int colons = 0; colons < 5; ++colons) {
    const std::size_t colon = pattern.find(':', at);
    if (colon == std::string_view::npos) return pattern.size();
    at = colon + 1;
  }
  return at;
}

}  // namespace keyward::policy::language
