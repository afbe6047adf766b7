// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "server/http/message.h"
#include "server/http/options.h"
#include "server/http/refusal.h"

namespace keyward::server::http {

// Bytes in, requests or a refusal out; no sockets.
//
// Three judges see the head, and each can only refuse: HeadScanner its raw bytes, Boost.Beast's
// parser its grammar, HeaderRules what the headers mean together. The first two must agree where it
// ends. The body is a number of bytes, or ChunkedBody's. One thread at a time.
class RequestParser {
 public:
  enum class State : std::uint8_t {
    kHead,      // the headers are not complete
    kBody,      // they are, the body is not
    kComplete,  // a request is ready to be taken
    kRefused,   // for good
  };

  explicit RequestParser(const RequestLimits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Takes bytes from the beginning of `input`, never more than the current request has, and returns
  // how many. The rest is to be handed in again, with more after it. Takes nothing when complete or
  // refused.
  std::size_t Feed(std::string_view input);

  State state() const;
  // With kRefused.
  const Refusal& refusal() const;
  // From kBody on: whether the client waits for "100 Continue"; whether it may send another request
  // (HTTP/1.1 without `Connection: close`).
  bool expects_continue() const;
  bool keep_alive() const;

  // With kComplete: the request, without its origin. The next one begins.
  Request Take();

 private:
  class Reader;

  std::size_t FeedHead(std::string_view input);
  std::size_t FeedBody(std::string_view input);
  void Refuse(const Refusal& refusal);

  RequestLimits limits_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace keyward::server::http
