// SPDX-License-Identifier: Apache-2.0
#include "server/http/head_scanner.h"

#include <algorithm>

#include "server/http/characters.h"
#include "server/http/request_rules.h"

namespace keyward::server::http {
namespace {

// Method, two blanks and version of the longest request line.
constexpr std::size_t kAroundTarget = 32;

constexpr Refusal kNoRequest = {400, "not an http request"};
constexpr Refusal kTargetTooLong = {414, "the request target is too long"};
constexpr Refusal kHeadTooLong = {431, "the headers are too long"};

std::optional<Refusal> CheckFieldLine(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') {
    return Refusal{400, "a header is folded over several lines"};
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return Refusal{400, "a header has no colon"};
  if (!IsToken(line.substr(0, colon))) return Refusal{400, "a header's name is no token"};
  if (!kFieldBytes.HasAll(line.substr(colon + 1))) {
    return Refusal{400, "a header's value has a control character"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> HeadScanner::Scan(std::string_view input) {
  for (;;) {
    const std::size_t end = input.find('\n', searched_);
    if (end == std::string_view::npos) break;
    // What came in one piece gets the verdict that it would get in many.
    refusal_ = CheckUnfinished(input.substr(0, std::min(end, limits_.head_bytes - 1)));
    if (refusal_) return std::nullopt;
    if (end >= limits_.head_bytes) {
      refusal_ = lines_ == 0 ? kTargetTooLong : kHeadTooLong;
      return std::nullopt;
    }
    if (end == line_start_ || input[end - 1] != '\r') {
      refusal_ = Refusal{400, "a line does not end with carriage return and line feed"};
      return std::nullopt;
    }
    const std::string_view line = input.substr(line_start_, end - 1 - line_start_);
    line_start_ = searched_ = end + 1;
    if (line.empty() && lines_ > 0) return line_start_;
    refusal_ = CheckLine(line);
    if (refusal_) return std::nullopt;
    ++lines_;
  }
  searched_ = input.size();
  refusal_ = CheckUnfinished(input);
  return std::nullopt;
}

std::optional<Refusal> HeadScanner::CheckLine(std::string_view line) {
  if (lines_ == 0) return CheckRequestLine(line);
  if (lines_ > limits_.headers) return Refusal{431, "there are too many headers"};
  return CheckFieldLine(line);
}

std::optional<Refusal> HeadScanner::CheckRequestLine(std::string_view line) const {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return kNoRequest;
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (!IsToken(method)) return kNoRequest;
  if (auto refusal = CheckVersion(line.substr(last + 1))) return refusal;
  if (target.size() > limits_.target_bytes) return kTargetTooLong;
  if (auto refusal = CheckTarget(method, target)) return refusal;
  return CheckMethod(method);
}

// What need not wait for its line's end.
std::optional<Refusal> HeadScanner::CheckUnfinished(std::string_view input) const {
  if (lines_ > 0) {
    if (input.size() >= limits_.head_bytes) return kHeadTooLong;
    return std::nullopt;
  }
  if (!input.empty() && !kTokenBytes.Has(input.front())) return kNoRequest;
  if (input.size() > limits_.target_bytes + kAroundTarget) return kTargetTooLong;
  return std::nullopt;
}

}  // namespace keyward::server::http
