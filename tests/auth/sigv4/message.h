// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/sigv4/credentials.h"
#include "auth/sigv4/request.h"
#include "auth/sigv4/sign.h"
#include "auth/sigv4/verify.h"

namespace keyward::auth::testing {

template <typename Case>
std::string CaseName(const ::testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

// A request that owns its parts, so that tests can change them.
struct Message {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  // Reads a request as the vectors write them: `Name:value` lines, values folded over indented
  // lines kept as they are.
  static Message Parse(std::string_view text);
  std::string Text() const;

  // The value of the first header of this name, in any case; a failed test when there is none.
  std::string* Find(std::string_view name);
  void Add(const std::vector<OwnedHeader>& added);
};

// A view of a message, which must outlive it.
class View {
 public:
  explicit View(const Message& message);
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  const HttpRequest& request() const { return request_; }

 private:
  std::vector<Header> headers_;
  HttpRequest request_;
};

inline constexpr std::string_view kExampleSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
inline constexpr std::string_view kExampleId = "AKIDEXAMPLE";

crypto::SecretBytes Secret(std::string_view text = kExampleSecret);
Credentials ExampleCredentials(std::string token = "");

// 2015-08-30T12:36:00Z, the time of AWS's examples.
inline constexpr std::chrono::sys_seconds kExampleTime{std::chrono::seconds(1440938160)};

// Parses, knows kExampleId and no other access key, and verifies, as a service would.
core::Result<void> Check(const Message& message, const crypto::SecretBytes& secret,
                         std::chrono::sys_seconds now, const Expectations& expectations,
                         SigningKeyCache* cache = nullptr);

}  // namespace keyward::auth::testing
