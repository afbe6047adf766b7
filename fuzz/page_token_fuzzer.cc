// SPDX-License-Identifier: Apache-2.0
//
// Opening page tokens. Any text, as a client could send it, and any bytes where a sealed text
// stands: none opens, for nothing was sealed. And any text as what a list goes on after: its token
// opens to it where it was given, and nowhere else, nor with another byte in it.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/page_token.h"
#include "core/encoding.h"
#include "crypto/random.h"
#include "fuzz/require.h"

using keyward::api::PageTokens;
using keyward::fuzz::Require;

namespace {

// Open takes no longer ones, and no list goes on after a name that would make one.
constexpr std::size_t kMaxTokenBytes = 4096;

void CheckSealed(const PageTokens& tokens, const PageTokens::Scope& scope, std::string_view last) {
  keyward::crypto::SystemRandom random;
  const auto token = tokens.Seal(scope, last, random);
  if (!token || token->size() > kMaxTokenBytes) return;
  const auto opened = tokens.Open(scope, *token);
  Require(opened && *opened == last, "a token opens where it was given");
  const PageTokens::Scope others[] = {{scope.operation, "444455556666", scope.filter},
                                      {"iam:ListRoles", scope.account, scope.filter},
                                      {scope.operation, scope.account, scope.filter + "x"}};
  for (const auto& other : others) {
    Require(!tokens.Open(other, *token), "a token opens where it was not given");
  }
  std::string changed = *token;
  char& byte = changed[last.size() % changed.size()];
  byte = byte == 'A' ? 'B' : 'A';
  Require(!tokens.Open(scope, changed), "a token opens that was changed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Key = keyward::crypto::DerivingAead::Key;
  static const auto* const key = new Key(*Key::Copy(std::array<std::uint8_t, Key::kSize>{}));
  static const auto* const tokens = new PageTokens(*PageTokens::Create(*key));
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view filter = text.substr(0, text.find('\n'));
  const PageTokens::Scope scope{"iam:ListUsers", "111122223333", std::string(filter)};
  const std::string framed = keyward::core::Base64Encode(std::string("\x01").append(text));
  for (const std::string_view token : {text, std::string_view(framed)}) {
    const auto opened = tokens->Open(scope, token);
    Require(!opened, "a text that was not sealed opens");
    Require(opened.error().name == "InvalidMarker", "every refusal has the same name");
  }
  CheckSealed(*tokens, scope, text);
  return 0;
}
