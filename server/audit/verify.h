// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "core/result.h"
#include "server/audit/chain.h"

namespace keyward::server::audit {

// Where a log stops being what was written, and how.
struct Fault {
  std::string file;
  std::uint64_t line = 0;  // in the file, from 1; the one past its end when something is missing
  std::string message;

  bool operator==(const Fault&) const = default;
};

struct Report {
  std::uint64_t files = 0;
  std::uint64_t lines = 0;     // that are whole
  std::uint64_t starts = 0;    // how often the log was opened
  std::optional<Fault> fault;  // the first: past it nothing can be told
};

// Follows the chain through the files of a log, from its first line to the head that the store
// remembers. Takes memory for one line.
//
// Found is any line edited, dropped, moved or repeated, wherever; and a cut tail, as far as the
// head reaches: `head` lags behind the files by what was appended in the last second
// (server/audit/log.h). One thread at a time.
class Verifier {
 public:
  // `head` is what the log must reach: taken before the files are read, so that a log in use is
  // whole.
  static core::Result<Verifier> Create(Key root, Position head);

  // The next file. After the first fault nothing more is read.
  void Add(const std::string& file, std::istream& in);

  // What was found, the tail included.
  Report Finish();

 private:
  Verifier(Chain chain, Position head) : chain_(std::move(chain)), head_(head) {}
  void AddLine(std::string_view text);
  void Fail(std::string message);

  Chain chain_;
  Position head_;
  Report report_;
  std::string file_;
  std::uint64_t line_ = 0;
};

// The sequence number of the first line of a file, by which files are put in order; nothing when it
// is none. The order is proved by the chain.
std::optional<std::uint64_t> FirstSequence(std::istream& in);

// Reads a line without its end. Tells whether there was one; `whole` says whether its end was there
// within kMaxLineBytes.
bool ReadBoundedLine(std::istream& in, std::string& line, bool& whole);

}  // namespace keyward::server::audit
