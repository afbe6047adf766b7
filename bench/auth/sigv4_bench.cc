// SPDX-License-Identifier: Apache-2.0
// Checking a signed request beside the hashes that it takes, done with bare OpenSSL and reused
// contexts, in one run: X/bare/SIZE and X/ours/SIZE. bench/crypto/ratios.py prints ours / bare.
#include <benchmark/benchmark.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "auth/sigv4/sign.h"
#include "auth/sigv4/verify.h"

namespace {

using namespace keyward::auth;
using keyward::crypto::AsBytes;
using keyward::crypto::SecretBytes;

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr std::chrono::sys_seconds kTime{std::chrono::seconds(1440938160)};

void Check(bool good) {
  if (!good) std::abort();
}

// A call as an SDK makes it of a service that speaks JSON.
class SignedCall {
 public:
  explicit SignedCall(std::size_t body_size) : body_(body_size, 'b') {
    headers_ = {{"Host", "kms.us-east-1.amazonaws.com"},
                {"Content-Type", "application/x-amz-json-1.1"},
                {"X-Amz-Target", "TrentService.GenerateDataKey"},
                {"User-Agent", "aws-sdk-example/1.0"},
                {"Accept-Encoding", "identity"}};
    const SigningOptions options{"us-east-1", "kms", kTime, {}, false, false};
    Credentials credentials{"AKIDEXAMPLE", *SecretBytes::Copy(AsBytes(kSecret)), "", "bench"};
    auto made = Sign(request(), credentials, options);
    Check(made.has_value());
    signed_ = *std::move(made);
    for (const OwnedHeader& header : signed_.headers) {
      headers_.push_back({header.name, header.value});
    }
    headers_.push_back({"Content-Length", "0"});
  }
  SignedCall(const SignedCall&) = delete;
  SignedCall& operator=(const SignedCall&) = delete;

  HttpRequest request() const { return {"POST", "/", headers_, AsBytes(body_)}; }
  std::string_view body() const { return body_; }
  const SignedTexts& texts() const { return signed_.texts; }

 private:
  std::string body_;
  std::vector<Header> headers_;
  SignedRequest signed_;
};

// OpenSSL as it is used bare: everything fetched and allocated before the loop.
struct BareHashes {
  EVP_MD* hash = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* hash_context = EVP_MD_CTX_new();
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* mac_context = EVP_MAC_CTX_new(mac);
  std::array<std::uint8_t, 32> out = {};

  BareHashes() {
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    Check(EVP_MAC_init(mac_context, out.data(), out.size(), parameters) == 1);
  }
  ~BareHashes() {
    EVP_MAC_CTX_free(mac_context);
    EVP_MAC_free(mac);
    EVP_MD_CTX_free(hash_context);
    EVP_MD_free(hash);
  }
  void Sha256(std::string_view text) {
    Check(EVP_DigestInit_ex2(hash_context, hash, nullptr) == 1 &&
          EVP_DigestUpdate(hash_context, text.data(), text.size()) == 1 &&
          EVP_DigestFinal_ex(hash_context, out.data(), nullptr) == 1);
  }
  void Hmac(std::string_view text) {
    std::size_t length = 0;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    Check(EVP_MAC_init(mac_context, nullptr, 0, nullptr) == 1 &&
          EVP_MAC_update(mac_context, bytes, text.size()) == 1 &&
          EVP_MAC_final(mac_context, out.data(), &length, out.size()) == 1);
  }
};

// The three hashes of a check whose signing key is known: body, canonical request, signature.
void BareVerify(benchmark::State& state) {
  const SignedCall call(static_cast<std::size_t>(state.range(0)));
  BareHashes bare;
  for (auto _ : state) {
    bare.Sha256(call.body());
    bare.Sha256(call.texts().canonical_request);
    bare.Hmac(call.texts().string_to_sign);
    benchmark::DoNotOptimize(bare.out);
  }
}

void Verify(benchmark::State& state, SigningKeyCache* cache) {
  const SignedCall call(static_cast<std::size_t>(state.range(0)));
  const auto secret = SecretBytes::Copy(AsBytes(kSecret));
  const Expectations expectations{"us-east-1", "kms", {}};
  for (auto _ : state) {
    const auto parsed = ParseAuthorization(call.request());
    Check(parsed.has_value());
    Check(
        VerifySignature(*parsed, call.request(), *secret, kTime, expectations, cache).has_value());
  }
}

void CachedVerify(benchmark::State& state) {
  SigningKeyCache cache;
  Verify(state, &cache);
}

// The signing key is derived each time: four more HMACs.
void DerivingVerify(benchmark::State& state) { Verify(state, nullptr); }

void ParseOnly(benchmark::State& state) {
  const SignedCall call(0);
  for (auto _ : state) Check(ParseAuthorization(call.request()).has_value());
}

BENCHMARK(BareVerify)->Name("Verify/bare")->Arg(0)->Arg(1024)->Arg(16384);
BENCHMARK(CachedVerify)->Name("Verify/ours")->Arg(0)->Arg(1024)->Arg(16384);
BENCHMARK(DerivingVerify)->Name("VerifyDeriving/ours")->Arg(1024);
BENCHMARK(ParseOnly)->Name("Parse/ours");

}  // namespace
