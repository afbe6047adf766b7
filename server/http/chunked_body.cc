// SPDX-License-Identifier: Apache-2.0
#include "server/http/chunked_body.h"

#include <algorithm>
#include <charconv>

#include "server/http/characters.h"

namespace keyward::server::http {
namespace {

constexpr Refusal kMalformed = {400, "a chunk of the body is malformed"};
constexpr Refusal kExtensionsTooLong = {400, "the chunk extensions are too long"};
constexpr Refusal kBodyTooLong = {413, "the body is too long"};

constexpr ByteSet kQuotedBytes = ByteSet().Add("\t !").Add(0x23, 0x5b).Add(0x5d, 0x7e);

std::size_t CountHexDigits(std::string_view line) {
  const auto* const end = std::ranges::find_if(line, [](char c) { return !kHexDigits.Has(c); });
  return static_cast<std::size_t>(end - line.begin());
}

bool IsQuoted(std::string_view text) {
  return text.size() >= 2 && text.front() == '"' && text.back() == '"' &&
         kQuotedBytes.HasAll(text.substr(1, text.size() - 2));
}

// *( ";" token [ "=" ( token / quoted-string ) ] ), with no ";" and no escapes in quotes.
bool AreExtensions(std::string_view text) {
  while (!text.empty()) {
    if (text.front() != ';') return false;
    const std::size_t size = std::min(text.find(';', 1), text.size());
    const std::string_view extension = text.substr(1, size - 1);
    const std::size_t equals = extension.find('=');
    if (!IsToken(extension.substr(0, equals))) return false;
    if (equals != std::string_view::npos) {
      const std::string_view value = extension.substr(equals + 1);
      if (!IsToken(value) && !IsQuoted(value)) return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace

std::size_t ChunkedBody::Feed(std::string_view input, std::string& body) {
  std::size_t taken = 0;
  while (!refusal_ && !complete() && taken < input.size()) {
    const std::string_view rest = input.substr(taken);
    std::size_t piece = 0;
    switch (part_) {
      case Part::kSize:
        piece = TakeSize(rest, body.size());
        break;
      case Part::kData:
        piece = TakeData(rest, body);
        break;
      case Part::kDataEnd:
      case Part::kLastEnd:
        piece = TakeLineEnd(rest);
        break;
      case Part::kEnd:
        break;
    }
    if (piece == 0) break;
    taken += piece;
  }
  return taken;
}

// A line is judged alike whether it has come whole or not.
std::optional<Refusal> ChunkedBody::CheckSizeLine(std::string_view line, bool whole) const {
  const std::size_t digits = CountHexDigits(line);
  if (digits > kMaxDigits || (digits == 0 && !line.empty())) return kMalformed;
  // Of an unfinished line the last byte may be the carriage return.
  if (line.size() - digits > extension_bytes_ + (whole ? 0 : 1)) return kExtensionsTooLong;
  if (whole && (digits == 0 || !AreExtensions(line.substr(digits)))) return kMalformed;
  return std::nullopt;
}

std::size_t ChunkedBody::TakeSize(std::string_view input, std::size_t body_size) {
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) {
    refusal_ = CheckSizeLine(input, /*whole=*/false);
    return 0;
  }
  if (end == 0 || input[end - 1] != '\r') {
    refusal_ = kMalformed;
    return 0;
  }
  const std::string_view line = input.substr(0, end - 1);
  refusal_ = CheckSizeLine(line, /*whole=*/true);
  if (refusal_) return 0;
  const std::size_t digits = CountHexDigits(line);
  constexpr int kHexadecimal = 16;
  std::from_chars(line.data(), line.data() + digits, data_left_, kHexadecimal);
  if (data_left_ > body_bytes_ - std::min(body_size, body_bytes_)) {
    refusal_ = kBodyTooLong;
    return 0;
  }
  extension_bytes_ -= line.size() - digits;
  part_ = data_left_ == 0 ? Part::kLastEnd : Part::kData;
  return end + 1;
}

std::size_t ChunkedBody::TakeData(std::string_view input, std::string& body) {
  const std::size_t count = std::min(data_left_, input.size());
  body.append(input.substr(0, count));
  data_left_ -= count;
  if (data_left_ == 0) part_ = Part::kDataEnd;
  return count;
}

std::size_t ChunkedBody::TakeLineEnd(std::string_view input) {
  constexpr std::string_view kLineEnd = "\r\n";
  if (!kLineEnd.starts_with(input.substr(0, kLineEnd.size()))) {
    // What follows the last chunk would otherwise pass for headers that nobody signed.
    const bool trailer = part_ == Part::kLastEnd && kTokenBytes.Has(input.front());
    refusal_ = trailer ? Refusal{400, "trailers are not taken"} : kMalformed;
    return 0;
  }
  if (input.size() < kLineEnd.size()) return 0;
  part_ = part_ == Part::kLastEnd ? Part::kEnd : Part::kSize;
  return kLineEnd.size();
}

}  // namespace keyward::server::http
