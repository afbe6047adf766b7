// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/deriving_aead.h"
#include "crypto/random.h"

namespace keyward::api {

// Where a list goes on, as a text that tells the caller nothing: sealed, and bound to the
// operation, the account and the parameters with which it was begun. Thread-safe.
//
// The text is base64 of a version byte (1) and DerivingAead of the last key, under label
// "keyward/api/page/v1", with "service:operation", 0x00, account, 0x00 and `filter` as associated
// data. A token has no end of its own: it opens as long as its key is kept.
class PageTokens {
 public:
  static core::Result<PageTokens> Create(const crypto::DerivingAead::Key& key);

  // What a list is: two lists with the same scope take each other's tokens.
  struct Scope {
    std::string_view operation;  // "iam:ListUsers"
    std::string_view account;
    std::string filter;  // of the parameters that choose what is listed
  };

  core::Result<std::string> Seal(const Scope& scope, std::string_view last,
                                 crypto::Random& random) const;
  // Errors: kInvalidArgument "InvalidMarker" for all that Seal did not give for this scope; the
  // caller renames it to what the operation's service says.
  core::Result<std::string> Open(const Scope& scope, std::string_view token) const;

 private:
  explicit PageTokens(crypto::DerivingAead aead) : aead_(std::move(aead)) {}
  crypto::DerivingAead aead_;
};

}  // namespace keyward::api
