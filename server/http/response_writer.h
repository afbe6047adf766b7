// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/clock.h"
#include "server/http/message.h"
#include "server/http/refusal.h"

namespace keyward::server::http {

// Whether a handler's response keeps the rules of Response: a status of 200 to 599, header names
// that are tokens and none of those the server adds, values without control characters.
bool IsSendable(const Response& response);

// The response to a refused request: the reason as one line of JSON.
Response MakeRefusal(const Refusal& refusal);

struct Framing {
  bool head = false;   // the request's method was HEAD
  bool close = false;  // no request of this connection will be answered after this
};

// Appends the response's bytes. Precondition: IsSendable. `date` is as FormatDate makes it.
void AppendResponse(const Response& response, const Framing& framing, std::string_view date,
                    std::string& out);

// "Sun, 06 Nov 1994 08:49:37 GMT": IMF-fixdate, RFC 9110 section 5.6.7. Pure.
std::string FormatDate(core::Clock::TimePoint time);

}  // namespace keyward::server::http
