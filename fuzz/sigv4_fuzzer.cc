// SPDX-License-Identifier: Apache-2.0
// Reads the bytes as a request (rules, method and target, headers, a blank line, body), which
// nobody can have signed with a secret that was made just now: it must be refused. Then signs it in
// both forms where it can be: that must be accepted, and refused under another secret or body.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/sigv4/sign.h"
#include "auth/sigv4/verify.h"
#include "core/encoding.h"
#include "crypto/random.h"
#include "fuzz/require.h"

namespace {

using namespace keyward::auth;
using keyward::crypto::AsBytes;
using keyward::crypto::SecretBytes;
using keyward::fuzz::Require;

constexpr std::chrono::sys_seconds kTime{std::chrono::seconds(1440938160)};

std::string_view NextLine(std::string_view* text) {
  const std::size_t end = text->find('\n');
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
  return line;
}

struct Input {
  ServiceRules rules;
  std::vector<Header> headers;
  HttpRequest request;
};

void Read(std::string_view text, Input* input) {
  const auto flags = static_cast<unsigned char>(text.empty() ? '\0' : text.front());
  if (!text.empty()) text.remove_prefix(1);
  input->rules.normalize_path = (flags & 1) != 0;
  input->rules.double_encode_path = (flags & 2) != 0;
  input->rules.allow_unsigned_payload = (flags & 4) != 0;
  input->rules.require_payload_hash = (flags & 8) != 0;
  if ((flags & 16) != 0) input->rules.session_token = SessionTokenPlace::kAddedAfterSigning;
  const std::string_view first = NextLine(&text);
  const std::size_t space = first.find(' ');
  input->request.method = first.substr(0, space);
  input->request.target = space == std::string_view::npos ? "" : first.substr(space + 1);
  while (!text.empty()) {
    const std::string_view line = NextLine(&text);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    input->headers.push_back({line.substr(0, colon), colon == std::string_view::npos
                                                         ? std::string_view()
                                                         : line.substr(colon + 1)});
  }
  input->request.headers = input->headers;
  input->request.payload = AsBytes(text);
}

keyward::core::Result<void> Check(const HttpRequest& request, const SecretBytes& secret,
                                  const ServiceRules& rules) {
  const auto parsed = ParseAuthorization(request);
  if (!parsed) return parsed.error();
  // Whatever the request says of itself is what we expect, so that more of it is looked at.
  const Expectations expectations{parsed->scope.region, parsed->scope.service, rules};
  return VerifySignature(*parsed, request, secret, parsed->signed_at, expectations);
}

// `payload_covered`: a change of the body must be noticed.
void CheckSigned(HttpRequest request, const SecretBytes& secret, const SecretBytes& other,
                 const ServiceRules& rules, const std::string& canonical, bool payload_covered) {
  const auto good = Check(request, secret, rules);
  Require(good.has_value(), "what we sign we accept");
  const auto parsed = ParseAuthorization(request);
  const auto diagnosis = Diagnose(*parsed, request, rules);
  Require(diagnosis && diagnosis->canonical_request == canonical, "both sides canonicalise alike");
  Require(!Check(request, other, rules), "another secret is refused");
  request.payload = AsBytes("not the body of any corpus file");
  Require(!payload_covered || !Check(request, secret, rules), "another body is refused");
}

void Fuzz(std::span<const std::uint8_t> bytes) {
  static keyward::crypto::SystemRandom random;
  static const auto secret = SecretBytes::Generate(32, random);
  static const auto other = SecretBytes::Generate(32, random);
  Input input;
  Read({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, &input);
  Require(!Check(input.request, *secret, input.rules), "nobody can have signed it");

  const Credentials credentials{"AKIDEXAMPLE", *secret->Clone(), bytes.size() % 2 == 0 ? "" : "t",
                                "fuzzer"};
  const SigningOptions options{"us-east-1",           "own", kTime, input.rules,
                               bytes.size() % 3 == 0, false};
  if (const auto made = Sign(input.request, credentials, options)) {
    std::vector<Header> all = input.headers;
    for (const OwnedHeader& header : made->headers) all.push_back({header.name, header.value});
    HttpRequest sent = input.request;
    sent.headers = all;
    if (all.size() > kMaxHeaders) {
      Require(!Check(sent, *secret, input.rules), "too many headers are refused");
    } else if (!ParseAuthorization(sent)) {
      return;  // a header or parameter of the input is there twice, which only readers refuse
    } else {
      CheckSigned(sent, *secret, *other, input.rules, made->texts.canonical_request, true);
    }
  }
  if (const auto made = Presign(input.request, credentials, options, std::chrono::seconds(60))) {
    HttpRequest sent = input.request;
    sent.target = made->target;
    if (!ParseAuthorization(sent)) return;
    CheckSigned(sent, *secret, *other, input.rules, made->texts.canonical_request,
                !input.rules.allow_unsigned_payload);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Fuzz({data, size});
  return 0;
}
