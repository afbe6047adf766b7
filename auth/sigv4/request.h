// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <variant>

#include "crypto/bytes.h"
#include "crypto/hash.h"

namespace keyward::auth {

// A request may have this many headers, and a target this many bytes: what is canonicalised before
// the signature is known to be good costs bounded time. HTTP servers allow about as much.
inline constexpr std::size_t kMaxHeaders = 100;
inline constexpr std::size_t kMaxTargetBytes = std::size_t{64} << 10;

// A header field as it was received: the name in any case, the value without its line end.
struct Header {
  std::string_view name;
  std::string_view value;
};

// The body, or its SHA-256 where it was hashed while it came in.
using Payload = std::variant<crypto::Bytes, crypto::Sha256Digest>;

// An HTTP request as its transport read it. Owns nothing.
//
// `target` is path and query exactly as received ("/a%20b?x=1"), in origin form: it begins with `/`
// and has no fragment. HTTP/2's `:authority` comes as a `host` header. Whoever reads the wire
// refuses what HTTP refuses, such as names that are no tokens.
struct HttpRequest {
  std::string_view method;
  std::string_view target;
  std::span<const Header> headers;
  Payload payload = crypto::Bytes{};
};

}  // namespace keyward::auth
