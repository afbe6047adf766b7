// SPDX-License-Identifier: Apache-2.0
#include "tests/auth/sigv4/message.h"

#include <gtest/gtest.h>

#include "auth/sigv4/errors.h"
#include "core/encoding.h"

namespace keyward::auth::testing {
namespace {

// Takes the next line off the text, without its end.
std::string_view NextLine(std::string_view* text) {
  const std::size_t end = text->find('\n');
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
  return line;
}

}  // namespace

Message Message::Parse(std::string_view text) {
  Message message;
  const std::string_view first = NextLine(&text);
  const std::size_t method = first.find(' ');
  const std::size_t version = first.rfind(' ');
  message.method = first.substr(0, method);
  message.target = first.substr(method + 1, version - method - 1);
  while (!text.empty()) {
    const std::string_view line = NextLine(&text);
    if (line.empty()) break;
    if (line.front() == ' ') {
      message.headers.back().second.append("\n").append(line);
      continue;
    }
    const std::size_t colon = line.find(':');
    message.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  message.body = text;
  return message;
}

std::string Message::Text() const {
  std::string text = method + " " + target + " HTTP/1.1\n";
  for (const auto& [name, value] : headers)
    text.append(name).append(":").append(value).append("\n");
  return text + "\n" + body;
}

std::string* Message::Find(std::string_view name) {
  for (auto& [key, value] : headers) {
    if (core::EqualsIgnoreCase(key, name)) return &value;
  }
  ADD_FAILURE() << "no header " << name;
  return &body;
}

void Message::Add(const std::vector<OwnedHeader>& added) {
  for (const OwnedHeader& header : added) headers.emplace_back(header.name, header.value);
}

View::View(const Message& message) {
  for (const auto& [name, value] : message.headers) headers_.push_back({name, value});
  request_ = {message.method, message.target, headers_, crypto::AsBytes(message.body)};
}

crypto::SecretBytes Secret(std::string_view text) {
  return *crypto::SecretBytes::Copy(crypto::AsBytes(text));
}

Credentials ExampleCredentials(std::string token) {
  return {std::string(kExampleId), Secret(), std::move(token), "test"};
}

core::Result<void> Check(const Message& message, const crypto::SecretBytes& secret,
                         std::chrono::sys_seconds now, const Expectations& expectations,
                         SigningKeyCache* cache) {
  const View view(message);
  const auto parsed = ParseAuthorization(view.request());
  if (!parsed) return parsed.error();
  if (parsed->access_key_id != kExampleId) return InvalidClientTokenId();
  return VerifySignature(*parsed, view.request(), secret, now, expectations, cache);
}

}  // namespace keyward::auth::testing
