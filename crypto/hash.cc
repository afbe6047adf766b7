// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"

#include <openssl/evp.h>

#include <new>

#include "crypto/algorithms.h"

namespace keyward::crypto {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// SHA-2 cannot fail but for want of memory.
void Check(bool good) {
  if (!good) throw std::bad_alloc();
}

void Begin(EVP_MD_CTX* context, HashAlgorithm algorithm) {
  Check(EVP_DigestInit_ex2(context, FetchedHash(algorithm), nullptr) == 1);
}

void HashInto(HashAlgorithm algorithm, Bytes message, MutableBytes out) {
  static thread_local std::array<Context, 4> contexts;
  Context& context = contexts[static_cast<std::size_t>(algorithm)];
  if (context == nullptr) context.reset(EVP_MD_CTX_new());
  Check(context != nullptr);
  Begin(context.get(), algorithm);
  Check(EVP_DigestUpdate(context.get(), message.data(), message.size()) == 1 &&
        EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1);
}

template <typename Array>
Array HashOf(HashAlgorithm algorithm, Bytes message) {
  Array digest;
  HashInto(algorithm, message, digest);
  return digest;
}

}  // namespace

Sha256Digest Sha256(Bytes message) { return HashOf<Sha256Digest>(HashAlgorithm::kSha256, message); }
Sha384Digest Sha384(Bytes message) { return HashOf<Sha384Digest>(HashAlgorithm::kSha384, message); }
Sha512Digest Sha512(Bytes message) { return HashOf<Sha512Digest>(HashAlgorithm::kSha512, message); }

Digest Hash(HashAlgorithm algorithm, Bytes message) {
  Digest digest(algorithm);
  HashInto(algorithm, message, digest.mutable_bytes());
  return digest;
}

void Hasher::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Hasher::Hasher(HashAlgorithm algorithm) : algorithm_(algorithm), context_(EVP_MD_CTX_new()) {
  Check(context_ != nullptr);
  Begin(context_.get(), algorithm_);
}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

void Hasher::Update(Bytes piece) {
  Check(EVP_DigestUpdate(context_.get(), piece.data(), piece.size()) == 1);
}

Digest Hasher::Finish() {
  Digest digest(algorithm_);
  Check(EVP_DigestFinal_ex(context_.get(), digest.mutable_bytes().data(), nullptr) == 1);
  Begin(context_.get(), algorithm_);
  return digest;
}

}  // namespace keyward::crypto
