// SPDX-License-Identifier: Apache-2.0
#include "server/http/request_parser.h"

#include <algorithm>
#include <optional>
#include <utility>

// After <utility>: Asio 1.74 uses std::exchange without including it.
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "server/http/chunked_body.h"
#include "server/http/head_scanner.h"
#include "server/http/request_rules.h"

namespace keyward::server::http {
namespace {

namespace beast = boost::beast;
using BeastError = beast::error_code;

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

Refusal RefusalOf(const BeastError& error) {
  if (error == beast::http::error::body_limit) return {413, "the body is too long"};
  if (error == beast::http::error::header_limit) return {431, "the headers are too long"};
  if (error == beast::http::error::bad_chunk || error == beast::http::error::bad_chunk_extension) {
    return {400, "a chunk of the body is malformed"};
  }
  return {400, "the request is malformed"};
}

}  // namespace

// One request. What Beast calls lies here.
class RequestParser::Reader final : public beast::http::basic_parser<true> {
 public:
  explicit Reader(const RequestLimits& limits) : scanner(limits), chunks(limits) {
    header_limit(static_cast<std::uint32_t>(limits.head_bytes + 1));
    body_limit(limits.body_bytes);
  }

  State state = State::kHead;
  Refusal refusal = {};
  HeadScanner scanner;
  HeaderRules rules{1};
  ChunkedBody chunks;
  std::size_t body_left = 0;  // without chunks
  Request request;
  int minor = 1;
  bool began = false;  // something but an empty line came

 private:
  void Judge(const std::optional<Refusal>& verdict, BeastError& error) {
    if (!verdict) return;
    refusal = *verdict;
    state = State::kRefused;
    error = beast::http::error::bad_value;
  }

  void on_request_impl(beast::http::verb /*verb*/, beast::string_view method,
                       beast::string_view target, int version, BeastError& /*error*/) override {
    request.method = View(method);
    request.target = View(target);
    minor = version - 10;
    rules = HeaderRules(minor);
  }
  void on_response_impl(int /*code*/, beast::string_view /*reason*/, int /*version*/,
                        BeastError& error) override {
    error = beast::http::error::bad_version;
  }
  void on_field_impl(beast::http::field /*known*/, beast::string_view name,
                     beast::string_view value, BeastError& error) override {
    Judge(rules.Add(View(name), View(value)), error);
    request.headers.push_back({std::string(View(name)), std::string(View(value))});
  }
  void on_header_impl(BeastError& error) override {
    Judge(rules.Finish(), error);
    if (!error) state = State::kBody;
  }
  // Beast gets no body: its parser of chunks has assertions that a client can fail, as where a last
  // chunk comes in two pieces.
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                         BeastError& error) override {
    error = beast::http::error::unexpected_body;
  }
  std::size_t on_body_impl(beast::string_view /*body*/, BeastError& error) override {
    error = beast::http::error::unexpected_body;
    return 0;
  }
  void on_chunk_header_impl(std::uint64_t /*size*/, beast::string_view /*extensions*/,
                            BeastError& error) override {
    error = beast::http::error::unexpected_body;
  }
  std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, beast::string_view /*body*/,
                                 BeastError& error) override {
    error = beast::http::error::unexpected_body;
    return 0;
  }
  void on_finish_impl(BeastError& /*error*/) override { state = State::kComplete; }
};

RequestParser::RequestParser(const RequestLimits& limits)
    : limits_(limits), reader_(std::make_unique<Reader>(limits)) {}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::Feed(std::string_view input) {
  std::size_t taken = 0;
  if (state() == State::kHead) taken = FeedHead(input);
  if (state() == State::kBody) taken += FeedBody(input.substr(taken));
  return taken;
}

std::size_t RequestParser::FeedHead(std::string_view input) {
  // RFC 9112 section 2.2: "a server that is expecting to receive and parse a request-line SHOULD
  // ignore at least one empty line (CRLF) received prior to the request-line". One it is.
  std::size_t skipped = 0;
  if (!reader_->began) {
    if (input.empty() || input == "\r") return 0;
    if (input.starts_with("\r\n")) skipped = 2;
    reader_->began = true;
    input.remove_prefix(skipped);
    if (input.empty()) return skipped;
  }
  const std::optional<std::size_t> size = reader_->scanner.Scan(input);
  if (reader_->scanner.refusal()) Refuse(*reader_->scanner.refusal());
  if (!size) return skipped;
  BeastError error;
  const std::size_t parsed = reader_->put({input.data(), *size}, error);
  if (state() == State::kRefused) return skipped;
  if (error || parsed != *size || !reader_->is_header_done()) {
    Refuse(RefusalOf(error));
    return skipped;
  }
  if (state() == State::kBody && !reader_->chunked()) {
    reader_->body_left = static_cast<std::size_t>(reader_->content_length().value_or(0));
    reader_->request.body.reserve(reader_->body_left);
  }
  return skipped + parsed;
}

std::size_t RequestParser::FeedBody(std::string_view input) {
  std::string& body = reader_->request.body;
  std::size_t taken = 0;
  bool complete = false;
  if (reader_->chunked()) {
    taken = reader_->chunks.Feed(input, body);
    complete = reader_->chunks.complete();
    if (reader_->chunks.refusal()) Refuse(*reader_->chunks.refusal());
  } else {
    taken = std::min(input.size(), reader_->body_left);
    body.append(input.substr(0, taken));
    reader_->body_left -= taken;
    complete = reader_->body_left == 0;
  }
  if (complete) reader_->state = State::kComplete;
  return taken;
}

void RequestParser::Refuse(const Refusal& refusal) {
  reader_->refusal = refusal;
  reader_->state = State::kRefused;
}

RequestParser::State RequestParser::state() const { return reader_->state; }
const Refusal& RequestParser::refusal() const { return reader_->refusal; }
bool RequestParser::expects_continue() const { return reader_->rules.expects_continue(); }
bool RequestParser::keep_alive() const { return reader_->minor == 1 && reader_->keep_alive(); }

Request RequestParser::Take() {
  Request taken = std::move(reader_->request);
  reader_ = std::make_unique<Reader>(limits_);
  return taken;
}

}  // namespace keyward::server::http
