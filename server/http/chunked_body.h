// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/options.h"
#include "server/http/refusal.h"

namespace keyward::server::http {

// Takes a chunked body apart: RFC 9112 section 7.1, without blanks in extensions and without
// trailers. Sizes have up to kMaxDigits digits, leading zeros included.
class ChunkedBody {
 public:
  static constexpr std::size_t kMaxDigits = 8;

  explicit ChunkedBody(const RequestLimits& limits)
      : body_bytes_(limits.body_bytes), extension_bytes_(limits.chunk_extension_bytes) {}

  // Takes bytes from the beginning of `input`, never beyond the body's end, appends what they hold
  // to `body`, and returns how many. The rest is to be handed in again, with more after it.
  std::size_t Feed(std::string_view input, std::string& body);

  bool complete() const { return part_ == Part::kEnd; }
  // Why the body is refused; nothing while it is not.
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  enum class Part : std::uint8_t { kSize, kData, kDataEnd, kLastEnd, kEnd };

  // Each takes one part, or nothing when it is not whole.
  std::size_t TakeSize(std::string_view input, std::size_t body_size);
  std::size_t TakeData(std::string_view input, std::string& body);
  std::size_t TakeLineEnd(std::string_view input);
  std::optional<Refusal> CheckSizeLine(std::string_view line, bool whole) const;

  std::size_t body_bytes_;
  std::size_t extension_bytes_;  // left
  std::size_t data_left_ = 0;    // of this chunk
  Part part_ = Part::kSize;
  std::optional<Refusal> refusal_;
};

}  // namespace keyward::server::http
