// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/http_client/fetch.h"
#include "core/result.h"

namespace keyward::auth {

// A Fetch made of libcurl: HTTP/1.1 over TCP or TLS 1.2 and later, certificate and name always
// verified, a connection of its own each time, no cookies, no .netrc, no redirects, no decoding.
// HTTPS_PROXY and NO_PROXY hold unless the request is `direct`. What libcurl buffers of request and
// answer is not wiped.
//
// Thread-safe. Errors: those of Fetch.
core::Result<FetchAnswer> FetchWithCurl(const FetchRequest& request);

}  // namespace keyward::auth
