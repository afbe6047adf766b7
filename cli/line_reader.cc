// SPDX-License-Identifier: Apache-2.0
#include "cli/line_reader.h"

#include <algorithm>
#include <ios>
#include <string_view>

namespace keyward::cli {
namespace {

constexpr std::streamsize kChunk = 64 << 10;

}  // namespace

bool LineReader::Fill() {
  using Traits = std::char_traits<char>;
  std::streambuf* source = in_.rdbuf();
  at_ = 0;
  buffer_.clear();
  if (in_.bad() || Traits::eq_int_type(source->sgetc(), Traits::eof())) return false;
  const std::streamsize ready = std::clamp<std::streamsize>(source->in_avail(), 1, kChunk);
  buffer_.resize(static_cast<std::size_t>(ready));
  const std::streamsize got = source->sgetn(buffer_.data(), ready);
  buffer_.resize(static_cast<std::size_t>(got));
  bytes_read_ += static_cast<std::uint64_t>(got);
  return got > 0;
}

LineReader::Status LineReader::Next(std::string* line) {
  line->clear();
  bool too_long = false;
  bool any = false;
  try {
    while (at_ < buffer_.size() || Fill()) {
      any = true;
      const std::string_view rest = std::string_view(buffer_).substr(at_);
      const std::size_t end = rest.find('\n');
      const std::string_view piece = rest.substr(0, end);
      too_long = too_long || line->size() + piece.size() > max_line_;
      if (!too_long) line->append(piece);
      at_ += piece.size() + (end == std::string_view::npos ? 0 : 1);
      if (end != std::string_view::npos) return too_long ? Status::kTooLong : Status::kLine;
    }
  } catch (const std::ios_base::failure&) {
    return Status::kFailed;  // libstdc++'s file buffer throws when read() fails
  }
  if (in_.bad()) return Status::kFailed;
  if (!any) return Status::kEnd;
  return too_long ? Status::kTooLong : Status::kLine;
}

bool LineReader::MustWait() { return at_ >= buffer_.size() && in_.rdbuf()->in_avail() <= 0; }

}  // namespace keyward::cli
