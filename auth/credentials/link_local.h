// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "auth/http_client/fetch.h"
#include "core/result.h"

// Requests to endpoints that are near or not there.
namespace keyward::auth {

// A request without proxies that has a second.
FetchRequest LinkLocalRequest(const std::string& method, const std::string& url);

// Sends a request up to `attempts` times, until there is an answer with a status below 500; the
// last answer, or the last error. Thread-safe as `fetch` is.
core::Result<FetchAnswer> FetchRepeatedly(const Fetch& fetch, const FetchRequest& request,
                                          int attempts);

// The same error with the source of credentials named in its message.
core::Error InSource(core::Error error, const std::string& source);

}  // namespace keyward::auth
