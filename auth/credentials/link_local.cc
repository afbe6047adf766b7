// SPDX-License-Identifier: Apache-2.0
#include "auth/credentials/link_local.h"

#include <chrono>

namespace keyward::auth {

FetchRequest LinkLocalRequest(const std::string& method, const std::string& url) {
  constexpr std::chrono::milliseconds kTimeout{1000};
  FetchRequest request;
  request.method = method;
  request.url = url;
  request.connect_timeout = kTimeout;
  request.total_timeout = kTimeout;
  request.max_answer_bytes = std::size_t{64} << 10;
  request.direct = true;
  return request;
}

core::Result<FetchAnswer> FetchRepeatedly(const Fetch& fetch, const FetchRequest& request,
                                          int attempts) {
  auto answer = fetch(request);
  for (int left = attempts - 1; left > 0; --left) {
    const bool again =
        answer ? answer->status >= 500 : answer.error().code == core::ErrorCode::kUnavailable;
    if (!again) break;
    answer = fetch(request);
  }
  return answer;
}

core::Error InSource(core::Error error, const std::string& source) {
  error.message = source + ": " + error.message;
  return error;
}

}  // namespace keyward::auth
