// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "auth/sigv4/credentials.h"
#include "core/clock.h"
#include "core/json.h"
#include "core/result.h"

// Credentials as helpers and endpoints write them in JSON. Thread-safe.
namespace keyward::auth {

// What makes an error of "printed no JSON object": the source that is to blame.
using BlameSource = std::function<core::Error(std::string what)>;

// Reads AccessKeyId, SecretAccessKey, the session token under `token_name`, and Expiration, the
// last two optional, from an object. `verb` is what the source did: "printed", "answered".
//
// Errors: what `blame` makes, which repeats nothing of the document; kUnauthenticated named
// "ExpiredToken" when Expiration is over at `now`.
core::Result<Credentials> ReadCredentialDocument(core::JsonView object, const char* token_name,
                                                 core::Clock::TimePoint now,
                                                 const std::string& source, std::string_view verb,
                                                 const BlameSource& blame);

// Reads "2019-05-29T00:21:43Z", with a fraction of a second or `+00:00` too, as they are written.
std::optional<std::chrono::sys_seconds> ReadExpiration(std::string text);

}  // namespace keyward::auth
