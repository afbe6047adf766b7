// SPDX-License-Identifier: Apache-2.0
#include "crypto/dev_certificate.h"

#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <functional>
#include <memory>
#include <system_error>
#include <utility>

#include "crypto/algorithms.h"
#include "crypto/errors.h"

namespace keyward::crypto {
namespace {

template <auto FreeIt>
struct Free {
  template <typename T>
  void operator()(T* pointer) const noexcept {
    FreeIt(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;

constexpr std::pair<int, const char*> kExtensions[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"},
    {NID_subject_key_identifier, "hash"},
};

bool SetSerial(X509* certificate, Random& random) {
  auto bytes = RandomArray<16>(random);
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7f) | 0x40);  // positive, and never short
  const Number number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  return number != nullptr &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool SetValidity(X509* certificate, const core::Clock& clock) {
  constexpr long kHour = 3600;
  constexpr long kDay = 24 * kHour;
  std::time_t now = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(clock.Now()));
  return X509_time_adj(X509_getm_notBefore(certificate), -kHour, &now) != nullptr &&
         X509_time_adj(X509_getm_notAfter(certificate), kDevelopmentDays * kDay, &now) != nullptr;
}

bool SetNames(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>("keyward development");
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

bool AddExtensions(X509* certificate) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  for (const auto& [kind, value] : kExtensions) {
    const Extension made(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    if (made == nullptr || X509_add_ext(certificate, made.get(), -1) != 1) return false;
  }
  return true;
}

Certificate MakeCertificate(EVP_PKEY* key, const core::Clock& clock, Random& random) {
  Certificate made(X509_new());
  const bool done = made != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1 &&
                    SetSerial(made.get(), random) && SetValidity(made.get(), clock) &&
                    SetNames(made.get()) && X509_set_pubkey(made.get(), key) == 1 &&
                    AddExtensions(made.get()) &&
                    X509_sign(made.get(), key, FetchedHash(HashAlgorithm::kSha256)) != 0;
  return done ? std::move(made) : nullptr;
}

// Makes the file, hands it to `write`, and removes it again when that fails.
core::Result<void> WriteNew(const std::string& path, const std::function<bool(BIO*)>& write) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    const int number = errno;
    const bool exists = number == EEXIST;
    return core::Error{exists ? core::ErrorCode::kAlreadyExists : core::ErrorCode::kUnavailable,
                       exists ? "FileExists" : "FileFailed",
                       "cannot create `" + path + "`: " + std::generic_category().message(number)};
  }
  const Bio out(BIO_new_fd(file, BIO_NOCLOSE));
  const bool written = out != nullptr && write(out.get());
  if (::close(file) == 0 && written) return {};
  ERR_clear_error();
  ::unlink(path.c_str());
  return core::Error{core::ErrorCode::kUnavailable, "FileFailed", "cannot write `" + path + "`"};
}

}  // namespace

core::Result<void> WriteDevelopmentCertificate(const std::string& certificate_path,
                                               const std::string& key_path,
                                               const core::Clock& clock, Random& random) {
  const Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return LibraryFailure("openssl makes no key");
  const Certificate certificate = MakeCertificate(key.get(), clock, random);
  if (certificate == nullptr) return LibraryFailure("openssl makes no certificate");
  if (auto written = WriteNew(key_path,
                              [&key](BIO* out) {
                                return PEM_write_bio_PKCS8PrivateKey(out, key.get(), nullptr,
                                                                     nullptr, 0, nullptr,
                                                                     nullptr) == 1;
                              });
      !written) {
    return written;
  }
  auto written = WriteNew(certificate_path, [&certificate](BIO* out) {
    return PEM_write_bio_X509(out, certificate.get()) == 1;
  });
  if (!written) ::unlink(key_path.c_str());
  return written;
}

}  // namespace keyward::crypto
