// SPDX-License-Identifier: Apache-2.0
#include "server/http/response_writer.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "core/encoding.h"
#include "server/http/characters.h"

namespace keyward::server::http {
namespace {

// Server is among them: what runs here is nobody's business.
constexpr std::string_view kOurs[] = {"connection", "content-length",   "date",
                                      "keep-alive", "server",           "trailer",
                                      "upgrade",    "transfer-encoding"};

bool IsSendable(const Header& header) {
  const auto is_it = [&header](std::string_view name) {
    return core::EqualsIgnoreCase(header.name, name);
  };
  return IsToken(header.name) && kFieldBytes.HasAll(header.value) &&
         std::ranges::none_of(kOurs, is_it);
}

constexpr bool HasBody(int status) { return status != 204 && status != 304; }

void AppendTwoDigits(unsigned number, std::string& out) {
  out += static_cast<char>('0' + number / 10 % 10);
  out += static_cast<char>('0' + number % 10);
}

}  // namespace

bool IsSendable(const Response& response) {
  const auto is_sendable = [](const Header& header) { return IsSendable(header); };
  return response.status >= 200 && response.status <= 599 &&
         std::ranges::all_of(response.headers, is_sendable);
}

Response MakeRefusal(const Refusal& refusal) {
  Response made;
  made.status = refusal.status;
  made.headers.push_back({"Content-Type", "application/json"});
  made.body.append("{\"message\":\"").append(refusal.reason).append("\"}\n");
  return made;
}

void AppendResponse(const Response& response, const Framing& framing, std::string_view date,
                    std::string& out) {
  constexpr std::size_t kTypicalHead = 256;
  out.reserve(out.size() + kTypicalHead + response.body.size());
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(ReasonPhrase(response.status)).append("\r\nDate: ").append(date).append("\r\n");
  for (const Header& header : response.headers) {
    out.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (HasBody(response.status)) {
    out.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  }
  if (framing.close) out.append("Connection: close\r\n");
  out.append("\r\n");
  if (HasBody(response.status) && !framing.head) out.append(response.body);
}

std::string FormatDate(core::Clock::TimePoint time) {
  constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                     "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  std::string out(kDays[std::chrono::weekday(day).c_encoding()]);
  out += ", ";
  AppendTwoDigits(static_cast<unsigned>(date.day()), out);
  out.append(" ").append(kMonths[static_cast<unsigned>(date.month()) - 1]).append(" ");
  AppendTwoDigits(year / 100, out);
  AppendTwoDigits(year, out);
  out += ' ';
  AppendTwoDigits(static_cast<unsigned>(clock.hours().count()), out);
  out += ':';
  AppendTwoDigits(static_cast<unsigned>(clock.minutes().count()), out);
  out += ':';
  AppendTwoDigits(static_cast<unsigned>(clock.seconds().count()), out);
  return out + " GMT";
}

}  // namespace keyward::server::http
