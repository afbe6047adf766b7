// SPDX-License-Identifier: Apache-2.0
// Hands the bytes to the front door's parser, whole and byte by byte: both ways must give the same
// requests and the same refusal. What is accepted keeps every rule that the docs state, and written
// out again it is read back the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "core/encoding.h"
#include "fuzz/require.h"
#include "server/http/characters.h"
#include "server/http/request_parser.h"
#include "server/http/request_rules.h"

namespace {

using keyward::fuzz::Require;
using namespace keyward::server::http;

// Small, so that a fuzzer's inputs reach beyond them.
constexpr RequestLimits kLimits = {.target_bytes = 64,
                                   .head_bytes = 512,
                                   .headers = 8,
                                   .body_bytes = 256,
                                   .chunk_extension_bytes = 16};

struct Outcome {
  std::vector<Request> requests;
  Refusal refusal = {0, ""};
};

Outcome Run(std::string_view bytes, std::size_t step) {
  Outcome outcome;
  RequestParser parser(kLimits);
  std::string held;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    held += bytes.substr(at, step);
    for (;;) {
      const std::size_t taken = parser.Feed(held);
      Require(taken <= held.size(), "no more is taken than there is");
      held.erase(0, taken);
      if (parser.state() == RequestParser::State::kRefused) {
        outcome.refusal = parser.refusal();
        return outcome;
      }
      if (parser.state() != RequestParser::State::kComplete) break;
      outcome.requests.push_back(parser.Take());
    }
    Require(held.size() <= kLimits.head_bytes + step, "what is held is bounded");
  }
  return outcome;
}

void CheckHeaders(const Request& request) {
  int hosts = 0;
  int framings = 0;
  for (const Header& header : request.headers) {
    Require(IsToken(header.name) && kFieldBytes.HasAll(header.value), "headers are clean");
    Require(header.value.empty() || (header.value.front() != ' ' && header.value.back() != ' '),
            "values have no blanks around them");
  }
  for (const char* name : {"host", "content-length", "transfer-encoding"}) {
    const auto is_it = [name](const Header& header) {
      return keyward::core::EqualsIgnoreCase(header.name, name);
    };
    const auto count = std::ranges::count_if(request.headers, is_it);
    Require(count <= 1, "what decides is said once");
    (name == std::string_view("host") ? hosts : framings) += static_cast<int>(count);
  }
  Require(hosts == 0 || IsHost(*request.Find("host")), "a host is a host");
  Require(framings <= 1, "a body is framed in one way");
  if (const std::string* length = request.Find("content-length")) {
    Require(std::strtoull(length->c_str(), nullptr, 10) == request.body.size(),
            "a body is as long as was said");
  } else if (request.Find("transfer-encoding") == nullptr) {
    Require(request.body.empty(), "a body is framed");
  }
}

void CheckRequest(const Request& request) {
  Require(std::ranges::find(kMethods, request.method) != std::end(kMethods), "methods are known");
  Require(request.target.starts_with('/') || (request.target == "*" && request.method == "OPTIONS"),
          "targets are paths");
  Require(request.target.size() <= kLimits.target_bytes, "targets are bounded");
  Require(request.headers.size() <= kLimits.headers, "headers are bounded");
  Require(request.body.size() <= kLimits.body_bytes, "bodies are bounded");
  CheckHeaders(request);
}

std::string Write(const Request& request) {
  std::string out = request.method + " " + request.target;
  out += request.Find("host") != nullptr ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n";
  for (const auto& [name, value] : request.headers) {
    out.append(name).append(":").append(value).append("\r\n");
  }
  out += "\r\n";
  if (request.Find("transfer-encoding") == nullptr) return out + request.body;
  for (const char byte : request.body) out.append("1\r\n").append(1, byte).append("\r\n");
  return out + "0\r\n\r\n";
}

bool Same(const Request& a, const Request& b) {
  return a.method == b.method && a.target == b.target && a.headers == b.headers && a.body == b.body;
}

void Fuzz(std::string_view bytes) {
  const Outcome whole = Run(bytes, std::max<std::size_t>(bytes.size(), 1));
  const Outcome pieces = Run(bytes, 1);
  Require(whole.requests.size() == pieces.requests.size(), "cuts change no request's existence");
  Require(std::ranges::equal(whole.requests, pieces.requests, Same), "cuts change no request");
  Require(whole.refusal.status == pieces.refusal.status, "cuts change no verdict");
  Require(whole.refusal.status == 0 || (whole.refusal.status >= 400 && whole.refusal.status <= 505),
          "a refusal is an error");
  for (const Request& request : whole.requests) {
    CheckRequest(request);
    const Outcome again = Run(Write(request), 4096);
    Require(again.requests.size() == 1 && Same(again.requests[0], request), "written, read back");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
