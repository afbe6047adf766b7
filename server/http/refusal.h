// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace keyward::server::http {

// Why a request is not served: the status, and one line for the body. Reasons are constants, so
// that nothing that was sent is ever repeated.
struct Refusal {
  int status;
  std::string_view reason;
};

// Returns the reason phrase of RFC 9110 section 15; "Unknown" for a status it does not have.
std::string_view ReasonPhrase(int status);

}  // namespace keyward::server::http
