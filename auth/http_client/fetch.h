// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/result.h"

// HTTP requests as the rooms above see them, whoever sends them.
namespace keyward::auth {

struct FetchHeader {
  std::string name;
  std::string value;
};

struct FetchRequest {
  std::string method = "GET";
  std::string url;  // http or https, percent-encoded; sent as it is
  std::vector<FetchHeader> headers;
  std::string body;
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds total_timeout{60000};
  std::size_t max_answer_bytes = std::size_t{4} << 20;
  bool direct = false;    // never through a proxy, whatever the environment says
  std::string ca_bundle;  // a PEM file with the only authorities to trust; "" = the system's
};

struct FetchAnswer {
  int status = 0;
  std::string body;
};

// Sends a request and waits for its whole answer, whatever its status. Redirects are not followed.
//
// Errors: kUnavailable named "EndpointUnreachable" when there is no connection, "Timeout" when the
// answer is not there in time, "ConnectionFailed" when the connection breaks or its answer is no
// HTTP; kUnauthenticated named "CertificateNotTrusted"; kResourceExhausted named "LimitExceeded"
// when the answer is longer; kInvalidArgument named "InvalidInput" for a malformed request or
// unreadable ca_bundle. Messages name the URL's host and nothing else of the request.
using Fetch = std::function<core::Result<FetchAnswer>(const FetchRequest& request)>;

}  // namespace keyward::auth
