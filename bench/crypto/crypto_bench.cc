// SPDX-License-Identifier: Apache-2.0
// Each wrapper beside the bare library with a reused context, in one run: BM_X/bare/SIZE and
// BM_X/ours/SIZE. bench/crypto/ratios.py prints ours / bare.
#include <benchmark/benchmark.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "crypto/aead.h"
#include "crypto/constant_time.h"
#include "crypto/deriving_aead.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "crypto/key_wrap.h"
#include "crypto/password.h"

namespace {

using namespace keyward::crypto;

constexpr std::array<std::uint8_t, 32> kKey = {1, 2, 3};
constexpr std::array<std::uint8_t, 12> kNonce = {4, 5, 6};
constexpr std::array<std::uint8_t, 16> kAad = {7, 8, 9};
constexpr std::string_view kLabel = "keyward/bench/v1";

void Check(bool good) {
  if (!good) std::abort();
}

// OpenSSL as it is used bare: everything fetched and allocated before the loop.
struct BareGcm {
  EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  int length = 0;

  BareGcm() { SetKey(kKey.data()); }
  ~BareGcm() {
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(cipher);
  }
  void SetKey(const std::uint8_t* key) {
    Check(EVP_EncryptInit_ex2(context, cipher, key, nullptr, nullptr) == 1);
  }
  void Seal(const std::uint8_t* nonce, Bytes text, std::uint8_t* out) {
    Check(EVP_EncryptInit_ex2(context, nullptr, nullptr, nonce, nullptr) == 1);
    Check(EVP_EncryptUpdate(context, nullptr, &length, kAad.data(), kAad.size()) == 1);
    Check(EVP_EncryptUpdate(context, out, &length, text.data(), static_cast<int>(text.size())) ==
          1);
    Check(EVP_EncryptFinal_ex(context, out + text.size(), &length) == 1);
    Check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out + text.size()) == 1);
  }
  bool Open(const std::uint8_t* nonce, std::uint8_t* sealed, std::size_t size, std::uint8_t* out) {
    Check(EVP_DecryptInit_ex2(context, nullptr, nullptr, nonce, nullptr) == 1);
    Check(EVP_DecryptUpdate(context, nullptr, &length, kAad.data(), kAad.size()) == 1);
    Check(EVP_DecryptUpdate(context, out, &length, sealed, static_cast<int>(size)) == 1);
    Check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, sealed + size) == 1);
    return EVP_DecryptFinal_ex(context, out + size, &length) == 1;
  }
};

struct BareHmac {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(mac);

  BareHmac() {
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    Check(EVP_MAC_init(context, kKey.data(), kKey.size(), parameters) == 1);
  }
  ~BareHmac() {
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(mac);
  }
  void SetKey(Bytes key) { Check(EVP_MAC_init(context, key.data(), key.size(), nullptr) == 1); }
  void Compute(Bytes message, std::uint8_t* out) {
    std::size_t length = 0;
    Check(EVP_MAC_init(context, nullptr, 0, nullptr) == 1);
    Check(EVP_MAC_update(context, message.data(), message.size()) == 1);
    Check(EVP_MAC_final(context, out, &length, 32) == 1);
  }
};

// The construct of DerivingAead with nothing around it; `sealed` already has nonce and IV.
struct BareDeriving {
  BareGcm gcm;
  BareHmac hmac;
  std::array<std::uint8_t, 64> derived;

  void Derive(const std::uint8_t* nonce) {
    std::array<std::uint8_t, 4 + kLabel.size() + 1 + 16 + 4> input = {};
    std::copy(kLabel.begin(), kLabel.end(), input.begin() + 4);
    std::copy_n(nonce, 16, input.begin() + 5 + kLabel.size());
    input[input.size() - 2] = 2;
    for (std::uint8_t i = 0; i < 2; ++i) {
      input[3] = static_cast<std::uint8_t>(i + 1);
      hmac.Compute(input, derived.data() + std::size_t{32} * i);
    }
  }
  void Seal(Bytes text, std::uint8_t* sealed) {
    randombytes_buf(sealed, 28);
    Derive(sealed);
    std::copy_n(derived.begin() + 32, 32, sealed + 28);
    gcm.SetKey(derived.data());
    gcm.Seal(sealed + 16, text, sealed + 60);
  }
  bool Open(std::uint8_t* sealed, std::size_t size, std::uint8_t* out) {
    Derive(sealed);
    if (CRYPTO_memcmp(derived.data() + 32, sealed + 28, 32) != 0) return false;
    gcm.SetKey(derived.data());
    return gcm.Open(sealed + 16, sealed + 60, size, out);
  }
};

template <typename Key>
Key MadeKey() {
  return *Key::Copy(kKey);
}

struct Buffers {
  explicit Buffers(const benchmark::State& state)
      : plain(static_cast<std::size_t>(state.range(0)), 'p'), sealed(plain.size() + 76) {}
  MutableBytes Sealed(std::size_t overhead) {
    return MutableBytes(sealed).first(plain.size() + overhead);
  }
  std::vector<std::uint8_t> plain;
  std::vector<std::uint8_t> sealed;
};

void GcmSealBare(benchmark::State& state) {
  BareGcm bare;
  Buffers b(state);
  while (state.KeepRunning()) bare.Seal(kNonce.data(), b.plain, b.sealed.data());
}
void GcmSealOurs(benchmark::State& state) {
  const auto aead = Aes256Gcm::Create(MadeKey<Aes256Gcm::Key>());
  Buffers b(state);
  while (state.KeepRunning()) Check(aead->Seal(kNonce, kAad, b.plain, b.Sealed(16)).has_value());
}
void GcmOpenBare(benchmark::State& state) {
  BareGcm bare;
  Buffers b(state);
  bare.Seal(kNonce.data(), b.plain, b.sealed.data());
  while (state.KeepRunning()) {
    Check(bare.Open(kNonce.data(), b.sealed.data(), b.plain.size(), b.plain.data()));
  }
}
void GcmOpenOurs(benchmark::State& state) {
  const auto aead = Aes256Gcm::Create(MadeKey<Aes256Gcm::Key>());
  Buffers b(state);
  Check(aead->Seal(kNonce, kAad, b.plain, b.Sealed(16)).has_value());
  while (state.KeepRunning()) Check(aead->Open(kNonce, kAad, b.Sealed(16), b.plain).has_value());
}

void DerivingSealBare(benchmark::State& state) {
  BareDeriving bare;
  Buffers b(state);
  while (state.KeepRunning()) bare.Seal(b.plain, b.sealed.data());
}
void DerivingSealOurs(benchmark::State& state) {
  const auto aead = DerivingAead::Create(MadeKey<DerivingAead::Key>(), kLabel);
  SystemRandom random;
  Buffers b(state);
  while (state.KeepRunning()) Check(aead->Seal(random, kAad, b.plain, b.Sealed(76)).has_value());
}
void DerivingOpenBare(benchmark::State& state) {
  BareDeriving bare;
  Buffers b(state);
  bare.Seal(b.plain, b.sealed.data());
  while (state.KeepRunning()) Check(bare.Open(b.sealed.data(), b.plain.size(), b.plain.data()));
}
void DerivingOpenOurs(benchmark::State& state) {
  const auto aead = DerivingAead::Create(MadeKey<DerivingAead::Key>(), kLabel);
  SystemRandom random;
  Buffers b(state);
  Check(aead->Seal(random, kAad, b.plain, b.Sealed(76)).has_value());
  while (state.KeepRunning()) Check(aead->Open(kAad, b.Sealed(76), b.plain).has_value());
}

void XChaChaSealBare(benchmark::State& state) {
  Buffers b(state);
  const std::array<std::uint8_t, 24> nonce = {};
  while (state.KeepRunning()) {
    crypto_aead_xchacha20poly1305_ietf_encrypt(b.sealed.data(), nullptr, b.plain.data(),
                                               b.plain.size(), kAad.data(), kAad.size(), nullptr,
                                               nonce.data(), kKey.data());
  }
}
void XChaChaSealOurs(benchmark::State& state) {
  const auto aead = XChaCha20Poly1305::Create(MadeKey<XChaCha20Poly1305::Key>());
  Buffers b(state);
  while (state.KeepRunning()) Check(aead->Seal({}, kAad, b.plain, b.Sealed(16)).has_value());
}

void HmacBare(benchmark::State& state) {
  BareHmac bare;
  Buffers b(state);
  while (state.KeepRunning()) bare.Compute(b.plain, b.sealed.data());
}
void HmacOurs(benchmark::State& state) {
  const auto mac = Hmac::Create(HashAlgorithm::kSha256, *SecretBytes::Copy(kKey));
  Buffers b(state);
  while (state.KeepRunning()) benchmark::DoNotOptimize(mac->Compute(b.plain));
}
void HmacOnceBare(benchmark::State& state) {
  BareHmac bare;
  Buffers b(state);
  while (state.KeepRunning()) {
    bare.SetKey(kKey);
    bare.Compute(b.plain, b.sealed.data());
  }
}
void HmacOnceOurs(benchmark::State& state) {
  Buffers b(state);
  while (state.KeepRunning())
    benchmark::DoNotOptimize(HmacOnce(HashAlgorithm::kSha256, kKey, b.plain));
}

void Sha256Bare(benchmark::State& state) {
  Buffers b(state);
  EVP_MD* hash = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  while (state.KeepRunning()) {
    Check(EVP_DigestInit_ex2(context, hash, nullptr) == 1);
    Check(EVP_DigestUpdate(context, b.plain.data(), b.plain.size()) == 1);
    Check(EVP_DigestFinal_ex(context, b.sealed.data(), nullptr) == 1);
  }
  EVP_MD_CTX_free(context);
  EVP_MD_free(hash);
}
void Sha256Ours(benchmark::State& state) {
  Buffers b(state);
  while (state.KeepRunning()) benchmark::DoNotOptimize(Sha256(b.plain));
}

void KeyWrapOurs(benchmark::State& state) {
  const auto wrapper = AesKeyWrap::Create(MadeKey<AesKeyWrap::Key>());
  const auto key = SecretBytes::Copy(kKey);
  while (state.KeepRunning()) benchmark::DoNotOptimize(wrapper->Wrap(*key));
}

void SecretBare(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Check(sodium_init() >= 0);
  while (state.KeepRunning()) {
    void* memory = sodium_malloc(size);
    benchmark::DoNotOptimize(memory);
    sodium_free(memory);
  }
}
void SecretOurs(benchmark::State& state) {
  const Buffers b(state);
  while (state.KeepRunning()) benchmark::DoNotOptimize(SecretBytes::Copy(b.plain));
}
// Many alive at once: the time and the locked memory of 100,000 keys of 32 bytes.
void SecretMany(benchmark::State& state) {
  constexpr std::size_t kMany = 100'000;
  while (state.KeepRunning()) {
    std::vector<SecretBytes> keys;
    keys.reserve(kMany);
    for (std::size_t i = 0; i < kMany; ++i) {
      auto key = SecretBytes::Copy(kKey);
      if (!key) {
        state.SkipWithError("no locked memory is left: raise RLIMIT_MEMLOCK");
        return;
      }
      keys.push_back(*std::move(key));
    }
    state.counters["locked_bytes_each"] =
        static_cast<double>(SecretArena::Instance().usage().mapped_bytes) / kMany;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kMany) * state.iterations());
}

void Argon2idDefault(benchmark::State& state) {
  const auto password = SecretBytes::Copy(kKey);
  while (state.KeepRunning()) benchmark::DoNotOptimize(DeriveFromPassword(*password, {}, {}, 32));
}

void Sizes(benchmark::internal::Benchmark* benchmark) { benchmark->Arg(32)->Arg(1024)->Arg(4096); }

BENCHMARK(GcmSealBare)->Name("GcmSeal/bare")->Apply(Sizes);
BENCHMARK(GcmSealOurs)->Name("GcmSeal/ours")->Apply(Sizes);
BENCHMARK(GcmOpenBare)->Name("GcmOpen/bare")->Apply(Sizes);
BENCHMARK(GcmOpenOurs)->Name("GcmOpen/ours")->Apply(Sizes);
BENCHMARK(DerivingSealBare)->Name("DerivingSeal/bare")->Apply(Sizes);
BENCHMARK(DerivingSealOurs)->Name("DerivingSeal/ours")->Apply(Sizes);
BENCHMARK(DerivingOpenBare)->Name("DerivingOpen/bare")->Apply(Sizes);
BENCHMARK(DerivingOpenOurs)->Name("DerivingOpen/ours")->Apply(Sizes);
BENCHMARK(XChaChaSealBare)->Name("XChaChaSeal/bare")->Apply(Sizes);
BENCHMARK(XChaChaSealOurs)->Name("XChaChaSeal/ours")->Apply(Sizes);
BENCHMARK(HmacBare)->Name("Hmac/bare")->Apply(Sizes);
BENCHMARK(HmacOurs)->Name("Hmac/ours")->Apply(Sizes);
BENCHMARK(HmacOnceBare)->Name("HmacOnce/bare")->Arg(32);
BENCHMARK(HmacOnceOurs)->Name("HmacOnce/ours")->Arg(32);
BENCHMARK(Sha256Bare)->Name("Sha256/bare")->Apply(Sizes);
BENCHMARK(Sha256Ours)->Name("Sha256/ours")->Apply(Sizes);
BENCHMARK(SecretBare)->Name("Secret/sodium_malloc")->Arg(32);
BENCHMARK(SecretOurs)->Name("Secret/ours")->Apply(Sizes)->ThreadRange(1, 2);
BENCHMARK(SecretMany)->Unit(benchmark::kMillisecond);
BENCHMARK(KeyWrapOurs)->Name("KeyWrap/ours/32");
BENCHMARK(Argon2idDefault)->Unit(benchmark::kMillisecond);

}  // namespace
