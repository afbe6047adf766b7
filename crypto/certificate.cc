// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "core/encoding.h"
#include "crypto/bytes.h"
#include "crypto/hash.h"

namespace keyward::crypto {
namespace {

template <auto FreeIt>
struct Free {
  template <typename T>
  void operator()(T* pointer) const noexcept {
    FreeIt(pointer);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;

core::Error Invalid(std::string_view what) {
  ERR_clear_error();
  return {core::ErrorCode::kInvalidArgument, "InvalidCertificate", std::string(what)};
}

Certificate Parse(std::string_view pem) {
  if (pem.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

// The text where it is printable ASCII; nothing else can be a name of these kinds.
std::optional<std::string> TextOf(const ASN1_IA5STRING* string) {
  std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
                   static_cast<std::size_t>(ASN1_STRING_length(string)));
  const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
  if (!plain || text.empty()) return std::nullopt;
  return text;
}

core::Result<void> ReadNames(const X509* certificate, CertificateFacts& facts) {
  int found = 0;
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, &found, nullptr)));
  if (names == nullptr) {
    // -1: there is none. Anything else is one that is malformed or there twice.
    if (found == -1) return {};
    return Invalid("the certificate's alternative names cannot be read");
  }
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI && name->type != GEN_DNS) continue;
    std::optional<std::string> text =
        TextOf(name->type == GEN_URI ? name->d.uniformResourceIdentifier : name->d.dNSName);
    if (!text) return Invalid("the certificate has an alternative name that is no text");
    (name->type == GEN_URI ? facts.uris : facts.dns_names).push_back(*std::move(text));
  }
  return {};
}

core::Result<std::string> DigestOf(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return Invalid("the certificate cannot be encoded");
  const Sha256Digest digest = Sha256({bytes, static_cast<std::size_t>(size)});
  OPENSSL_free(bytes);
  return core::HexEncode(AsText(digest));
}

}  // namespace

core::Result<CertificateFacts> ReadCertificate(std::string_view pem) {
  const Certificate certificate = Parse(pem);
  std::tm not_after = {};
  if (certificate == nullptr ||
      ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &not_after) != 1) {
    return Invalid("the text is not a certificate");
  }
  CertificateFacts facts;
  facts.not_after = std::chrono::sys_seconds(std::chrono::seconds(::timegm(&not_after)));
  if (auto read = ReadNames(certificate.get(), facts); !read) return std::move(read).error();
  core::Result<std::string> digest = DigestOf(certificate.get());
  if (!digest) return std::move(digest).error();
  facts.sha256 = *std::move(digest);
  return facts;
}

}  // namespace keyward::crypto
