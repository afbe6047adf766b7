// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>

namespace keyward::cli {

// Reads a stream line by line with bounded memory, however long its lines are.
//
// Takes what the stream has without waiting for more, so that a program on the other side of a pipe
// gets its answer before it writes the next line. Not thread-safe.
class LineReader {
 public:
  enum class Status {
    kLine,
    kTooLong,  // the line had more than max_line bytes; it was read to its end and forgotten
    kEnd,
    kFailed,  // the stream could not be read
  };

  LineReader(std::istream& in, std::size_t max_line) : in_(in), max_line_(max_line) {}

  // Puts the next line, without its line end, into *line. A last line needs no line end.
  Status Next(std::string* line);

  // Whether reading on would have to wait for the writer, as far as the stream can tell.
  bool MustWait();

  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  // Gets more bytes into buffer_; false at the end.
  bool Fill();

  std::istream& in_;
  std::size_t max_line_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace keyward::cli
