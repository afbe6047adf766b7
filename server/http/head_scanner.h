// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "server/http/options.h"
#include "server/http/refusal.h"

namespace keyward::server::http {

// Looks at the bytes of a request's head before a parser does: where it ends, and all that a
// lenient parser would mend. Refused here are line ends other than CRLF, folded lines, control
// characters, names that are no tokens (blanks before the colon among them), request lines that are
// not three words, and what is too long.
//
// It sees each line once, however slowly the bytes come.
class HeadScanner {
 public:
  explicit HeadScanner(const RequestLimits& limits) : limits_(limits) {}

  // `input` begins with the head; each call has the bytes of the last, and more. Returns the size
  // of the head with its empty line once that is there.
  std::optional<std::size_t> Scan(std::string_view input);

  // Why the head is refused; nothing while it is not. After a refusal the scanner is spent.
  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  std::optional<Refusal> CheckLine(std::string_view line);
  std::optional<Refusal> CheckRequestLine(std::string_view line) const;
  std::optional<Refusal> CheckUnfinished(std::string_view input) const;

  RequestLimits limits_;
  std::optional<Refusal> refusal_;
  std::size_t line_start_ = 0;
  std::size_t searched_ = 0;  // no line ends before here but those seen
  std::size_t lines_ = 0;     // request line and headers
};

}  // namespace keyward::server::http
